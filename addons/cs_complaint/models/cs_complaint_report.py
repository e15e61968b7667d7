from odoo import api, fields, models
from odoo.tools import SQL

from ..core.facts import OPEN_STATES, RUNNING_STATES
from .cs_complaint_policy import LEVELS, SEVERITIES

SATISFIED_FROM = 4
# Working days, by the targets of the standard: 3, 5 and 10 (clause 6.2.3); keys sort as text
AGES = [
    ("00_03", "Up to 3 working days", 3),
    ("04_05", "4 to 5 working days", 5),
    ("06_10", "6 to 10 working days", 10),
    ("11_20", "11 to 20 working days", 20),
    ("21", "Over 20 working days", None),
]


class CsComplaintReport(models.Model):
    """The complaints for counting: one row each, with its facts as numerators and denominators.

    A rate is the sum of a numerator divided by the sum of its denominator; the fields ``…_rate``
    are 100 or 0 where the denominator is 1 and empty elsewhere, so that their average over any
    group of complaints is that quotient. Withdrawn and rejected complaints are in no denominator.

    Another file adds a measure with a field, its column in :meth:`_cs_columns` and the fields of
    the complaint that the column reads in ``_depends``.
    """

    _name = "cs.complaint.report"
    _description = "Complaint Analysis"
    _auto = False
    _order = "date_registered desc, id desc"
    # What the columns are made of is written before they are read.
    _depends = {
        "cs.complaint": [
            *("name", "subject", "company_id", "complaint_class", "category_id", "severity"),
            *("cause_id", "customer_level", "department_id", "user_id", "channel_id", "state"),
            *("date_registered", "date_responded", "date_answered", "date_closed"),
            *("date_resolve_due", "date_response_due", "breached_at", "reopen_count"),
            *("response_seconds", "resolve_seconds", "is_response_late"),
            *("is_satisfaction_asked", "rating_last_value"),
        ]
    }

    complaint_id = fields.Many2one(comodel_name="cs.complaint", readonly=True)
    name = fields.Char(string="Number", readonly=True)
    subject = fields.Char(readonly=True)
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    complaint_class = fields.Selection(
        selection=lambda self: (
            self.env["cs.complaint.category"]
            ._fields["complaint_class"]
            ._description_selection(self.env)
        ),
        string="Class",
        readonly=True,
    )
    category_id = fields.Many2one(comodel_name="cs.complaint.category", readonly=True)
    cause_id = fields.Many2one(
        comodel_name="cs.complaint.cause", string="Root Cause", readonly=True
    )
    severity = fields.Selection(selection=SEVERITIES, readonly=True)
    customer_level = fields.Selection(selection=LEVELS, string="Customer", readonly=True)
    department_id = fields.Many2one(comodel_name="hr.department", readonly=True)
    user_id = fields.Many2one(comodel_name="res.users", string="Handled By", readonly=True)
    channel_id = fields.Many2one(comodel_name="cs.channel", readonly=True)
    state = fields.Selection(
        selection=lambda self: (
            self.env["cs.complaint"]._fields["state"]._description_selection(self.env)
        ),
        readonly=True,
    )
    date_registered = fields.Datetime(string="Registered On", readonly=True)
    date_responded = fields.Datetime(string="First Response On", readonly=True)
    date_answered = fields.Datetime(string="Answered On", readonly=True)
    date_closed = fields.Datetime(string="Closed On", readonly=True)
    date_resolve_due = fields.Datetime(string="Deadline", readonly=True)

    # Of open complaints
    is_open = fields.Boolean(string="Open", readonly=True)
    open_count = fields.Integer(string="Open Complaints", readonly=True)
    age_days = fields.Integer(
        string="Age (Working Days)",
        readonly=True,
        aggregator="avg",
        help="Working days since registration, of an open complaint.",
    )
    age = fields.Selection(
        selection=[(key, label) for key, label, _days in AGES],
        readonly=True,
    )

    # First answer
    response_hours = fields.Float(
        string="First Answer After (Worked Hours)", readonly=True, aggregator="avg"
    )
    response_due_count = fields.Integer(string="First Answers Due", readonly=True)
    response_on_time_count = fields.Integer(string="First Answers on Time", readonly=True)
    response_on_time_rate = fields.Float(
        string="First Answer on Time (%)", readonly=True, aggregator="avg"
    )

    # Resolution
    resolve_hours = fields.Float(
        string="Resolved After (Worked Hours)", readonly=True, aggregator="avg"
    )
    resolve_due_count = fields.Integer(string="Resolutions Due", readonly=True)
    resolve_on_time_count = fields.Integer(string="Resolved on Time", readonly=True)
    resolve_on_time_rate = fields.Float(string="On Time (%)", readonly=True, aggregator="avg")
    resolved_count = fields.Integer(
        string="Resolved",
        readonly=True,
        help="Answered or closed, and the customer has not come again with the same matter.",
    )
    resolution_rate = fields.Float(string="Resolution Rate (%)", readonly=True, aggregator="avg")
    breached_count = fields.Integer(string="Breached", readonly=True)

    # Coming again
    kpi_count = fields.Integer(
        string="Counted Complaints", readonly=True, help="Without withdrawn and rejected ones."
    )
    repeat_count = fields.Integer(string="Repeat Complaints", readonly=True)
    repeat_rate = fields.Float(string="Repeat Rate (%)", readonly=True, aggregator="avg")
    reopen_count = fields.Integer(string="Reopenings", readonly=True)
    reopened_count = fields.Integer(string="Reopened Complaints", readonly=True)
    ended_count = fields.Integer(
        string="Answered at Least Once", readonly=True, help="Answered, closed, or reopened."
    )
    reopen_rate = fields.Float(string="Reopen Rate (%)", readonly=True, aggregator="avg")

    # Satisfaction
    satisfaction_score = fields.Float(string="Score", readonly=True, aggregator="avg")
    asked_count = fields.Integer(string="Satisfaction Asked", readonly=True)
    rated_count = fields.Integer(string="Satisfaction Answered", readonly=True)
    satisfied_count = fields.Integer(string="Satisfied", readonly=True)
    satisfaction_rate = fields.Float(string="Satisfaction (%)", readonly=True, aggregator="avg")
    satisfaction_response_rate = fields.Float(
        string="Satisfaction Response (%)", readonly=True, aggregator="avg"
    )

    @property
    def _table_query(self):
        columns = SQL(", ").join(
            SQL("%s AS %s", column, SQL.identifier(name))
            for name, column in self._cs_columns().items()
        )
        joins = SQL(" ").join(self._cs_joins())
        return SQL("SELECT %s FROM cs_complaint c %s", columns, joins)

    @api.model
    def _cs_joins(self):
        """Hook: return further joins of the rows, ``SQL`` objects; they must not multiply rows."""
        return []

    @api.model
    def _cs_sql_in_base(self):
        """Hook: return the condition under which a complaint counts in rates."""
        base = SQL("c.state NOT IN ('withdrawn', 'rejected')")
        merged = self._cs_sql_field("merged_into_id")
        return SQL("(%s AND %s IS NULL)", base, merged) if merged else SQL("(%s)", base)

    @api.model
    def _cs_sql_is_repeat(self):
        """Hook: return the condition under which a complaint is a repeat of an earlier one."""
        earlier = self._cs_sql_field("repeat_of_id")
        return SQL("%s IS NOT NULL", earlier) if earlier else SQL("FALSE")

    @api.model
    def _cs_sql_came_again(self):
        """Hook: return the condition under which a later complaint repeats this one."""
        if not self._cs_sql_field("repeat_of_id"):
            return SQL("FALSE")
        return SQL("c.id IN (SELECT repeat_of_id FROM cs_complaint WHERE repeat_of_id IS NOT NULL)")

    @api.model
    def _cs_sql_field(self, name):
        """Return the column of a field of the complaint that not every version has, or None."""
        field = self.env["cs.complaint"]._fields.get(name)
        return field and SQL.identifier("c", name, to_flush=field)

    @api.model
    def _cs_columns(self):
        """Hook: return ``{field: SQL}`` for every column; ``c`` is the complaint.

        What is added here needs a field of the same name.
        """
        plain = [
            *("id", "name", "subject", "company_id", "complaint_class", "category_id", "severity"),
            *("cause_id", "customer_level", "department_id", "user_id", "channel_id", "state"),
            *("date_registered", "date_responded", "date_answered", "date_closed"),
            *("date_resolve_due", "reopen_count"),
        ]
        return {
            **{name: SQL.identifier("c", name) for name in plain},
            "complaint_id": SQL("c.id"),
            **self._cs_age_columns(),
            **self._cs_time_columns(),
            **self._cs_return_columns(),
        }

    @api.model
    def _cs_age_columns(self):
        is_open = SQL("(c.state IN %s)", OPEN_STATES)
        days = SQL("CASE WHEN %s THEN %s END", is_open, self._cs_sql_age())
        return {
            "is_open": is_open,
            "open_count": SQL("%s::int", is_open),
            "age_days": days,
            "age": SQL(
                "CASE WHEN NOT %s THEN NULL %s END",
                is_open,
                SQL(" ").join(
                    SQL("ELSE %s", key)
                    if most is None
                    else SQL("WHEN %s <= %s THEN %s", days, most, key)
                    for key, _label, most in AGES
                ),
            ),
        }

    @api.model
    def _cs_sql_age(self):
        """Return the expression that counts working days from registration until now.

        The working-time engine gives the instants at which working days end since the oldest open
        complaint; the database then counts by bisection. So holidays, make-up days and cut-off
        hours hold at the moment of the question, with nothing to keep up to date.
        """
        now = fields.Datetime.now()
        cases = []
        for company_id, oldest in self._cs_oldest_open():
            company = self.env["res.company"].sudo().browse(company_id)
            calendar = company._cs_calendar().with_company(company)
            cutoffs = calendar._cs_day_cutoffs(min(oldest, now), now)
            ends = "{%s}" % ",".join(at.isoformat(" ") for at in cutoffs)
            cases.append(
                SQL(
                    "WHEN %s THEN %s - width_bucket("
                    "c.date_registered - interval '1 microsecond', %s::timestamp[])",
                    company_id,
                    len(cutoffs),
                    ends,
                )
            )
        if not cases:
            return SQL("0")
        return SQL("CASE c.company_id %s END", SQL(" ").join(cases))

    @api.model
    def _cs_oldest_open(self):
        """Return ``[(company id, registration of its oldest open complaint), …]``."""
        self.env["cs.complaint"].flush_model(["company_id", "date_registered", "state"])
        return self.env.execute_query(
            SQL(
                """
                SELECT r.id, oldest.at
                  FROM res_company r
          CROSS JOIN LATERAL (SELECT min(date_registered) AS at
                                FROM cs_complaint
                               WHERE company_id = r.id AND state IN %s) oldest
                 WHERE oldest.at IS NOT NULL
                """,
                OPEN_STATES,
            )
        )

    @api.model
    def _cs_time_columns(self):
        now = fields.Datetime.now()
        base = self._cs_sql_in_base()
        # Conditions are written so that the database tests each of them once a row.
        answered = SQL("c.state IN ('answered', 'closed')")
        late = SQL(
            "(c.breached_at IS NOT NULL OR (c.date_resolve_due < %s AND c.state IN %s))",
            now,
            RUNNING_STATES,
        )
        due = SQL("((%s OR %s) AND %s)", answered, late, base)
        on_time = SQL("(%s AND NOT %s)", answered, late)
        good = SQL("(%s AND NOT (%s))", answered, self._cs_sql_came_again())
        responded = SQL("c.date_responded IS NOT NULL")
        response_due = SQL("((%s OR c.date_response_due < %s) AND %s)", responded, now, base)
        prompt = SQL("(%s AND c.is_response_late IS NOT TRUE)", responded)
        return {
            "response_hours": self._cs_sql_hours("response_seconds", responded, base),
            "response_due_count": SQL("%s::int", response_due),
            "response_on_time_count": SQL("(%s AND %s)::int", prompt, base),
            "response_on_time_rate": self._cs_sql_rate(prompt, response_due),
            "resolve_hours": self._cs_sql_hours("resolve_seconds", answered, base),
            "resolve_due_count": SQL("%s::int", due),
            "resolve_on_time_count": SQL("(%s AND %s)::int", on_time, base),
            "resolve_on_time_rate": self._cs_sql_rate(on_time, due),
            "resolved_count": SQL("(%s AND %s)::int", good, base),
            "resolution_rate": self._cs_sql_rate(good, due),
            "breached_count": SQL("(%s AND %s)::int", late, base),
        }

    @api.model
    def _cs_return_columns(self):
        base = self._cs_sql_in_base()
        repeat = SQL("(%s)", self._cs_sql_is_repeat())
        reopened = SQL("c.reopen_count > 0")
        ended = SQL("((%s OR c.state IN ('answered', 'closed')) AND %s)", reopened, base)
        rated = SQL("(c.rating_last_value > 0 AND %s)", base)
        asked = SQL("((c.is_satisfaction_asked OR c.rating_last_value > 0) AND %s)", base)
        satisfied = SQL("c.rating_last_value >= %s", SATISFIED_FROM)
        return {
            "kpi_count": SQL("(%s)::int", base),
            "repeat_count": SQL("(%s AND %s)::int", repeat, base),
            "repeat_rate": self._cs_sql_rate(repeat, base),
            "reopened_count": SQL("COALESCE(%s AND %s, FALSE)::int", reopened, base),
            "ended_count": SQL("COALESCE(%s, FALSE)::int", ended),
            "reopen_rate": self._cs_sql_rate(reopened, ended),
            "satisfaction_score": SQL("CASE WHEN %s THEN c.rating_last_value END", rated),
            "asked_count": SQL("COALESCE(%s, FALSE)::int", asked),
            "rated_count": SQL("COALESCE(%s, FALSE)::int", rated),
            "satisfied_count": SQL("COALESCE(%s AND %s, FALSE)::int", satisfied, base),
            "satisfaction_rate": self._cs_sql_rate(satisfied, rated),
            "satisfaction_response_rate": self._cs_sql_rate(SQL("c.rating_last_value > 0"), asked),
        }

    @api.model
    def _cs_sql_hours(self, column, *conditions):
        """Return the hours of a column of seconds where the conditions hold, else NULL."""
        return SQL(
            "CASE WHEN %s THEN %s / 3600.0::float8 END",
            SQL(" AND ").join(conditions),
            SQL.identifier("c", column),
        )

    @api.model
    def _cs_sql_rate(self, numerator, denominator):
        """Return 100 or 0 where ``denominator`` holds, else NULL; both are conditions."""
        return SQL(
            "CASE WHEN %s THEN CASE WHEN %s THEN 100.0::float8 ELSE 0.0::float8 END END",
            denominator,
            numerator,
        )

    def action_open_complaint(self):
        """Open the complaint of this row."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "cs.complaint",
            "res_id": self.complaint_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
