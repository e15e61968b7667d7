from odoo import fields, models

from ..core.rights import LEGAL_DAYS


class ResCompanyRights(models.Model):
    _inherit = "res.company"

    cs_privacy_request_days = fields.Integer(
        string="Requests of Persons (Working Days)",
        default=lambda self: self._default_cs_privacy_request_days(),
    )
    cs_privacy_officer_id = fields.Many2one(
        comodel_name="res.users",
        string="Privacy Officer",
        ondelete="set null",
        help="Is called when a person makes a request. Empty: the first user with that role.",
    )

    _cs_privacy_request_days_legal = models.Constraint(
        f"CHECK (cs_privacy_request_days BETWEEN 1 AND {LEGAL_DAYS})",
        "Requests of persons are answered within 1 to 30 days; the law allows no more.",
    )

    def _default_cs_privacy_request_days(self):
        return 15

    def _cs_privacy_officer(self):
        """Return the user who is called about requests of persons of this company (may be none)."""
        self.ensure_one()
        if self.cs_privacy_officer_id.active:
            return self.cs_privacy_officer_id
        # sudo: who holds the role is no secret, and agents may not read groups
        group = self.env.ref("cs_privacy.group_cs_privacy_officer").sudo()
        candidates = group.all_user_ids.filtered(lambda user: self in user.company_ids)
        return candidates.sorted("id")[:1].sudo(self.env.su)
