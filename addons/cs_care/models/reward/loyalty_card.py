from odoo import models
from odoo.exceptions import UserError


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    def action_loyalty_update_balance(self):
        """Points of managed programs change by a request that somebody else approves."""
        self.ensure_one()
        if not self.program_id.cs_managed:
            return super().action_loyalty_update_balance()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Adjustment"),
            "res_model": "cs.loyalty.adjustment",
            "view_mode": "form",
            "context": {"default_card_id": self.id, "default_program_id": self.program_id.id},
        }

    def action_cs_adjust(self):
        """Open a request for the selected cards of one program, to be completed and checked."""
        if len(self) == 1:
            return self.action_loyalty_update_balance()
        program = self.program_id
        if len(program) != 1 or not program.cs_managed:
            raise UserError(
                self.env._("Select cards of one program whose points are kept in the ledger.")
            )
        adjustment = self.env["cs.loyalty.adjustment"].create({"program_id": program.id})
        adjustment._cs_add_cards([("id", "in", self.ids)])
        return adjustment._get_records_action()
