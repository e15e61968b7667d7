import time

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

# How many cards that differ are listed by name; all of them are counted.
LISTED = 1000


class CsLoyaltyCheck(models.Model):
    """Whether the books agree: entries, their lines, the lots and the balance of every card.

    Σ entries = Σ lines = Σ remaining of the lots − debt = balance of the card, pending included.
    The whole table is compared in one statement; nothing is mended silently.
    """

    _name = "cs.loyalty.check"
    _description = "Check of the Points Ledger"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_name = "date"

    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    state = fields.Selection(
        selection=[("agrees", "Books agree"), ("differs", "Cards differ"), ("settled", "Settled")],
        required=True,
        readonly=True,
        default="agrees",
    )
    card_count = fields.Integer(string="Cards", readonly=True)
    move_count = fields.Integer(string="Entries", readonly=True)
    points = fields.Float(
        string="Points Outstanding", readonly=True, digits=(16, 2), help="Pending ones included."
    )
    debt = fields.Float(string="Points Owed", readonly=True, digits=(16, 2))
    difference_count = fields.Integer(string="Cards That Differ", readonly=True)
    seconds = fields.Float(string="Duration (s)", readonly=True, digits=(10, 2), aggregator=None)
    line_ids = fields.One2many(
        comodel_name="cs.loyalty.check.line", inverse_name="check_id", readonly=True
    )

    @api.model
    def _cron_check(self):
        """Compare everything, record the result, and tell the managers of what differs."""
        return self._cs_run()

    @api.model
    def action_run(self):
        """Check now and open the result; for managers."""
        self._cs_check_manager()
        check = self._cs_run()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": check.id,
            "views": [(False, "form")],
        }

    @api.model
    def _cs_check_manager(self):
        if not self.env.su and not self.env.user.has_group("cs_care.group_cs_care_manager"):
            raise AccessError(self.env._("Only managers of care check and mend the points ledger."))

    @api.model
    def _cs_run(self):
        started = time.monotonic()
        self.env.flush_all()
        # sudo: the ledger of all companies is one book; results hold no personal data
        checks = self.sudo()
        differing = self._cs_differences()
        [[cards, points, debt]] = self.env.execute_query(
            SQL(
                "SELECT COUNT(*), COALESCE(SUM(ROUND(points::numeric, 2)"
                " + COALESCE(cs_pending_points, 0)), 0), COALESCE(SUM(cs_debt_points), 0)"
                " FROM loyalty_card WHERE cs_managed"
            )
        )
        [[moves]] = self.env.execute_query(SQL("SELECT COUNT(*) FROM cs_loyalty_move"))
        check = checks.create(
            {
                "state": "differs" if differing else "agrees",
                "card_count": cards,
                "move_count": moves,
                "points": points,
                "debt": debt,
                "difference_count": len(differing),
                "seconds": time.monotonic() - started,
                "line_ids": [fields.Command.create(row) for row in differing[:LISTED]],
            }
        )
        if differing:
            check._cs_alert()
        return check.with_env(self.env)

    @api.model
    def _cs_differences(self, cards=None):
        """Return one dict per card whose books disagree, in the shape of a line.

        :param cards: only these cards
        """
        some = SQL("AND id = ANY(%s)", cards.ids) if cards else SQL()
        where = SQL("AND card_id = ANY(%s)", cards.ids) if cards else SQL()
        names = (
            "card_id",
            "balance",
            "entries",
            "lines",
            "lots",
            "pending",
            "debt",
            "entry_faults",
        )
        rows = self.env.execute_query(SQL(_DIFFERENCES, some=some, where=where))
        return [dict(zip(names, row, strict=True)) for row in rows]

    def _cs_alert(self):
        """Plan one activity for each manager of care."""
        managers = self.env.ref("cs_care.group_cs_care_manager").all_user_ids
        for user in managers.filtered(lambda user: user.active and not user.share):
            self.activity_schedule(
                "mail.mail_activity_data_warning",
                user_id=user.id,
                summary=self.env._("The points ledger does not agree"),
                note=self.env._(
                    "%(count)s cards differ from their entries. Look at each and mend it.",
                    count=self.difference_count,
                ),
            )

    def write(self, vals):
        """Results stay as they are; only what the chatter and the settlement need changes."""
        if {"card_count", "move_count", "points", "debt", "difference_count", "date"} & set(vals):
            raise UserError(self.env._("The result of a check is evidence and cannot be changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The result of a check is evidence and cannot be deleted."))


# Per card: its own columns against the sums of its entries, their lines, and its lots. A line's lot
# belongs to the card of the line's entry; a line without a lot is debt.
_DIFFERENCES = """
    WITH entry AS (
        SELECT move.card_id, SUM(move.points) AS entries, SUM(line.points) AS lines,
               SUM(line.debt) AS debt,
               COUNT(*) FILTER (WHERE move.points <> COALESCE(line.points, 0)) AS faults
          FROM cs_loyalty_move move
     LEFT JOIN (SELECT move_id, SUM(points) AS points,
                       SUM(points) FILTER (WHERE lot_id IS NULL) AS debt
                  FROM cs_loyalty_move_line GROUP BY move_id) line ON line.move_id = move.id
         WHERE TRUE %(where)s
      GROUP BY move.card_id
    ), held AS (
        SELECT lot.card_id, SUM(lot.remaining) AS lots,
               SUM(lot.remaining) FILTER (WHERE lot.is_pending) AS pending,
               COUNT(*) FILTER (WHERE lot.remaining <> COALESCE(line.points, 0)) AS faults
          FROM cs_loyalty_lot lot
     LEFT JOIN (SELECT lot_id, SUM(points) AS points FROM cs_loyalty_move_line
                 WHERE lot_id IS NOT NULL GROUP BY lot_id) line ON line.lot_id = lot.id
         WHERE TRUE %(where)s
      GROUP BY lot.card_id
    ), book AS (
        SELECT card.id AS card_id,
               ROUND(COALESCE(card.points, 0)::numeric, 2) AS available,
               COALESCE(card.cs_pending_points, 0) AS card_pending,
               COALESCE(card.cs_debt_points, 0) AS card_debt,
               COALESCE(entry.entries, 0) AS entries, COALESCE(entry.lines, 0) AS lines,
               COALESCE(-entry.debt, 0) AS debt, COALESCE(held.lots, 0) AS lots,
               COALESCE(held.pending, 0) AS pending,
               COALESCE(entry.faults, 0) + COALESCE(held.faults, 0) AS faults
          FROM (SELECT * FROM loyalty_card WHERE cs_managed %(some)s) card
     LEFT JOIN entry ON entry.card_id = card.id
     LEFT JOIN held ON held.card_id = card.id
    )
    SELECT card_id, available + card_pending - card_debt, entries, lines, lots, pending, debt,
           faults
      FROM book
     WHERE entries <> lines OR entries <> lots - debt OR faults > 0
        OR available <> lots - pending OR card_pending <> pending OR card_debt <> debt
        OR debt < 0
  ORDER BY card_id
"""
