from odoo import fields, models


class CsComplaintReason(models.TransientModel):
    """Asks for the reason of a step and takes it."""

    _name = "cs.complaint.reason"
    _description = "Reason of a Complaint Step"
    _inherit = ["cs.complaint.dialog", "cs.privacy.scan.mixin"]

    _cs_scanned = ("reason", "question")

    complaint_ids = fields.Many2many(comodel_name="cs.complaint", required=True, readonly=True)
    transition = fields.Selection(
        selection=[
            ("wait", "Wait for Customer"),
            ("withdraw", "Withdraw"),
            ("reject", "Reject"),
            ("reopen", "Reopen"),
        ],
        required=True,
        readonly=True,
    )
    reason = fields.Text(required=True)
    question = fields.Text(
        string="Question to the Customer",
        help="The customer gets it by e-mail and sees it on top of the complaint's page.",
    )

    def action_apply(self):
        """Take the step with the reason given; rights and states are checked by the step."""
        self.ensure_one()
        self.complaint_ids._cs_require_reason(self.reason)
        steps = {
            "wait": self.complaint_ids.action_wait,
            "withdraw": self.complaint_ids.action_withdraw,
            "reject": self.complaint_ids.action_reject,
            "reopen": self.complaint_ids.action_reopen,
        }
        asked = self.complaint_ids.filtered(lambda complaint: complaint.state != "waiting")
        steps[self.transition](self.reason)
        if self.transition == "wait" and (self.question or "").strip():
            asked._cs_ask_customer(self.question.strip())
        return {"type": "ir.actions.act_window_close"}
