from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class CsEducationSignIn(models.TransientModel):
    """Records who attended a workshop."""

    _name = "cs.education.sign.in"
    _description = "Sign in to a Workshop"

    item_id = fields.Many2one(comodel_name="cs.education.item", required=True)
    partner_ids = fields.Many2many(
        comodel_name="res.partner",
        string="Who Attended",
        required=True,
        domain=[("partner_share", "=", True)],
    )

    def action_confirm(self):
        """Record that these customers attended; twice is once."""
        self.ensure_one()
        if not self.env.user.has_group("cs_care.group_cs_care_agent"):
            raise AccessError(self.env._("Agents of care sign customers in."))
        if self.item_id.state != "published":
            raise UserError(self.env._("Only what is published can be attended."))
        reach = self.env["cs.education.reach"]
        reach._cs_reach(self.item_id, self.partner_ids)._cs_complete("sign_in")
        return {"type": "ir.actions.act_window_close"}
