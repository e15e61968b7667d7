from odoo import fields, models
from odoo.exceptions import UserError


class CsSurveyCallOutcome(models.TransientModel):
    """What came of a call without an interview."""

    _name = "cs.survey.call.outcome"
    _description = "Outcome of a Survey Call"
    _inherit = ["cs.privacy.scan.mixin"]
    _cs_scanned = ("note",)

    invitation_id = fields.Many2one(
        comodel_name="cs.survey.invitation", required=True, readonly=True, ondelete="cascade"
    )
    outcome = fields.Selection(
        selection=[
            ("no_answer", "No answer"),
            ("busy", "Busy"),
            ("call_back", "Wants to be called again"),
            ("refused", "Does not want to take part"),
            ("wrong_number", "Wrong number"),
        ],
        required=True,
        default="no_answer",
    )
    call_back_at = fields.Datetime(string="Call Again From")
    note = fields.Char()

    def action_record(self):
        """Record the attempt."""
        self.ensure_one()
        invitation = self.invitation_id
        invitation._cs_check_call()
        if self.outcome == "call_back" and not (
            self.call_back_at and self.call_back_at > fields.Datetime.now()
        ):
            raise UserError(self.env._("Say when the customer wants to be called: a time ahead."))
        at = self.call_back_at if self.outcome == "call_back" else False
        invitation._cs_record_call(self.outcome, at, self.note)
        return {"type": "ir.actions.act_window_close"}
