from odoo import fields, models
from odoo.tools import email_normalize, plaintext2html

TEMPLATES = {
    "received": "cs_care.mail_template_suggestion_received",
    "answered": "cs_care.mail_template_suggestion_answered",
    "realised": "cs_care.mail_template_suggestion_realised",
}


class CsSuggestionTell(models.Model):
    """Customers are really told: by e-mail, or by SMS where there is no address."""

    _inherit = "cs.suggestion"

    def _cs_tell(self, step):
        """Tell the customers of these suggestions, each step once however often it is called.

        Who objected to be served on a channel is not told on it. Nobody is told twice of one idea.

        :param str step: received, answered or realised
        """
        # sudo: the message is the operator's, whoever takes the step
        todo = self.sudo().filtered(lambda one: step not in one.told_ids.mapped("step"))
        by_mail = todo.partner_id._cs_filter_consented("service", "email")
        by_sms = todo.partner_id._cs_filter_consented("service", "sms")
        rows = []
        for one in todo:
            person = one.partner_id
            message = self.env["mail.message"]
            channel = "none"
            if email_normalize(one.email_from) and (not person or person in by_mail):
                message = one._cs_send_mail(step)
                channel = "email"
            elif person and person in by_sms and person.cs_phone:
                message = one._cs_queue_sms(one._cs_sms_text(step))
                channel = "sms"
            rows.append(
                {
                    "suggestion_id": one.id,
                    "step": step,
                    "channel": channel,
                    "mail_message_id": message.id,
                }
            )
        self.env["cs.suggestion.told"].sudo().create(rows)

    def _cs_send_mail(self, step):
        """Queue the e-mail of a step and return its message."""
        template = self.env.ref(TEMPLATES[step]).sudo()
        mail = self.env["mail.mail"].browse(template.send_mail(self.id))
        return mail.mail_message_id

    def _cs_queue_sms(self, text):
        """Queue ``text`` as an SMS; the number stays sealed until the provider gets it.

        :return: the ``mail.message`` by which the SMS is followed
        """
        self.ensure_one()
        message = self.env["mail.message"].create(
            {
                "model": self._name,
                "res_id": self.id,
                "message_type": "sms",
                "subtype_id": self.env.ref("mail.mt_note").id,
                "author_id": self.env.user.partner_id.id,
                "body": plaintext2html(text),
            }
        )
        sms = self.env["sms.sms"].create(
            {
                "number": self.partner_id.cs_phone,
                "body": text,
                "partner_id": self.partner_id.id,
                "mail_message_id": message.id,
            }
        )
        self.env["mail.notification"].create(
            {
                "author_id": message.author_id.id,
                "mail_message_id": message.id,
                "res_partner_id": self.partner_id.id,
                "notification_type": "sms",
                "sms_id_int": sms.id,
                "sms_tracker_ids": [fields.Command.create({"sms_uuid": sms.uuid})],
                "is_read": True,
                "notification_status": "ready",
            }
        )
        self.env.ref("sms.ir_cron_sms_scheduler_action").sudo()._trigger()
        return message

    def _cs_answer_text(self):
        """Return what this customer is answered: a merged suggestion has the answer of its idea."""
        return (self.merged_into_id or self).answer or ""

    def _cs_is_thanked(self):
        """Tell whether the idea is taken up."""
        return (self.merged_into_id or self).state in ("adopted", "realised")

    def _cs_sms_text(self, step):
        """Return the text of the SMS of a step, in the customer's language."""
        self.ensure_one()
        env = self.with_context(lang=self.lang or self.env.lang).env
        values = {"company": self.company_id.name, "number": self.name}
        if step == "received":
            return env._(
                "%(company)s: thank you for your suggestion, number %(number)s. We will answer it.",
                **values,
            )
        if step == "realised":
            return env._(
                "%(company)s: your suggestion %(number)s is now reality. Thank you!", **values
            )
        if self._cs_is_thanked():
            return env._(
                "%(company)s: we adopt your suggestion %(number)s. Thank you! %(answer)s",
                answer=self._cs_answer_text(),
                **values,
            )
        return env._(
            "%(company)s: our answer to your suggestion %(number)s: %(answer)s",
            answer=self._cs_answer_text(),
            **values,
        )
