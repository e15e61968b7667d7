from datetime import datetime

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..core.facts import OPEN_STATES, TRANSITION
from .cs_complaint_policy import LEVELS

# Which change of a complaint moves its deadline, and what the clock calls it.
CAUSES = {
    "date_reopened": "reopened",
    "date_clock_start": "reopened",
    "pause_seconds": "resumed",
    "severity": "severity",
    "category_id": "class",
    "complaint_class": "class",
    "partner_id": "customer",
    "customer_level": "customer",
    "company_id": "targets",
}


class CsComplaintClocked(models.Model):
    """The deadlines of a complaint, and the log that explains each of them."""

    _inherit = "cs.complaint"

    customer_level = fields.Selection(
        selection=LEVELS,
        compute="_compute_customer_level",
        store=True,
        precompute=True,
        help="Customers of the green channel have shorter targets and come first.",
    )
    policy_id = fields.Many2one(
        comodel_name="cs.complaint.policy",
        compute="_compute_deadlines",
        store=True,
        precompute=True,
        index="btree_not_null",
        ondelete="set null",
        groups="base.group_user",
    )
    approval_ids = fields.One2many(
        comodel_name="cs.complaint.approval",
        inverse_name="complaint_id",
        readonly=True,
        copy=False,
        groups="base.group_user",
    )
    clock_ids = fields.One2many(
        comodel_name="cs.complaint.clock",
        inverse_name="complaint_id",
        readonly=True,
        copy=False,
        groups="base.group_user",
    )
    remaining_seconds = fields.Integer(
        string="Working Time Left",
        compute="_compute_remaining_seconds",
        aggregator=None,
        help="Worked time until the deadline; negative after it. It stands still while the "
        "complaint waits for the customer.",
    )

    @api.depends("partner_id")
    def _compute_customer_level(self):
        levels = self._cs_customer_levels()
        for complaint in self:
            complaint.customer_level = levels.get(complaint.partner_id.id, "normal")

    def _cs_customer_levels(self):
        """Return ``{partner id: level}`` for the customers of these complaints.

        Levels are those of ``customer_level``; who is left out is ``normal``. They come from the
        hook ``res.partner._cs_service_levels``.
        """
        levels = self.env["res.partner"]._cs_service_levels(self.partner_id.ids)
        return {partner: "priority" for partner, level in levels.items() if level == "green"}

    def _cs_level_changed(self):
        """Count the deadlines of open complaints by the present level of their customers."""
        levels = self._cs_customer_levels()
        for level, complaints in (
            self.filtered(lambda c: c.state in OPEN_STATES)
            .grouped(lambda c: levels.get(c.partner_id.id, "normal"))
            .items()
        ):
            changed = complaints.filtered(lambda c, level=level: c.customer_level != level)
            changed._cs_transition(customer_level=level)

    @api.depends(
        "company_id",
        "complaint_class",
        "customer_level",
        "date_clock_start",
        "pause_seconds",
        "severity",
    )
    def _compute_deadlines(self):
        for company, complaints in self.grouped("company_id").items():
            calendar = company._cs_calendar().with_company(company)
            targets = [company._cs_complaint_target(c) for c in complaints]
            items = []
            for complaint, target in zip(complaints, targets, strict=True):
                start = complaint.date_clock_start or fields.Datetime.now()
                items += [
                    (start, target.response_amount, target.response_unit),
                    (start, target.resolve_amount, target.resolve_unit),
                ]
            due = iter(calendar._cs_deadlines(items))
            for complaint, target in zip(complaints, targets, strict=True):
                response, resolve = next(due), next(due)
                if complaint.pause_seconds:
                    resolve = calendar._cs_add_worked(resolve, complaint.pause_seconds)
                complaint.policy_id = target.policy
                complaint.date_response_due = response.replace(tzinfo=None)
                complaint.date_resolve_due = resolve.replace(tzinfo=None)

    @api.depends("state", "date_resolve_due", "date_paused")
    def _compute_remaining_seconds(self):
        now = fields.Datetime.now()
        self.remaining_seconds = 0
        # sudo: whoever reads the figure may read its parts; asking for each of them costs time
        running = self.sudo().filtered(lambda c: c.state in OPEN_STATES and c.date_resolve_due)
        for company, complaints in running.grouped("company_id").items():
            # A list needs two fields of a company that has a hundred.
            company.fetch(["cs_calendar_id", "resource_calendar_id"])
            calendar = company._cs_calendar().with_company(company)
            for paused, group in complaints.grouped("date_paused").items():
                left = calendar._cs_remaining_batch(paused or now, group.mapped("date_resolve_due"))
                for complaint, seconds in zip(group, left, strict=True):
                    is_over = complaint.date_resolve_due < (paused or now)
                    # Late is late, also in the night after the deadline.
                    complaint.remaining_seconds = min(int(seconds), -1) if is_over else int(seconds)

    @api.readonly
    def cs_deadline_explanation(self):
        """Return what the deadline was counted from, as HTML, for the page that shows it.

        :raise AccessError: the user may not read this complaint
        """
        self.ensure_one()
        self.check_access("read")
        if not self.env.user._is_internal():
            raise AccessError(self.env._("Only employees see how a deadline was counted."))
        return self.env["ir.qweb"]._render(
            "cs_complaint.clock_explanation", self._cs_explain_deadline()
        )

    def _cs_explain_deadline(self):
        """Return the facts behind the deadline, for the template ``clock_explanation``."""
        self.ensure_one()
        company = self.company_id
        calendar = company._cs_calendar().with_company(company)
        start, due = self.date_clock_start, self.date_resolve_due
        target = company._cs_complaint_target(self)
        return {
            "complaint": self,
            "target": target,
            "policy": self.sudo().policy_id,
            "calendar": calendar,
            "units": dict(
                self.env["cs.complaint.policy"]
                ._fields["resolve_unit"]
                ._description_selection(self.env)
            ),
            "format": lambda at: self._cs_clock_text(at, calendar),
            "closed_days": calendar._cs_closed_days(start, due) if start and due else [],
            "paused": self.pause_seconds,
        }

    def _cs_clock_text(self, at, calendar):
        """Return a moment in the calendar's own time zone, for that is where days are counted."""
        if not isinstance(at, datetime):
            return ""
        zone = calendar.tz or self.company_id.partner_id.tz or "UTC"
        local = fields.Datetime.context_timestamp(self.with_context(tz=zone), at)
        lang = self.env["res.lang"]._get_data(code=self.env.lang or "en_US")
        return f"{local.strftime(lang.date_format)} {local.strftime('%H:%M')}"

    # The log -------------------------------------------------------------------------------------

    def _cs_log_clock(self, kind, before=None, reason=None):
        """Write what happened to the clocks of these complaints, with one statement.

        :param str kind: see ``cs.complaint.clock``
        :param dict before: ``{id: deadline before}``
        """
        if not self:
            return
        # sudo: a fact for the record, whoever made the change
        self.env["cs.complaint.clock"].sudo().with_context(cs_transition=TRANSITION).create(
            [
                {
                    "complaint_id": complaint.id,
                    "company_id": complaint.company_id.id,
                    "date": fields.Datetime.now(),
                    "user_id": self.env.uid,
                    "kind": kind,
                    "reason": reason,
                    "policy_id": complaint.policy_id.id,
                    "date_response_due": complaint.date_response_due,
                    "date_resolve_due": complaint.date_resolve_due,
                    "date_resolve_before": (before or {}).get(complaint.id),
                    "paused_seconds": complaint.pause_seconds,
                }
                for complaint in self.sudo()
            ]
        )

    @api.model_create_multi
    def create(self, vals_list):
        complaints = super().create(vals_list)
        complaints._cs_log_clock("started")
        return complaints

    def write(self, vals):
        causes = [CAUSES[name] for name in CAUSES if name in vals]
        if not causes:
            return super().write(vals)
        before = {complaint.id: complaint.date_resolve_due for complaint in self}
        result = super().write(vals)
        moved = self.filtered(lambda c: c.date_resolve_due != before[c.id])
        logged = self if causes[0] in ("reopened", "resumed") else moved
        logged._cs_log_clock(causes[0], before, vals.get("state_reason"))
        return result
