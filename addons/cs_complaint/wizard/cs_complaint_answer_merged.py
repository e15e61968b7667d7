from odoo import fields, models
from odoo.tools import clean_context, email_normalize

from ..core.facts import TRANSITION


class CsComplaintAnswer(models.TransientModel):
    """The answer goes to the complainants of merged complaints as well."""

    _inherit = "cs.complaint.answer"

    merged_count = fields.Integer(related="complaint_id.merged_count")

    def action_send(self):
        result = super().action_send()
        if self.kind != "call" or self.outcome == "reached":
            self._cs_tell_merged()
        return result

    def _cs_tell_merged(self):
        """Give the answer to each complainant of a merged complaint, once.

        By e-mail where there is an address; else the handler finds an activity.
        """
        complaint = self.complaint_id
        # sudo: complaints of other departments may be among them; their customers wait, too
        merged = complaint.sudo().merged_ids
        answer = complaint.sudo()._cs_current_feedback()[:1]
        told = complaint.sudo()
        for other in merged:
            if any(other._cs_same_complainant(one) for one in told):
                continue
            told |= other
            if email_normalize(other.email_from):
                self._cs_answer_merged(other, answer)
            elif not other.is_anonymous:
                other.activity_schedule(
                    "cs_complaint.mail_activity_type_merged",
                    summary=self.env._("Tell the result of %(number)s", number=complaint.name),
                    user_id=complaint.user_id.id,
                )

    def _cs_answer_merged(self, other, answer):
        context = {**clean_context(self.env.context), "cs_transition": TRANSITION}
        feedbacks = self.env["cs.complaint.feedback"].sudo()
        # pylint: disable-next=context-overridden
        feedback = feedbacks.with_context(context).create(
            {
                "complaint_id": other.id,
                "channel_id": self.env["cs.channel"]._cs_get("email", other.company_id).id,
                "department_id": answer.department_id.id,
                "process": answer.process,
                "result": answer.result,
                "is_satisfaction_asked": answer.is_satisfaction_asked,
                "attachment_ids": [fields.Command.set(answer.attachment_ids.ids)],
                "user_id": self.env.uid,
            }
        )
        mail = other._cs_send_template(
            "cs_complaint.mail_template_feedback",
            attachment_ids=[fields.Command.link(file.id) for file in answer.attachment_ids],
        )
        feedback.write({"mail_message_id": mail.mail_message_id.id})
