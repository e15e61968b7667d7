from odoo import fields, models
from odoo.tools import SQL

from .loyalty_card_block import HELD_DAY


class CsLoyaltyLiability(models.Model):
    """What is owed to customers in points, by month of expiry, program and tier (7.1).

    Expected: what customers will spend, by the breakage of the program for lots that expire in so
    many months. Points that never expire have no breakage.
    """

    _name = "cs.loyalty.liability"
    _description = "Liability of Points"
    _auto = False
    _order = "program_id, expiry_month, is_pending, id"
    _rec_name = "program_id"
    _depends = {
        "cs.loyalty.lot": ["program_id", "card_id", "remaining", "date_expiry", "is_pending"],
        "loyalty.card": ["cs_tier_id"],
        "loyalty.program": ["company_id", "cs_point_value"],
        "cs.loyalty.breakage": ["program_id", "months", "rate"],
    }

    program_id = fields.Many2one(comodel_name="loyalty.program", readonly=True)
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    tier_id = fields.Many2one(comodel_name="cs.loyalty.tier", readonly=True)
    expiry_month = fields.Date(
        string="Month of Expiry", readonly=True, help="Empty: no expiry, or on blocked cards."
    )
    months_left = fields.Integer(readonly=True, aggregator=None)
    is_pending = fields.Boolean(string="Not Available Yet", readonly=True)
    lot_count = fields.Integer(string="Lots", readonly=True)
    outstanding = fields.Float(readonly=True, digits=(16, 2))
    pending = fields.Float(readonly=True, digits=(16, 2), help="Of that, not to be spent yet.")
    rate = fields.Float(string="Breakage (%)", readonly=True, aggregator=None)
    breakage = fields.Float(
        string="Expected Breakage", readonly=True, digits=(16, 2), help="Points expected to expire."
    )
    expected = fields.Float(
        string="Expected to Be Spent", readonly=True, digits=(16, 2), help="Points."
    )
    value = fields.Float(
        string="Value of All", readonly=True, digits=(16, 2), help="Outstanding × value of a point."
    )
    liability = fields.Float(
        string="Expected Liability", readonly=True, digits=(16, 2), help="Value without breakage."
    )

    @property
    def _table_query(self):
        dimensions = self._cs_dimensions()
        names = SQL(", ").join(SQL("l.%s", SQL.identifier(name)) for name in dimensions)
        inner = SQL(", ").join(
            SQL("%s AS %s", column, SQL.identifier(name)) for name, column in dimensions.items()
        )
        keys = SQL(", ").join(dimensions.values())
        return SQL(
            """
            SELECT l.id, %(names)s, p.company_id, l.months_left, l.lot_count, l.outstanding,
                   CASE WHEN l.is_pending THEN l.outstanding ELSE 0 END AS pending,
                   b.rate,
                   l.outstanding * b.rate / 100 AS breakage,
                   l.outstanding * (1 - b.rate / 100) AS expected,
                   l.outstanding * p.cs_point_value AS value,
                   l.outstanding * (1 - b.rate / 100) * p.cs_point_value AS liability
              FROM (
                  SELECT min(lot.id) AS id, %(inner)s, count(*) AS lot_count,
                         sum(lot.remaining) AS outstanding,
                         GREATEST(0, (EXTRACT(YEAR FROM min(lot.date_expiry))
                             - EXTRACT(YEAR FROM %(today)s::date)) * 12
                             + EXTRACT(MONTH FROM min(lot.date_expiry))
                             - EXTRACT(MONTH FROM %(today)s::date))::int AS months_left
                    FROM cs_loyalty_lot lot JOIN loyalty_card card ON card.id = lot.card_id
                   WHERE lot.remaining > 0
                GROUP BY %(keys)s) l
              JOIN loyalty_program p ON p.id = l.program_id
              CROSS JOIN LATERAL (
                  SELECT CASE WHEN l.expiry_month IS NULL THEN 0 ELSE COALESCE((
                      SELECT rate FROM cs_loyalty_breakage
                       WHERE program_id = l.program_id
                    ORDER BY (months <= l.months_left) DESC,
                             CASE WHEN months <= l.months_left THEN -months ELSE months END
                       LIMIT 1), 0) END AS rate) b
            """,
            names=names,
            today=fields.Date.context_today(self),
            inner=inner,
            keys=keys,
        )

    def _cs_dimensions(self):
        """Return the columns by which lots are added up, ``{field: SQL}``. A hook."""
        return {
            "program_id": SQL("lot.program_id"),
            "tier_id": SQL("card.cs_tier_id"),
            "is_pending": SQL("COALESCE(lot.is_pending, FALSE)"),
            "expiry_month": SQL(
                "CASE WHEN lot.date_expiry < %s"
                " THEN date_trunc('month', lot.date_expiry)::date END",
                HELD_DAY,
            ),
        }

    def action_lots(self):
        """Open the lots behind this row."""
        self.ensure_one()
        domain = [
            ("program_id", "=", self.program_id.id),
            ("remaining", ">", 0),
            ("is_pending", "=", self.is_pending),
            ("card_id.cs_tier_id", "=", self.tier_id.id),
        ]
        if self.expiry_month:
            after = fields.Date.add(self.expiry_month, months=1)
            domain += [("date_expiry", ">=", self.expiry_month), ("date_expiry", "<", after)]
        else:
            domain += ["|", ("date_expiry", "=", False), ("date_expiry", ">=", HELD_DAY)]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Lots"),
            "res_model": "cs.loyalty.lot",
            "view_mode": "list",
            "domain": domain,
        }
