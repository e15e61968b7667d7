import uuid

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core.facts import TRANSITION


class CsComplaintApiEvent(models.Model):
    """What happened to a complaint that a program registered: its history, and what is told.

    Append-only, and written by the server alone.
    """

    _name = "cs.complaint.api.event"
    _description = "Event of a Program's Complaint"
    _order = "complaint_id, id"
    _rec_name = "kind"

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
    kind = fields.Selection(
        selection=[
            ("create", "Registered"),
            ("status", "State changed"),
            ("resolved", "Answered"),
            ("information", "Customer asked for something"),
            ("value", "Something else changed"),
        ],
        required=True,
        readonly=True,
    )
    # As it was: later changes of the complaint do not rewrite the history.
    state = fields.Char(required=True, readonly=True)
    # The id under which listeners know the event, however often it reaches them
    uuid = fields.Char(
        string="Event ID", required=True, readonly=True, default=lambda self: str(uuid.uuid4())
    )

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.context.get("cs_transition") is not TRANSITION:
            raise AccessError(self.env._("The history of a complaint is kept by the system alone."))
        return super().create(vals_list)

    def write(self, vals):
        if not vals:
            return super().write(vals)
        raise UserError(self.env._("The history of a complaint is evidence and cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The history of a complaint is evidence and cannot be deleted."))
