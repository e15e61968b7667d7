from odoo import fields, models


class CsComplaintRate(models.TransientModel):
    """Asks what the customer said by telephone about the answer."""

    _name = "cs.complaint.rate"
    _description = "Rating by Telephone"
    _inherit = ["cs.complaint.dialog", "cs.privacy.scan.mixin"]

    _cs_scanned = ("comment",)

    complaint_id = fields.Many2one(
        comodel_name="cs.complaint", required=True, readonly=True, ondelete="cascade"
    )
    stars = fields.Selection(
        selection=[
            ("0", "No rating"),
            ("1", "Not satisfied"),
            ("2", "Rather not satisfied"),
            ("3", "Neither"),
            ("4", "Satisfied"),
            ("5", "Very satisfied"),
        ],
        default="0",
        required=True,
    )
    comment = fields.Text(string="The Customer's Words")

    def action_save(self):
        """Hand the rating over to the complaint, which checks who types it in."""
        self.ensure_one()
        self.complaint_id.action_note_rating(int(self.stars), self.comment)
        return {"type": "ir.actions.act_window_close"}
