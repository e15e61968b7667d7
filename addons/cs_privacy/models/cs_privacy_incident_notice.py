from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import plaintext2html

# From the status of an SMS notification to ours
SMS_STATES = {
    "process": "sending",
    "pending": "sent",
    "sent": "delivered",
    "exception": "failed",
    "bounce": "bounced",
    "canceled": "failed",
}


class CsPrivacyIncidentNotice(models.Model):
    """One attempt to tell an affected person, with its proof. Written by the system alone."""

    _name = "cs.privacy.incident.notice"
    _description = "Notice to an Affected Person"
    _inherit = ["cs.privacy.guard", "mail.thread"]
    _order = "id desc"
    _rec_name = "partner_id"

    person_id = fields.Many2one(
        comodel_name="cs.privacy.incident.person",
        string="Affected Person",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    incident_id = fields.Many2one(
        related="person_id.incident_id", store=True, index=True, precompute=True
    )
    partner_id = fields.Many2one(
        related="person_id.partner_id", store=True, index=True, precompute=True
    )
    channel = fields.Selection(
        selection=[
            ("email", "E-mail"),
            ("sms", "SMS"),
            ("letter", "Letter"),
            ("phone", "Telephone"),
            ("visit", "In person"),
            ("public", "Public notice"),
        ],
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        selection=[
            ("sending", "Handed over"),
            ("sent", "Sent"),
            ("delivered", "Delivered"),
            ("failed", "Failed"),
            ("bounced", "Returned"),
            ("alternative", "Recorded"),
        ],
        required=True,
        default="sending",
        readonly=True,
    )
    reason = fields.Char(readonly=True)
    date = fields.Datetime(required=True, default=fields.Datetime.now, readonly=True)
    date_result = fields.Datetime(string="Result On", readonly=True)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Recorded By",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    note = fields.Text(string="Proof", readonly=True)
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment", string="Proof Files", readonly=True
    )
    mail_message_id = fields.Many2one(
        comodel_name="mail.message",
        string="Message",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    notification_id = fields.Many2one(
        comodel_name="mail.notification",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )

    @api.model_create_multi
    def create(self, vals_list):
        self._cs_check_system()
        return super().create(vals_list)

    def write(self, vals):
        if set(vals) - {"message_follower_ids"}:
            self._cs_check_system()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("Notices to affected persons are evidence and stay."))

    def _cs_check_system(self):
        if not self._cs_is_trusted():
            raise AccessError(
                self.env._("Notices are recorded by the system alone; send them from the incident.")
            )

    @api.model
    def _cs_make(self, pairs):
        """Create one notice for each ``(person, channel)``."""
        return self.create(
            [{"person_id": person.id, "channel": channel} for person, channel in pairs]
        )

    def _cs_send_emails(self):
        """Queue the e-mails of these notices; mail.mail reports back by ``_cs_result``."""
        if not self:
            return
        template = self.env.ref("cs_privacy.mail_template_incident_notice")
        mails = template.send_mail_batch(self.ids)
        for notice, mail in zip(self, mails, strict=True):
            notice._cs_step(mail_message_id=mail.mail_message_id.id)

    def _cs_send_sms(self):
        """Queue the SMS of these notices, with their notifications as proof.

        The queue holds masks: the number is put in when the SMS is handed over.
        """
        if not self:
            return
        template = self.env.ref("cs_privacy.sms_template_incident_notice")
        bodies = template._render_field("body", self.ids, compute_lang=True)
        messages = self.env["mail.message"].create(
            [
                {
                    "model": self._name,
                    "res_id": notice.id,
                    "message_type": "sms",
                    "subtype_id": self.env.ref("mail.mt_note").id,
                    "author_id": self.env.user.partner_id.id,
                    "body": plaintext2html(bodies[notice.id]),
                }
                for notice in self
            ]
        )
        texts = self.env["sms.sms"].create(
            [
                {
                    "number": "***",
                    "body": bodies[notice.id],
                    "partner_id": notice.partner_id.id,
                    "mail_message_id": message.id,
                    "cs_notice_id": notice.id,
                }
                for notice, message in zip(self, messages, strict=True)
            ]
        )
        notifications = self.env["mail.notification"].create(
            [
                {
                    "author_id": message.author_id.id,
                    "mail_message_id": message.id,
                    "res_partner_id": notice.partner_id.id,
                    "notification_type": "sms",
                    "sms_id_int": text.id,
                    "sms_tracker_ids": [fields.Command.create({"sms_uuid": text.uuid})],
                    "is_read": True,
                    "notification_status": "ready",
                }
                for notice, message, text in zip(self, messages, texts, strict=True)
            ]
        )
        for notice, message, notification in zip(self, messages, notifications, strict=True):
            notice._cs_step(mail_message_id=message.id, notification_id=notification.id)

    def _cs_result(self, state, reason=False):
        """Take over how the sending went, and sum it up for the persons.

        :param str state: a value of ``state``
        :param reason: why not, as short text
        """
        if not self:
            return
        self._cs_step(state=state, reason=reason, date_result=fields.Datetime.now())
        self.person_id._cs_sum_up()

    def _message_receive_bounce(self, email, partner):
        """The e-mail came back."""
        result = super()._message_receive_bounce(email, partner)
        self.sudo()._cs_result("bounced", self.env._("The e-mail came back."))
        return result

    def _cs_text(self, name):
        """Return a part of the notice in the person's language, for the templates."""
        self.ensure_one()
        lang = self.partner_id.lang
        return self.incident_id.with_context(lang=lang)[name] or ""

    def _cs_items(self):
        """Return the items concerned in the person's language, for the templates."""
        self.ensure_one()
        return self.person_id.with_context(lang=self.partner_id.lang).item_labels

    def _cs_reply_to(self):
        """Return where answers to the notice go."""
        return self.incident_id.company_id.email_formatted or False

    def _cs_erase(self):
        """Empty these notices but for channel, state and times. The caller has checked all holds.

        Files that prove the notices to others as well stay with those.
        """
        if not self:
            return
        shared = self.search(
            [("attachment_ids", "in", self.attachment_ids.ids), ("id", "not in", self.ids)]
        ).attachment_ids
        files = self.attachment_ids - shared
        self._cs_step(note=False, reason=False, attachment_ids=[fields.Command.clear()])
        files.sudo().unlink()
        self.env["sms.sms"].sudo().search([("cs_notice_id", "in", self.ids)]).unlink()
        self._cs_erase_messages()
