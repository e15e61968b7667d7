from odoo import fields, models


class CsComplaintFeedback(models.Model):
    _inherit = "cs.complaint.feedback"

    canned_id = fields.Many2one(
        comodel_name="cs.complaint.canned",
        string="Canned Answer",
        # Passed on by the dialog; how often a text is used is counted by it, nothing else.
        default=lambda self: self.env.context.get("cs_canned_id"),
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        groups="base.group_user",
    )
