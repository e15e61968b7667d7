from odoo import api, models

from .res_partner_phone import STAFF


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.model_create_multi
    def create(self, vals_list):
        """Protect portal users where everybody is protected; colleagues are no customers."""
        staff = self.with_context(cs_privacy_staff=STAFF)
        users = super(ResUsers, staff).create(vals_list).with_env(self.env)
        if self.env.company.sudo().cs_protect_persons:
            users.filtered("share").partner_id._cs_protect()
        return users

    def _cs_privacy_obstacles(self):
        """Return the sentences that say why this user may not see protected values now.

        A hook: what has to be in force besides the group (agreement, training) adds its sentence
        through ``super()``. An empty list clears the user.
        """
        self.ensure_one()
        return []
