from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cs_index_known_share = fields.Integer(related="company_id.cs_index_known_share", readonly=False)
    cs_index_purpose_id = fields.Many2one(related="company_id.cs_index_purpose_id", readonly=False)
    cs_index_months = fields.Integer(related="company_id.cs_index_months", readonly=False)
    cs_churn_limit = fields.Integer(related="company_id.cs_churn_limit", readonly=False)
    cs_churn_rest_months = fields.Integer(related="company_id.cs_churn_rest_months", readonly=False)
    cs_churn_horizon_months = fields.Integer(
        related="company_id.cs_churn_horizon_months", readonly=False
    )
