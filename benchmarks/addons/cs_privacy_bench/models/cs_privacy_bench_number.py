from odoo import fields, models


class CsPrivacyBenchNumber(models.Model):
    """``cs.service.number`` with a plain number."""

    _name = "cs.privacy.bench.number"
    _description = "Plain Service Number"
    _order = "id desc"
    _rec_name = "number"

    number = fields.Char(required=True, index=True)
    partner_id = fields.Many2one(
        comodel_name="res.partner", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(comodel_name="res.company", required=True, index=True)
    status = fields.Selection(
        selection=[("active", "Active"), ("suspended", "Suspended"), ("ended", "Ended")],
        required=True,
        default="active",
        index=True,
    )
    date_start = fields.Date()
    date_end = fields.Date()
