from odoo import fields, models
from odoo.tools import SQL


class CsLoyaltyDay(models.Model):
    """What happened to a card's points on one day, for the time line: one entry, not fifty."""

    _name = "cs.loyalty.day"
    _description = "Day of Loyalty Points"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "program_id"
    _depends = {
        "cs.loyalty.move": [
            *("card_id", "partner_id", "program_id", "company_id", "date", "kind", "points")
        ]
    }

    card_id = fields.Many2one(comodel_name="loyalty.card", readonly=True)
    partner_id = fields.Many2one(comodel_name="res.partner", string="Customer", readonly=True)
    program_id = fields.Many2one(comodel_name="loyalty.program", readonly=True)
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    date = fields.Datetime(readonly=True)
    plus = fields.Float(string="In", readonly=True, digits=(16, 2))
    minus = fields.Float(string="Out", readonly=True, digits=(16, 2))
    expired = fields.Float(readonly=True, digits=(16, 2))

    @property
    def _table_query(self):
        # Grouped by the customer, so that a filter on the customer reaches the index of entries
        return SQL(
            """
            SELECT MAX(id) AS id, card_id, partner_id, program_id, company_id, MAX(date) AS date,
                   COALESCE(SUM(points) FILTER (WHERE points > 0), 0) AS plus,
                   -COALESCE(SUM(points) FILTER (WHERE points < 0 AND kind <> 'expire'), 0)
                   AS minus,
                   -COALESCE(SUM(points) FILTER (WHERE kind = 'expire'), 0) AS expired
              FROM cs_loyalty_move
          GROUP BY card_id, partner_id, program_id, company_id, date::date
            """
        )
