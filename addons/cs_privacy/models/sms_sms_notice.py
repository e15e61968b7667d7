from odoo import fields, models

from ..reach import notice_numbers


class NumberFiller:
    """An SMS gateway that is given the numbers at the last moment, and nobody else sees them."""

    def __init__(self, gateway, numbers):
        self._gateway = gateway
        self._numbers = numbers

    def __getattr__(self, name):
        return getattr(self._gateway, name)

    def _send_sms_batch(self, messages, **options):
        filled = [
            {
                **message,
                "numbers": [
                    {**entry, "number": self._numbers.get(entry["uuid"], entry["number"])}
                    for entry in message["numbers"]
                ],
            }
            for message in messages
        ]
        return self._gateway._send_sms_batch(filled, **options)


class SmsSms(models.Model):
    _inherit = "sms.sms"

    # A notice to an affected person: the queue holds no number, for it would be readable there.
    cs_notice_id = fields.Many2one(
        comodel_name="cs.privacy.incident.notice",
        string="Notice of an Incident",
        index="btree_not_null",
        ondelete="cascade",
    )

    def _send_with_api(self, sms_api, **options):
        notices = self.sudo().filtered("cs_notice_id")
        if notices:
            numbers = notice_numbers(notices.partner_id)
            sms_api = NumberFiller(
                sms_api, {text.uuid: numbers.get(text.partner_id.id, "") for text in notices}
            )
        return super()._send_with_api(sms_api, **options)
