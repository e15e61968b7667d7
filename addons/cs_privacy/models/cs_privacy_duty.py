from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain


class CsPrivacyDuty(models.Model):
    """What a security officer does again and again; it comes as an activity (clause 3.2.1)."""

    _name = "cs.privacy.duty"
    _description = "Duty of the Security Officer"
    _inherit = ["cs.privacy.guard", "mail.thread", "mail.activity.mixin"]
    _order = "date_next, id"
    _check_company_auto = True

    _cs_protected = frozenset({"date_last", "last_user_id", "is_scheduled"})

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    instructions = fields.Text(translate=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
        ondelete="cascade",
    )
    department_id = fields.Many2one(
        comodel_name="hr.department",
        check_company=True,
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: the duty of the company's officer.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users", string="Security Officer", compute="_compute_user_id"
    )
    interval = fields.Integer(string="Every (Months)", default=3, required=True)
    lead_days = fields.Integer(
        string="Days Ahead", default=7, help="The activity appears so many days before it is due."
    )
    date_next = fields.Date(
        string="Next Due", required=True, default=fields.Date.context_today, tracking=True
    )
    date_last = fields.Date(string="Last Done", readonly=True, copy=False)
    last_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Done By",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
    )
    is_scheduled = fields.Boolean(string="To Do Now", readonly=True, copy=False)

    _interval_positive = models.Constraint(
        "CHECK (interval > 0)", "A duty comes again after one month at least."
    )
    _next_idx = models.Index("(date_next) WHERE active IS TRUE AND is_scheduled IS NOT TRUE")

    @api.depends("company_id", "department_id")
    def _compute_user_id(self):
        for duty in self:
            duty.user_id = duty.company_id._cs_security_officer(duty.department_id)

    def action_done(self):
        """Record that the duty is done, before its activity is due too."""
        self.check_access("write")
        for duty in self:
            activities = duty.activity_ids.filtered(
                lambda activity: (
                    activity.activity_type_id == self.env.ref("cs_privacy.mail_activity_type_duty")
                )
            )
            if activities:
                activities.action_feedback()
            else:
                duty._cs_done(self.env.user)
        return True

    @api.model
    def _cron_schedule(self, limit=200):
        """Schedule the activities of duties that are due soon, each once."""
        today = fields.Date.context_today(self)
        # The days ahead differ from duty to duty; none is more than this many.
        domain = (
            Domain("is_scheduled", "!=", True)
            & Domain("active", "=", True)
            & Domain("date_next", "<=", today + relativedelta(days=90))
        )
        last = 0
        while batch := self.search(domain & Domain("id", ">", last), limit=limit, order="id"):
            last = batch[-1].id
            due = batch.try_lock_for_update().filtered(
                lambda duty: duty.date_next <= today + relativedelta(days=duty.lead_days)
            )
            due._cs_schedule()
            if not self.env["ir.cron"]._commit_progress(len(batch)):
                break

    def _cs_schedule(self):
        for duty in self:
            # Nobody is named yet: it waits for an officer and is not forgotten.
            if not duty.user_id:
                continue
            duty.activity_schedule(
                "cs_privacy.mail_activity_type_duty",
                date_deadline=duty.date_next,
                summary=duty.name,
                note=duty.instructions,
                user_id=duty.user_id.id,
            )
            duty._cs_step(is_scheduled=True)

    def _cs_done(self, user):
        """Set the next date; the rhythm counts from the day on which it was done."""
        today = fields.Date.context_today(self)
        for duty in self:
            duty._cs_step(
                date_last=today,
                last_user_id=user.id,
                date_next=today + relativedelta(months=duty.interval),
                is_scheduled=False,
            )

    def _cs_reassign(self):
        """Hand open activities over to who is the officer now."""
        self.invalidate_recordset(["user_id"])
        for duty in self.filtered("user_id"):
            duty.activity_ids.filtered(
                lambda activity, duty=duty: activity.user_id != duty.user_id
            ).user_id = duty.user_id
