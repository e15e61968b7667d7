from odoo import api, models
from odoo.tools import SQL


class ResPartnerEraseWords(models.Model):
    """Erase what was said with a person: on the person's record, and wherever the person wrote."""

    _inherit = "res.partner"

    def _cs_erase_own_models(self):
        """Hook: models whose conversations are erased, or kept, with a part of their own."""
        return []

    @api.model
    def _cs_erase_texts(self, table, key, ids, columns):
        """Overwrite texts below the ORM, where what is evidence refuses every other change.

        The caller has flushed, has checked the right and all holds, and invalidates afterwards.

        :param str key: column by which the rows are found
        :param ids: values of ``key``
        """
        for column in columns if ids else ():
            self.env.cr.execute(
                SQL(
                    "UPDATE %(table)s SET %(column)s = %(erased)s"
                    " WHERE %(key)s IN %(ids)s AND %(column)s IS NOT NULL",
                    table=SQL.identifier(table),
                    column=SQL.identifier(column),
                    key=SQL.identifier(key),
                    erased=self.env._("(erased)"),
                    ids=tuple(ids),
                )
            )

    def _cs_count_conversation(self):
        messages = self.env["mail.message"].sudo()
        here = [("model", "=", "res.partner"), ("res_id", "in", self.ids)]
        elsewhere = [
            ("model", "not in", [False, *self._cs_erase_own_models()]),
            "|",
            ("author_id", "in", self.ids),
            ("partner_ids", "in", self.ids),
        ]
        return messages.search_count(["|", "&", *here, "&", *elsewhere]) + self.env[
            "ir.attachment"
        ].sudo().search_count([("res_model", "=", "res.partner"), ("res_id", "in", self.ids)])

    def _cs_erase_conversation(self):
        self._cs_erase_messages()
        self.env["cs.privacy.request"].sudo().search(
            [("partner_id", "in", self.ids)]
        )._cs_erase_messages()
        self._cs_erase_elsewhere(self._cs_messages_elsewhere())
        self._cs_erase_queues()
        for model in ("mail.followers", "mail.push.device"):
            if "partner_id" in self.env[model]._fields:
                self.env[model].sudo().search([("partner_id", "in", self.ids)]).unlink()
        self.env.invalidate_all()

    def _cs_messages_elsewhere(self):
        """Return ``{partner id: [ids of messages that the person wrote or got]}``.

        Without those of models whose conversations are erased, or kept, with a part of their own.
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT person, array_agg(DISTINCT id)
                  FROM (SELECT author_id AS person, id, model FROM mail_message
                         WHERE author_id IN %(ids)s
                         UNION ALL
                        SELECT r.res_partner_id, m.id, m.model
                          FROM mail_message_res_partner_rel r
                          JOIN mail_message m ON m.id = r.mail_message_id
                         WHERE r.res_partner_id IN %(ids)s
                         UNION ALL
                        SELECT n.res_partner_id, m.id, m.model
                          FROM mail_notification n
                          JOIN mail_message m ON m.id = n.mail_message_id
                         WHERE n.res_partner_id IN %(ids)s) found
                 WHERE COALESCE(model, '') <> ALL(%(own)s)
                 GROUP BY person
                """,
                ids=self._ids,
                own=self._cs_erase_own_models(),
            )
        )
        return dict(rows)

    def _cs_known_words(self, with_parts=False):
        """Return ``{partner id: [texts that tell who it is]}``, the longest first.

        :param bool with_parts: given and family names alone, too, where they are long enough
        """
        words = {}
        for person in self:
            known = {person.name, person.email, person.email_normalized, person.phone}
            known |= {person.phone_sanitized, *person._cs_accounts().mapped("login")}
            if with_parts:
                known |= {part for part in (person.name or "").split() if len(part) > 3}
            # Short texts would tear other words apart.
            usable = {word for word in known if word and len(word) > 1}
            words[person.id] = sorted(usable, key=len, reverse=True)
        return words

    def _cs_erase_elsewhere(self, messages):
        """Take the person out of messages about other things that the person wrote or got.

        The words stay, for they belong to a matter that is not the person's alone; names and
        addresses in them are replaced.
        """
        self.env.flush_all()
        execute = self.env.cr.execute
        for person_id, words in self._cs_known_words(with_parts=True).items():
            ids = tuple(messages.get(person_id, ()))
            if not ids:
                continue
            for column in ("body", "subject"):
                for word in words:
                    execute(
                        SQL(
                            "UPDATE mail_message"
                            " SET %(column)s = replace(%(column)s, %(word)s, '***')"
                            " WHERE id IN %(ids)s AND %(column)s LIKE %(like)s",
                            column=SQL.identifier(column),
                            word=word,
                            ids=ids,
                            like=f"%{_escaped(word)}%",
                        )
                    )
            execute(
                SQL(
                    "UPDATE mail_message SET email_from = NULL, reply_to = NULL,"
                    " incoming_email_to = NULL, incoming_email_cc = NULL, outgoing_email_to = NULL"
                    " WHERE id IN %s",
                    ids,
                )
            )
            execute(SQL("DELETE FROM mail_mail WHERE mail_message_id IN %s", ids))
            execute(SQL("DELETE FROM mail_message_translation WHERE message_id IN %s", ids))

    def _cs_erase_queues(self):
        """Empty what waits to be sent to the persons, or keeps how it went."""
        execute = self.env.cr.execute
        ids = self._ids
        # Notices of incidents go with their own part: they may have to be sent yet.
        execute(SQL("DELETE FROM sms_sms WHERE partner_id IN %s AND cs_notice_id IS NULL", ids))
        mails = self.env["mail.mail"].sudo().search([("recipient_ids", "in", self.ids)])
        mails.filtered(lambda mail: mail.model not in self._cs_erase_own_models()).unlink()
        execute(
            SQL(
                "UPDATE mail_notification SET mail_email_address = NULL, failure_reason = NULL,"
                " sms_number = NULL WHERE res_partner_id IN %s",
                ids,
            )
        )
        for words in self._cs_known_words().values():
            for word in words:
                # Live messages to browsers, kept for some hours.
                like = f"%{_escaped(word)}%"
                execute(SQL("DELETE FROM bus_bus WHERE message LIKE %s", like))
                if "@" in word:
                    execute(
                        SQL(
                            """
                            DELETE FROM mail_mail m USING mail_message g
                             WHERE g.id = m.mail_message_id AND m.email_to ILIKE %s
                               AND COALESCE(g.model, '') <> ALL(%s)
                            """,
                            like,
                            self._cs_erase_own_models(),
                        )
                    )


def _escaped(word):
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
