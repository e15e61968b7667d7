from odoo import api, models

from ..masked import Masked
from ..sms_door import clear_or_none


class SmsComposer(models.TransientModel):
    """Numbers of protected customers are shown and stored as masks, and told apart all the same."""

    _inherit = "sms.composer"

    @api.model_create_multi
    def create(self, vals_list):
        context = self.env.context
        default = context.get("default_res_model") or context.get("active_model")
        return super().create(
            [self._cs_scanned([vals.get("res_model", default)], vals) for vals in vals_list]
        )

    def write(self, vals):
        return super().write(self._cs_scanned(self.mapped("res_model"), vals))

    @api.model
    def _cs_scanned(self, model_names, vals):
        """The text is stored in drafts, queues and conversations: without numbers."""
        return self.env["cs.privacy.scan"]._cs_hide_for(model_names, vals, plain=("body",))

    def _cs_masked_recipient(self):
        """Return the mask of the one recipient, if it is what the composer shows."""
        records = self._get_records()
        if not records or not self.comment_single_recipient:
            return None
        info = records._sms_get_recipients_info()[records.id]
        number = info["sanitized"]
        shown = self.recipient_single_number_itf or self.recipient_single_number
        return number if isinstance(number, Masked) and shown == str(number) else None

    @api.depends("recipient_single_number", "recipient_single_number_itf")
    def _compute_recipient_single_valid(self):
        masked = self.filtered(lambda composer: composer._cs_masked_recipient())
        masked.recipient_single_valid = True
        return super(SmsComposer, self - masked)._compute_recipient_single_valid()

    def _action_send_sms_comment_single(self, records=None):
        if self._cs_masked_recipient():
            # Not corrected by hand: the number is found again when the message is sent.
            self.numbers = False
            return self._action_send_sms_comment(records=records)
        return super()._action_send_sms_comment_single(records=records)

    def _get_blacklist_record_ids(self, records, recipients_info):
        blocked = super()._get_blacklist_record_ids(records, recipients_info)
        if not self.use_exclusion_list:
            return blocked
        numbers = {
            record.id: recipients_info[record.id]["sanitized"]
            for record in records
            if isinstance(recipients_info[record.id]["sanitized"], Masked)
        }
        listed = self.env["phone.blacklist"]._cs_sealed_among(numbers.values())
        return blocked + [i for i, number in numbers.items() if clear_or_none(number) in listed]

    def _get_done_record_ids(self, records, recipients_info):
        """Two customers whose masks are alike are not one: compare what is behind."""
        told_apart = {
            record.id: {
                **recipients_info[record.id],
                "sanitized": clear_or_none(recipients_info[record.id]["sanitized"]),
            }
            for record in records
        }
        return super()._get_done_record_ids(records, told_apart)
