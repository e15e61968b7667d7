from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .res_partner_phone import STAFF


class ResUsers(models.Model):
    _inherit = "res.users"

    cs_agreement_ids = fields.One2many(
        comodel_name="cs.privacy.agreement",
        inverse_name="user_id",
        string="Confidentiality Agreements",
        readonly=True,
    )
    cs_agreement_until = fields.Date(
        string="Agreement Until",
        compute="_compute_cs_agreement_until",
        help="Until when a confidentiality agreement of this user is in force.",
    )
    cs_may_see_agreement = fields.Boolean(
        string="May See the Agreement", compute="_compute_cs_agreement_until"
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Protect portal users where everybody is protected; colleagues are no customers."""
        staff = self.with_context(cs_privacy_staff=STAFF)
        users = super(ResUsers, staff).create(vals_list).with_env(self.env)
        if self.env.company.sudo().cs_protect_persons:
            users.filtered("share").partner_id._cs_protect()
        return users

    @api.depends("cs_agreement_ids.date_revoked", "cs_agreement_ids.valid_until")
    @api.depends_context("uid")
    def _compute_cs_agreement_until(self):
        """Until when; of oneself, and for those who watch over agreements of everybody."""
        me = self.env.user
        watches = self.env.su or any(
            me.has_group(f"cs_privacy.group_cs_privacy_{role}") for role in ("officer", "auditor")
        )
        seen = self if watches else self.filtered(lambda user: user == me)
        until = dict(seen.env["cs.privacy.agreement"].sudo()._cs_in_force(seen))
        for user in self:
            user.cs_agreement_until = until.get(user, False)
            user.cs_may_see_agreement = user in seen

    @property
    def SELF_READABLE_FIELDS(self):
        return [*super().SELF_READABLE_FIELDS, "cs_agreement_until", "cs_may_see_agreement"]

    def _cs_privacy_obstacles(self):
        """Return the sentences that say why this user may not see protected values now.

        A hook: what has to be in force besides the group (agreement, training) adds its sentence
        through ``super()``. An empty list clears the user.
        """
        self.ensure_one()
        if self.env["cs.privacy.agreement"].sudo()._cs_in_force(self):
            return []
        return [
            self.env._(
                "No confidentiality agreement of yours is in force. Read and sign it under "
                "Customer Information / My Confidentiality Agreement, then try again."
            )
        ]

    def action_cs_sign_agreement(self):
        """Open the text that this user has to sign; everybody signs for themselves only."""
        return self.env["cs.privacy.agreement"].action_sign()

    def _cs_check_can_secure(self, group):
        """Check that these users have the role that a security officer works with.

        :param str group: external id of a group
        :raise ValidationError: one of them has not
        """
        for user in self.sudo():
            if not user.has_group(group):
                raise ValidationError(
                    self.env._(
                        "%(user)s cannot handle incidents yet: give them the role "
                        "“%(role)s” first.",
                        user=user.name,
                        role=self.env.ref(group).sudo().full_name,
                    )
                )
