from odoo import fields, models


class CsVisitReassign(models.TransientModel):
    """Asks to whom visits are given, and why."""

    _name = "cs.visit.reassign"
    _description = "Give Visits to an Agent"
    _inherit = ["cs.privacy.scan.mixin"]

    _cs_scanned = ("reason",)

    visit_ids = fields.Many2many(comodel_name="cs.visit", required=True, readonly=True)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Agent",
        domain=lambda self: [
            ("share", "=", False),
            ("all_group_ids", "in", self.env.ref("cs_care.group_cs_care_agent").ids),
        ],
        help="Empty: back into the queue of the team.",
    )
    reason = fields.Text(required=True)

    def action_apply(self):
        """Give the visits away; rights and state are checked by the step."""
        self.ensure_one()
        self.visit_ids.action_reassign(self.user_id.id, self.reason)
        return {"type": "ir.actions.act_window_close"}
