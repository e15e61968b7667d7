from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core.facts import TRANSITION


class CsComplaintEscalation(models.Model):
    """That a rung of the ladder was reached and who was told. Append-only, once for a deadline."""

    _name = "cs.complaint.escalation"
    _description = "Escalation of a Complaint"
    _order = "id desc"
    _rec_name = "rung_id"

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
    rung_id = fields.Many2one(
        comodel_name="cs.complaint.rung",
        required=True,
        index=True,
        ondelete="restrict",
        readonly=True,
    )
    date = fields.Datetime(string="Told On", required=True, readonly=True)
    date_due = fields.Datetime(string="Deadline Then", required=True, readonly=True)
    date_reached = fields.Datetime(string="Reached On", readonly=True)
    period = fields.Integer(
        readonly=True, aggregator=None, help="How often the complaint had been reopened."
    )
    user_ids = fields.Many2many(comodel_name="res.users", string="Told", readonly=True)

    _once = models.UniqueIndex(
        "(complaint_id, rung_id, date_due)", "This rung has been reached already."
    )

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.context.get("cs_transition") is not TRANSITION:
            raise AccessError(self.env._("Escalations are recorded by the system alone."))
        return super().create(vals_list)

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("An escalation is evidence and cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("An escalation is evidence and cannot be deleted."))
