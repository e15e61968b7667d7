from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from .cs_complaint_person import EMAIL

# By a change of these a complaint becomes another person's, or another matter
TELLING = {
    "partner_id",
    "phone",
    "email_from",
    "category_id",
    "service_number_id",
    "number_told",
}


class CsComplaintRepeat(models.Model):
    """The same person or number complains of the same class again within some days (6.2.1).

    Every door ends in ``create``, so there the repeats of a whole batch are found, by one query.
    What a person has decided about a repeat stays.
    """

    _inherit = "cs.complaint"

    # Who may read only some complaints learns of the others by ``_cs_repeat_notice``, no more.
    repeat_of_id = fields.Many2one(
        comodel_name="cs.complaint",
        string="Repeat of",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
        groups="cs_complaint.group_cs_complaint_agent",
        help="The first complaint of the same person or number, of the same class.",
    )
    repeat_ids = fields.One2many(
        comodel_name="cs.complaint",
        inverse_name="repeat_of_id",
        string="Repeats",
        readonly=True,
        copy=False,
        groups="cs_complaint.group_cs_complaint_agent",
    )
    repeat_count = fields.Integer(
        string="Repeated",
        compute="_compute_repeat_count",
        store=True,
        precompute=True,
        groups="base.group_user",
        help="How often the customer came back with the same matter.",
    )
    is_repeat = fields.Boolean(
        string="Repeat",
        compute="_compute_is_repeat",
        search="_search_is_repeat",
        compute_sudo=True,
        groups="base.group_user",
    )
    is_repeat_decided = fields.Boolean(
        string="Repeat Decided by a Person", readonly=True, copy=False, groups="base.group_user"
    )

    _repeat_partner_idx = models.Index(
        "(partner_id, complaint_class, date_registered) WHERE partner_id IS NOT NULL"
    )
    _repeat_number_idx = models.Index(
        "(service_number_id, complaint_class, date_registered) WHERE service_number_id IS NOT NULL"
    )
    _repeat_email_idx = models.Index(f"({EMAIL}, date_registered) WHERE email_from IS NOT NULL")

    @api.depends("repeat_ids")
    def _compute_repeat_count(self):
        counts = dict(
            self.env["cs.complaint"]
            .sudo()
            ._read_group([("repeat_of_id", "in", self.ids)], ["repeat_of_id"], ["__count"])
        )
        by_id = {complaint.id: count for complaint, count in counts.items()}
        for complaint in self:
            complaint.repeat_count = by_id.get(complaint.id, 0)

    @api.depends("repeat_of_id")
    def _compute_is_repeat(self):
        for complaint in self:
            complaint.is_repeat = bool(complaint.repeat_of_id)

    def _search_is_repeat(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: whether it is a repeat says nothing of the other complaint
        ids = self.sudo()._search([("repeat_of_id", "!=", False)])
        return [("id", "in", ids)]

    def _cs_repeat_notice(self):
        """Return the banner that says of what this is a repeat, or how often it came back.

        Of a complaint that the user may not read it gives the number and nothing else.
        """
        self.ensure_one()
        first = self.sudo().repeat_of_id
        count = (first or self.sudo()).repeat_count
        if not first and not count:
            return False
        values = {
            "first": first,
            "readable": first.sudo(False)._filtered_access("read"),
            "states": dict(self._fields["state"]._description_selection(self.env)),
            "count": count,
        }
        return self.env["ir.qweb"]._render("cs_complaint.repeat_notice", values)

    @api.model_create_multi
    def create(self, vals_list):
        complaints = super().create(vals_list)
        complaints._cs_link_repeats()
        return complaints

    def write(self, vals):
        result = super().write(vals)
        if TELLING.intersection(vals):
            self._cs_link_repeats()
        return result

    def _cs_link_repeats(self):
        """Link these complaints to the first one of the same person or number and class.

        One query for all; further ones only for those that are repeats.
        """
        # sudo: a fact about the customer, whoever registers and whatever that person may read
        todo = self.sudo().filtered(lambda c: not c.is_repeat_decided)
        roots = {todo[place].id: root for place, root in todo._cs_find_roots().items()}
        for root_id, complaints in todo.grouped(lambda c: roots.get(c.id, False)).items():
            changed = complaints.filtered(lambda c, root=root_id: c.repeat_of_id.id != root)
            changed._cs_set_root(root_id)

    def _cs_set_root(self, root_id):
        """Link these complaints, and those that were repeats of them, to the first of the chain."""
        if not self:
            return
        chain = self
        if root_id and self.repeat_ids:
            chain |= self.repeat_ids.filtered(lambda c: c.id != root_id)
        chain._cs_transition(repeat_of_id=root_id)

    def _cs_find_roots(self):
        """Return the first complaints of their chains, ``{position: id}``, for the repeats.

        A repeat is of the earliest complaint of its person and class within the days of the
        company; that one may be a repeat of a still earlier one.
        """
        rows = [row for row in self._cs_asked() if row.complaint_class]
        if not rows:
            return {}
        matches = {
            place: (match_id, root_id)
            for place, match_id, root_id in self.env.execute_query(self._cs_repeat_query(rows))
        }
        roots, by_id = {}, {}
        for row in sorted(rows, key=lambda row: (row.registered, row.id or 0)):
            if row.place in matches:
                match_id, root_id = matches[row.place]
                root = by_id.get(match_id) or root_id or match_id
                if root != row.id:
                    roots[row.place] = by_id[row.id] = root
        return roots

    @api.model
    def _cs_repeat_query(self, rows):
        """Return the query ``(place, id, repeat_of_id)`` for what each of ``rows`` repeats."""
        before = SQL(
            "c.complaint_class = a.complaint_class AND c.state != 'rejected'"
            " AND c.date_registered >= a.since AND c.date_registered <= a.registered"
            " AND (a.id IS NULL OR c.date_registered < a.registered OR c.id < a.id)"
        )
        return SQL(
            "SELECT DISTINCT ON (s.place) s.place, s.id, s.repeat_of_id FROM (%s) s"
            " ORDER BY s.place, s.date_registered, s.id",
            self._cs_same_person(rows, before),
        )

    # What people decide ----------------------------------------------------------------------

    def action_view_repeats(self):
        """Open all complaints of the chain that the user may read."""
        self.ensure_one()
        self.check_access("read")
        first = self.sudo().repeat_of_id or self.sudo()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Same Matter"),
            "res_model": self._name,
            "view_mode": "list,form",
            "domain": [("id", "in", [first.id, *first.repeat_ids.ids])],
        }

    def action_relink_repeat(self):
        """Open the dialog by which a person says of what this is a repeat, or that it is none."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Repeat of Another Complaint"),
            "res_model": "cs.complaint.relink",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_complaint_id": self.id,
                "default_original_id": self.browse(self.sudo().repeat_of_id.id or [])
                ._filtered_access("read")
                .id,
            },
        }

    def _cs_decide_repeat(self, original, reason):
        """Record what a person decided; later changes of the complaint leave it alone.

        :param original: the complaint of which this is a repeat, or none
        :param str reason: kept in the conversation, for both sides of the decision
        """
        self.ensure_one()
        self.check_access("write")
        original.check_access("read")
        self._cs_require_reason(reason)
        first = original.sudo().repeat_of_id or original.sudo()
        self._cs_check_repeat_of(first)
        before = self.sudo().repeat_of_id
        self._cs_transition(is_repeat_decided=True)
        self.sudo()._cs_set_root(first.id if first else False)
        if first != before:
            label = (
                self.env._("Repeat of %(number)s", number=first.name)
                if first
                else self.env._("No repeat of %(number)s", number=before.name)
            )
            self._cs_log_reason(label, reason)

    def _cs_check_repeat_of(self, first):
        if first == self:
            raise ValidationError(
                self.env._(
                    "Complaint %(number)s is the first of its chain itself. Choose another one.",
                    number=self.name,
                )
            )
        if first and first.company_id != self.company_id:
            raise ValidationError(
                self.env._("A repeat and its first complaint belong to the same company.")
            )
        if first and (first.date_registered, first.id) > (self.date_registered, self.id):
            raise ValidationError(
                self.env._(
                    "Complaint %(number)s was registered later. The earlier one is the first: "
                    "open the later one and link it to the earlier.",
                    number=first.name,
                )
            )
