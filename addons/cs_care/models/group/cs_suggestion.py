from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import email_normalize

from ...core.suggestion import OPEN_STATES

SEQUENCE = "cs.suggestion"


class CsSuggestion(models.Model):
    """What a customer suggests: answered, adopted, thanked (clause 7.1.3(4))."""

    _name = "cs.suggestion"
    _description = "Customer Suggestion"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "cs.privacy.text.mixin",
        "cs.privacy.guard",
        "cs.batch.mixin",
    ]
    _order = "date_received desc, id desc"
    _rec_names_search = ["name", "subject"]
    _check_company_auto = True
    _cs_text_fields = ("subject", "description")
    _cs_fixed = frozenset({"company_id", "contact_id", "channel_id"})
    _cs_protected = frozenset(
        {
            *("name", "state", "date_received", "date_due", "answer", "date_answered"),
            *("answered_by_id", "date_realised", "merged_into_id", "merged_ids", "told_ids"),
            *("source", "external_id", "gift_points", "is_reminded"),
        }
    )

    name = fields.Char(string="Number", readonly=True, copy=False, index=True)
    subject = fields.Char(required=True)
    description = fields.Text(string="Suggestion")
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
    )
    category_id = fields.Many2one(
        comodel_name="cs.suggestion.category",
        ondelete="restrict",
        index=True,
        tracking=True,
    )
    department_id = fields.Many2one(
        comodel_name="hr.department",
        compute="_compute_department_id",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        ondelete="restrict",
        tracking=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Owner",
        domain="[('share', '=', False)]",
        ondelete="restrict",
        index="btree_not_null",
        tracking=True,
    )

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        ondelete="restrict",
        index="btree_not_null",
        tracking=True,
    )
    partner_name = fields.Char(
        string="Name",
        compute="_compute_person",
        store=True,
        readonly=False,
        precompute=True,
    )
    email_from = fields.Char(
        string="E-mail", compute="_compute_person", store=True, readonly=False, precompute=True
    )
    lang = fields.Selection(
        selection=lambda self: self.env["res.lang"].get_installed(),
        string="Language",
        compute="_compute_person",
        store=True,
        readonly=False,
        precompute=True,
    )
    channel_id = fields.Many2one(
        comodel_name="cs.channel",
        required=True,
        default=lambda self: self.env["cs.channel"]._cs_get("phone"),
        check_company=True,
        ondelete="restrict",
        index=True,
    )
    contact_id = fields.Many2one(
        comodel_name="cs.contact", index="btree_not_null", ondelete="set null"
    )
    source = fields.Char(readonly=True, copy=False)
    external_id = fields.Char(string="External ID", readonly=True, copy=False)

    state = fields.Selection(
        selection=[
            ("new", "New"),
            ("review", "Under review"),
            ("adopted", "Adopted"),
            ("declined", "Declined"),
            ("realised", "Realised"),
            ("merged", "Merged"),
        ],
        required=True,
        default="new",
        readonly=True,
        group_expand=True,
        tracking=True,
    )
    date_received = fields.Datetime(
        string="Received On", required=True, readonly=True, default=fields.Datetime.now, copy=False
    )
    date_due = fields.Datetime(
        string="Answer Due",
        compute="_compute_date_due",
        store=True,
        precompute=True,
        help="In working days, by the category.",
    )
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")
    is_reminded = fields.Boolean(readonly=True, copy=False)
    answer = fields.Text(readonly=True, copy=False, help="What the customer was told.")
    date_answered = fields.Datetime(string="Answered On", readonly=True, copy=False)
    answered_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, index="btree_not_null"
    )
    date_realised = fields.Datetime(string="Realised On", readonly=True, copy=False)
    merged_into_id = fields.Many2one(
        comodel_name="cs.suggestion",
        string="Same As",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
    )
    merged_ids = fields.One2many(
        comodel_name="cs.suggestion", inverse_name="merged_into_id", string="Same Idea From"
    )
    supporter_count = fields.Integer(
        string="Supporters", compute="_compute_supporter_count", store=True, aggregator="sum"
    )
    told_ids = fields.One2many(
        comodel_name="cs.suggestion.told", inverse_name="suggestion_id", readonly=True
    )
    gift_points = fields.Float(string="Points Given", digits=(16, 2), readonly=True, copy=False)

    _source_uniq = models.UniqueIndex(
        "(source, external_id) WHERE external_id IS NOT NULL",
        "This suggestion was received already.",
    )
    _open_idx = models.Index("(date_due, company_id) WHERE state IN ('new', 'review')")
    _order_idx = models.Index("(date_received DESC, id DESC)")

    @api.depends("category_id", "company_id")
    def _compute_department_id(self):
        for suggestion in self:
            category = suggestion.category_id
            if category:
                suggestion.department_id = category._cs_department(suggestion.company_id)
            else:
                suggestion.department_id = suggestion.department_id

    @api.depends("partner_id")
    def _compute_person(self):
        for suggestion in self:
            person = suggestion.partner_id
            suggestion.partner_name = person.name or suggestion.partner_name
            suggestion.email_from = person.email or suggestion.email_from
            suggestion.lang = person.lang or suggestion.lang or self.env.lang

    @api.depends("category_id", "company_id", "date_received")
    def _compute_date_due(self):
        for company, suggestions in self.grouped("company_id").items():
            calendar = company._cs_calendar().with_company(company)
            items = [
                (
                    suggestion.date_received or fields.Datetime.now(),
                    suggestion.category_id.answer_days or 10,
                    "day",
                )
                for suggestion in suggestions
            ]
            for suggestion, due in zip(suggestions, calendar._cs_deadlines(items), strict=True):
                suggestion.date_due = due.replace(tzinfo=None)

    @api.depends("date_due", "date_answered", "state")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for suggestion in self:
            end = suggestion.date_answered or (now if suggestion.state in OPEN_STATES else None)
            suggestion.is_late = bool(end and suggestion.date_due and end > suggestion.date_due)

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("state", "in", OPEN_STATES) & Domain("date_due", "<", "now")

    @api.depends("merged_ids.state", "merged_ids.partner_id", "merged_ids.email_from", "partner_id")
    def _compute_supporter_count(self):
        for suggestion in self:
            people = {
                one.partner_id.id or email_normalize(one.email_from) or f"-{one.id}"
                for one in suggestion | suggestion.merged_ids
            }
            suggestion.supporter_count = len(people)

    @api.depends("name", "subject")
    def _compute_display_name(self):
        for suggestion in self:
            parts = (suggestion.name, suggestion.subject)
            suggestion.display_name = " ".join(part for part in parts if part)

    def _cs_privacy_partner(self):
        """Whose words are sealed: ``{record id: partner id}``."""
        return {one.id: one.partner_id.id for one in self.sudo() if one.partner_id}

    @api.model_create_multi
    def create(self, vals_list):
        suggestions = super().create(vals_list)
        numbers = self.env["ir.sequence"].sudo()._cs_next_batch(SEQUENCE, len(suggestions))
        for suggestion, number in zip(suggestions, numbers, strict=True):
            suggestion._cs_step(name=number)
        suggestions._cs_tell("received")
        return suggestions

    @api.ondelete(at_uninstall=False)
    def _unlink_except_answered(self):
        if not self._cs_is_trusted() and any(one.state != "new" for one in self):
            raise UserError(
                self.env._("A suggestion that is looked at stays. Decline it, with an answer.")
            )
