from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..encrypted import EncryptedChar

# Known to server code only: no client can send it.
DOOR = object()


class CsPrivacyConsent(models.Model):
    """One decision of a person about one purpose, with its proof (clauses 3.3.1 to 3.3.3).

    Decisions are appended by :meth:`_cs_record`, which sets date and user itself, and nobody
    changes or deletes one. ``is_current`` marks the last decision on each channel; a later one
    about all channels overrides earlier ones about a single channel (:mod:`..core.consent`).
    """

    _name = "cs.privacy.consent"
    _description = "Consent"
    _inherit = ["cs.privacy.mixin"]
    _order = "id desc"
    _rec_name = "date"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    purpose_id = fields.Many2one(
        comodel_name="cs.privacy.purpose",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    channel_id = fields.Many2one(
        comodel_name="cs.channel",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Empty: all channels.",
    )
    channel_label = fields.Char(string="On", compute="_compute_channel_label")
    # withdrawn: taken back, refused when asked, or objected to
    event = fields.Selection(
        selection=[("given", "Given"), ("withdrawn", "Withdrawn")],
        string="Decision",
        required=True,
        readonly=True,
    )

    # Proof
    date = fields.Datetime(required=True, readonly=True)
    how = fields.Selection(
        selection=[
            ("portal", "Customer portal"),
            ("web", "Website"),
            ("link", "Link in a message"),
            ("phone", "By telephone"),
            ("counter", "At the counter"),
            ("paper", "On paper"),
            ("email", "By e-mail"),
            ("api", "Another system"),
        ],
        required=True,
        readonly=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Recorded By",
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    text_id = fields.Many2one(
        comodel_name="cs.privacy.consent.text",
        string="Text Read",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    text_version = fields.Integer(string="Version", readonly=True, aggregator=None)
    lang = fields.Char(string="Language of the Text", readonly=True)
    note = fields.Char(readonly=True)
    guardian_name = EncryptedChar(
        string="Parent or Guardian", kind="name", exact=False, readonly=True
    )
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment", string="Documents", readonly=True
    )
    source = fields.Char(readonly=True)
    external_id = fields.Char(string="External ID", readonly=True)

    # What holds
    date_expiry = fields.Datetime(string="Lasts Until", readonly=True)
    is_current = fields.Boolean(string="Last Decision", readonly=True)
    standing = fields.Selection(
        selection=[
            ("given", "In force"),
            ("withdrawn", "Withdrawn"),
            ("expired", "Expired"),
            ("outdated", "To be renewed"),
            ("replaced", "Replaced"),
        ],
        string="State",
        compute="_compute_standing",
        search="_search_standing",
    )

    _current_uniq = models.UniqueIndex(
        "(purpose_id, partner_id, COALESCE(channel_id, 0)) WHERE is_current"
    )
    _external_uniq = models.UniqueIndex(
        "(source, external_id, COALESCE(channel_id, 0)) WHERE external_id IS NOT NULL"
    )
    _date_idx = models.Index("(partner_id, date)")

    @api.depends("channel_id")
    @api.depends_context("lang")
    def _compute_channel_label(self):
        for consent in self:
            consent.channel_label = consent.channel_id.name or self.env._("All channels")

    def _compute_standing(self):
        partners = self.partner_id
        standing = {
            (partner_id, purpose_id, word.channel, word.id): state
            for (partner_id, purpose_id), states in partners._cs_consent_words(
                self.purpose_id
            ).items()
            for word, state in states
        }
        for consent in self:
            key = (consent.partner_id.id, consent.purpose_id.id, consent.channel_id.code or None)
            consent.standing = standing.get((*key, consent.id), "replaced")

    def _search_standing(self, operator, value):
        if operator != "in":
            return NotImplemented
        domains = self._cs_standing_domains()
        return Domain.OR(domains[state] for state in value if state in domains)

    @api.model
    def _cs_standing_domains(self):
        """Return ``{state: domain}``; among the last decisions, whether or not overridden."""
        outdated = Domain.OR(
            Domain("purpose_id", "=", purpose.id)
            & Domain("text_version", "<", purpose.text_version_min)
            for purpose in self.env["cs.privacy.purpose"]
            .sudo()
            .with_context(active_test=False)
            .search([("text_version_min", ">", 0)])
        )
        current = Domain("is_current", "=", True)
        given = current & Domain("event", "=", "given")
        expired = Domain("date_expiry", "<=", fields.Datetime.now())
        return {
            "given": given & ~expired & ~outdated,
            "withdrawn": current & Domain("event", "=", "withdrawn"),
            "expired": given & expired,
            "outdated": given & ~expired & outdated,
            "replaced": Domain("is_current", "=", False),
        }

    @api.depends("partner_id", "purpose_id", "channel_id")
    def _compute_display_name(self):
        for consent in self:
            parts = (consent.partner_id.name, consent.purpose_id.name, consent.channel_id.name)
            consent.display_name = " · ".join(part for part in parts if part)

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.context.get("cs_privacy_consent") is not DOOR:
            self._cs_refuse()
        return super().create(vals_list)

    def write(self, vals):  # pylint: disable=method-required-super
        self._cs_refuse()

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        self._cs_refuse()

    @api.model
    def _cs_refuse(self):
        raise AccessError(
            self.env._(
                "Decisions about consent are proof: they are recorded by the customer or with "
                "“Record Consent”, and stay as they are. Record a new decision instead."
            )
        )

    def action_withdraw(self):
        """Open the dialog to record that this consent is withdrawn."""
        self.ensure_one()
        if self.event != "given" or not self.is_current:
            raise UserError(
                self.env._("This consent no longer holds; there is nothing to withdraw.")
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_privacy.cs_privacy_consent_record_action"
        )
        action["context"] = {
            "default_partner_id": self.partner_id.id,
            "default_purpose_id": self.purpose_id.id,
            "default_channel_ids": self.channel_id.ids,
            "default_event": "withdrawn",
        }
        return action
