from datetime import datetime, time
from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class CsVisitNew(models.TransientModel):
    """Asks for a visit that staff plan by hand."""

    _name = "cs.visit.new"
    _description = "Plan a Visit"
    _inherit = ["cs.privacy.scan.mixin"]

    _cs_scanned = ("reason",)

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        domain="[('user_ids', '=', False)]",
    )
    plan_id = fields.Many2one(
        comodel_name="cs.visit.plan",
        domain="[('state', '=', 'running'), ('company_id', '=', allowed_company_ids[0])]",
        help="Its script, channel, team and targets are used.",
    )
    reason = fields.Char(required=True, help="Why the customer is visited.")
    date_due = fields.Date(
        string="By", required=True, default=lambda self: self._default_date_due()
    )
    # A dialog that is sent twice plans one visit.
    key = fields.Char(required=True, readonly=True, default=lambda self: str(uuid4()))
    is_mine = fields.Boolean(string="I Make It Myself", default=True)

    def _default_date_due(self):
        calendar = self.env.company._cs_calendar().with_company(self.env.company)
        due = calendar._cs_deadline(fields.Datetime.now(), 5, "day")
        return self.env.company._cs_local(due.replace(tzinfo=None)).date()

    @api.onchange("plan_id")
    def _onchange_plan_id(self):
        if self.plan_id and not self.reason:
            self.reason = self.plan_id.name

    def action_apply(self):
        """Plan the visit and open it. Pressed twice it is one visit."""
        self.ensure_one()
        if not self.env.user.has_group("cs_care.group_cs_care_agent"):
            raise AccessError(self.env._("Only staff of customer care plan visits."))
        self.partner_id.check_access("read")
        visit = self.env["cs.visit"]._cs_plan_visit(
            self.partner_id,
            self.plan_id or self.reason,
            f"by.hand,{self.key}",
            self._cs_working_days(),
            reason=self.reason,
            user=self.env.user if self.is_mine else None,
            company=self.env.company,
        )
        return visit.with_env(self.env).get_formview_action()

    def _cs_working_days(self):
        """Return in how many working days the chosen day ends."""
        company = self.env.company
        if self.date_due < company._cs_local().date():
            raise UserError(self.env._("Choose a day that lies ahead."))
        noon = company._cs_utc(datetime.combine(self.date_due, time(12)))
        calendar = company._cs_calendar().with_company(company)
        return max(calendar._cs_worked_days(fields.Datetime.now(), noon), 0)
