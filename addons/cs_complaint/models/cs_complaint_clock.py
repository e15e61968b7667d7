from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core.facts import TRANSITION


class CsComplaintClock(models.Model):
    """What happened to the clock of a complaint: why its deadline is what it is (clause 6.2.3).

    Append-only. Each entry holds the deadlines that count from then on, and those before.
    """

    _name = "cs.complaint.clock"
    _description = "Clock of a Complaint"
    _inherit = ["cs.privacy.scan.mixin"]
    _order = "complaint_id, id"
    _rec_name = "kind"

    _cs_scanned = ("reason",)

    complaint_id = fields.Many2one(
        comodel_name="cs.complaint",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )
    company_id = fields.Many2one(
        related="complaint_id.company_id", store=True, precompute=True, index=True
    )
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="By",
        readonly=True,
        index=True,
        default=lambda self: self.env.user,
    )
    kind = fields.Selection(
        selection=[
            ("started", "Clock started"),
            ("paused", "Paused: waiting for customer"),
            ("resumed", "Resumed"),
            ("pause_ended", "Waiting time is up"),
            ("pause_extended", "Longer waiting approved"),
            ("severity", "Severity changed"),
            ("class", "Class changed"),
            ("customer", "Customer changed"),
            ("reopened", "Reopened"),
            ("targets", "Targets changed"),
            ("calendar", "Working time or holidays changed"),
            ("stopped", "Clock stopped"),
            ("untold", "Answer did not arrive"),
        ],
        required=True,
        readonly=True,
    )
    reason = fields.Char(readonly=True)
    policy_id = fields.Many2one(
        comodel_name="cs.complaint.policy", index=True, ondelete="set null", readonly=True
    )
    date_response_due = fields.Datetime(string="First Response Due", readonly=True)
    date_resolve_due = fields.Datetime(string="Deadline", readonly=True)
    date_resolve_before = fields.Datetime(string="Deadline Before", readonly=True)
    paused_seconds = fields.Integer(
        string="Paused",
        readonly=True,
        aggregator=None,
        help="Worked time for which the clock has stood still since registration or reopening.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.context.get("cs_transition") is not TRANSITION:
            raise AccessError(self.env._("The clock of a complaint is kept by the system alone."))
        return super().create(vals_list)

    def write(self, vals):
        if set(vals) == {"policy_id"} and self.env.su:
            return super().write(vals)
        raise UserError(self.env._("The clock of a complaint is evidence and cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The clock of a complaint is evidence and cannot be deleted."))
