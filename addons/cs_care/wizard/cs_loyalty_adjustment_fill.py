from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class CsLoyaltyAdjustmentFill(models.TransientModel):
    """Adds the cards that a filter finds to a request, after saying how many they are."""

    _name = "cs.loyalty.adjustment.fill"
    _description = "Add Cards to an Adjustment"

    adjustment_id = fields.Many2one(
        comodel_name="cs.loyalty.adjustment", required=True, ondelete="cascade"
    )
    program_id = fields.Many2one(related="adjustment_id.program_id")
    domain = fields.Char(string="Cards", required=True, default="[]")
    card_count = fields.Integer(string="Cards Found", compute="_compute_card_count")

    @api.depends("domain", "adjustment_id")
    def _compute_card_count(self):
        for dialog in self:
            dialog.card_count = self.env["loyalty.card"].search_count(
                dialog._cs_domain() & Domain("program_id", "=", dialog.program_id.id)
            )

    def _cs_domain(self):
        try:
            return Domain(literal_eval(self.domain or "[]"))
        except (ValueError, SyntaxError, TypeError):
            raise UserError(
                self.env._("This filter cannot be read. Build it with the editor.")
            ) from None

    def action_fill(self):
        """Add the cards; what the user does not see is not found."""
        self.ensure_one()
        self.adjustment_id._cs_add_cards(self._cs_domain())
        return {"type": "ir.actions.act_window_close"}
