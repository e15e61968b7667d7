from odoo import fields, models
from odoo.tools import SQL


class LoyaltyCard(models.Model):
    """Cards whose balance is kept by the ledger: ``points`` is what may be spent now."""

    _inherit = "loyalty.card"

    cs_managed = fields.Boolean(string="Points Ledger", readonly=True, copy=False)
    cs_pending_points = fields.Float(
        string="Pending Points",
        readonly=True,
        copy=False,
        digits=(16, 2),
        help="Earned, but not to be spent yet.",
    )
    cs_debt_points = fields.Float(
        string="Owed Points",
        readonly=True,
        copy=False,
        digits=(16, 2),
        help="Points taken back after they had been spent. The next points earned pay them.",
    )
    cs_merged_into_id = fields.Many2one(
        comodel_name="loyalty.card",
        string="Continued By",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The card to which these points went when two customers became one.",
    )
    cs_move_ids = fields.One2many(
        comodel_name="cs.loyalty.move",
        inverse_name="card_id",
        string="Entries",
        groups="cs_care.group_cs_care_agent",
    )
    cs_lot_ids = fields.One2many(
        comodel_name="cs.loyalty.lot",
        inverse_name="card_id",
        string="Lots",
        domain=[("remaining", ">", 0)],
        groups="cs_care.group_cs_care_agent",
    )
    cs_expiry_next = fields.Date(
        string="Next Expiry",
        compute="_compute_cs_expiry_next",
        compute_sudo=True,
        help="The day after which points of this card expire next.",
    )
    cs_expiry_points = fields.Float(
        string="Points Expiring Next",
        compute="_compute_cs_expiry_next",
        compute_sudo=True,
        digits=(16, 2),
    )

    _cs_holder_unique = models.UniqueIndex(
        "(program_id, partner_id) WHERE cs_managed AND active",
        "This customer has a card of this program already.",
    )
    _cs_partner_idx = models.Index("(partner_id, program_id) WHERE cs_managed")

    def _compute_cs_expiry_next(self):
        self.cs_expiry_next = False
        self.cs_expiry_points = 0
        if not self.ids:
            return
        self.env["cs.loyalty.lot"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (card_id) card_id, date_expiry, SUM(remaining)
                  FROM cs_loyalty_lot
                 WHERE card_id IN %s AND remaining > 0 AND date_expiry IS NOT NULL
              GROUP BY card_id, date_expiry ORDER BY card_id, date_expiry
                """,
                tuple(self.ids),
            )
        )
        by_card = {card: (day, points) for card, day, points in rows}
        for card in self.filtered(lambda card: card._origin.id in by_card):
            card.cs_expiry_next, card.cs_expiry_points = by_card[card._origin.id]

    def _cs_final(self):
        """Return the card that continues this one after mergers of customers, or itself."""
        card = self
        while card.cs_merged_into_id:
            card = card.cs_merged_into_id
        return card

    def action_cs_moves(self):
        """Open the entries of this card."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_care.cs_loyalty_move_action")
        action["domain"] = [("card_id", "=", self.id)]
        action["context"] = {}
        return action
