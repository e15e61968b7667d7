from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import email_normalize

from ..core.customer_text import clean_line, clean_text, looks_like_phone
from ..core.facts import SUBJECT_MAX

TEXT_MAX, NAME_MAX = 20_000, 120


class CsComplaintApiValues(models.Model):
    """What a program says of a new complaint, and what it may be."""

    _inherit = "cs.complaint"

    @api.model
    def _cs_api_values(self, values, company):
        """Return the values of the complaint; what is not named here is refused."""
        known = {"subject", "description", "complaint_class", "severity", "channel", "lang"}
        known |= {"phone", "email", "name", "date_requested"}
        for name in values:
            if name not in known:
                raise UserError(
                    self.env._(
                        "“%(name)s” is not a value of a new complaint. Use: %(known)s.",
                        name=clean_line(str(name))[:60],
                        known=", ".join(sorted(known)),
                    )
                )
        texts = {name: self._cs_api_text(values, name) for name in known - {"date_requested"}}
        vals = {
            "subject": texts["subject"],
            "description": texts["description"],
            "company_id": company.id,
            "severity": self._cs_api_choice("severity", texts["severity"] or "ordinary"),
            "channel_id": self._cs_api_channel(texts["channel"] or "app", company).id,
            "api_date_requested": values.get("date_requested") or False,
            **self._cs_api_complainant(texts, company),
        }
        if texts["complaint_class"]:
            chosen = self._cs_api_choice("complaint_class", texts["complaint_class"])
            vals["category_id"] = self._cs_top_category(chosen).id
        if texts["lang"]:
            vals["lang"] = self._cs_api_choice("lang", texts["lang"])
        return vals

    @api.model
    def _cs_api_text(self, values, name):
        limits = {"subject": SUBJECT_MAX, "description": TEXT_MAX, "name": NAME_MAX}
        text, limit = values.get(name) or "", limits.get(name, 254)
        if not isinstance(text, str) or len(text) > limit:
            raise UserError(
                self.env._(
                    "“%(name)s” is a text of at most %(max)s characters.", name=name, max=limit
                )
            )
        text = clean_text(text) if name == "description" else clean_line(text)
        if name in ("subject", "description") and not text:
            raise UserError(self.env._("“%(name)s” is missing.", name=name))
        return text

    @api.model
    def _cs_api_choice(self, name, value):
        choices = self._fields[name].get_values(self.env)
        if value not in choices:
            raise UserError(
                self.env._(
                    "“%(value)s” is not a value of “%(name)s”. Use one of: %(choices)s.",
                    value=value[:60],
                    name=name,
                    choices=", ".join(choices),
                )
            )
        return value

    @api.model
    def _cs_api_channel(self, code, company):
        channels = self.env["cs.channel"]
        channel = channels._cs_get(code, company)
        if not channel:
            raise UserError(
                self.env._(
                    "There is no channel “%(code)s”. Use one of: %(codes)s.",
                    code=code[:60],
                    codes=", ".join(channels._fields["code"].get_values(self.env)),
                )
            )
        return channel

    @api.model
    def _cs_top_category(self, complaint_class):
        # Programs have no right on categories; the choice is the same for everybody.
        categories = self.env["cs.complaint.category"].sudo()
        domain = [("complaint_class", "=", complaint_class), ("parent_id", "=", False)]
        return categories.search(domain, limit=1)

    @api.model
    def _cs_api_complainant(self, texts, company):
        phone, email = texts["phone"], texts["email"]
        if phone and not looks_like_phone(phone):
            raise UserError(
                self.env._("“phone” is no telephone number. Write it like +853 6612 3456.")
            )
        if email and not email_normalize(email):
            raise UserError(
                self.env._("“email” is no e-mail address. Write it like name@example.com.")
            )
        return {
            "partner_id": self._cs_door_customer(phone, email, company).id,
            "phone": phone or False,
            "email_from": email_normalize(email) or False,
            "partner_name": texts["name"] or False,
        }

    @api.model
    def _cs_door_customer(self, phone, email, company):
        """Return the only customer with exactly this number or address, or none.

        The system's own search: it counts for nobody, and the door tells nobody what it found.
        Employees' own contacts are left out: nobody shall speak as staff.

        :param str phone: telephone number in clear, or none
        :param str email: e-mail address, or none
        :param company: ``res.company`` whose customers and shared ones are looked at
        """
        partners = self.env["res.partner"].with_user(SUPERUSER_ID).with_company(company)
        allowed = Domain("partner_share", "=", True)
        allowed &= Domain("company_id", "in", [False, company.id])
        for domain in (
            phone and partners._cs_domain_of_number(phone),
            phone and Domain("phone_sanitized", "=", partners._phone_format(number=phone) or ""),
            email and Domain("email_normalized", "=", email_normalize(email)),
        ):
            found = partners.search(domain & allowed, limit=2) if domain else partners
            if found:
                return partners.browse(found.ids if len(found) == 1 else []).sudo()
        return partners.browse().sudo()
