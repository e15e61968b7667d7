from odoo import api, fields, models
from odoo.exceptions import UserError


class CsSuggestionAnswer(models.TransientModel):
    """Adopts, declines or merges suggestions; the customers are told at once."""

    _name = "cs.suggestion.answer"
    _description = "Answer of a Suggestion"
    _inherit = ["cs.privacy.scan.mixin"]
    _cs_scanned = ("answer",)

    suggestion_ids = fields.Many2many(comodel_name="cs.suggestion", readonly=True)
    step = fields.Selection(
        selection=[("adopt", "Adopt"), ("decline", "Decline"), ("merge", "Same idea as another")],
        required=True,
        default="adopt",
    )
    answer = fields.Text(string="What the Customer Reads")
    target_id = fields.Many2one(
        comodel_name="cs.suggestion",
        string="Same Idea As",
        domain="[('id', 'not in', suggestion_ids), ('state', 'not in', ('merged', 'declined'))]",
    )
    supporter_count = fields.Integer(string="Told", compute="_compute_supporter_count")

    @api.depends("suggestion_ids")
    def _compute_supporter_count(self):
        for dialog in self:
            ideas = dialog.suggestion_ids
            dialog.supporter_count = len(ideas | ideas.merged_ids)

    def action_apply(self):
        """Take the step; rights and states are checked by the step itself."""
        self.ensure_one()
        if self.step == "adopt":
            self.suggestion_ids.action_adopt(self.answer)
        elif self.step == "decline":
            self.suggestion_ids.action_decline(self.answer)
        elif not self.target_id:
            raise UserError(self.env._("Choose the suggestion that has the same idea."))
        else:
            self.suggestion_ids._cs_merge(self.target_id)
        return {"type": "ir.actions.act_window_close"}
