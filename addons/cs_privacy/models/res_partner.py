from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import NO_ACCESS

from ..encrypted import EncryptedChar
from ..forged import with_defaults, without_defaults
from .res_partner_id_number import IDENTITY
from .res_partner_phone import SEALED

# Follow from the birth date; nobody sets them.
DERIVED = {"cs_age_band", "cs_age_band_until"}
# Set by the system alone
FACTS = {"cs_erased_on"}


class ResPartner(models.Model):
    """The customer's basic data (clause 3.1.2(1)), sealed."""

    _name = "res.partner"
    _inherit = ["res.partner", "cs.privacy.mixin"]
    _cs_lint_allowed = {"cs_age_band": "ten years wide, and shown instead of the birth date"}

    cs_id_type = fields.Selection(
        selection=[
            ("cn_id", "Resident identity card"),
            ("hk_macau_permit", "Mainland travel permit (Hong Kong, Macao)"),
            ("tw_permit", "Mainland travel permit (Taiwan)"),
            ("tw_id", "Taiwan identity card"),
            ("hk_id", "Hong Kong identity card"),
            ("passport", "Passport"),
            ("residence", "Foreigner's permanent residence card"),
            ("other", "Other document"),
        ],
        string="ID Document",
    )
    cs_id_number = EncryptedChar(string="ID Number", kind="id", tail=4, copy=False)
    cs_birth_date = EncryptedChar(string="Birth Date", kind="date", exact=False)
    cs_gender = fields.Selection(
        selection=[("female", "Female"), ("male", "Male"), ("other", "Other")], string="Gender"
    )
    cs_age_band = fields.Selection(
        selection=[
            ("minor", "Under 18"),
            ("18", "18 to 29"),
            ("30", "30 to 39"),
            ("40", "40 to 49"),
            ("50", "50 to 59"),
            ("60", "60 to 69"),
            ("70", "70 and above"),
        ],
        string="Age Band",
        compute="_compute_cs_age_band",
        store=True,
        help="From the birth date, refreshed by a scheduled action; the date itself is not shown.",
    )
    # The month in which the band is left. In clear it would give the birth month and year away, for
    # the ages at which bands end are known; so it is sealed, and found by its blind index.
    cs_age_band_until = EncryptedChar(
        string="Age Band Until",
        kind="date",
        compute="_compute_cs_age_band",
        store=True,
        groups=NO_ACCESS,
    )
    cs_phone = EncryptedChar(string="Protected Phone", kind="phone", tail=4)
    cs_is_protected = fields.Boolean(
        string="Protected Customer",
        copy=False,
        tracking=True,
        help="The telephone number of this person is kept encrypted. Set by itself as soon as a "
        "protected value, a service number or a consent is recorded.",
    )
    cs_service_number_ids = fields.One2many(
        comodel_name="cs.service.number", inverse_name="partner_id", string="Service Numbers"
    )
    cs_service_number_count = fields.Integer(
        string="Number of Service Numbers",
        compute="_compute_cs_service_number_count",
        groups="cs_base.group_cs_base_user",
    )

    # What raw SQL and other add-ons cannot do either. The ORM never comes here: see the intercept.
    _cs_no_plain_phone = models.Constraint(
        "CHECK (phone IS NULL OR cs_is_protected IS NOT TRUE)",
        "The telephone number of a protected customer is stored encrypted only.",
    )

    def _compute_cs_service_number_count(self):
        counts = self._cs_count_with_children("cs.service.number")
        for partner in self:
            partner.cs_service_number_count = counts.get(partner.id, 0)

    def action_cs_service_numbers(self):
        """Open the service numbers of this customer and its child contacts."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_privacy.cs_service_number_action"
        )
        action["domain"] = [("partner_id", "child_of", self.id)]
        action["context"] = {"default_partner_id": self.id}
        return action

    @api.model_create_multi
    def create(self, vals_list):
        self = without_defaults(self, DERIVED | FACTS)
        vals_list = with_defaults(
            self, (*dict.fromkeys(IDENTITY + SEALED), "cs_is_protected"), vals_list
        )
        self._cs_refuse_derived(*vals_list)
        vals_list = self._cs_protect_new(vals_list)
        partners = super().create(vals_list)
        partners._cs_settle_identity(vals_list)
        if any(vals.get("cs_phone") for vals in vals_list):
            partners._cs_seal_blacklisted("cs_phone")
        return partners

    def write(self, vals):
        self._cs_refuse_derived(vals)
        if not self:
            return super().write(vals)
        for partners, own_vals in self._cs_intercept_phone(vals):
            before = partners.sudo().filtered("phone") if own_vals.get("cs_phone") else partners[:0]
            super(ResPartner, partners).write(own_vals)
            before._cs_seal_traces()
            if own_vals.get("cs_phone"):
                partners._cs_seal_blacklisted("cs_phone")
        self._cs_settle_identity([vals] * len(self))
        return True

    @api.model
    def _cs_refuse_derived(self, *vals_list):
        if any(name in vals for vals in vals_list for name in DERIVED):
            raise AccessError(
                self.env._(
                    "The age band follows from the birth date. Enter the birth date instead."
                )
            )
        if not self.env.su and any(name in vals for vals in vals_list for name in FACTS):
            raise AccessError(
                self.env._(
                    "That a person is erased is recorded by the erasure itself. Register a request "
                    "of the person."
                )
            )
