from odoo import api, fields, models
from odoo.tools import SQL

from .cs_visit import STATES
from .cs_visit_plan import CHANNELS

SATISFIED_FROM = 4


class CsVisitReport(models.Model):
    """The visits for counting: one row each, its facts as numerators and denominators.

    The fields ``…_rate`` are 100 or 0 where the visit belongs to the denominator and empty
    elsewhere, so that their average over any group is the quotient. Cancelled visits are in no
    denominator; visits that are open and not due yet are not in that of completion.
    """

    _name = "cs.visit.report"
    _description = "Visit Analysis"
    _auto = False
    _order = "date_due desc, id desc"
    _depends = {
        "cs.visit": [
            *("name", "company_id", "partner_id", "plan_id", "user_id", "department_id"),
            *("channel", "state", "date_planned", "date_due", "date_ended", "satisfaction"),
            *("attempt_count", "is_green", "next_step"),
        ],
        "cs.visit.attempt": ["visit_id", "result"],
    }

    visit_id = fields.Many2one(comodel_name="cs.visit", readonly=True)
    name = fields.Char(string="Number", readonly=True)
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    partner_id = fields.Many2one(comodel_name="res.partner", string="Customer", readonly=True)
    plan_id = fields.Many2one(comodel_name="cs.visit.plan", readonly=True)
    user_id = fields.Many2one(comodel_name="res.users", string="Agent", readonly=True)
    department_id = fields.Many2one(comodel_name="hr.department", string="Team", readonly=True)
    channel = fields.Selection(selection=CHANNELS, readonly=True)
    state = fields.Selection(selection=STATES, string="Outcome", readonly=True)
    next_step = fields.Selection(
        selection=lambda self: (
            self.env["cs.visit"]._fields["next_step"]._description_selection(self.env)
        ),
        string="What Followed",
        readonly=True,
    )
    is_green = fields.Boolean(string="Green Channel", readonly=True)
    date_planned = fields.Datetime(string="Planned On", readonly=True)
    date_due = fields.Datetime(string="Due", readonly=True)
    date_ended = fields.Datetime(string="Ended On", readonly=True)
    attempt_count = fields.Integer(string="Attempts", readonly=True)
    due_count = fields.Integer(string="Visits to Be Made", readonly=True)
    done_count = fields.Integer(string="Visits Made", readonly=True)
    completion_rate = fields.Float(
        string="Completion (%)",
        readonly=True,
        aggregator="avg",
        help="Done, of those that have ended or whose due date has passed.",
    )
    tried_count = fields.Integer(string="Customers Tried", readonly=True)
    reached_count = fields.Integer(string="Customers Reached", readonly=True)
    reach_rate = fields.Float(
        string="Reached (%)",
        readonly=True,
        aggregator="avg",
        help="Talked to, if only to agree on a call back, of those who were tried at least once.",
    )
    on_time_rate = fields.Float(
        string="On Time (%)",
        readonly=True,
        aggregator="avg",
        help="Ended by the due date, of those that have ended or whose due date has passed.",
    )
    satisfaction = fields.Float(string="Satisfaction (1 to 5)", readonly=True, aggregator="avg")
    rated_count = fields.Integer(string="Satisfaction Answered", readonly=True)
    satisfied_rate = fields.Float(
        string="Satisfied (%)", readonly=True, aggregator="avg", help="4 or 5, of the answers."
    )

    @property
    def _table_query(self):
        columns = SQL(", ").join(
            SQL("%s AS %s", column, SQL.identifier(name))
            for name, column in self._cs_columns().items()
        )
        return SQL(
            """
            SELECT %s FROM cs_visit v
         LEFT JOIN LATERAL (
                   SELECT bool_or(a.result IN ('reached', 'callback')) AS reached
                     FROM cs_visit_attempt a
                    WHERE a.visit_id = v.id) tries ON TRUE
            """,
            columns,
        )

    @api.model
    def _cs_columns(self):
        """Hook: return ``{field: SQL}`` for every column; ``v`` is the visit."""
        plain = [
            *("id", "name", "company_id", "partner_id", "plan_id", "user_id", "department_id"),
            *("channel", "state", "next_step", "is_green", "date_planned", "date_due"),
            *("date_ended", "attempt_count"),
        ]
        now = fields.Datetime.now()
        ended = SQL("v.state IN ('done', 'unreachable', 'declined')")
        due = SQL("(%s OR v.state <> 'cancelled' AND v.date_due < %s)", ended, now)
        done = SQL("v.state = 'done'")
        tried = SQL("(tries.reached IS NOT NULL AND v.state <> 'cancelled')")
        reached = SQL("COALESCE(tries.reached, FALSE)")
        rated = SQL("v.satisfaction IS NOT NULL")
        score = SQL("v.satisfaction::int")
        return {
            **{name: SQL.identifier("v", name) for name in plain},
            "visit_id": SQL("v.id"),
            "due_count": SQL("%s::int", due),
            "done_count": SQL("(%s)::int", done),
            "completion_rate": self._cs_sql_rate(done, due),
            "tried_count": SQL("%s::int", tried),
            "reached_count": SQL("(%s AND %s)::int", tried, reached),
            "reach_rate": self._cs_sql_rate(reached, tried),
            "on_time_rate": self._cs_sql_rate(
                SQL("(%s AND v.date_ended <= v.date_due)", ended), due
            ),
            "satisfaction": SQL("CASE WHEN %s THEN %s::float8 END", rated, score),
            "rated_count": SQL("(%s)::int", rated),
            "satisfied_rate": self._cs_sql_rate(SQL("%s >= %s", score, SATISFIED_FROM), rated),
        }

    @api.model
    def _cs_sql_rate(self, numerator, denominator):
        """Return 100 or 0 where ``denominator`` holds, else NULL; both are conditions."""
        return SQL(
            "CASE WHEN %s THEN CASE WHEN %s THEN 100.0::float8 ELSE 0.0::float8 END END",
            denominator,
            numerator,
        )

    def action_open_visit(self):
        """Open the visit of this row."""
        self.ensure_one()
        return self.visit_id.get_formview_action()
