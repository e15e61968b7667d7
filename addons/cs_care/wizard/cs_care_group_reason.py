from odoo import fields, models


class CsCareGroupReason(models.TransientModel):
    """Asks why a membership ends or is refused, and takes the step."""

    _name = "cs.care.group.reason"
    _description = "Reason of a Step of Care"
    _inherit = ["cs.privacy.scan.mixin"]
    _cs_scanned = ("reason",)

    member_ids = fields.Many2many(comodel_name="cs.special.group.member", readonly=True)
    grant_ids = fields.Many2many(comodel_name="cs.green.grant", readonly=True)
    step = fields.Selection(
        selection=[("end", "End"), ("refuse", "Refuse"), ("revoke", "Revoke")],
        required=True,
        readonly=True,
    )
    reason = fields.Char(required=True)

    def action_apply(self):
        """Take the step; rights and states are checked by the step itself."""
        self.ensure_one()
        if self.step == "end":
            self.member_ids.action_end(self.reason)
        elif self.step == "refuse":
            self.member_ids.action_refuse(self.reason)
        elif self.step == "revoke":
            self.grant_ids.action_revoke(self.reason)
        return {"type": "ir.actions.act_window_close"}
