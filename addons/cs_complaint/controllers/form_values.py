from odoo.exceptions import UserError
from odoo.tools import email_normalize

from ..core.customer_text import (
    clean_line,
    clean_text,
    is_garbled,
    looks_like_phone,
)
from ..core.facts import SUBJECT_MAX

DESCRIPTION_MAX = 20_000
NAME_MAX = 120
EMAIL_MAX = 254
PHONE_MAX = 40
PLACE_MAX = 200
TYPED_FIELDS = (
    "subject",
    "description",
    "category_id",
    "service_number",
    "place",
    "remedy",
    "name",
    "email",
    "phone",
    "anonymous",
)


class ComplaintFormValues:
    """What a visitor typed into the form: kept as typed, cleaned, and checked on the server.

    Only the fields named here are looked at; severity, department, state or anything else that a
    browser sends is not.
    """

    def __init__(self, env, form, company, is_customer=False, urlencoded=False):
        """
        :param env: environment in the visitor's language
        :param form: ``request.httprequest.form``; unlike the parameters of a route it holds no
            files, so every value is text
        :param company: ``res.company`` that receives the complaint
        :param bool is_customer: logged in, so contact details are known and not asked
        :param bool urlencoded: not sent as multipart, which is what browsers do
        """
        self.env = env
        self.company = company
        self.is_customer = is_customer
        self.urlencoded = urlencoded
        self.typed = {name: form.get(name, "") for name in TYPED_FIELDS}
        self.files = []
        self.errors = {}
        self.subject = clean_line(self.typed["subject"])
        self.description = clean_text(self.typed["description"])
        self.name = clean_line(self.typed["name"])
        self.phone = clean_line(self.typed["phone"])
        self.number = clean_line(self.typed["service_number"])
        self.place = clean_line(self.typed["place"])
        self.remedy = self.typed["remedy"].strip()
        self.email = ""
        self.category = env["cs.complaint.category"].browse()
        self.is_anonymous = bool(self.typed["anonymous"]) and not is_customer

    def check(self, uploads):
        """Check everything, collect messages in ``errors`` and tell whether there are none.

        :param uploads: werkzeug ``FileStorage`` objects
        """
        self._check_texts()
        self._check_category()
        self._check_matter()
        if not self.is_customer and not self.is_anonymous:
            self._check_contact()
        try:
            complaints = self.env["cs.complaint"]
            self.files = complaints._cs_read_files(uploads, self.company)
        except UserError as error:
            self.errors["files"] = str(error)
        return not self.errors

    def _check_texts(self):
        if not self.subject:
            self.errors["subject"] = self.env._("Say in a few words what the complaint is about.")
        elif not self.description:
            self.errors["description"] = self.env._("Tell us what happened, when and where.")
        self._check_length("subject", self.subject, SUBJECT_MAX)
        self._check_length("description", self.description, DESCRIPTION_MAX)
        self._check_length("name", self.name, NAME_MAX)
        for name in ("subject", "description", "name"):
            if is_garbled(self.typed[name], self.urlencoded):
                self.errors[name] = self.env._(
                    "Some characters arrived unreadable. Type the text again in this page; "
                    "programs send it as UTF-8."
                )

    def _check_length(self, name, text, limit):
        if len(text) > limit:
            self.errors[name] = self.env._(
                "This is %(length)s characters long, at most %(max)s are allowed. Shorten it, or "
                "send the details as a file.",
                length=len(text),
                max=limit,
            )

    def _check_category(self):
        categories = self.env["cs.complaint.category"].sudo()
        typed = self.typed["category_id"].strip()
        if not typed:
            self.errors["category_id"] = self.env._(
                "Choose what the complaint is about, so that it reaches the right department."
            )
            return
        number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0
        self.category = categories.search([("id", "=", number), ("is_public", "=", True)])
        if not self.category:
            self.errors["category_id"] = self.env._(
                "This choice does not exist any more. Choose another one from the list."
            )

    def customer_numbers(self):
        """Return the service numbers among which a logged-in customer chooses (shown masked)."""
        numbers = self.env["cs.service.number"].sudo()
        if not self.is_customer:
            return numbers
        partner = self.env.user.partner_id
        return numbers.search(
            [
                ("partner_id", "=", partner.id),
                ("status", "!=", "ended"),
                ("company_id", "=", self.company.id),
            ]
        )

    def _check_matter(self):
        self._check_length("place", self.place, PLACE_MAX)
        remedies = self.env["cs.complaint"]._fields["remedy_sought"].get_values(self.env)
        if self.remedy and self.remedy not in remedies:
            self.errors["remedy"] = self.env._(
                "This choice does not exist any more. Choose another one from the list."
            )
        if not self.number:
            return
        if self.is_customer:
            if self.number not in map(str, self.customer_numbers().ids):
                self.errors["service_number"] = self.env._(
                    "This is none of your numbers. Choose one from the list, or leave it empty."
                )
        elif len(self.number) > PHONE_MAX or not looks_like_phone(self.number):
            self.errors["service_number"] = self.env._(
                "This is not a telephone number. Write digits, for example +853 6612 3456."
            )

    def _check_contact(self):
        email = clean_line(self.typed["email"])
        if email:
            self.email = email_normalize(email) or ""
            if not self.email or len(email) > EMAIL_MAX:
                self.errors["email"] = self.env._(
                    "This is not a complete e-mail address. Write it like name@example.com."
                )
        if self.phone and (len(self.phone) > PHONE_MAX or not looks_like_phone(self.phone)):
            self.errors["phone"] = self.env._(
                "This is not a telephone number. Write digits, for example +853 6612 3456."
            )
        if not email and not self.phone:
            self.errors["email"] = self.env._(
                "Give an e-mail address or a telephone number, so that we can answer; or choose "
                "to stay anonymous."
            )

    def complaint_values(self, partner, lang):
        """Return the values of the complaint.

        :param partner: ``res.partner`` of the complainant or empty
        :param str lang: language code of the page
        """
        channels = self.env["cs.channel"]
        code = "portal" if self.is_customer else "web"
        values = {
            "subject": self.subject,
            "description": self.description,
            "category_id": self.category.id,
            "company_id": self.company.id,
            "channel_id": channels._cs_get(code, self.company).id,
            "partner_id": partner.id,
            "is_anonymous": self.is_anonymous,
            "lang": lang,
            "place": self.place or False,
            "remedy_sought": self.remedy or False,
        }
        if self.number:
            number = {"service_number_id": int(self.number)} if self.is_customer else {}
            values.update(number or {"number_told": self.number})
        if not self.is_customer and not self.is_anonymous:
            values["email_from"] = self.email or False
            values["phone"] = self.phone or False
            values["partner_name"] = self.name or False
        return values

    def is_same_as(self, complaint):
        """Tell whether ``complaint`` holds what was typed here."""
        shown = complaint._cs_shown_text
        typed = (shown(self.subject), shown(self.description))
        return (complaint.subject, complaint.description) == typed
