from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

SUPERVISOR = "cs_care.group_cs_care_supervisor"


class CsChurnRisk(models.Model):
    """A customer who may leave: why, who looks after it, and what came of it (7.3.3(5)).

    Listed by the server from the signs of the customer's index, once at a time per customer. While
    it is open the risk follows the news; closed entries stay as they were.
    """

    _name = "cs.churn.risk"
    _description = "Customer at Risk"
    _inherit = ["cs.privacy.guard", "cs.privacy.scan.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "risk desc, id desc"
    _rec_name = "partner_id"
    _check_company_auto = True

    _cs_scanned = ("note",)
    _cs_protected = frozenset(
        {
            *("partner_id", "company_id", "month", "date_listed", "risk", "score", "signals"),
            *("state", "visit_id", "date_closed", "closed_by_id"),
        }
    )

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    tier_id = fields.Many2one(
        related="partner_id.cs_loyalty_tier_id", string="Tier", groups="cs_base.group_cs_base_user"
    )
    month = fields.Date(string="Month Listed", required=True, readonly=True)
    date_listed = fields.Datetime(string="Listed On", required=True, readonly=True)
    risk = fields.Integer(readonly=True, aggregator="avg", tracking=True)
    score = fields.Integer(string="Index", readonly=True, aggregator="avg")
    signals = fields.Json(readonly=True)
    reasons = fields.Char(string="Why", compute="_compute_reasons")
    state = fields.Selection(
        selection=[("listed", "Listed"), ("visit", "Visit planned"), ("closed", "Closed")],
        required=True,
        default="listed",
        readonly=True,
        tracking=True,
        group_expand=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Owner",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('share', '=', False)]",
        check_company=True,
        tracking=True,
    )
    visit_id = fields.Many2one(
        comodel_name="cs.visit", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    outcome = fields.Selection(
        selection=[
            ("kept", "Stays"),
            ("left", "Leaves"),
            ("no_risk", "Was no risk"),
            ("not_reached", "Not reached"),
        ],
        tracking=True,
    )
    note = fields.Text(string="What Was Found")
    date_closed = fields.Datetime(string="Closed On", readonly=True)
    closed_by_id = fields.Many2one(comodel_name="res.users", readonly=True, ondelete="restrict")

    _open_uniq = models.UniqueIndex(
        "(partner_id, company_id) WHERE state <> 'closed'", "This customer is listed already."
    )
    _list_idx = models.Index("(company_id, state, risk DESC)")
    _month_idx = models.Index("(company_id, month)")

    @api.depends("signals")
    @api.depends_context("lang")
    def _compute_reasons(self):
        tell = self.env["cs.churn.signal"]._cs_tell
        for listed in self:
            signals = sorted((listed.signals or {}).items(), key=lambda item: -item[1][0])
            listed.reasons = "; ".join(tell(code, fact) for code, (_points, fact) in signals)

    def _cs_check_open(self):
        self.check_access("write")
        if any(listed.state == "closed" for listed in self):
            raise UserError(
                self.env._("This entry is closed. The customer is listed again when signs return.")
            )

    def action_take(self):
        """Become the owner; somebody else's entry stays with them. May be pressed twice."""
        self._cs_check_open()
        for listed in self.filtered(lambda listed: listed.user_id != self.env.user):
            if listed.user_id:
                raise UserError(
                    self.env._(
                        "%(owner)s looks after this customer. A supervisor changes the owner.",
                        owner=listed.user_id.name,
                    )
                )
            listed.user_id = self.env.user
        return True

    def action_plan_visit(self):
        """Plan a return visit that says why, once; open it."""
        self.ensure_one()
        self._cs_check_open()
        if not self.visit_id:
            visit = self.env["cs.visit"]._cs_plan_visit(
                self.partner_id,
                self.env._("May leave: %(why)s", why=self.reasons),
                f"churn.risk,{self.id}",
                user=self.user_id or self.env.user,
                company=self.company_id,
            )
            self._cs_step(
                visit_id=visit.id, state="visit", user_id=(self.user_id or self.env.user).id
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": "cs.visit",
            "res_id": self.visit_id.id,
            "views": [(False, "form")],
        }

    def action_close(self):
        """Close the entry with its outcome; nothing happens when it is closed already."""
        self.check_access("write")
        for listed in self.filtered(lambda listed: listed.state != "closed"):
            if not listed.outcome:
                raise UserError(self.env._("Say what came of it in the field Outcome, then close."))
            listed._cs_step(
                state="closed", date_closed=fields.Datetime.now(), closed_by_id=self.env.uid
            )
        return True

    def write(self, vals):
        if not self._cs_is_trusted():
            if {"outcome", "note", "user_id"} & set(vals):
                self._cs_check_open()
            if vals.get("user_id", self.env.uid) != self.env.uid and not self.env.user.has_group(
                SUPERVISOR
            ):
                raise AccessError(self.env._("Supervisors give entries to others."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("Entries measure how good the list is and stay. Close them instead.")
        )
