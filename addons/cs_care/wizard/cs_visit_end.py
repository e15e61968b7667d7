from odoo import fields, models


class CsVisitEnd(models.TransientModel):
    """Asks why visits end without having been made."""

    _name = "cs.visit.end"
    _description = "End Visits"
    _inherit = ["cs.privacy.scan.mixin"]

    _cs_scanned = ("reason",)

    visit_ids = fields.Many2many(comodel_name="cs.visit", required=True, readonly=True)
    kind = fields.Selection(
        selection=[("decline", "The customer declined"), ("cancel", "Called off")],
        required=True,
        readonly=True,
        default="decline",
    )
    reason = fields.Text(required=True)
    is_no_more = fields.Boolean(
        string="No More Such Contacts",
        help="The customer wants no further contact for this purpose on this channel. It is "
        "recorded as a decision about consent and holds for everybody.",
    )

    def action_apply(self):
        """End the visits; rights and state are checked by the steps."""
        self.ensure_one()
        if self.kind == "cancel":
            self.visit_ids.action_cancel(self.reason)
        else:
            self.visit_ids.ensure_one().action_decline(self.reason, self.is_no_more)
        return {"type": "ir.actions.act_window_close"}
