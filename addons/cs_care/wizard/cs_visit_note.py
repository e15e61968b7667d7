from odoo import api, fields, models

from ..models.visit.cs_visit_attempt import RESULTS


class CsVisitNote(models.TransientModel):
    """Asks how an attempt to reach the customer went."""

    _name = "cs.visit.note"
    _description = "Note an Attempt"
    _inherit = ["cs.privacy.scan.mixin"]

    _cs_scanned = ("note",)

    visit_id = fields.Many2one(comodel_name="cs.visit", required=True, readonly=True)
    result = fields.Selection(
        selection=[pair for pair in RESULTS if pair[0] != "reached"],
        required=True,
        default="no_answer",
    )
    next_at = fields.Datetime(string="Call Back At")
    note = fields.Text()
    last_try = fields.Boolean(compute="_compute_last_try")

    @api.depends("visit_id", "result")
    def _compute_last_try(self):
        now = fields.Datetime.now()
        for dialog in self:
            dialog.last_try = dialog.result == "wrong_number" or (
                dialog.result != "callback" and dialog.visit_id._cs_is_tried_enough(now)
            )

    def action_apply(self):
        """Note the attempt; rights and state are checked by the step."""
        self.ensure_one()
        self.visit_id.action_note_attempt(self.result, self.note, self.next_at)
        return {"type": "ir.actions.act_window_close"}
