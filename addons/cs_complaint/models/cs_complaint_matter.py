from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.cs_privacy.core.numbers import whole_phone
from odoo.addons.cs_privacy.encrypted import EncryptedChar, clear_text

REMEDIES = [
    ("explanation", "Explanation"),
    ("apology", "Apology"),
    ("repair", "Repair or better service"),
    ("correction", "Correction of a bill or of data"),
    ("refund", "Refund"),
    ("compensation", "Compensation"),
    ("replacement", "Replacement"),
    ("termination", "End of the contract"),
    ("other", "Something else"),
]
RELATIONS = [
    ("family", "Family"),
    ("guardian", "Guardian"),
    ("employee", "Employee of the customer"),
    ("lawyer", "Lawyer"),
    ("organisation", "Consumer organisation"),
    ("other", "Other"),
]


class CsComplaintMatter(models.Model):
    """What a complaint is about, what the customer wants, and who speaks for whom (6.2.1)."""

    _inherit = "cs.complaint"

    # The number complained about: an entry of the register, or what was told of an unknown one
    service_number_id = fields.Many2one(
        comodel_name="cs.service.number",
        string="Product / Service Number",
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    number_told = EncryptedChar(
        string="Number as Told",
        kind="phone",
        tail=4,
        help="The number of the service complained about, where it is none of the register. "
        "A number in service is found by itself when the complaint is saved.",
    )
    place = fields.Char(help="Where it happened: an address, a shop, a cell.")

    remedy_sought = fields.Selection(selection=REMEDIES)
    remedy_text = fields.Text(string="Wish in the Customer's Words")
    compensation_asked = fields.Monetary(currency_field="currency_id")
    currency_id = fields.Many2one(related="company_id.currency_id")

    # Somebody who speaks for the customer; answers go to the customer all the same
    is_on_behalf = fields.Boolean(string="On Behalf of the Customer")
    representative_name = fields.Char(string="Contact Person")
    representative_phone = EncryptedChar(
        string="Telephone of the Contact Person", kind="phone", exact=False
    )
    representative_relation = fields.Selection(selection=RELATIONS, string="Relation")
    representative_authority = fields.Text(
        string="Authority",
        help="What shows that this person may speak for the customer: a letter seen, a call back.",
    )

    _compensation_not_negative = models.Constraint(
        "CHECK (compensation_asked >= 0)", "The compensation asked for is not below zero."
    )

    @api.constrains("is_on_behalf", "representative_name", "is_anonymous")
    def _check_representative(self):
        for complaint in self.filtered("is_on_behalf"):
            if complaint.is_anonymous:
                raise ValidationError(
                    self.env._(
                        "Nobody speaks for an unknown customer. Untick one of the two: anonymous, "
                        "or on behalf of the customer."
                    )
                )
            if not (complaint.representative_name or "").strip():
                raise ValidationError(
                    self.env._("Enter the name of the person who speaks for the customer.")
                )

    @api.constrains("is_anonymous", "partner_id", "email_from", "phone")
    def _check_anonymous(self):
        for complaint in self.filtered("is_anonymous"):
            if complaint.partner_id or complaint.email_from or complaint.phone:
                raise ValidationError(
                    self.env._(
                        "An anonymous complaint names nobody: remove the customer, the e-mail "
                        "address and the telephone number, or untick anonymous."
                    )
                )

    @api.onchange("service_number_id")
    def _onchange_service_number_id(self):
        if self.service_number_id:
            self.number_told = False
            if not self.partner_id and not self.is_anonymous:
                self.partner_id = self.service_number_id.partner_id

    @api.onchange("partner_id")
    def _onchange_partner_of_number(self):
        if self.partner_id and self.service_number_id.partner_id != self.partner_id:
            self.service_number_id = False

    @api.model_create_multi
    def create(self, vals_list):
        return super().create(self._cs_resolve_numbers(vals_list))

    def write(self, vals):
        if vals.get("number_told"):
            (vals,) = self._cs_resolve_numbers([vals])
        return super().write(vals)

    @api.model
    def _cs_resolve_numbers(self, vals_list):
        """Return the values with told numbers that are in service put into ``service_number_id``.

        For a user this is a search by a protected value and counted as one; beyond the limit the
        number is kept as it was told.
        """
        if not any(vals.get("number_told") for vals in vals_list):
            return vals_list
        region = self.env["res.partner"]._cs_region()
        told = {}
        for vals in vals_list:
            text = clear_text(vals.get("number_told") or "")
            if number := text and whole_phone(str(text), region):
                told[id(vals)] = number
        if not told:
            return vals_list
        services = self.env["cs.service.number"]
        domain = Domain("number", "in", sorted(set(told.values()))) & Domain(
            "status", "!=", "ended"
        )
        try:
            found = services.browse(services.search(domain).ids)
        except UserError:
            return vals_list
        # Numbers of another company stay as they were told: its register is not this one's.
        known = {
            (number, service.company_id.id): service.id
            for service, number in self.env["res.partner"]._cs_opened(found, "number")
        }
        resolved = []
        for vals in vals_list:
            key = told.get(id(vals)), vals.get("company_id") or self._cs_company_id()
            if key in known:
                vals = {**vals, "service_number_id": known[key], "number_told": False}
            resolved.append(vals)
        return resolved

    def _cs_company_id(self):
        return (self.company_id[:1] or self.env.company).id
