from odoo import api, fields, models

from odoo.addons.cs_privacy.core.errors import PrivacyError
from odoo.addons.cs_privacy.core.numbers import is_part, whole_phone
from odoo.addons.cs_privacy.encrypted import EncryptedChar, clear_text, open_for_system

from ..models.cs_complaint_matter import RELATIONS, REMEDIES

CANDIDATES = 10


class CsComplaintByPhone(models.TransientModel):
    """A complaint while the customer is on the telephone: found, written down and read back.

    What is typed to find a customer is sealed like every protected value, is looked for as a whole
    and counts as a search. Numbers in the texts are hidden as in the complaint itself.
    """

    _name = "cs.complaint.by.phone"
    _description = "Complaint by Phone"
    _inherit = ["cs.complaint.dialog", "cs.privacy.text.mixin"]
    _check_company_auto = True
    _cs_text_fields = (
        "subject",
        "description",
        "place",
        "remedy_text",
        "representative_authority",
    )
    _cs_phone_field = "told_phone"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    contact_id = fields.Many2one(
        comodel_name="cs.contact", string="Call", readonly=True, ondelete="cascade"
    )
    date_opened = fields.Datetime(default=fields.Datetime.now, readonly=True)

    # Who calls
    typed = EncryptedChar(
        string="Number or ID",
        kind="free",
        exact=False,
        help="The whole service, telephone or ID number, then Enter. Searches are counted.",
    )
    lookup = fields.Selection(
        selection=[
            ("found", "Found"),
            ("several", "Several customers"),
            ("nobody", "Nobody has this number"),
            ("part", "Only a part of a number"),
        ],
        readonly=True,
    )
    candidate_ids = fields.Many2many(comodel_name="res.partner", readonly=True)
    candidate_id = fields.Many2one(
        comodel_name="res.partner",
        string="Which One",
        domain="[('id', 'in', candidate_ids)]",
        ondelete="cascade",
    )
    complainant = fields.Selection(
        selection=[
            ("known", "Customer"),
            ("new", "New customer"),
            ("anonymous", "Anonymous"),
        ],
        required=True,
        default="known",
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", check_company=True, ondelete="cascade"
    )
    customer_card = fields.Html(compute="_compute_customer_card", sanitize=False)
    new_name = fields.Char(string="Name")
    new_phone = EncryptedChar(
        string="Telephone",
        kind="phone",
        exact=False,
        help="Left empty, the number that was typed to find the customer is taken.",
    )
    new_email = fields.Char(string="E-mail")
    lang = fields.Selection(
        selection=lambda self: self.env["res.lang"].get_installed(),
        string="Language",
        compute="_compute_lang",
        store=True,
        readonly=False,
    )
    told_phone = EncryptedChar(string="Telephone in the Text", kind="phone", exact=False)

    is_on_behalf = fields.Boolean(string="On Behalf of the Customer")
    representative_name = fields.Char(string="Caller")
    representative_phone = EncryptedChar(
        string="Telephone of the Caller", kind="phone", exact=False
    )
    representative_relation = fields.Selection(selection=RELATIONS, string="Relation")
    representative_authority = fields.Text(string="Authority")

    # What is wrong
    category_id = fields.Many2one(comodel_name="cs.complaint.category", ondelete="cascade")
    suggested_category_id = fields.Many2one(
        comodel_name="cs.complaint.category", compute="_compute_suggestion"
    )
    suggestion_percent = fields.Integer(compute="_compute_suggestion")
    severity = fields.Selection(
        selection=lambda self: (
            self.env["cs.complaint"]._fields["severity"]._description_selection(self.env)
        ),
        default="ordinary",
        required=True,
    )
    subject = fields.Char(help="Left empty, the content's beginning is taken.")
    description = fields.Text(string="Content")
    service_number_id = fields.Many2one(
        comodel_name="cs.service.number",
        string="Product / Service Number",
        domain="[('partner_id', '=', partner_id), ('status', '!=', 'ended'), "
        "('company_id', '=', company_id)]",
        check_company=True,
        ondelete="cascade",
    )
    number_told = EncryptedChar(string="Number Complained About", kind="phone", exact=False)
    place = fields.Char()
    remedy_sought = fields.Selection(selection=REMEDIES)
    remedy_text = fields.Text(string="Wish in the Customer's Words")
    compensation_asked = fields.Monetary(currency_field="currency_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    duplicate_notice = fields.Html(compute="_compute_duplicate_notice", sanitize=False)

    # What came of it
    complaint_id = fields.Many2one(comodel_name="cs.complaint", readonly=True, ondelete="cascade")
    read_aloud = fields.Html(compute="_compute_read_aloud", sanitize=False)

    # Finding the customer ------------------------------------------------------------------------

    @api.onchange("typed")
    def _onchange_typed(self):
        """Look for the customer: by the user's rights, counted and limited as every search is."""
        text = self._cs_typed_text()
        self.lookup, self.candidate_ids, self.candidate_id = False, False, False
        if not text:
            return
        partners = self.env["res.partner"]
        domain = partners._cs_domain_of_number(text, anything=True)
        found = (
            partners.browse() if domain.is_false() else partners.search(domain, limit=CANDIDATES)
        )
        if len(found) == 1:
            self.lookup, self.complainant, self.partner_id = "found", "known", found
            self._cs_take_number_of(text)
        elif found:
            self.lookup, self.candidate_ids, self.complainant = "several", found, "known"
            self.partner_id = self.service_number_id = False
        else:
            phone = whole_phone(text, partners._cs_region())
            self.lookup = "part" if is_part(text) and not phone else "nobody"
            self.partner_id = self.service_number_id = False
            if phone and self.complainant == "known":
                self.complainant = "new"

    @api.onchange("candidate_id")
    def _onchange_candidate_id(self):
        if self.candidate_id:
            self.partner_id = self.candidate_id
            self._cs_take_number_of(self._cs_typed_text())

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        if self.service_number_id.partner_id != self.partner_id:
            self.service_number_id = False
            self._cs_take_number_of(self._cs_typed_text())

    @api.onchange("complainant")
    def _onchange_complainant(self):
        """Nothing of one kind of complainant stays behind another one."""
        if self.complainant != "known":
            self.partner_id = self.candidate_id = self.service_number_id = False
        if self.complainant != "new":
            self.new_name = self.new_phone = self.new_email = False
        if self.complainant == "anonymous":
            self.is_on_behalf = False

    @api.onchange("is_on_behalf")
    def _onchange_is_on_behalf(self):
        if not self.is_on_behalf:
            self.representative_name = self.representative_phone = False
            self.representative_relation = self.representative_authority = False

    def _cs_typed_text(self):
        try:
            return str(clear_text(self.typed) or "").strip()
        except PrivacyError:
            return ""

    def _cs_typed_phone(self):
        """Return the number that was typed, in E.164, or None: it was a document's, or a part."""
        return whole_phone(self._cs_typed_text(), self.env["res.partner"]._cs_region())

    def _cs_take_number_of(self, text):
        """Choose that service number of the customer which was typed."""
        phone = whole_phone(text, self.env["res.partner"]._cs_region())
        # sudo: the customer's own numbers are compared with what the search has found
        services = self.partner_id._origin.sudo().cs_service_number_ids.filtered(
            lambda number: number.status != "ended" and number.company_id == self.company_id
        )
        numbers = open_for_system(services, "number") if phone else {}
        self.service_number_id = next(
            (service_id for service_id, number in numbers.items() if number == phone), False
        )

    @api.depends("complaint_id")
    def _compute_display_name(self):
        for call in self:
            call.display_name = call.complaint_id.name or self.env._("Complaint by Phone")

    @api.depends("partner_id")
    def _compute_lang(self):
        for call in self:
            call.lang = call.partner_id.lang or call.lang or self.env.company.partner_id.lang

    @api.depends("partner_id")
    @api.depends_context("uid", "lang")
    def _compute_customer_card(self):
        for call in self:
            partner = call.partner_id._origin
            call.customer_card = (
                self.env["ir.qweb"]._render(
                    "cs_complaint.customer_card", partner._cs_complaint_card(call.company_id)
                )
                if partner
                else False
            )

    @api.depends("partner_id", "service_number_id", "subject", "description", "category_id")
    @api.depends_context("uid", "lang")
    def _compute_duplicate_notice(self):
        for call in self:
            draft = self.env["cs.complaint"].new(
                {
                    "company_id": call.company_id.id,
                    "partner_id": call.partner_id._origin.id,
                    "service_number_id": call.service_number_id._origin.id,
                    "category_id": call.category_id.id,
                    "subject": call.subject,
                    "description": call.description,
                }
            )
            call.duplicate_notice = not call.complaint_id and draft._cs_duplicate_notice()

    @api.depends("subject", "description")
    def _compute_suggestion(self):
        for call in self:
            text = f"{call.subject or ''} {call.description or ''}"
            ((_model, category, percent),) = self.env["cs.complaint.model"]._cs_suggest(
                call.company_id, [text]
            )
            call.suggested_category_id, call.suggestion_percent = category, percent

    @api.depends("complaint_id")
    def _compute_read_aloud(self):
        for call in self:
            complaint = call.complaint_id
            call.read_aloud = (
                self.env["ir.qweb"]
                .with_context(lang=complaint.lang or self.env.lang)
                ._render("cs_complaint.read_aloud", {"complaint": complaint})
                if complaint
                else False
            )
