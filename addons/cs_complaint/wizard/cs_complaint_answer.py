from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import clean_context

from ..core.facts import TRANSITION
from ..core.sms_text import sms_size

SMS_PARTS_MAX = 10


class CsComplaintAnswer(models.TransientModel):
    """Tells the customer the result and records it as feedback (clauses 6.2.4, 6.3)."""

    _name = "cs.complaint.answer"
    _description = "Feedback to a Complainant"
    _inherit = ["cs.complaint.dialog"]

    complaint_id = fields.Many2one(
        comodel_name="cs.complaint", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="complaint_id.company_id")
    channel_ids = fields.Many2many(
        comodel_name="cs.channel", string="Possible Channels", compute="_compute_channel_ids"
    )
    channel_id = fields.Many2one(
        comodel_name="cs.channel",
        compute="_compute_from_complaint",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        domain="[('id', 'in', channel_ids)]",
    )
    # How the chosen channel works, see cs.complaint._cs_feedback_channels
    kind = fields.Selection(
        selection=[("call", "Call"), ("noted", "In person"), ("sent", "Sent by the system")],
        compute="_compute_way",
    )
    is_by_email = fields.Boolean(compute="_compute_way")
    is_short = fields.Boolean(compute="_compute_way")
    sent_to = fields.Char(compute="_compute_way")
    problem = fields.Char(compute="_compute_way")
    department_id = fields.Many2one(
        comodel_name="hr.department",
        string="Handling Department",
        compute="_compute_from_complaint",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        check_company=True,
    )
    process = fields.Text(
        string="What Was Done",
        compute="_compute_from_complaint",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    result = fields.Text(
        compute="_compute_from_complaint",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    is_satisfaction_asked = fields.Boolean(string="Ask for Satisfaction", default=True)
    attachment_ids = fields.Many2many(comodel_name="ir.attachment", string="Evidence")
    note = fields.Text(string="Note of the Conversation")

    # A call
    outcome = fields.Selection(
        selection=lambda self: self.env["cs.complaint.call"]._fields["outcome"].selection,
        string="Result of the Call",
        default="reached",
    )
    call_date = fields.Datetime(string="Called On", default=fields.Datetime.now)
    next_call_at = fields.Datetime(string="Next Attempt")
    call_history = fields.Char(compute="_compute_call_history")

    # A short message
    short_text = fields.Text(
        string="Text of the Message",
        compute="_compute_short_text",
        store=True,
        readonly=False,
    )
    # The letter as the customer gets it
    preview = fields.Html(compute="_compute_preview", sanitize=False)
    short_size = fields.Char(string="Length", compute="_compute_short_size")

    # Computes ------------------------------------------------------------------------------------

    @api.depends("complaint_id")
    def _compute_channel_ids(self):
        for answer in self:
            channels = self.env["cs.channel"]
            for code in answer.complaint_id._cs_feedback_channels() if answer.complaint_id else ():
                channels |= channels._cs_get(code, answer.complaint_id.company_id)
            answer.channel_ids = channels

    @api.depends("complaint_id")
    def _compute_from_complaint(self):
        for answer in self:
            complaint = answer.complaint_id
            ways = complaint._cs_feedback_channels() if complaint else {}
            code = next((c for c in ("email", "phone") if ways.get(c, {}).get("to")), "phone")
            failed = complaint._cs_failed_calls()[:1]
            code = "phone" if failed else code
            channels = self.env["cs.channel"]
            answer.channel_id = channels._cs_get(code, complaint.company_id)
            answer.department_id = complaint.department_id
            answer.process = failed.process
            answer.result = failed.result

    @api.depends("channel_id", "complaint_id")
    def _compute_way(self):
        for answer in self:
            way = answer._cs_way()
            answer.kind = way.get("kind", "noted")
            answer.is_short = way.get("is_short", False)
            answer.is_by_email = answer.channel_id.code == "email"
            answer.sent_to = way.get("to") or False
            answer.problem = way.get("problem") or False

    @api.depends("complaint_id")
    def _compute_call_history(self):
        for answer in self:
            failed = answer.complaint_id._cs_failed_calls()
            answer.call_history = False
            if failed:
                answer.call_history = self.env._(
                    "%(count)s attempts without reaching the customer, the last on %(date)s.",
                    count=len(failed),
                    date=answer.complaint_id._cs_moment_text(failed[0].date, self.env.lang),
                )

    @api.depends("result", "complaint_id")
    def _compute_short_text(self):
        for answer in self:
            complaint = answer.complaint_id
            env = self.with_context(lang=complaint.lang or self.env.lang).env
            answer.short_text = env._(
                "%(company)s: your complaint %(number)s has been dealt with. %(result)s",
                company=complaint.company_id.name or "",
                number=complaint.name or "",
                result=" ".join((answer.result or "").split()),
            ).strip()

    @api.depends("short_text", "is_satisfaction_asked")
    def _compute_short_size(self):
        for answer in self:
            size = sms_size(answer._cs_short_text_full())
            answer.short_size = self.env._(
                "%(units)s characters, %(parts)s SMS", units=size.units, parts=size.parts
            )

    @api.depends("complaint_id", "department_id", "process", "result", "attachment_ids")
    def _compute_preview(self):
        for answer in self:
            answer.preview = False
            if answer.complaint_id and answer.process and answer.result:
                values = answer.complaint_id._cs_letter_values(answer)
                templates = self.env["ir.qweb"].with_context(lang=values["lang"])
                answer.preview = templates._render("cs_complaint.letter_page", values)

    def _cs_short_text_full(self):
        """Return the short message about as it is sent, for its length: the link is made later."""
        self.ensure_one()
        if not self.is_satisfaction_asked:
            return self.short_text or ""
        base = self.complaint_id.get_base_url() if self.complaint_id else ""
        return f"{self.short_text or ''} {base}/cs/s/{'x' * 12}"

    def _cs_way(self):
        """Return the way of the chosen channel, ``{}`` while there is none."""
        self.ensure_one()
        if not self.complaint_id or not self.channel_id:
            return {}
        return self.complaint_id._cs_feedback_channels().get(self.channel_id.code, {})

    # Sending -------------------------------------------------------------------------------------

    def action_send(self):
        """Send or note the feedback and put the complaint into state *answered*.

        A call that did not reach the customer is noted as an attempt, and answers nothing.
        """
        self.ensure_one()
        complaint = self.complaint_id
        complaint._cs_guard("answer")
        self._check_proof()
        if self.kind == "call" and self.outcome != "reached":
            self._note_attempt()
            return {"type": "ir.actions.act_window_close"}
        feedback = self._create_feedback()
        self._cs_count_jargon()
        complaint._cs_transition(
            state="answered",
            state_reason=False,
            date_answered=fields.Datetime.now(),
            user_id=complaint.user_id.id or self.env.uid,
        )
        if self.kind == "call":
            self._note_call(feedback_id=feedback.id)
        feedback._cs_send(text=self.short_text if self.is_short else None)
        return {"type": "ir.actions.act_window_close"}

    def _check_proof(self):
        if not self._cs_way():
            raise UserError(
                self.env._(
                    "Nobody is told a result by %(channel)s. Choose another channel.",
                    channel=self.channel_id.name,
                )
            )
        if self.problem:
            raise UserError(self.problem)
        if self.kind == "call":
            self._check_call()
        if self.is_short:
            self._check_short()
        if self.kind != "sent" and not (self.note or "").strip() and self.outcome == "reached":
            raise UserError(
                self.env._(
                    "Note the conversation as proof: with whom, when, and what the customer said."
                )
            )

    def _check_call(self):
        now = fields.Datetime.now()
        if not self.outcome:
            raise UserError(self.env._("Say whether the call reached the customer."))
        if not self.call_date or self.call_date > now + timedelta(minutes=1):
            raise UserError(self.env._("Say when the call was made; it cannot be in the future."))
        if self.call_date < self.complaint_id.date_registered:
            raise UserError(
                self.env._("The call cannot have been made before the complaint was registered.")
            )
        if self.outcome != "reached" and self.next_call_at and self.next_call_at < now:
            raise UserError(self.env._("The next attempt has to lie in the future."))

    def _check_short(self):
        if not (self.short_text or "").strip():
            raise UserError(self.env._("Write the text of the message first."))
        if sms_size(self._cs_short_text_full()).parts > SMS_PARTS_MAX:
            raise UserError(
                self.env._(
                    "The message takes more than %(max)s SMS. Shorten it, or send the letter by "
                    "e-mail.",
                    max=SMS_PARTS_MAX,
                )
            )

    def _trusted(self, model):
        """Return ``model`` for evidence: without the defaults that a client may have sent."""
        context = {**clean_context(self.env.context), "cs_transition": TRANSITION}
        # pylint: disable-next=context-overridden
        return self.env[model].with_context(context)

    def _create_feedback(self):
        return self._trusted("cs.complaint.feedback").create(
            {
                "complaint_id": self.complaint_id.id,
                "channel_id": self.channel_id.id,
                "department_id": self.department_id.id,
                "process": self.process,
                "result": self.result,
                "is_satisfaction_asked": self.is_satisfaction_asked,
                "attachment_ids": [fields.Command.set(self._keep_evidence().ids)],
                "note": self.note,
            }
        )

    def _note_attempt(self):
        """Note a call that reached nobody, and plan the next one."""
        complaint = self.complaint_id
        now = fields.Datetime.now()
        self._note_call(next_at=self.next_call_at or now + timedelta(hours=2))
        if complaint.state == "registered":
            # Somebody works on it, for somebody called.
            complaint.action_start()
        complaint._cs_plan_call(self.next_call_at or now + timedelta(hours=2))

    def _note_call(self, **values):
        # sudo: the complaint and its state allow the answer; a call is made with it alone
        return (
            self._trusted("cs.complaint.call")
            .sudo()
            .create(
                {
                    "complaint_id": self.complaint_id.id,
                    "user_id": self.env.uid,
                    "date": self.call_date,
                    "outcome": self.outcome,
                    "note": self.note,
                    "process": self.process,
                    "result": self.result,
                    **values,
                }
            )
        )

    def _keep_evidence(self):
        """Hang the files of the dialog on the complaint, where they stay."""
        self.attachment_ids.check_access("read")
        own = self.attachment_ids.filtered(lambda attachment: not attachment.res_id)
        own.write({"res_model": "cs.complaint", "res_id": self.complaint_id.id})
        return self.attachment_ids
