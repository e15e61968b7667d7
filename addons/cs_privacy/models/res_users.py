from odoo import models
from odoo.exceptions import ValidationError


class ResUsers(models.Model):
    _inherit = "res.users"

    def _cs_privacy_obstacles(self):
        """Return the sentences that say why this user may not see protected values now.

        A hook: what has to be in force besides the group (agreement, training) adds its sentence
        through ``super()``. An empty list clears the user.
        """
        self.ensure_one()
        return []

    def _cs_check_can_secure(self, group):
        """Check that these users have the role that a security officer works with.

        :param str group: external id of a group
        :raise ValidationError: one of them has not
        """
        for user in self.sudo():
            if not user.has_group(group):
                raise ValidationError(
                    self.env._(
                        "%(user)s cannot handle incidents yet: give them the role “%(role)s” first.",
                        user=user.name,
                        role=self.env.ref(group).sudo().full_name,
                    )
                )
