from odoo import fields, models


class PosConfig(models.Model):
    _inherit = "pos.config"

    # A right of a person cannot depend on the till that they open, so it is the company's option.
    cs_pos_masked = fields.Boolean(related="company_id.cs_pos_masked")
    cs_pos_preload = fields.Integer(
        string="Customers Loaded at Opening",
        help="How many customers, those with the most orders first, the till keeps from the start "
        "while customers are masked. 0: none, each is looked for when needed.",
    )

    _cs_pos_preload_positive = models.Constraint(
        "CHECK(cs_pos_preload >= 0)", "The number of customers loaded at opening is 0 or more."
    )

    def _get_limited_partner_count(self):
        if self.company_id.cs_pos_masked:
            return self.cs_pos_preload
        return super()._get_limited_partner_count()
