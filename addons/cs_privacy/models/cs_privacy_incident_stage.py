from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# The officer is warned when a quarter of the time is left, and a day before at most.
WARN_SHARE = 0.25
WARN_MAX_HOURS = 24


class CsPrivacyIncidentStage(models.Model):
    """One stage of an incident: when it is due, when it was reached and by whom.

    Written by the system alone. Due times follow the severity as long as the stage is not reached;
    later changes of the levels' hours do not touch incidents that exist.
    """

    _name = "cs.privacy.incident.stage"
    _description = "Stage of an Incident"
    _inherit = ["cs.privacy.guard"]
    _order = "incident_id, id"
    _rec_name = "stage"

    _cs_protected = frozenset(
        {
            "incident_id",
            "stage",
            "state",
            "date_due",
            "date_warn",
            "date_reached",
            "user_id",
            "breached_at",
            "warned_at",
            "escalated_at",
        }
    )

    incident_id = fields.Many2one(
        comodel_name="cs.privacy.incident",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="incident_id.company_id", store=True, index=True)
    department_id = fields.Many2one(related="incident_id.department_id", store=True, index=True)
    stage = fields.Selection(
        selection=lambda self: [
            item
            for item in self.env["cs.privacy.incident"]._cs_states()
            if item[0] != "false_alarm"
        ],
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        selection=[("open", "Open"), ("reached", "Reached"), ("cancelled", "Cancelled")],
        required=True,
        default="open",
        readonly=True,
    )
    date_due = fields.Datetime(string="Due", compute="_compute_date_due", store=True, index=True)
    date_warn = fields.Datetime(string="Warn From", compute="_compute_date_due", store=True)
    date_reached = fields.Datetime(string="Reached On", readonly=True)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Reached By",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    warned_at = fields.Datetime(readonly=True)
    escalated_at = fields.Datetime(readonly=True)
    is_late = fields.Boolean(
        string="Late",
        compute="_compute_is_late",
        search="_search_is_late",
        help="Reached after its due time, or overdue.",
    )

    _stage_uniq = models.UniqueIndex(
        "(incident_id, stage)", "An incident passes through each stage once."
    )
    _warn_idx = models.Index("(date_warn) WHERE state = 'open' AND warned_at IS NULL")
    _late_idx = models.Index("(date_due) WHERE state = 'open' AND escalated_at IS NULL")

    @api.depends("incident_id.severity_id", "incident_id.date_detected")
    def _compute_date_due(self):
        for row in self:
            if row.state == "reached" and row.stage != "detected" and row.date_due:
                row.date_due, row.date_warn = row.date_due, row.date_warn
                continue
            hours = row.incident_id.severity_id._cs_hours(row.stage)
            if not hours:
                row.date_due = row.date_warn = False
                continue
            row.date_due = row.incident_id.date_detected + timedelta(hours=hours)
            row.date_warn = row.date_due - timedelta(hours=min(hours * WARN_SHARE, WARN_MAX_HOURS))

    @api.depends("date_due", "date_reached", "state")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for row in self:
            end = row.date_reached or now
            row.is_late = bool(row.state != "cancelled" and row.date_due and end > row.date_due)

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = self.env.execute_query(
            self._search(
                Domain("state", "!=", "cancelled") & Domain("date_due", "<", fields.Datetime.now())
            ).select("id", "date_due", "date_reached")
        )
        return [("id", "in", [row[0] for row in late if not row[2] or row[2] > row[1]])]

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The clock of an incident is evidence and stays as it is."))

    @api.model
    def _cron_remind(self, limit=100):
        """Warn before a stage is due, and escalate when it is late, each once."""
        now = fields.Datetime.now()
        self._cs_run(
            Domain("state", "=", "open")
            & Domain("escalated_at", "=", False)
            & Domain("date_due", "<=", now),
            "date_due, id",
            limit,
            type(self)._cs_escalate,
        )
        self._cs_run(
            Domain("state", "=", "open")
            & Domain("warned_at", "=", False)
            & Domain("date_warn", "<=", now),
            "date_warn, id",
            limit,
            type(self)._cs_warn,
        )

    @api.model
    def _cs_run(self, domain, order, limit, step):
        """Take ``step`` with what waits, in batches; what another server holds is left to it."""
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=self.search_count(domain))
        skipped = self.browse()
        while batch := self.search(
            domain & Domain("id", "not in", skipped.ids), limit=limit, order=order
        ):
            locked = batch.try_lock_for_update()
            skipped |= batch - locked
            step(locked)
            if not cron._commit_progress(len(batch)):
                break

    def _cs_warn(self):
        for row in self:
            incident = row.incident_id
            row._cs_schedule(
                "cs_privacy.mail_activity_type_stage_due",
                self.env._("%(stage)s: due soon", stage=row._cs_label()),
                incident.user_id or incident.company_id._cs_security_officer(),
            )
        self._cs_step(warned_at=fields.Datetime.now())

    def _cs_escalate(self):
        for row in self:
            incident = row.incident_id
            text = self.env._("%(stage)s: late", stage=row._cs_label())
            row._cs_schedule(
                "cs_privacy.mail_activity_type_stage_late", text, incident._cs_escalate_to()
            )
            incident._message_log(body=text)
        # What is late needs no warning any more.
        now = fields.Datetime.now()
        self.filtered(lambda row: not row.warned_at)._cs_step(warned_at=now)
        self._cs_step(escalated_at=now)

    def _cs_schedule(self, activity_type, summary, users):
        for user in users:
            self.incident_id.activity_schedule(
                activity_type,
                date_deadline=fields.Datetime.context_timestamp(
                    self.with_context(tz=user.tz), self.date_due
                ).date(),
                summary=summary,
                user_id=user.id,
                cs_stage_id=self.id,
            )

    def _cs_label(self):
        return dict(self._fields["stage"]._description_selection(self.env))[self.stage]

    def _cs_drop_reminders(self):
        """Remove the reminders of stages that are reached."""
        activities = self.env["mail.activity"].sudo()
        activities.search([("cs_stage_id", "in", self.ids)]).unlink()
        if "contained" in self.mapped("stage"):
            self.incident_id.activity_unlink(["cs_privacy.mail_activity_type_incident"])
