from datetime import datetime, time
from zoneinfo import ZoneInfo

from odoo import fields, models
from odoo.tools import SQL

COLUMNS = {
    "earned": "earn",
    "spent": "spend",
    "expired": "expire",
    "adjusted": "adjust",
    "reversed": "reverse",
    "transferred": "transfer",
    "owed": "debt",
}


class CsLoyaltyMovement(models.Model):
    """How the points of a program moved month by month; each row is a sum of ledger entries.

    Closing is the sum of all entries until the end of the month, so that it equals what cards hold,
    pending or not, less what they owe.
    """

    _name = "cs.loyalty.movement"
    _description = "Movement of Points"
    _auto = False
    _order = "month desc, program_id"
    _rec_name = "program_id"
    _depends = {"cs.loyalty.move": ["program_id", "date", "kind", "points"]}

    program_id = fields.Many2one(comodel_name="loyalty.program", readonly=True)
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    month = fields.Date(readonly=True)
    opening = fields.Float(readonly=True, digits=(16, 2), aggregator=None)
    earned = fields.Float(readonly=True, digits=(16, 2))
    spent = fields.Float(readonly=True, digits=(16, 2))
    expired = fields.Float(readonly=True, digits=(16, 2))
    adjusted = fields.Float(readonly=True, digits=(16, 2))
    reversed = fields.Float(readonly=True, digits=(16, 2))
    transferred = fields.Float(
        readonly=True, digits=(16, 2), help="From card to card when customers are merged."
    )
    owed = fields.Float(readonly=True, digits=(16, 2))
    change = fields.Float(readonly=True, digits=(16, 2))
    closing = fields.Float(readonly=True, digits=(16, 2), aggregator=None)
    move_count = fields.Integer(string="Entries", readonly=True)

    def _cs_zone(self):
        return self.env.company.sudo()._cs_calendar().tz or "UTC"

    @property
    def _table_query(self):
        sums = SQL(", ").join(
            SQL(
                "COALESCE(sum(points) FILTER (WHERE kind = %s), 0) AS %s",
                kind,
                SQL.identifier(name),
            )
            for name, kind in COLUMNS.items()
        )
        names = SQL(", ").join(
            SQL("COALESCE(s.%(name)s, 0) AS %(name)s", name=SQL.identifier(name))
            for name in COLUMNS
        )
        return SQL(
            """
            WITH sums AS (
                SELECT program_id,
                       date_trunc('month', date AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date
                           AS month,
                       sum(points) AS change, count(*) AS move_count, %(sums)s
                  FROM cs_loyalty_move GROUP BY 1, 2),
            months AS (
                SELECT program_id, generate_series(
                           min(month)::timestamp,
                           GREATEST(max(month), date_trunc('month', %(now)s::timestamp
                               AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date)::timestamp,
                           interval '1 month')::date AS month
                  FROM sums GROUP BY program_id)
            SELECT n.program_id::bigint * 1000000
                       + (EXTRACT(YEAR FROM n.month) * 100
                          + EXTRACT(MONTH FROM n.month))::int AS id,
                   n.program_id, p.company_id, n.month, %(names)s,
                   COALESCE(s.change, 0) AS change, COALESCE(s.move_count, 0) AS move_count,
                   COALESCE(sum(s.change) OVER before, 0) AS opening,
                   COALESCE(sum(s.change) OVER until, 0) AS closing
              FROM months n
              JOIN loyalty_program p ON p.id = n.program_id
         LEFT JOIN sums s ON s.program_id = n.program_id AND s.month = n.month
            WINDOW until AS (PARTITION BY n.program_id ORDER BY n.month),
                   before AS (PARTITION BY n.program_id ORDER BY n.month
                              ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
            """,
            zone=self._cs_zone(),
            now=fields.Datetime.now(),
            sums=sums,
            names=names,
        )

    def action_moves(self):
        """Open the entries behind this row."""
        self.ensure_one()
        zone = ZoneInfo(self._cs_zone())
        start, end = (
            datetime.combine(day, time.min, zone).astimezone(ZoneInfo("UTC")).replace(tzinfo=None)
            for day in (self.month, fields.Date.add(self.month, months=1))
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Entries"),
            "res_model": "cs.loyalty.move",
            "view_mode": "list,form",
            "domain": [
                ("program_id", "=", self.program_id.id),
                ("date", ">=", fields.Datetime.to_string(start)),
                ("date", "<", fields.Datetime.to_string(end)),
            ],
        }
