from odoo import models


class SmsSms(models.Model):
    """SMS of care policies leave with consent only."""

    _inherit = "sms.sms"

    def _send(self, **options):
        # sudo: the queue asks for itself, whoever runs it
        messages = self.sudo().mail_message_id
        care = messages.filtered(lambda message: message.model == "cs.care.action")
        recalled = care and self.env["cs.care.action"]._cs_recall(care)
        stopped = self.sudo().filtered(lambda sms: sms.mail_message_id in recalled)
        if stopped:
            stopped.action_set_canceled()
            # The cancelled notification would say "failed" for it.
            actions = self.env["cs.care.action"].sudo()
            actions.search([("mail_message_id", "in", recalled.ids)])._cs_delivered("recalled")
        leaving = self - stopped
        return super(SmsSms, leaving)._send(**options) if leaving else None
