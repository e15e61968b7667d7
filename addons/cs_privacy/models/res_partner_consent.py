from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, hash_sign, ormcache

from ..core.consent import Word, standing

# Instead of a channel: consent on whichever channel, e.g. to store what the purpose needs.
ANY_CHANNEL = "*"
UNSUBSCRIBE = "cs_privacy.unsubscribe"


class ResPartner(models.Model):
    """What a person agreed to, and who may be addressed (clauses 3.3.1 to 3.3.3)."""

    _inherit = "res.partner"

    cs_consent_ids = fields.One2many(
        comodel_name="cs.privacy.consent",
        inverse_name="partner_id",
        string="Decisions About Consent",
        readonly=True,
        copy=False,
        groups="cs_base.group_cs_base_user",
    )
    cs_consent_count = fields.Integer(
        string="Decisions",
        compute="_compute_cs_consent_count",
        groups="cs_base.group_cs_base_user",
    )

    def _compute_cs_consent_count(self):
        counts = dict(
            self.env["cs.privacy.consent"]._read_group(
                [("partner_id", "in", self.ids), ("is_current", "=", True)],
                ["partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.cs_consent_count = counts.get(partner, 0)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_consents(self):
        """Keep persons who have decided about consent: the proof outlives the customer."""
        decided = (
            self.env["cs.privacy.consent"].sudo().search([("partner_id", "in", self.ids)], limit=1)
        )
        if decided:
            raise UserError(
                self.env._(
                    "%(name)s has given or withdrawn consent, and the proof is kept. "
                    "Archive the customer, or have the personal data erased.",
                    name=decided.partner_id.display_name,
                )
            )

    def _cs_filter_consented(self, purpose, channel=None):
        """Return those of these persons who may be addressed for a purpose now (clause 3.3.3).

        Every audience passes through here when it is used, not when it is drawn up: a withdrawal
        is effective at once. One query, however many persons.

        Where the basis is consent: who has given it, to the text that holds, not expired and not
        withdrawn. Any other basis: who has not objected. A decision about one channel and one about
        all channels: the last one counts.

        :param purpose: code, id or record of a ``cs.privacy.purpose`` in force
        :param channel: code or record of the ``cs.channel`` they are contacted on. ``None``: use
            without contact (analysis), for which consent limited to some channels is not enough.
        :return: subset of ``self`` in the same order
        :raise UserError: no such purpose in force, or no such channel
        """
        purpose = self.env["cs.privacy.purpose"]._cs_find(purpose)
        ids = [partner_id for partner_id in self._ids if partner_id]
        if not ids:
            return self.browse()
        query = self._cs_decided_sql(purpose, channel, ids)
        decided = {partner_id for (partner_id,) in self.env.execute_query(query)}
        if purpose.needs_consent:
            return self.browse(partner_id for partner_id in ids if partner_id in decided)
        return self.browse(partner_id for partner_id in ids if partner_id not in decided)

    @api.model
    def _cs_consented_domain(self, purpose, channel=None):
        """Return the same as :meth:`_cs_filter_consented` as a domain on ``res.partner``.

        For audiences that PostgreSQL counts and draws; evaluate it when it is used, and do not keep
        its result. It cannot be used by ``filtered_domain``.
        """
        purpose = self.env["cs.privacy.purpose"]._cs_find(purpose)
        query = SQL("(%s)", self._cs_decided_sql(purpose, channel))
        return Domain("id", "in" if purpose.needs_consent else "not in", query)

    @api.model
    def _cs_decided_sql(self, purpose, channel=None, ids=None):
        """Return the query of the persons who agreed (basis consent) or objected (any other)."""
        if isinstance(channel, str) and channel == ANY_CHANNEL:
            about, about_later = SQL("TRUE"), SQL("later.channel_id IS NULL")
        else:
            channel_ids = self._cs_channel_ids(channel)
            about = self._cs_about_sql("decision", channel_ids)
            about_later = self._cs_about_sql("later", channel_ids)
        consents = self.env["cs.privacy.consent"]
        consents.flush_model()
        if purpose.needs_consent:
            decided = consents._cs_valid_sql("decision", purpose)
        else:
            decided = SQL("decision.event = 'withdrawn'")
        return SQL(
            """
            SELECT decision.partner_id
              FROM cs_privacy_consent decision
             WHERE decision.is_current AND decision.purpose_id = %(purpose)s
               AND %(about)s AND %(decided)s AND %(among)s
               AND NOT EXISTS (
                   SELECT 1 FROM cs_privacy_consent later
                    WHERE later.is_current AND later.purpose_id = %(purpose)s
                      AND later.partner_id = decision.partner_id
                      AND %(about_later)s AND later.id > decision.id)
            """,
            purpose=purpose.id,
            about=about,
            about_later=about_later,
            decided=decided,
            among=SQL("TRUE") if ids is None else SQL("decision.partner_id = ANY(%s)", list(ids)),
        )

    @api.model
    def _cs_about_sql(self, alias, channel_ids):
        column = SQL.identifier(alias, "channel_id")
        if not channel_ids:
            return SQL("%s IS NULL", column)
        return SQL("(%s IS NULL OR %s IN %s)", column, column, channel_ids)

    @api.model
    def _cs_channel_ids(self, channel):
        """Return the ids of all channels of one kind: a company's own and the shared one."""
        if not channel:
            return ()
        code = channel if isinstance(channel, str) else channel.sudo().code
        ids = self._cs_channel_ids_by_code().get(code)
        if not ids:
            raise UserError(
                self.env._(
                    "There is no channel %(channel)s. Choose one of the service channels.",
                    channel=str(code)[:50],
                )
            )
        return ids

    @api.model
    @ormcache()
    def _cs_channel_ids_by_code(self):
        found = {}
        for channel in self.env["cs.channel"].sudo().search([("active", "in", (True, False))]):
            found[channel.code] = (*found.get(channel.code, ()), channel.id)
        return found

    def _cs_consent_words(self, purposes):
        """Return what these persons said last, ``{(partner id, purpose id): [(word, state)]}``.

        ``word`` is a :class:`..core.consent.Word` on its own channel, and ``state`` what holds
        there: ``replaced`` when a later word about all channels overrides it. One query.
        """
        words = {}
        found = (
            self.env["cs.privacy.consent"]
            .sudo()
            .search_fetch(
                [
                    ("partner_id", "in", self.ids),
                    ("purpose_id", "in", purposes.ids),
                    ("is_current", "=", True),
                ],
                ["partner_id", "purpose_id", "channel_id", "event", "date_expiry", "text_version"],
            )
        )
        for consent in found:
            words.setdefault((consent.partner_id.id, consent.purpose_id.id), []).append(
                Word(
                    consent.id,
                    consent.event,
                    consent.channel_id.code or None,
                    consent.date_expiry or None,
                    consent.text_version,
                )
            )
        now = fields.Datetime.now()
        oldest = {purpose.id: purpose.text_version_min for purpose in purposes.sudo()}
        states = {}
        for key, said in words.items():
            for word in said:
                later = any(
                    other.id > word.id and other.channel in (None, word.channel) for other in said
                )
                state = standing([word], word.channel, now, oldest[key[1]])
                states.setdefault(key, []).append((word, "replaced" if later else state))
        return states

    def _cs_unsubscribe_url(self, purpose, channel=None):
        """Return the address by which this person withdraws without logging in.

        For every message sent for a purpose. The address shows a page that asks to confirm; a POST
        to it, as mail programs send for ``List-Unsubscribe-Post``, withdraws.

        :raise UserError: persons have no choice about this purpose, or there is no such channel
        """
        self.ensure_one()
        purpose = self.env["cs.privacy.purpose"]._cs_find(purpose)
        self.env["cs.privacy.consent"]._cs_check_event(purpose, "withdrawn", "link", {})
        channel_ids = self._cs_channel_ids(channel)
        if channel and not isinstance(channel, str):
            channel_ids = (channel.id,)
        # Signing reads the database's secret, which needs sudo; it does not leave this method.
        token = hash_sign(
            self.env(su=True),
            UNSUBSCRIBE,
            [self.id, purpose.id, channel_ids[0] if channel_ids else 0],
        )
        return f"{self.get_base_url()}/privacy/unsubscribe/{token}"
