from odoo import api, fields, models

from odoo.addons.cs_privacy.core.values import mask_caller, mask_phone

HIDDEN = frozenset(
    [
        "barcode",
        "comment",
        "company_registry",
        "contact_address",
        "contact_address_complete",
        "contact_address_inline",
        "email",
        "email_formatted",
        "email_normalized",
        "invoice_emails",
        "partner_latitude",
        "partner_longitude",
        "phone",
        "phone_sanitized",
        "pos_contact_address",
        "ref",
        "street",
        "street2",
        "vat",
        "website",
        "zip",
    ]
)
# Their work is with customers: what they see of them is the business of other add-ons.
CLEAR_GROUPS = (
    "point_of_sale.group_pos_manager",
    "cs_base.group_cs_base_user",
    "account.group_account_readonly",
    "account.group_account_invoice",
    "sales_team.group_sale_salesman",
    "base.group_system",
    "base.group_erp_manager",
)
SERVER = "cs_pos_server"
# A client cannot send this object, whatever context it makes up.
PROOF = object()


def on_server(records):
    """Return the records for steps of the server, which read more than the cashier may."""
    return records.with_context(**{SERVER: PROOF})


class ResPartner(models.Model):
    """Cashiers get masks: the fields themselves are closed to them, not only left out of a payload.

    So reading, searching, grouping, exporting and paths from other models are refused alike.
    """

    _inherit = "res.partner"

    cs_pos_phone = fields.Char(
        string="Phone (masked)",
        compute="_compute_cs_pos_masks",
        compute_sudo=True,
    )
    cs_pos_email = fields.Char(
        string="Email (masked)",
        compute="_compute_cs_pos_masks",
        compute_sudo=True,
    )

    @api.depends("phone", "cs_phone", "email")
    def _compute_cs_pos_masks(self):
        for partner in self:
            # cs_phone is a mask already, phone is what persons without protection have.
            plain = partner.phone and mask_phone(partner.phone.replace(" ", ""))
            partner.cs_pos_phone = partner.cs_phone or plain
            partner.cs_pos_email = partner.email and mask_caller(partner.email)

    # RIGHTS

    @api.model
    def _has_field_access(self, field, operation):
        if not super()._has_field_access(field, operation):
            return False
        if field.name not in HIDDEN or not self._cs_pos_closed():
            return True
        if operation == "write" and not self:
            return True  # a new customer says it, afterwards it is masked
        return bool(self) and self._cs_pos_colleagues()

    @api.model
    def _cs_pos_closed(self):
        """Say whether this user is a cashier who gets masks only."""
        env = self.env
        if env.su or env.context.get(SERVER) is PROOF:
            return False
        user = env.user
        if not user.has_group("point_of_sale.group_pos_user"):
            return False
        if any(user.has_group(group) for group in CLEAR_GROUPS):
            return False
        # sudo: the option of every company of theirs, for the context names one at will.
        return any(user.sudo().company_ids.mapped("cs_pos_masked"))

    def _cs_pos_colleagues(self):
        """Say whether these are users of the database or its companies, no customers."""
        if len(self.ids) != len(self):
            return False  # a draft takes over what belongs to others
        # sudo: asked while access is decided, for every field that is read or fetched along.
        own = self.env.user.sudo().company_ids.partner_id.ids
        own.append(self.env["ir.model.data"]._xmlid_to_res_id("base.partner_root"))
        others = self.sudo().browse(set(self.ids).difference(own))
        others.fetch(["partner_share"])
        return not any(partner.partner_share for partner in others)

    @api.model_create_multi
    def create(self, vals_list):
        if not self._cs_pos_closed():
            return super().create(vals_list)
        return super(ResPartner, on_server(self)).create(vals_list).with_env(self.env)

    @api.model
    def _find_or_create_from_emails(self, *args, **kwargs):
        found = super(ResPartner, on_server(self))._find_or_create_from_emails(*args, **kwargs)
        return [partner.with_env(self.env) for partner in found]

    def _compute_fiscal_position_id(self):
        # sudo: follows from tax number and address, and tells neither.
        return super(ResPartner, self.sudo())._compute_fiscal_position_id()

    # PAYLOAD

    @api.model
    def _load_pos_data_fields(self, config):
        names = super()._load_pos_data_fields(config)
        if not config.company_id.cs_pos_masked:
            return names
        # Whoever opens the till: its browser keeps what was loaded for the next one.
        names = [name for name in names if name not in HIDDEN and name != "city"]
        return [*names, "cs_pos_phone", "cs_pos_email"]
