import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..core.topics import TOGETHER, phrases, rise, rising
from .cs_complaint_term import BEFORE_DAYS, RECENT_DAYS

_logger = logging.getLogger(__name__)

MOST_TOPICS = 40
# From this growth on supervisors are told, of so many topics a day at most.
JUMP = 3.0
MOST_ALERTS = 3


class CsComplaintTopic(models.Model):
    """A word or phrase that comes up in more complaints than before (clauses 2.2(4), 10.1.2).

    Found once a day on this server, from the daily counts of :class:`CsComplaintTerm`.
    """

    _name = "cs.complaint.topic"
    _description = "Rising Topic"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date desc, score desc, id"

    name = fields.Char(string="Topic", required=True, readonly=True)
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    date = fields.Date(string="Found On", required=True, readonly=True)
    recent_count = fields.Integer(
        string="Last 7 Days",
        readonly=True,
        help="Complaints of the seven days before that speak of it.",
    )
    before_count = fields.Integer(
        string="4 Weeks Before",
        readonly=True,
        help="Complaints of the four weeks before those seven days.",
    )
    recent_total = fields.Integer(string="Complaints in 7 Days", readonly=True, aggregator=None)
    before_total = fields.Integer(string="Complaints in 4 Weeks", readonly=True, aggregator=None)
    growth = fields.Float(
        string="Times as Frequent",
        readonly=True,
        digits=(8, 1),
        aggregator="max",
        help="Share of the complaints that speak of it, divided by the share before.",
    )
    score = fields.Float(
        string="Certainty",
        readonly=True,
        digits=(8, 1),
        aggregator="max",
        help="Likelihood ratio (G²); chance alone exceeds 10.8 once in a thousand words.",
    )
    is_jump = fields.Boolean(string="Jump", readonly=True)
    told_at = fields.Datetime(string="Supervisors Told On", readonly=True)

    _once = models.UniqueIndex("(company_id, date, name)", "This topic has been found already.")
    _untold_idx = models.Index("(company_id, date) WHERE is_jump AND told_at IS NULL")

    def action_view_complaints(self):
        """Open the complaints of the last seven days that speak of the topic."""
        self.ensure_one()
        start, end = self._cs_recent_bounds(self.company_id, self.date)
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "cs.complaint",
            "view_mode": "list,kanban,form",
            "domain": [
                ("company_id", "=", self.company_id.id),
                ("date_registered", ">=", fields.Datetime.to_string(start)),
                ("date_registered", "<", fields.Datetime.to_string(end)),
                *Domain("subject", "ilike", self.name) | Domain("description", "ilike", self.name),
            ],
            "context": {"hierarchical_naming": False},
        }

    @api.model
    def _cs_recent_bounds(self, company, day):
        first = day - timedelta(days=RECENT_DAYS)
        return self.env["cs.complaint.term"]._cs_day_bounds(company, first, RECENT_DAYS)

    @api.model
    def _cron_topics(self):
        """Count what is new, find what rises, and tell supervisors in working hours."""
        cron = self.env["ir.cron"]
        for company in self.env["res.company"].search([("active", "=", True)]):
            today = self._cs_today(company)
            for _counted in self.env["cs.complaint.term"]._cs_count_days(company, today):
                if not cron._commit_progress(1, remaining=1):
                    return
            self._cs_find(company, today)
            self._cs_tell_supervisors(company, today)
            if not cron._commit_progress(remaining=0):
                return

    @api.model
    def _cs_today(self, company):
        zone = company._cs_calendar().tz or company.partner_id.tz or "UTC"
        now = fields.Datetime.context_timestamp(self.with_context(tz=zone), fields.Datetime.now())
        return now.date()

    @api.model
    def _cs_find(self, company, today):
        """Record what rises today; a second call changes nothing."""
        if self.search_count([("company_id", "=", company.id), ("date", "=", today)], limit=1):
            return self.browse()
        recent, recent_total, before, before_total = self.env["cs.complaint.term"]._cs_sums(
            company, today
        )
        found = rising(recent, recent_total, before, before_total)[:MOST_TOPICS]
        topics = self._cs_confirmed(company, today, phrases(found), recent_total, before_total)
        return self.with_context(mail_create_nolog=True, mail_create_nosubscribe=True).create(
            [
                {
                    "name": topic.term,
                    "company_id": company.id,
                    "date": today,
                    "recent_count": topic.recent,
                    "before_count": topic.before,
                    "recent_total": recent_total,
                    "before_total": before_total,
                    "growth": topic.growth,
                    "score": topic.score,
                    "is_jump": topic.growth >= JUMP,
                }
                for topic in topics
            ]
        )

    @api.model
    def _cs_confirmed(self, company, today, joined, recent_total, before_total):
        """Return the topics: phrases that occur as often as their parts, else the parts."""
        long = [phrase for phrase, parts in joined if len(parts) > 1]
        counts = self._cs_count_phrases(company, today, long) if long else {}
        topics = []
        for phrase, parts in joined:
            recent, before = counts.get(phrase, (0, 0))
            whole = None
            if recent >= TOGETHER * min(part.recent for part in parts):
                whole = rise(phrase, recent, recent_total, before, before_total)
            topics += [whole] if whole else parts
        return sorted(topics, key=lambda topic: -topic.score)

    @api.model
    def _cs_count_phrases(self, company, today, found):
        """Return ``{phrase: (complaints lately, complaints before)}``."""
        border, end = self._cs_recent_bounds(company, today)
        start = border - timedelta(days=BEFORE_DAYS)
        self.env["cs.complaint"].flush_model(["subject", "description", "date_registered"])
        return {
            phrase: (recent, before)
            for phrase, recent, before in self.env.execute_query(
                SQL(
                    """
                    SELECT p.phrase, count(*) FILTER (WHERE c.date_registered >= %(border)s),
                           count(*) FILTER (WHERE c.date_registered < %(border)s)
                      FROM unnest(%(phrases)s) p(phrase)
                      JOIN cs_complaint c
                        ON strpos(c.subject || ' ' || COALESCE(c.description, ''), p.phrase) > 0
                     WHERE c.company_id = %(company)s
                       AND c.date_registered >= %(start)s AND c.date_registered < %(end)s
                  GROUP BY p.phrase
                    """,
                    border=border,
                    phrases=found,
                    company=company.id,
                    start=start,
                    end=end,
                )
            )
        }

    @api.model
    def _cs_tell_supervisors(self, company, today):
        """Plan an activity for each supervisor about topics that jump, in working hours only."""
        since = today - timedelta(days=RECENT_DAYS)
        untold = self.search(
            [
                ("company_id", "=", company.id),
                ("date", ">=", today - timedelta(days=1)),
                ("is_jump", "=", True),
                ("told_at", "=", False),
            ]
        )
        known = self.search(
            [("company_id", "=", company.id), ("date", ">=", since), ("told_at", "!=", False)]
        ).mapped("name")
        untold = untold.filtered(lambda topic: topic.name not in known)
        if not untold:
            return
        now = fields.Datetime.now()
        calendar = company._cs_calendar().with_company(company)
        if not calendar._cs_is_working(now):
            start = calendar._cs_next_start(now).replace(tzinfo=None)
            self.env.ref("cs_complaint.ir_cron_topics")._trigger(at=start)
            return
        untold[:MOST_ALERTS]._cs_plan_activities(company)
        untold[:MOST_ALERTS].told_at = now

    def _cs_plan_activities(self, company):
        supervisors = self.env["cs.complaint.rung"]._cs_supervisors(company)
        for topic in self.with_context(mail_activity_quick_update=True):
            for user in supervisors:
                topic.activity_schedule(
                    "mail.mail_activity_data_todo",
                    user_id=user.id,
                    summary=self.with_context(lang=user.lang).env._(
                        "Complaints about %(topic)s: %(count)s in seven days, %(growth)s times as "
                        "frequent as before",
                        topic=topic.name,
                        count=topic.recent_count,
                        growth=topic.growth,
                    ),
                )
