from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, UserError, ValidationError

from ..forged import without_defaults

# Legal bases under which a person may object although nobody asked for consent.
OBJECTION_BASES = ("contract", "public")
# Set by the server when a text is published.
SERVER_FIELDS = {"text_version_min"}


class CsPrivacyPurpose(models.Model):
    """What customer information is used for, by which right, and by whom (clause 3.1.1)."""

    _name = "cs.privacy.purpose"
    _description = "Processing Purpose"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "sequence, name"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True,
        index=True,
        copy=False,
        help="By this the access log and other add-ons name the purpose. It never changes.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    description = fields.Text(
        translate=True, help="In plain words: customers read it on their privacy page."
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        tracking=True,
        ondelete="set null",
        index="btree_not_null",
        domain=lambda self: [
            ("all_group_ids", "in", self.env.ref("cs_privacy.group_cs_privacy_officer").ids)
        ],
    )

    # By which right. consent: the person has to agree first; contract and public: the person may
    # object; law and emergency: neither.
    legal_basis = fields.Selection(
        selection=[
            ("contract", "Contract with the customer"),
            ("law", "Legal obligation"),
            ("consent", "Consent"),
            ("emergency", "Emergency (life, health, property)"),
            ("public", "Public interest"),
        ],
        required=True,
        default="contract",
        tracking=True,
    )
    needs_consent = fields.Boolean(compute="_compute_needs_consent")
    is_objectable = fields.Boolean(
        string="Persons May Object",
        compute="_compute_is_objectable",
        store=True,
        readonly=False,
        tracking=True,
        help="Who objects is left out, of all channels or of one. Where consent is the basis "
        "it can always be withdrawn.",
    )

    # What for whom
    field_ids = fields.Many2many(
        comodel_name="ir.model.fields",
        string="Protected Items",
        domain=[("cs_is_encrypted", "=", True)],
        tracking=True,
        help="The protected values that may be stored and used for this purpose.",
    )
    group_ids = fields.Many2many(
        comodel_name="res.groups",
        string="Revealed By",
        help="Who may reveal values for this purpose. Empty: everybody who may reveal at all.",
    )
    daily_limit = fields.Integer(
        string="Records per Day",
        default=100,
        tracking=True,
        help="How many records one user may reveal for this purpose in 24 hours. 0: no limit.",
    )
    bulk_limit = fields.Integer(
        string="Records at Once",
        default=5,
        tracking=True,
        help="More records in one go need an approved request. 0: no limit.",
    )
    retention_months = fields.Integer(
        string="Kept for (Months)",
        tracking=True,
        help="So many months after the service has ended this purpose needs the items no more. "
        "An item has to go when no purpose needs it. 0: as soon as the service has ended.",
    )

    # Consent
    channel_ids = fields.Many2many(
        comodel_name="cs.channel",
        string="Channels",
        help="The channels on which persons are contacted for this purpose: they decide on each. "
        "Empty: they decide on the purpose as a whole.",
    )
    consent_months = fields.Integer(
        string="Consent Lasts (Months)",
        tracking=True,
        help="After so many months consent has to be given again. 0: until it is withdrawn.",
    )
    text_ids = fields.One2many(
        comodel_name="cs.privacy.consent.text", inverse_name="purpose_id", string="Consent Texts"
    )
    text_id = fields.Many2one(
        comodel_name="cs.privacy.consent.text",
        string="Text in Force",
        compute="_compute_text_id",
        help="What persons read when they are asked.",
    )
    text_version_min = fields.Integer(
        string="Oldest Text That Holds",
        readonly=True,
        copy=False,
        help="Consent given to an older text has to be given again.",
    )

    # Privacy impact assessment
    pia_date = fields.Date(string="Assessed On", tracking=True, copy=False)
    pia_review_date = fields.Date(
        string="Assess Again By",
        tracking=True,
        copy=False,
        help="The responsible officer is reminded two weeks before.",
    )
    pia_file = fields.Binary(
        string="Assessment", copy=False, groups="cs_privacy.group_cs_privacy_officer"
    )
    pia_filename = fields.Char(string="File Name of the Assessment", copy=False)

    _code_uniq = models.UniqueIndex("(code)", "Another purpose has this code.")
    _review_idx = models.Index("(pia_review_date) WHERE pia_review_date IS NOT NULL")
    _limits_not_negative = models.Constraint(
        "CHECK (daily_limit >= 0 AND bulk_limit >= 0)",
        "A limit is zero (none) or a number of records above zero.",
    )
    _months_not_negative = models.Constraint(
        "CHECK (retention_months >= 0 AND consent_months >= 0)",
        "A period is zero or a number of months above zero.",
    )

    @api.depends("legal_basis")
    def _compute_needs_consent(self):
        for purpose in self:
            purpose.needs_consent = purpose.legal_basis == "consent"

    @api.depends("legal_basis")
    def _compute_is_objectable(self):
        for purpose in self:
            purpose.is_objectable = purpose.legal_basis in OBJECTION_BASES

    @api.depends("text_ids.date_published")
    def _compute_text_id(self):
        for purpose in self:
            published = purpose.text_ids.filtered("date_published")
            purpose.text_id = published.sorted("version")[-1:]

    @api.constrains("field_ids")
    def _check_field_ids(self):
        for purpose in self:
            others = purpose.sudo().field_ids.filtered(lambda field: not field.cs_is_encrypted)
            if others:
                raise ValidationError(
                    self.env._(
                        "%(fields)s: not a protected value. Choose fields that are stored "
                        "encrypted.",
                        fields=", ".join(others.mapped("display_name")),
                    )
                )

    @api.constrains("is_objectable", "legal_basis")
    def _check_is_objectable(self):
        for purpose in self:
            if purpose.is_objectable and purpose.legal_basis not in OBJECTION_BASES:
                raise ValidationError(
                    self.env._(
                        "“%(purpose)s”: persons can object where the basis is a contract or the "
                        "public interest. Consent is withdrawn instead; a legal obligation and an "
                        "emergency leave no choice.",
                        purpose=purpose.name,
                    )
                )

    @api.constrains("pia_date", "pia_review_date")
    def _check_pia_dates(self):
        for purpose in self:
            if (
                purpose.pia_date
                and purpose.pia_review_date
                and purpose.pia_review_date <= purpose.pia_date
            ):
                raise ValidationError(
                    self.env._("The next assessment comes after the last one: change its date.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        self = without_defaults(self, SERVER_FIELDS)
        self._cs_check_protected(*vals_list)
        purposes = super().create(vals_list)
        self.env.registry.clear_cache()
        return purposes

    def write(self, vals):
        self._cs_check_protected(vals)
        self._cs_check_fixed(vals)
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for purpose, vals in zip(self, vals_list, strict=True):
            vals.setdefault("code", self.env._("%(code)s_copy", code=purpose.code))
        return vals_list

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        for purpose in self:
            if purpose._cs_has_consents():
                raise UserError(
                    self.env._(
                        "Persons have decided about the purpose “%(purpose)s”, and their "
                        "decisions are kept. Archive it instead.",
                        purpose=purpose.name,
                    )
                )

    def _cs_has_consents(self):
        return bool(
            self.env["cs.privacy.consent"].sudo().search([("purpose_id", "in", self.ids)], limit=1)
        )

    def _cs_check_protected(self, *vals_list):
        if not self.env.su and any(SERVER_FIELDS.intersection(vals) for vals in vals_list):
            raise AccessError(
                self.env._(
                    "Which texts still hold is set when a text is published. "
                    "Publish a text that asks for consent again."
                )
            )

    def _cs_check_fixed(self, vals):
        """Keep what decisions and log entries refer to."""
        for purpose in self:
            if "code" in vals and vals["code"] != purpose.code:
                raise UserError(
                    self.env._(
                        "The code %(code)s stands in the access log and stays as it is. "
                        "Archive the purpose and create another one.",
                        code=purpose.code,
                    )
                )
            changed = vals.get("legal_basis", purpose.legal_basis) != purpose.legal_basis
            if changed and purpose._cs_has_consents():
                raise UserError(
                    self.env._(
                        "Persons have decided about “%(purpose)s” knowing its legal basis, "
                        "which stays as it is. Create another purpose.",
                        purpose=purpose.name,
                    )
                )

    def action_view_consents(self):
        """Open what persons have decided about this purpose."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_privacy.cs_privacy_consent_action"
        )
        action["domain"] = [("purpose_id", "=", self.id)]
        return action

    @api.model
    def _cs_find(self, purpose):
        """Return one purpose in force, as superuser.

        :param purpose: code, id, or record
        :raise UserError: there is none, or it is archived
        """
        if isinstance(purpose, str):
            found = self.sudo().browse(self._cs_id_by_code().get(purpose))
        elif isinstance(purpose, int):
            found = self.sudo().browse(purpose).exists()
        else:
            found = purpose.sudo()
        if found._name != self._name or len(found) != 1 or not found.active:
            raise UserError(
                self.env._(
                    "There is no purpose %(purpose)s in force. "
                    "Choose one of the register of purposes.",
                    purpose=str(purpose)[:50],
                )
            )
        return found

    @api.model
    def _cs_in_force(self):
        """Return the purposes in force as superuser, whatever the context says of archived ones."""
        return self.sudo().search([("active", "=", True)])

    @api.model
    @tools.ormcache()
    def _cs_id_by_code(self):
        """Return ``{code: id}`` of the purposes in force."""
        return {purpose.code: purpose.id for purpose in self._cs_in_force()}

    @api.model
    @tools.ormcache()
    def _cs_by_field(self):
        """Return ``{(model, field): (purpose ids)}`` of the purposes in force."""
        covered = {}
        for purpose in self._cs_in_force():
            for field in purpose.field_ids:
                covered.setdefault((field.model, field.name), []).append(purpose.id)
        return {key: tuple(ids) for key, ids in covered.items()}

    @api.model
    @tools.ormcache()
    def _cs_on_consent(self):
        """Return the ids of the purposes in force that persons have to agree to."""
        return frozenset(self._cs_in_force().filtered("needs_consent").ids)
