from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...core.special_group import next_date, state_on

DEFAULT_DAYS = 30
DEFAULT_MAX_DAYS = 366


class CsGreenGrant(models.Model):
    """The green channel given by hand: to whom, why, until when, by whom (clause 7.1.3(3))."""

    _name = "cs.green.grant"
    _description = "Green Channel by Hand"
    _inherit = [
        "mail.thread",
        "cs.privacy.scan.mixin",
        "cs.privacy.guard",
        "cs.batch.mixin",
    ]
    _order = "id desc"
    _rec_name = "partner_id"
    _cs_scanned = ("reason", "revoke_reason")
    _cs_fixed = frozenset({"partner_id", "reason", "date_from", "date_to"})
    _cs_protected = frozenset(
        {
            *("state", "granted_by_id", "date_granted", "date_next"),
            *("revoked_by_id", "date_revoked", "revoke_reason"),
        }
    )

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(
        related="partner_id.company_id", store=True, precompute=True, index="btree_not_null"
    )
    reason = fields.Char(
        required=True, help="Why this customer is served first; the audit reads it."
    )
    date_from = fields.Date(
        string="From", required=True, default=lambda self: fields.Date.context_today(self)
    )
    date_to = fields.Date(
        string="Until",
        required=True,
        default=lambda self: fields.Date.context_today(self) + timedelta(days=DEFAULT_DAYS),
        help="The last day; nobody is served first for ever.",
    )
    state = fields.Selection(
        selection=[
            ("planned", "Planned"),
            ("active", "Active"),
            ("expired", "Expired"),
            ("revoked", "Revoked"),
        ],
        required=True,
        default="active",
        readonly=True,
        tracking=True,
    )
    date_next = fields.Date(string="Next Step On", readonly=True)
    granted_by_id = fields.Many2one(
        comodel_name="res.users",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
        index=True,
    )
    date_granted = fields.Datetime(
        string="Granted On", required=True, readonly=True, default=fields.Datetime.now
    )
    revoked_by_id = fields.Many2one(comodel_name="res.users", readonly=True, index="btree_not_null")
    date_revoked = fields.Datetime(string="Revoked On", readonly=True)
    revoke_reason = fields.Char(string="Why Revoked", readonly=True)

    _dates_in_order = models.Constraint(
        "CHECK (date_to >= date_from)",
        "The green channel ends after it has begun: correct one of the two dates.",
    )
    _due_idx = models.Index("(date_next) WHERE date_next IS NOT NULL")
    _active_idx = models.Index("(partner_id) WHERE state = 'active'")

    @api.model_create_multi
    def create(self, vals_list):
        grants = super().create(vals_list)
        grants._cs_check_fair()
        today = fields.Date.context_today(self)
        for grant in grants:
            grant._cs_step(
                state=state_on(today, grant.date_from, grant.date_to),
                date_next=next_date(today, grant.date_from, grant.date_to, 0),
            )
        grants.partner_id._cs_refresh_green()
        return grants

    def _cs_check_fair(self):
        """Refuse favours: for oneself, in the past, or for ever (clause 1.2(5))."""
        longest = self.env["ir.config_parameter"].sudo().get_param("cs_care.green_grant_days")
        longest = int(longest) if longest and longest.isdigit() else DEFAULT_MAX_DAYS
        today = fields.Date.context_today(self)
        for grant in self:
            if grant.partner_id.commercial_partner_id == (
                self.env.user.partner_id.commercial_partner_id
            ):
                raise UserError(
                    self.env._("Nobody gives the green channel to oneself. Ask a colleague.")
                )
            if not (grant.reason or "").strip():
                raise UserError(self.env._("Say why this customer is served first."))
            if grant.date_to < today:
                raise ValidationError(self.env._("The last day is over. Choose a later one."))
            if (grant.date_to - grant.date_from).days > longest:
                raise ValidationError(
                    self.env._(
                        "The green channel is given for %(days)s days at most. Choose an earlier "
                        "last day, or make a rule.",
                        days=longest,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("What was granted is evidence for the audit. Revoke it instead.")
        )

    def action_revoke(self, reason):
        """End grants before their last day; again changes nothing.

        :raise UserError: no reason is given
        """
        self.check_access("write")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why, in a sentence."))
        todo = self.filtered(lambda grant: grant.state in ("planned", "active"))
        todo._cs_step(
            state="revoked",
            revoke_reason=reason.strip(),
            revoked_by_id=self.env.uid,
            date_revoked=fields.Datetime.now(),
            date_next=False,
        )
        todo.partner_id._cs_refresh_green()

    def action_ask_reason(self):
        """Open the dialog that asks why the grant is revoked."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Give the Reason"),
            "res_model": "cs.care.group.reason",
            "view_mode": "form",
            "target": "new",
            "context": {"default_grant_ids": self.ids, "default_step": "revoke"},
        }

    @api.model
    def _cron_follow_dates(self, limit=500):
        """Begin and end grants whose day has come (daily)."""
        domain = [("date_next", "<=", fields.Date.context_today(self))]
        self._cs_run_batches(domain, "date_next, id", limit, type(self)._cs_follow_dates)

    def _cs_follow_dates(self):
        today = fields.Date.context_today(self)
        for grant in self:
            state = state_on(today, grant.date_from, grant.date_to)
            over = state == "expired"
            grant._cs_step(
                state=state,
                date_next=False if over else next_date(today, grant.date_from, grant.date_to, 0),
            )
        self.partner_id._cs_refresh_green()
