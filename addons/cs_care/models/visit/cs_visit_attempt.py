from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

RESULTS = [
    ("reached", "Reached"),
    ("callback", "Call back agreed"),
    ("no_answer", "Nobody answered"),
    ("busy", "Line was busy"),
    ("voicemail", "Voicemail only"),
    ("wrong_number", "Wrong number"),
]


class CsVisitAttempt(models.Model):
    """One attempt to reach a customer. Append-only."""

    _name = "cs.visit.attempt"
    _description = "Attempt to Reach a Customer"
    _inherit = ["cs.privacy.scan.mixin"]
    _order = "date desc, id desc"
    _rec_name = "result"

    _cs_scanned = ("note",)

    visit_id = fields.Many2one(
        comodel_name="cs.visit", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="visit_id.company_id", store=True, precompute=True, index=True
    )
    partner_id = fields.Many2one(
        related="visit_id.partner_id", store=True, precompute=True, index=True
    )
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="By",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    result = fields.Selection(selection=RESULTS, required=True, readonly=True)
    note = fields.Text(readonly=True)
    next_at = fields.Datetime(string="Next Attempt", readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(
                self.env._("Attempts are noted by the buttons of the visit and nowhere else.")
            )
        return super().create(vals_list)

    def write(self, vals):
        if not vals:
            return super().write(vals)
        raise UserError(
            self.env._("An attempt that was noted is evidence and stays. Note a new one.")
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("An attempt that was noted is evidence and cannot be deleted."))
