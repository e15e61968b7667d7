from odoo import fields, models


class CsPrivacyRequestReason(models.TransientModel):
    """Asks for the reason or the result of a step and takes it."""

    _name = "cs.privacy.request.reason"
    _description = "Reason of a Step of a Request"
    _inherit = ["cs.privacy.scan.mixin"]

    _cs_scanned = ("reason",)

    request_ids = fields.Many2many(comodel_name="cs.privacy.request", required=True, readonly=True)
    transition = fields.Selection(
        selection=[("done", "Finish"), ("refuse", "Refuse"), ("cancel", "Cancel")],
        required=True,
        readonly=True,
    )
    reason = fields.Text(required=True)

    def action_apply(self):
        """Take the step with the reason given; rights and states are checked by the step."""
        self.ensure_one()
        self.request_ids._cs_require_reason(self.reason)
        steps = {
            "done": self.request_ids.action_done,
            "refuse": self.request_ids.action_refuse,
            "cancel": self.request_ids.action_cancel,
        }
        steps[self.transition](self.reason)
        return {"type": "ir.actions.act_window_close"}
