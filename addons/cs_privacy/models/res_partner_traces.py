from odoo import models
from odoo.tools import SQL

from ..core.values import mask_phone, phone


class ResPartner(models.Model):
    """What a plain number has left elsewhere before its owner became a protected customer."""

    _inherit = "res.partner"

    def _mail_track(self, tracked_fields, initial_values):
        """The history of a protected customer does not hold the number it had in clear."""
        if self.cs_is_protected:
            tracked_fields = {k: v for k, v in tracked_fields.items() if k != "phone"}
        return super()._mail_track(tracked_fields, initial_values)

    def _cs_seal_traces(self):
        """Mask the numbers these persons had in clear: in their history, and in messages to them.

        Messages that still wait keep the number sealed. Free text is not looked through.
        """
        if not self:
            return
        self.env.flush_all()
        self._cs_mask_column(
            "mail_tracking_value",
            ("old_value_char", "new_value_char"),
            SQL(
                "field_id = %s AND mail_message_id IN"
                " (SELECT id FROM mail_message WHERE model = %s AND res_id IN %s)",
                self.env["ir.model.fields"]._get("res.partner", "phone").id,
                "res.partner",
                self._ids,
            ),
        )
        self._cs_mask_column(
            "mail_notification",
            ("sms_number",),
            SQL("notification_type = 'sms' AND res_partner_id IN %s", self._ids),
        )
        waiting = self.env["sms.sms"].sudo().search([("partner_id", "in", self.ids)])
        for sms in waiting:
            if sms.number and not sms.cs_number:
                sms.number = sms.number
        self.env.invalidate_all()

    def _cs_mask_column(self, table, columns, condition):
        cr = self.env.cr
        names = SQL(", ").join(map(SQL.identifier, columns))
        table = SQL.identifier(table)
        cr.execute(SQL("SELECT id, %s FROM %s WHERE %s", names, table, condition))
        for row_id, *values in cr.fetchall():
            masks = [self._cs_mask_plain(value) for value in values]
            if masks != values:
                cr.execute(
                    SQL(
                        "UPDATE %s SET %s WHERE id = %s",
                        table,
                        SQL(", ").join(
                            SQL("%s = %s", SQL.identifier(name), mask)
                            for name, mask in zip(columns, masks, strict=True)
                        ),
                        row_id,
                    )
                )

    def _cs_mask_plain(self, value):
        if not value or "*" in value:
            return value
        return mask_phone(phone(value, self._cs_region()))
