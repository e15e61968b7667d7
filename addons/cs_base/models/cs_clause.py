from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ..core import clause as clause_number

REVIEW_ACTIVITY = "cs_base.mail_activity_type_clause_review"
# A review that stays undone is asked for again after this many days.
REMIND_EVERY_DAYS = 30
EXPORT_MODULES = ("__export__", "__import__")


class CsClause(models.Model):
    """One numbered clause of the service standard: chapter, section, subsection or item."""

    _name = "cs.clause"
    _description = "Standard Clause"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _parent_store = True
    _order = "sort_key, id"
    _rec_names_search = ["number", "name"]

    number = fields.Char(required=True, copy=False, help="Such as 6, 6.2, 6.2.3 or 6.2.3(1).")
    name = fields.Char(string="Title", required=True, translate=True, tracking=True)
    requirement = fields.Text(translate=True, tracking=True)
    verification = fields.Text(
        translate=True,
        tracking=True,
        help="By which figure or evidence one sees that the clause is kept.",
    )
    active = fields.Boolean(default=True, tracking=True)

    # The place in the standard follows from the number. The cascades serve uninstallation only:
    # a clause with parts is not deleted otherwise (see _unlink_except_with_parts).
    parent_id = fields.Many2one(
        comodel_name="cs.clause",
        string="Belongs To",
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    child_ids = fields.One2many(comodel_name="cs.clause", inverse_name="parent_id", string="Parts")
    parent_path = fields.Char(index=True)
    chapter_id = fields.Many2one(
        comodel_name="cs.clause",
        compute="_compute_chapter_id",
        store=True,
        recursive=True,
        index=True,
        ondelete="cascade",
    )
    level = fields.Selection(
        selection=[
            ("chapter", "Chapter"),
            ("section", "Section"),
            ("subsection", "Subsection"),
            ("item", "Item"),
        ],
        compute="_compute_level",
        store=True,
    )
    sort_key = fields.Char(compute="_compute_level", store=True)

    department_id = fields.Many2one(
        comodel_name="hr.department",
        string="Owner",
        index="btree_not_null",
        ondelete="set null",
        tracking=True,
    )

    # What the clause asks for in figures, if it names one
    is_measurable = fields.Boolean(string="Measurable", tracking=True)
    target_operator = fields.Selection(
        selection=[("<=", "≤"), (">=", "≥")],
        string="Target Is",
        tracking=True,
    )
    target_value = fields.Float(digits=(12, 2), tracking=True)
    target_unit = fields.Selection(
        selection=[
            ("percent", "%"),
            ("second", "seconds"),
            ("minute", "minutes"),
            ("hour", "hours"),
            ("day", "days"),
            ("working_day", "working days"),
            ("month", "months"),
            ("hour_per_day", "hours a day"),
            ("per_day", "per day"),
            ("per_month", "per month"),
            ("per_quarter", "per quarter"),
            ("per_year", "per year"),
        ],
        tracking=True,
    )
    target_display = fields.Char(string="Target", compute="_compute_target_display")

    date_review = fields.Date(
        string="Next Review",
        default=lambda self: fields.Date.context_today(self) + relativedelta(years=1),
        copy=False,
    )
    date_last_review = fields.Date(string="Last Review", readonly=True, copy=False, tracking=True)
    last_reviewer_id = fields.Many2one(
        comodel_name="res.users",
        string="Reviewed By",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    review_note = fields.Text(readonly=True, copy=False)
    date_reminded = fields.Date(compute="_compute_date_reminded", store=True, copy=False)

    _number_uniq = models.UniqueIndex(
        "(number)",
        "A clause with this number is in the register already; it may be archived.",
    )
    _target_complete = models.Constraint(
        "CHECK ((target_unit IS NULL) = (target_operator IS NULL)"
        " AND (target_unit IS NULL OR is_measurable IS TRUE))",
        "A target needs a direction (≤ or ≥), a unit and the mark “Measurable”.",
    )
    _target_range = models.Constraint(
        "CHECK (target_value >= 0 AND (target_unit <> 'percent' OR target_value <= 100))",
        "A target is zero or more, and at most 100 where it is a percentage.",
    )
    _review_idx = models.Index("(date_review) WHERE active IS TRUE")

    @api.depends("number")
    def _compute_level(self):
        for clause in self:
            number = clause.number
            clause.level = clause_number.level(number) if number else False
            clause.sort_key = clause_number.sort_key(number) if number else False

    @api.depends("parent_id.chapter_id")
    def _compute_chapter_id(self):
        for clause in self:
            clause.chapter_id = clause.parent_id.chapter_id or clause

    @api.depends("target_operator", "target_value", "target_unit")
    @api.depends_context("lang")
    def _compute_target_display(self):
        operators = dict(self._fields["target_operator"]._description_selection(self.env))
        units = dict(self._fields["target_unit"]._description_selection(self.env))
        for clause in self:
            clause.target_display = clause.target_unit and (
                f"{operators.get(clause.target_operator, '')} {clause.target_value:g}"
                f" {units[clause.target_unit]}".strip()
            )

    @api.depends("date_review", "department_id")
    def _compute_date_reminded(self):
        """A new date or owner needs a reminder of its own."""
        self.date_reminded = False

    @api.depends("number", "name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for clause in self:
            clause.display_name = f"{clause.number or ''} {clause.name or ''}".strip()

    @api.constrains("parent_id", "number")
    def _check_parent(self):
        for clause in self:
            if (clause.parent_id.number or None) != clause_number.parent_number(clause.number):
                raise ValidationError(
                    self.env._(
                        "The number decides where clause %(number)s stands. "
                        "Archive it and add one with another number to move it.",
                        number=clause.number,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Place each clause below the one its number names, parents of the same batch first."""
        numbers = [self._checked_number(vals.get("number")) for vals in vals_list]
        ids = [False] * len(vals_list)
        for depth in range(1, 5):
            places = [i for i, number in enumerate(numbers) if clause_number.depth(number) == depth]
            parents = self._parents_of([numbers[i] for i in places])
            created = super().create(
                [
                    {**vals_list[i], "number": numbers[i], "parent_id": parents[numbers[i]]}
                    for i in places
                ]
            )
            for place, clause in zip(places, created, strict=True):
                ids[place] = clause.id
        return self.browse(ids)

    def write(self, vals):
        if "number" in vals:
            number = self._checked_number(vals["number"])
            if any(clause.number != number for clause in self):
                raise UserError(
                    self.env._(
                        "A clause keeps its number, since records and reports refer to it. "
                        "Archive the clause and add one with the new number."
                    )
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_shipped(self):
        domain = [
            ("model", "=", self._name),
            ("res_id", "in", self.ids),
            ("module", "not in", EXPORT_MODULES),
        ]
        shipped = self.env["ir.model.data"].sudo().search(domain, limit=1)
        if shipped:
            raise UserError(
                self.env._(
                    "Clause %(number)s is part of the standard and stays in the register. "
                    "Archive it instead.",
                    number=self.browse(shipped.res_id).number,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_parts(self):
        below = self.with_context(active_test=False).search(
            [("parent_id", "in", self.ids), ("id", "not in", self.ids)], limit=1
        )
        if below:
            raise UserError(
                self.env._(
                    "Clause %(part)s belongs to clause %(number)s. Delete or archive it first.",
                    part=below.number,
                    number=below.parent_id.number,
                )
            )

    def action_review(self, note=False):
        """Record that these clauses, with the parts of the same owner, were reviewed today.

        The next review is due a year later and open reminders are taken away.

        :param str note: what was found, kept on the clause and in its chatter
        :raise AccessError: for anybody but service managers and the owner department's head
        """
        self._check_reviewer()
        today = fields.Date.context_today(self)
        reviewed = self._with_own_parts()
        # A department head may read the register only; the check above is what allows the review.
        reviewed.sudo().write(
            {
                "date_last_review": today,
                "last_reviewer_id": self.env.uid,
                "review_note": note,
                "date_review": today + relativedelta(years=1),
            }
        )
        reviewed.sudo().activity_unlink([REVIEW_ACTIVITY])
        if note:
            for clause in self.sudo():
                clause.message_post(body=note)
        return True

    @api.model
    def _cron_remind_review(self):
        """Ask the heads of owner departments for the reviews that are due."""
        domain = self._review_due_domain()
        due = self.search(domain, limit=200)
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=self.search_count(domain))
        for clause in due:
            if locked := clause.try_lock_for_update():
                locked._remind_review()
            if not cron._commit_progress(1):
                break

    @api.model
    def _review_due_domain(self):
        """Domain of the clauses whose review is due and not yet asked for."""
        today = fields.Date.context_today(self)
        again = today - relativedelta(days=REMIND_EVERY_DAYS)
        return (
            Domain("date_review", "<=", today)
            & Domain("department_id.manager_id.user_id", "!=", False)
            & (Domain("date_reminded", "=", False) | Domain("date_reminded", "<=", again))
        )

    def _remind_review(self):
        """Give the head of the owner department one activity for this clause.

        The activity of a clause that is due itself stands for its parts with the same owner.
        """
        self.ensure_one()
        today = fields.Date.context_today(self)
        user = self.department_id.manager_id.user_id
        parent = self.parent_id
        covered = (
            parent.active
            and parent.department_id == self.department_id
            and parent.date_review
            and parent.date_review <= today
        )
        activities = self.activity_search([REVIEW_ACTIVITY])
        kept = activities.filtered(lambda activity: activity.user_id == user and not covered)[:1]
        (activities - kept).unlink()
        if not covered and not kept:
            self.activity_schedule(REVIEW_ACTIVITY, date_deadline=self.date_review, user_id=user.id)
        self.date_reminded = today

    def _check_reviewer(self):
        if self.has_access("write"):
            return
        foreign = self.filtered(lambda clause: not clause.department_id.cs_is_head)
        if foreign:
            raise AccessError(
                self.env._(
                    "Clause %(number)s is reviewed by a service manager or by the head of its "
                    "owner department. Ask one of them.",
                    number=foreign[0].number,
                )
            )

    def _with_own_parts(self):
        """These clauses and, below each, the parts that have the same owner."""
        reviewed = self
        for department, clauses in self.grouped("department_id").items():
            reviewed |= self.search(
                [("id", "child_of", clauses.ids), ("department_id", "=", department.id)]
            )
        return reviewed

    @api.model
    def _checked_number(self, number):
        number = clause_number.normalise_number(number or "")
        try:
            clause_number.parse_number(number)
        except ValueError as error:
            raise UserError(
                self.env._(
                    "“%(number)s” is not a clause number. Write it like 6, 6.2, 6.2.3 or 6.2.3(1).",
                    number=number,
                )
            ) from error
        return number

    @api.model
    def _parents_of(self, numbers):
        """Return {number: id of the clause above it, False for a chapter}."""
        above = {number: clause_number.parent_number(number) for number in numbers}
        wanted = [number for number in above.values() if number]
        found = self.with_context(active_test=False).search([("number", "in", wanted)])
        ids = {clause.number: clause.id for clause in found}
        for number, parent in above.items():
            if parent and parent not in ids:
                raise UserError(
                    self.env._(
                        "Clause %(number)s belongs to clause %(parent)s, which is not in the "
                        "register. Add that one first.",
                        number=number,
                        parent=parent,
                    )
                )
        return {number: ids.get(parent, False) for number, parent in above.items()}
