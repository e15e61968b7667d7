from odoo import models


class CsCareActionHold(models.Model):
    """Holds, releases and drops messages in Odoo's queues."""

    _inherit = "cs.care.action"

    def _cs_hold(self):
        """Take the messages of these actions out of the queues until they are released."""
        mails, texts = self._cs_in_queues("outgoing")
        mails.cancel()
        texts.action_set_canceled()
        self._cs_of(mails, texts)._cs_step(delivery="held")

    def _cs_release(self):
        """Put messages that were held back into the queues; consent is asked as they leave."""
        mails, texts = self._cs_in_queues("cancel", "canceled")
        mails.mark_outgoing()
        texts.action_set_outgoing()
        self._cs_of(mails, texts)._cs_step(delivery="queued")
        if mails:
            self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()
        if texts:
            self.env.ref("sms.ir_cron_sms_scheduler_action").sudo()._trigger()

    def _cs_drop(self):
        """Take the messages of these actions out of the queues for good."""
        mails, texts = self._cs_in_queues("outgoing", "cancel", "canceled")
        mails.cancel()
        texts.action_set_canceled()
        self._cs_of(mails, texts)._cs_step(delivery="stopped")

    def _cs_in_queues(self, *states):
        """Return the e-mails and SMS of these actions in these states."""
        queued = [("mail_message_id", "in", self.mail_message_id.ids), ("state", "in", states)]
        # sudo: the queues are the system's
        mails = self.env["mail.mail"].sudo().search(queued) if self else self.env["mail.mail"]
        texts = self.env["sms.sms"].sudo().search(queued) if self else self.env["sms.sms"]
        return mails, texts

    def _cs_of(self, mails, texts):
        messages = mails.mail_message_id | texts.mail_message_id
        return self.filtered(lambda action: action.mail_message_id in messages)
