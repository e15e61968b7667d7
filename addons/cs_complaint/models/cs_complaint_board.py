from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..core.facts import OPEN_STATES, RUNNING_STATES

# What clients ask the bus for; the server gives them the channels that they may hear.
CHANNEL = "cs_complaint_board"
# "Near breach": so many worked seconds before the deadline, one working day
NEAR_SECONDS = 8 * 3600
COUNTERS = ("new", "working", "waiting", "near", "breached", "unanswered")


class CsComplaintBoard(models.AbstractModel):
    """The live board: how many complaints stand where, now (clause 2.2(4)).

    Supervisors see every department of their companies, heads of department their own.
    """

    _name = "cs.complaint.board"
    _description = "Live Board of Complaints"

    @api.model
    def get_board(self):
        """Return the figures that the board shows, and note that somebody looks at them.

        :return: a dictionary with

            * ``at``: moment of the figures; ``scope``: ``all`` or ``own``
            * ``totals``: counters, see ``COUNTERS``, with ``queue`` (nobody's) and ``oldest``, the
              registration of the complaint that waits longest for its first answer
            * ``departments``: ``[{id, name, online, staff, **counters, channels: [{id, name,
              **counters}]}]``
            * ``domains``: ``{counter: domain on complaints}``, for opening what is counted
        :raise AccessError: for everybody but supervisors and heads of department
        """
        departments = self._cs_scope()
        self.env["cs.complaint.board.viewer"]._cs_note()
        now = fields.Datetime.now()
        near = self._cs_near(now)
        rows = self._cs_count(departments, now, near)
        board = {
            "at": fields.Datetime.to_string(now),
            "scope": "all" if departments is None else "own",
            "departments": self._cs_departments(rows),
            "totals": self._cs_sum(rows),
            "domains": self._cs_domains(departments, now, near),
        }
        self._cs_add_people(board["departments"])
        return board

    @api.model
    def _cs_scope(self):
        """Return the ids of the departments that the user oversees; ``None``: all of them.

        :raise AccessError: when there are none
        """
        user = self.env.user
        if user.has_group("cs_complaint.group_cs_complaint_supervisor"):
            return None
        if user.has_group("cs_complaint.group_cs_complaint_handler"):
            headed = self.env["hr.department"]._cs_departments_headed_by(user)
            if headed:
                return headed.ids
        raise AccessError(
            self.env._(
                "The live board is for supervisors and heads of department. "
                "Open the list of complaints to see your own."
            )
        )

    @api.model
    def _cs_near(self, now):
        """Return ``{company id: moment until which a deadline is near}``."""
        return {
            company.id: company._cs_calendar()
            .with_company(company)
            ._cs_add_worked(now, NEAR_SECONDS)
            .replace(tzinfo=None)
            for company in self.env.companies
        }

    @api.model
    def _cs_count(self, departments, now, near):
        """Return the counters by department and channel, with one statement.

        Below the access rules, which would be asked for again: the scope has been checked, and it
        is narrower than they are.
        """
        self.env["cs.complaint"].flush_model()
        running = SQL("c.state IN %s", RUNNING_STATES)
        near_at = SQL(
            "CASE c.company_id %s END",
            SQL(" ").join(SQL("WHEN %s THEN %s", *item) for item in near.items()),
        )
        query = SQL(
            """
            SELECT c.department_id, c.channel_id, %(department)s, %(channel)s,
                   c.new, c.working, c.waiting, c.near, c.breached, c.unanswered, c.queue, c.oldest
              FROM (SELECT c.department_id, c.channel_id,
                           count(*) FILTER (WHERE c.state = 'registered') AS new,
                           count(*) FILTER (WHERE c.state = 'in_progress') AS working,
                           count(*) FILTER (WHERE c.state = 'waiting') AS waiting,
                           count(*) FILTER (WHERE %(running)s AND c.date_resolve_due > %(now)s
                                              AND c.date_resolve_due <= %(near)s) AS near,
                           count(*) FILTER (WHERE %(running)s
                                              AND c.date_resolve_due <= %(now)s) AS breached,
                           count(*) FILTER (WHERE c.date_responded IS NULL
                                              AND c.date_response_due <= %(now)s) AS unanswered,
                           count(*) FILTER (WHERE c.user_id IS NULL AND %(running)s) AS queue,
                           min(c.date_registered) FILTER (WHERE c.date_responded IS NULL) AS oldest
                      FROM cs_complaint c
                     WHERE c.company_id IN %(companies)s AND c.state IN %(open)s AND %(scope)s
                  GROUP BY c.department_id, c.channel_id) c
         LEFT JOIN hr_department d ON d.id = c.department_id
         LEFT JOIN cs_channel h ON h.id = c.channel_id
          ORDER BY 3, h.sequence, h.id
            """,
            department=self.env["hr.department"]._field_to_sql("d", "name"),
            channel=self.env["cs.channel"]._field_to_sql("h", "name"),
            running=running,
            now=now,
            near=near_at,
            companies=tuple(near),
            open=OPEN_STATES,
            scope=SQL("TRUE")
            if departments is None
            else SQL("c.department_id IN %s", tuple(departments)),
        )
        names = ("department_id", "channel_id", "department", "channel", *COUNTERS)
        return [
            dict(zip((*names, "queue", "oldest"), row, strict=True))
            for row in self.env.execute_query(query)
        ]

    @api.model
    def _cs_departments(self, rows):
        found = defaultdict(list)
        for row in rows:
            found[row["department_id"]].append(row)
        return [
            {
                "id": department_id or False,
                "name": rows[0]["department"] or self.env._("No department"),
                **self._cs_sum(rows),
                "channels": [
                    {
                        "id": row["channel_id"] or False,
                        "name": row["channel"] or self.env._("No channel"),
                        **self._cs_sum([row]),
                    }
                    for row in rows
                ],
            }
            for department_id, rows in found.items()
        ]

    @api.model
    def _cs_sum(self, rows):
        sums = {name: sum(row[name] for row in rows) for name in (*COUNTERS, "queue")}
        oldest = min((row["oldest"] for row in rows if row["oldest"]), default=None)
        return {**sums, "oldest": fields.Datetime.to_string(oldest) if oldest else False}

    @api.model
    def _cs_add_people(self, departments):
        """Add to each department its staff with a login, and how many of them are at work."""
        ids = tuple(department["id"] for department in departments if department["id"])
        people = {}
        if ids:
            self.env["hr.employee"].flush_model(["active", "current_version_id", "user_id"])
            self.env["hr.version"].flush_model(["department_id"])
            people = {
                department_id: {"staff": staff, "online": online}
                for department_id, staff, online in self.env.execute_query(
                    SQL(
                        """
                        SELECT v.department_id, count(DISTINCT e.user_id), count(DISTINCT p.user_id)
                          FROM hr_employee e
                          JOIN hr_version v ON v.id = e.current_version_id
                     LEFT JOIN mail_presence p ON p.user_id = e.user_id AND p.status <> 'offline'
                         WHERE e.active AND e.user_id IS NOT NULL AND v.department_id IN %s
                      GROUP BY v.department_id
                        """,
                        ids,
                    )
                )
            }
        for department in departments:
            department.update(people.get(department["id"], {"staff": 0, "online": 0}))

    @api.model
    def _cs_domains(self, departments, now, near):
        """Return for each counter the domain of the complaints that it counts."""
        base = [("company_id", "in", list(near)), ("state", "in", OPEN_STATES)]
        if departments is not None:
            base.append(("department_id", "in", departments))
        running = ("state", "in", RUNNING_STATES)
        text = fields.Datetime.to_string
        soon = ["|"] * (len(near) - 1)
        for company_id, at in near.items():
            soon += ["&", ("company_id", "=", company_id), ("date_resolve_due", "<=", text(at))]
        domains = {
            "open": [],
            "new": [("state", "=", "registered")],
            "working": [("state", "=", "in_progress")],
            "waiting": [("state", "=", "waiting")],
            "near": [running, ("date_resolve_due", ">", text(now)), *soon],
            "breached": [running, ("date_resolve_due", "<=", text(now))],
            "unanswered": [
                ("date_responded", "=", False),
                ("date_response_due", "<=", text(now)),
            ],
            "queue": [running, ("user_id", "=", False)],
            "oldest": [("date_responded", "=", False)],
        }
        return {name: base + domain for name, domain in domains.items()}

    # The bus ------------------------------------------------------------------------------------

    @api.model
    def _cs_bus_channels(self):
        """Return the channels on which the user hears that the board has changed."""
        try:
            departments = self._cs_scope()
        except AccessError:
            return []
        if departments is None:
            return [(company, CHANNEL) for company in self.env.user.company_ids]
        return [
            (department, CHANNEL) for department in self.env["hr.department"].browse(departments)
        ]

    @api.model
    def _cs_tell(self, places):
        """Tell open boards that something has changed; what it is they ask for themselves.

        :param places: set of ``(company id, department id)``
        """
        if not self.env["cs.complaint.board.viewer"]._cs_is_anybody_there():
            return
        bus = self.env["bus.bus"]
        for company_id in sorted({company_id for company_id, _department in places}):
            bus._sendone((self.env["res.company"].browse(company_id), CHANNEL), CHANNEL, {})
        for department_id in sorted({found for _company, found in places if found}):
            bus._sendone((self.env["hr.department"].browse(department_id), CHANNEL), CHANNEL, {})
