from dateutil.relativedelta import relativedelta
from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.fields import Command
from odoo.tools import SQL, clean_context

from ..core.consent import last_word
from .cs_privacy_consent import DOOR

# Recorded by staff for somebody else: consent needs more proof than their word.
STAFF_WAYS = ("phone", "counter", "paper", "email")


class CsPrivacyConsent(models.Model):
    """The one door by which decisions get in."""

    _inherit = "cs.privacy.consent"

    @api.model
    def _cs_record(self, partners, purpose, event, channels=None, *, how, **proof):
        """Record that persons agreed to a purpose, or withdrew, refused or objected.

        Effective at once. Date and user are the server's. A decision that holds already is not
        recorded again. The caller answers for the user's right to speak for these persons.

        :param partners: ``res.partner``
        :param purpose: code, id or record of a purpose in force
        :param str event: ``given`` or ``withdrawn``
        :param channels: ``cs.channel`` records; none: all channels
        :param str how: a value of the field ``how``
        :param proof: ``note``, ``attachments``, ``guardian_name`` (of minors), ``text`` (the
            consent text that was read; default: the one in force), ``source``, ``external_id``
        :return: the new decisions
        :raise UserError: says what is missing
        :raise ConcurrencyError: another transaction recorded one; the framework runs it again
        """
        purpose = self.env["cs.privacy.purpose"]._cs_find(purpose)
        channels = channels or self.env["cs.channel"]
        # Nobody has the right to create decisions; this method is what they may do instead.
        door = self.sudo().with_context(clean_context(self.env.context), cs_privacy_consent=DOOR)
        partners = partners.sudo()
        self._cs_check_event(purpose, event, how, proof)
        self._cs_check_minors(partners, purpose, event, proof)
        values = door._cs_proof_values(purpose, event, how, proof)
        door._cs_lock(partners, purpose)
        todo = door._cs_undecided(partners, purpose, event, channels, values)
        if not todo:
            return self.browse()
        return self.browse(
            door._cs_append(
                [
                    {
                        **values,
                        "partner_id": partner.id,
                        "channel_id": channel_id,
                        "lang": door._cs_text_lang(partner, how) if values["text_id"] else False,
                    }
                    for partner, channel_id in todo
                ]
            ).ids
        )

    @api.model
    def _cs_check_event(self, purpose, event, how, proof):
        if event == "withdrawn":
            if not (purpose.needs_consent or purpose.is_objectable):
                raise UserError(
                    self.env._(
                        "Nobody can object to the purpose “%(purpose)s”: its basis is not consent "
                        "(%(basis)s).",
                        purpose=purpose.name,
                        basis=purpose._fields["legal_basis"].convert_to_export(
                            purpose.legal_basis, purpose
                        ),
                    )
                )
            return
        if event != "given":
            raise UserError(self.env._("A person gives consent or withdraws it, nothing else."))
        if purpose.needs_consent and not purpose.text_id:
            raise UserError(
                self.env._(
                    "There is no consent text in force for the purpose “%(purpose)s”. "
                    "Publish one first: persons have to know what they agree to.",
                    purpose=purpose.name,
                )
            )
        text = proof.get("text")
        reads_alone = purpose.needs_consent and how in ("portal", "web")
        if (text or reads_alone) and text != purpose.text_id:
            raise UserError(
                self.env._(
                    "The text of “%(purpose)s” has changed meanwhile. Read it again, then decide.",
                    purpose=purpose.name,
                )
            )
        note = (proof.get("note") or "").strip()
        if how in STAFF_WAYS and not note and not proof.get("attachments"):
            raise UserError(
                self.env._(
                    "Consent needs proof: note in what words or where the person agreed, or "
                    "attach the signed form. Without it, leave the consent out."
                )
            )

    @api.model
    def _cs_check_minors(self, partners, purpose, event, proof):
        if event != "given" or not purpose.needs_consent or proof.get("guardian_name"):
            return
        minors = partners.filtered(lambda partner: partner.cs_age_band == "minor")
        if minors:
            raise UserError(
                self.env._(
                    "%(names)s: under 18. A parent or guardian has to agree; enter their name.",
                    names=", ".join(minors[:5].mapped("name")),
                )
            )

    @api.model
    def _cs_proof_values(self, purpose, event, how, proof):
        given = event == "given"
        now = fields.Datetime.now()
        text = purpose.text_id if given else purpose.text_id.browse()
        lasts = relativedelta(months=purpose.consent_months)
        return {
            "purpose_id": purpose.id,
            "event": event,
            "how": how,
            "date": now,
            "user_id": self.env.uid,
            "text_id": text.id,
            "text_version": text.version,
            "note": self.env["cs.privacy.scan"]._cs_hide((proof.get("note") or "").strip())[0]
            or False,
            "guardian_name": proof.get("guardian_name") or False,
            "attachment_ids": [Command.set((proof.get("attachments") or self.browse()).ids)],
            "source": proof.get("source") or False,
            "external_id": proof.get("external_id") or False,
            "date_expiry": now + lasts if given and purpose.consent_months else False,
            "is_current": True,
        }

    @api.model
    def _cs_lock(self, partners, purpose):
        """Hold what these persons said last: who decides at the same moment waits, or tries again.

        Without this a withdrawal could be taken for one that holds already, because the consent
        that another server is recording is not seen yet.
        """
        if partners:
            self.env.cr.execute(
                SQL(
                    "SELECT 1 FROM cs_privacy_consent WHERE is_current AND purpose_id = %s"
                    " AND partner_id IN %s ORDER BY id FOR NO KEY UPDATE",
                    purpose.id,
                    partners._ids,
                )
            )

    @api.model
    def _cs_text_lang(self, partner, how):
        """Return the language in which the person read the text, or heard it read."""
        return self.env.lang if how in ("portal", "web") else partner.lang or self.env.lang

    @api.model
    def _cs_undecided(self, partners, purpose, event, channels, values):
        """Return ``[(partner, channel id or False), …]`` for whom the decision is news."""
        if values["external_id"]:
            # Another system's word is kept even if it is no news, so that it is not taken for one
            # when it comes again.
            return [(partner, c.id) for partner in partners for c in channels or [channels]]
        known = partners._cs_consent_words(purpose)
        todo = []
        for partner in partners:
            said = dict(known.get((partner.id, purpose.id), []))
            for channel in channels or [channels]:
                word = last_word(said, channel.code or None)
                is_news = word is None or not self._cs_same(word, said[word], values)
                if not channel:
                    # About all channels: later words about single ones say the contrary.
                    is_news |= any(w.id > word.id and w.event != event for w in said if word)
                if is_news:
                    todo.append((partner, channel.id))
        return todo

    @api.model
    def _cs_same(self, word, state, values):
        """Tell whether a decision like this one would change nothing of what holds."""
        if values["event"] == "withdrawn":
            return word.event == "withdrawn"
        return (
            state == "given"
            and not word.expiry
            and word.text_version == (values["text_version"] or 0)
        )

    @api.model
    def _cs_append(self, vals_list):
        """Add decisions and let them be the last ones; in one statement for what they replace."""
        keys = tuple((vals["partner_id"], vals["channel_id"] or 0) for vals in vals_list)
        self.env.cr.execute(
            SQL(
                """
                UPDATE cs_privacy_consent SET is_current = FALSE
                 WHERE is_current AND purpose_id = %s AND partner_id IN %s
                   AND (partner_id, COALESCE(channel_id, 0)) IN %s
                """,
                vals_list[0]["purpose_id"],
                tuple({partner_id for partner_id, _channel in keys}),
                keys,
            )
        )
        self.invalidate_model(["is_current", "standing"], flush=False)
        try:
            consents = self.create(vals_list)
        except UniqueViolation:
            # Somebody else recorded the first decision at the same moment: read it, then decide.
            raise ConcurrencyError("A decision of this person was recorded meanwhile.") from None
        for attachment in consents[:1].attachment_ids:
            attachment.write({"res_model": self._name, "res_id": consents[0].id})
        return consents

    @api.model
    def _cs_valid_sql(self, alias, purpose):
        """Return the condition under which a decision to a purpose is consent in force."""
        return SQL(
            "%(alias)s.event = 'given' AND %(alias)s.text_version >= %(version)s"
            " AND (%(alias)s.date_expiry IS NULL OR %(alias)s.date_expiry > %(now)s)",
            alias=SQL.identifier(alias),
            version=purpose.text_version_min,
            now=fields.Datetime.now(),
        )
