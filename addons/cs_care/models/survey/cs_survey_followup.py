from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

OPEN = ("new", "in_progress")


class CsSurveyFollowup(models.Model):
    """What is done about a low score: by whom, until when, and what the customer heard (4.3.2)."""

    _name = "cs.survey.followup"
    _description = "Survey Follow-up"
    _inherit = [
        "cs.privacy.guard",
        "cs.privacy.scan.mixin",
        "cs.batch.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date_due, id"
    _check_company_auto = True
    _cs_scanned = ("cause", "measure", "told_note")
    _cs_protected = frozenset(
        {
            *("state", "response_id", "partner_id", "campaign_id", "company_id", "date_due"),
            *("score", "date_told", "told_by_id", "date_done", "next_at", "date_reminded"),
            *("date_escalated", "user_id", "department_id"),
        }
    )

    response_id = fields.Many2one(
        comodel_name="cs.survey.response", required=True, readonly=True, ondelete="restrict"
    )
    campaign_id = fields.Many2one(
        comodel_name="cs.survey.campaign",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    score = fields.Float(readonly=True, aggregator="avg", help="From 0 to 100.")
    answer_ids = fields.One2many(related="response_id.answer_ids", string="Answers")
    department_id = fields.Many2one(
        comodel_name="hr.department",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Owner",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    state = fields.Selection(
        selection=[
            ("new", "New"),
            ("in_progress", "In progress"),
            ("done", "Done"),
            ("dropped", "Nothing to do"),
        ],
        required=True,
        default="new",
        readonly=True,
        group_expand=True,
        tracking=True,
    )
    date_due = fields.Datetime(string="Deadline", readonly=True)
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")
    has_visits = fields.Boolean(compute="_compute_has_visits")
    cause = fields.Text(string="What Went Wrong")
    measure = fields.Text(string="What Was Done")
    told_note = fields.Text(string="What the Customer Was Told")
    date_told = fields.Datetime(string="Customer Told On", readonly=True, tracking=True)
    told_by_id = fields.Many2one(
        comodel_name="res.users",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    date_done = fields.Datetime(string="Done On", readonly=True)
    next_at = fields.Datetime(string="Next Step", readonly=True)
    date_reminded = fields.Datetime(string="Reminded On", readonly=True)
    date_escalated = fields.Datetime(string="Escalated On", readonly=True)

    _response_uniq = models.UniqueIndex("(response_id)", "This answer is followed up already.")
    _next_idx = models.Index("(next_at, id) WHERE next_at IS NOT NULL")
    _open_idx = models.Index("(company_id, user_id) WHERE state IN ('new', 'in_progress')")

    def _compute_has_visits(self):
        self.has_visits = "cs.visit" in self.env

    @api.depends("date_due", "date_done", "state")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for followup in self:
            end = now if followup.state in OPEN else followup.date_done
            followup.is_late = bool(followup.date_due and end and end > followup.date_due)

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("state", "in", OPEN), ("date_due", "<", fields.Datetime.now())]

    @api.depends("partner_id", "score")
    def _compute_display_name(self):
        for followup in self:
            followup.display_name = self.env._(
                "%(customer)s: %(score)s of 100",
                customer=followup.partner_id.name or self.env._("Unknown customer"),
                score=round(followup.score),
            )

    @api.model_create_multi
    def create(self, vals_list):
        if not self._cs_is_trusted():
            raise UserError(self.env._("A follow-up is opened by a low score of a survey."))
        return super().create(vals_list)

    def write(self, vals):
        texts = {"cause", "measure", "told_note"}.intersection(vals)
        if texts and not self._cs_is_trusted() and any(f.state not in OPEN for f in self):
            raise UserError(self.env._("This follow-up is finished. Reopen it to add something."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What was done about a low score is evidence and stays."))

    def _cs_require_owner(self):
        self.check_access("write")
        is_lead = self.env.su or self.env.user.has_group("cs_care.group_cs_care_supervisor")
        for followup in self:
            if not is_lead and followup.user_id not in (self.env.user, self.env["res.users"]):
                raise AccessError(
                    self.env._("%(user)s follows this up.", user=followup.user_id.name)
                )

    def action_take(self):
        """Follow up as the current user."""
        self._cs_require_owner()
        for followup in self.filtered(lambda followup: followup.state in OPEN):
            if followup.user_id != self.env.user or followup.state == "new":
                followup._cs_step(user_id=self.env.uid, state="in_progress")
                followup.activity_unlink(["cs_care.mail_activity_survey_followup"])
                followup._cs_plan(self.env.user)

    def action_told(self):
        """Record that the customer was told what was done about the answer."""
        self._cs_require_owner()
        for followup in self.filtered(lambda f: f.state in OPEN and not f.date_told):
            if not (followup.told_note or "").strip():
                raise UserError(
                    self.env._("Note first what the customer was told, and how it was taken.")
                )
            followup._cs_step(date_told=fields.Datetime.now(), told_by_id=self.env.uid)

    def action_done(self):
        """Finish: what was done has to be written, and a known customer has been told."""
        self._cs_require_owner()
        for followup in self.filtered(lambda followup: followup.state in OPEN):
            if not (followup.measure or "").strip():
                raise UserError(self.env._("Note first what was done about it."))
            if followup.partner_id and not followup.date_told:
                raise UserError(
                    self.env._(
                        "The customer has not been told yet. Tell the customer, or choose "
                        "“Nothing to Do” with the reason as measure."
                    )
                )
            followup._cs_finish("done")

    def action_drop(self):
        """Finish without telling the customer; the measure says why."""
        self._cs_require_owner()
        for followup in self.filtered(lambda followup: followup.state in OPEN):
            if not (followup.measure or "").strip():
                raise UserError(self.env._("Note first why there is nothing to do."))
            followup._cs_finish("dropped")

    def action_reopen(self):
        """Take up a finished follow-up again; the deadline stays."""
        self._cs_require_owner()
        for followup in self.filtered(lambda followup: followup.state not in OPEN):
            followup._cs_step(state="in_progress", date_done=False)

    def action_plan_visit(self):
        """Plan a return visit to the customer because of the low score, once."""
        self._cs_require_owner()
        self.ensure_one()
        if not self.has_visits or not self.partner_id:
            raise UserError(self.env._("A known customer can be visited. Nobody is known here."))
        reason = self.env._("Low score in the survey “%(name)s”", name=self.campaign_id.name)
        visit = self.env["cs.visit"]._cs_plan_visit(
            self.partner_id,
            reason,
            f"{self._name},{self.id}",
            company=self.company_id,
            department=self.department_id,
        )
        return visit.with_env(self.env).get_formview_action()

    def _cs_finish(self, state):
        self._cs_step(state=state, date_done=fields.Datetime.now(), next_at=False)
        self.activity_feedback(["cs_care.mail_activity_survey_followup"])
