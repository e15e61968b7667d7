from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core.facts import TRANSITION

DELIVERY = [
    ("noted", "Noted"),
    ("outgoing", "Queued"),
    ("sent", "Sent"),
    ("delivered", "Delivered"),
    ("exception", "Failed"),
]
# The customer has been told, as far as anybody can know by now
TOLD = ("noted", "sent", "delivered")


class CsComplaintDelivery(models.Model):
    """What became of an answer on its way to the customer (clause 6.2.4). Append-only.

    The feedback itself is evidence of what was said; these entries say whether it arrived.
    """

    _name = "cs.complaint.delivery"
    _description = "Delivery of Complaint Feedback"
    _inherit = ["cs.privacy.scan.mixin"]
    _order = "feedback_id, id"
    _rec_name = "state"

    _cs_scanned = ("reason",)

    feedback_id = fields.Many2one(
        comodel_name="cs.complaint.feedback",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )
    complaint_id = fields.Many2one(
        related="feedback_id.complaint_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="feedback_id.company_id", store=True, precompute=True, index=True
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now, readonly=True)
    state = fields.Selection(selection=DELIVERY, required=True, readonly=True)
    reason = fields.Char(readonly=True, help="Why it did not arrive.")

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.context.get("cs_transition") is not TRANSITION:
            raise AccessError(
                self.env._("Whether an answer has arrived is recorded by the system alone.")
            )
        return super().create(vals_list)

    def write(self, vals):
        if not vals:
            return super().write(vals)
        raise UserError(self.env._("The delivery of an answer is evidence and cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The delivery of an answer is evidence and cannot be deleted."))
