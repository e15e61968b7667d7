from odoo import models
from odoo.tools import SQL

# What is emptied in a message: its words and the addresses it came from and went to.
MESSAGE_COLUMNS = (
    "subject",
    "body",
    "email_from",
    "reply_to",
    "incoming_email_to",
    "incoming_email_cc",
    "outgoing_email_to",
)


class MailThreadErase(models.AbstractModel):
    _inherit = "mail.thread"

    def _cs_erase_messages(self):
        """Empty the conversation of these records: words, addresses, files, queues.

        That there were messages, when, and how states changed, is kept. The caller has checked the
        right and all holds. By set, whatever the number of records.
        """
        if not self:
            return
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "SELECT id FROM mail_message WHERE model = %s AND res_id IN %s",
                self._name,
                self._ids,
            )
        )
        message_ids = tuple(row[0] for row in self.env.cr.fetchall())
        self._cs_erase_attachments(message_ids)
        self._cs_erase_plans()
        if message_ids:
            self._cs_erase_message_rows(message_ids)
        self.env.invalidate_all()

    def _cs_erase_attachments(self, message_ids):
        """Delete the files of these records and messages, content and all."""
        files = self.env["ir.attachment"].sudo()
        own = files.search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids), ("res_field", "=", False)]
        )
        if message_ids:
            self.env.cr.execute(
                SQL(
                    "SELECT attachment_id FROM message_attachment_rel WHERE message_id IN %s",
                    message_ids,
                )
            )
            own |= files.browse(row[0] for row in self.env.cr.fetchall()).exists()
        own.unlink()

    def _cs_erase_plans(self):
        """Delete what is planned about these records: activities and messages to be sent."""
        domain = [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        self.env["mail.activity"].sudo().with_context(active_test=False).search(domain).unlink()
        self.env["mail.scheduled.message"].sudo().search(
            [("model", "=", self._name), ("res_id", "in", self.ids)]
        ).unlink()

    def _cs_erase_message_rows(self, message_ids):
        """Empty messages and what stands beside them, by SQL: evidence models refuse the ORM."""
        execute = self.env.cr.execute
        nulls = SQL(", ").join(SQL("%s = NULL", SQL.identifier(c)) for c in MESSAGE_COLUMNS)
        execute(SQL("UPDATE mail_message SET %s WHERE id IN %s", nulls, message_ids))
        execute(SQL("DELETE FROM mail_mail WHERE mail_message_id IN %s", message_ids))
        execute(SQL("DELETE FROM sms_sms WHERE mail_message_id IN %s", message_ids))
        execute(SQL("DELETE FROM mail_message_translation WHERE message_id IN %s", message_ids))
        execute(SQL("DELETE FROM mail_message_link_preview WHERE message_id IN %s", message_ids))
        execute(
            SQL(
                "UPDATE mail_notification SET mail_email_address = NULL, failure_reason = NULL,"
                " sms_number = NULL WHERE mail_message_id IN %s",
                message_ids,
            )
        )
        # States and dates are facts that figures need; typed texts are not.
        execute(
            SQL(
                """
                UPDATE mail_tracking_value t
                   SET old_value_char = NULL, new_value_char = NULL,
                       old_value_text = NULL, new_value_text = NULL
                 WHERE mail_message_id IN %s
                   AND NOT EXISTS (SELECT FROM ir_model_fields f
                                    WHERE f.id = t.field_id
                                      AND f.ttype IN ('selection', 'many2one', 'boolean'))
                """,
                message_ids,
            )
        )
