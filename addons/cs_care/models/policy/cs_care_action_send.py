from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html


class CsCareActionSend(models.Model):
    """Queues the e-mails and SMS of a batch with Odoo; each says how to have no more of them."""

    _inherit = "cs.care.action"

    def _cs_unsubscribe(self):
        """Return the link by which the customer of this action wants no more; or nothing."""
        self.ensure_one()
        try:
            return self.partner_id._cs_unsubscribe_url(self.policy_id.purpose_id, self.channel)
        except UserError:
            # The purpose is one that customers have no choice about.
            return ""

    def _cs_send_emails(self, template):
        """Queue an e-mail for each action, in the customer's language."""
        if not self:
            return
        template = template.sudo()
        subjects = template._render_field("subject", self.ids, res_ids_lang=self._cs_langs())
        bodies = template._render_field(
            "body_html", self.ids, res_ids_lang=self._cs_langs(), options={"post_process": True}
        )
        # All at once: left out, mail would look the addresses up one by one.
        replies = self._notify_get_reply_to(default=self[:1].company_id.email_formatted)
        values = [
            {
                **action._cs_email_values(subjects[action.id], bodies[action.id]),
                "reply_to": replies[action.id],
            }
            for action in self
        ]
        mails = self.env["mail.mail"].sudo().create(values)
        for action, mail in zip(self, mails, strict=True):
            action._cs_step(
                mail_message_id=mail.mail_message_id.id,
                mail_template_id=template.id,
                delivery="queued",
            )

    def _cs_email_values(self, subject, body):
        values = {
            "subject": subject,
            "body_html": body,
            "body": body,
            "model": self._name,
            "res_id": self.id,
            "message_type": "email_outgoing",
            "is_internal": True,
            "email_from": self.company_id.email_formatted or self.env.user.email_formatted,
            "recipient_ids": [fields.Command.link(self.partner_id.id)],
            "auto_delete": True,
        }
        if link := self._cs_unsubscribe():
            values["headers"] = repr(
                {
                    "List-Unsubscribe": f"<{link}>",
                    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                }
            )
            values["body_html"] = Markup('%s<p style="font-size:12px"><a href="%s">%s</a></p>') % (
                Markup(body),
                link,
                self.with_context(lang=self.partner_id.lang).env._("No more of these messages"),
            )
        return values

    def _cs_langs(self):
        """Return ``{action id: language}`` of the customers."""
        return {action.id: action.partner_id.lang or self.env.lang for action in self}

    def _cs_send_sms(self, template):
        """Queue an SMS for each action; the numbers of protected customers stay sealed."""
        if not self:
            return
        bodies = template.sudo()._render_field("body", self.ids, res_ids_lang=self._cs_langs())
        bodies = {action.id: action._cs_sms_text(bodies[action.id]) for action in self}
        messages = (
            self.env["mail.message"]
            .sudo()
            .create(
                [
                    {
                        "model": self._name,
                        "res_id": action.id,
                        "message_type": "sms",
                        "reply_to": False,
                        "subtype_id": self.env.ref("mail.mt_note").id,
                        "author_id": self.env.user.partner_id.id,
                        "body": plaintext2html(bodies[action.id]),
                    }
                    for action in self
                ]
            )
        )
        texts = (
            self.env["sms.sms"]
            .sudo()
            .create(
                [
                    {
                        "number": action.partner_id.cs_phone or action.partner_id.phone,
                        "body": bodies[action.id],
                        "partner_id": action.partner_id.id,
                        "mail_message_id": message.id,
                    }
                    for action, message in zip(self, messages, strict=True)
                ]
            )
        )
        self._cs_follow_sms(messages, texts)
        for action, message in zip(self, messages, strict=True):
            action._cs_step(
                mail_message_id=message.id, sms_template_id=template.id, delivery="queued"
            )

    def _cs_sms_text(self, body):
        """Return the text with the way out at its end."""
        link = self._cs_unsubscribe()
        if not link:
            return body
        words = self.with_context(lang=self.partner_id.lang).env._("No more: %(link)s", link=link)
        return f"{body}\n{words}"

    def _cs_follow_sms(self, messages, texts):
        """Record by which notification each SMS is followed."""
        self.env["mail.notification"].sudo().create(
            [
                {
                    "author_id": message.author_id.id,
                    "mail_message_id": message.id,
                    "res_partner_id": action.partner_id.id,
                    "notification_type": "sms",
                    "sms_id_int": sms.id,
                    "sms_tracker_ids": [fields.Command.create({"sms_uuid": sms.uuid})],
                    "is_read": True,
                    "notification_status": "ready",
                }
                for action, message, sms in zip(self, messages, texts, strict=True)
            ]
        )
