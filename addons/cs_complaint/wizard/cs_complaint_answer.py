from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import clean_context, email_normalize

from ..core.facts import TRANSITION


class CsComplaintAnswer(models.TransientModel):
    """Tells the customer the result and records it as feedback (clauses 6.2.4, 6.3)."""

    _name = "cs.complaint.answer"
    _description = "Feedback to a Complainant"

    complaint_id = fields.Many2one(
        comodel_name="cs.complaint", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="complaint_id.company_id")
    channel_id = fields.Many2one(
        comodel_name="cs.channel",
        compute="_compute_from_complaint",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        domain="[('code', 'in', ('phone', 'email', 'chat', 'store', 'sms'))]",
    )
    is_by_email = fields.Boolean(compute="_compute_is_by_email")
    email_to = fields.Char(related="complaint_id.email_from", string="Sent To")
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
    process = fields.Text(string="What Was Done", required=True)
    result = fields.Text(required=True)
    is_satisfaction_asked = fields.Boolean(string="Ask for Satisfaction", default=True)
    attachment_ids = fields.Many2many(comodel_name="ir.attachment", string="Evidence")
    note = fields.Text(string="Note of the Conversation")

    @api.model_create_multi
    def create(self, vals_list):
        answers = super().create(vals_list)
        answers._check_complaint()
        return answers

    def write(self, vals):
        result = super().write(vals)
        self._check_complaint()
        return result

    def onchange(self, values, field_names, fields_spec):
        """Refuse a complaint that the user may not see; see ``web``."""
        complaint_id = values.get("complaint_id") or self.env.context.get("default_complaint_id")
        self.env["cs.complaint"].browse(complaint_id or []).check_access("read")
        return super().onchange(values, field_names, fields_spec)

    def _check_complaint(self):
        """The dialog shows number, subject and address of its complaint to whoever opened it."""
        self.complaint_id.check_access("read")

    @api.depends("complaint_id")
    def _compute_from_complaint(self):
        for answer in self:
            complaint = answer.complaint_id
            code = "email" if email_normalize(complaint.email_from) else "phone"
            channels = self.env["cs.channel"]
            answer.channel_id = channels._cs_get(code, complaint.company_id)
            answer.department_id = complaint.department_id

    @api.depends("channel_id")
    def _compute_is_by_email(self):
        for answer in self:
            answer.is_by_email = answer.channel_id.code == "email"

    def action_send(self):
        """Send or note the feedback and put the complaint into state *answered*."""
        self.ensure_one()
        complaint = self.complaint_id
        complaint._cs_guard("answer")
        self._check_proof()
        now = fields.Datetime.now()
        feedback = self._create_feedback()
        complaint._cs_transition(
            state="answered",
            state_reason=False,
            date_answered=now,
            date_responded=complaint.date_responded or now,
            user_id=complaint.user_id.id or self.env.uid,
        )
        if self.is_by_email:
            self._send_letter(feedback)
        return {"type": "ir.actions.act_window_close"}

    def _check_proof(self):
        if self.is_by_email and not email_normalize(self.complaint_id.email_from):
            raise UserError(
                self.env._(
                    "Complaint %(number)s has no valid e-mail address. Enter one, or choose "
                    "another channel and note the conversation.",
                    number=self.complaint_id.name,
                )
            )
        if not self.is_by_email and not (self.note or "").strip():
            raise UserError(
                self.env._(
                    "Note the conversation as proof: with whom, when, and what the customer said."
                )
            )

    def _create_feedback(self):
        feedback = self.env["cs.complaint.feedback"]
        # Without the defaults that a client may have sent: date and author are evidence.
        context = {**clean_context(self.env.context), "cs_transition": TRANSITION}
        # pylint: disable-next=context-overridden
        return feedback.with_context(context).create(
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

    def _keep_evidence(self):
        """Hang the files of the dialog on the complaint, where they stay."""
        self.attachment_ids.check_access("read")
        own = self.attachment_ids.filtered(lambda attachment: not attachment.res_id)
        own.write({"res_model": "cs.complaint", "res_id": self.complaint_id.id})
        return self.attachment_ids

    def _send_letter(self, feedback):
        mail = self.complaint_id._cs_send_template(
            "cs_complaint.mail_template_feedback",
            attachment_ids=[fields.Command.link(file.id) for file in feedback.attachment_ids],
        )
        # The feedback is append-only for everybody; its proof is known only now.
        feedback.sudo().write({"mail_message_id": mail.mail_message_id.id})
