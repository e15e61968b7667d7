from collections import defaultdict

from odoo import api, fields, models

from ..core.facts import RUNNING_STATES, TRANSITION
from ..core.policy import Case


class CsComplaintLadder(models.Model):
    """The escalation ladder: who is told when a deadline comes near or passes (clause 6.2.3)."""

    _inherit = "cs.complaint"

    next_action_at = fields.Datetime(
        string="Next Escalation",
        compute="_compute_next_action_at",
        store=True,
        precompute=True,
        copy=False,
        groups="base.group_user",
        help="When the system looks at the complaint again: a rung of the ladder, or the end of "
        "waiting for the customer.",
    )
    escalation_ids = fields.One2many(
        comodel_name="cs.complaint.escalation",
        inverse_name="complaint_id",
        readonly=True,
        copy=False,
        groups="base.group_user",
    )

    _next_action_idx = models.Index("(next_action_at) WHERE next_action_at IS NOT NULL")

    @api.depends(
        "date_resolve_due",
        "date_responded",
        "date_response_due",
        "pause_until",
        "severity",
        "state",
    )
    def _compute_next_action_at(self):
        told = self._cs_rungs_told()
        for complaint in self:
            if complaint.state == "waiting":
                complaint.next_action_at = complaint.pause_until
            elif complaint.state in RUNNING_STATES:
                pending = complaint._cs_pending_rungs(told[complaint._origin.id])
                complaint.next_action_at = min((at for at, *_rung in pending), default=False)
            else:
                complaint.next_action_at = False

    def _cs_rungs_told(self):
        """Return what was told in this period: ``{complaint id: {rung id: {deadline: when}}}``."""
        told = defaultdict(lambda: defaultdict(dict))
        ids = [complaint._origin.id for complaint in self if complaint._origin.id]
        if ids:
            self.env["cs.complaint.escalation"].flush_model()
            self.flush_model(["reopen_count"])
            self.env.cr.execute(
                """
                SELECT e.complaint_id, e.rung_id, e.date_due, e.date
                  FROM cs_complaint_escalation e
                  JOIN cs_complaint c ON c.id = e.complaint_id
                                     AND COALESCE(c.reopen_count, 0) = COALESCE(e.period, 0)
                 WHERE e.complaint_id = ANY(%s)
                """,
                [ids],
            )
            for complaint_id, rung_id, due, when in self.env.cr.fetchall():
                told[complaint_id][rung_id][due] = when
        return told

    def _cs_pending_rungs(self, told):
        """Return ``[(moment, rung id, deadline), …]`` that are still to be reached."""
        self.ensure_one()
        case = Case(
            self.severity,
            self.date_clock_start,
            self.date_response_due,
            self.date_resolve_due,
            self.date_responded,
        )
        return self.company_id._cs_pending_rungs(case, told)

    @api.model
    def _cron_escalate(self, limit=200):
        """Take what is due: reach rungs, and end waiting whose time is up."""
        domain = [("next_action_at", "<=", fields.Datetime.now())]
        self._cs_run_batches(domain, "next_action_at, id", limit, type(self)._cs_escalate)

    def _cs_escalate(self):
        """Reach the rungs that are due for these complaints, which the caller has locked."""
        self.invalidate_recordset(["state", "next_action_at"])
        now = fields.Datetime.now()
        due = self.filtered(lambda c: c.next_action_at and c.next_action_at <= now)
        for company, complaints in due.grouped("company_id").items():
            calendar = company._cs_calendar().with_company(company)
            if not calendar._cs_is_working(now):
                # Nobody is told at night; the next look is when work begins.
                start = calendar._cs_next_start(now).replace(tzinfo=None)
                complaints._cs_transition(next_action_at=start)
                continue
            over = complaints.filtered(lambda c: c.state == "waiting")
            self._cs_end_pauses(over)
            (complaints - over)._cs_reach_rungs(now)

    def _cs_reach_rungs(self, now):
        told = self._cs_rungs_told()
        reached = []
        for complaint in self:
            reached += [
                (complaint, rung_id, at, due)
                for at, rung_id, due in complaint._cs_pending_rungs(told[complaint.id])
                if at <= now
            ]
        rungs = self.env["cs.complaint.rung"].browse({rung_id for _c, rung_id, *_x in reached})
        people = {rung.id: rung._cs_recipients(self) for rung in rungs}
        self.env["cs.complaint.escalation"].with_context(cs_transition=TRANSITION).create(
            [
                {
                    "complaint_id": complaint.id,
                    "rung_id": rung_id,
                    "date": now,
                    "date_due": due,
                    "date_reached": at,
                    "period": complaint.reopen_count,
                    "user_ids": [(6, 0, people[rung_id][complaint.id].ids)],
                }
                for complaint, rung_id, at, due in reached
            ]
        )
        for rung in rungs:
            rung._cs_tell(
                {c: people[rung.id][c.id] for c, rung_id, *_x in reached if rung_id == rung.id}
            )
        self.env.add_to_compute(self._fields["next_action_at"], self)
