from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    cs_loyalty_points = fields.Float(
        string="Loyalty Points",
        compute="_compute_cs_loyalty_points",
        compute_sudo=True,
        digits=(16, 2),
        groups="cs_care.group_cs_care_agent",
        help="What this customer may spend now, in all programs that keep a points ledger.",
    )
    cs_loyalty_card_count = fields.Integer(
        compute="_compute_cs_loyalty_points",
        compute_sudo=True,
        groups="cs_care.group_cs_care_agent",
    )

    def _compute_cs_loyalty_points(self):
        cards = self.env["loyalty.card"]._read_group(
            [("partner_id", "in", self.ids), ("cs_managed", "=", True)],
            ["partner_id"],
            ["points:sum", "__count"],
        )
        found = {partner.id: (points, count) for partner, points, count in cards}
        for partner in self:
            points, count = found.get(partner._origin.id, (0, 0))
            partner.cs_loyalty_points = points
            partner.cs_loyalty_card_count = count

    def action_cs_loyalty_cards(self):
        """Open the cards of this customer in the programs that keep a points ledger."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_care.loyalty_card_action")
        cards = self.env["loyalty.card"].search(
            [("partner_id", "=", self.id), ("cs_managed", "=", True)]
        )
        action["domain"] = [("id", "in", cards.ids)]
        action["context"] = {"default_partner_id": self.id}
        if len(cards) == 1:
            action.update(res_id=cards.id, views=[(False, "form")])
        return action
