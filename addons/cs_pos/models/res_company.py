from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_pos_masked = fields.Boolean(
        string="Customers Masked in the Point of Sale",
        default=True,
        help="Cashiers and the tills' browsers get no e-mail, address, tax or "
        "card number of customers.",
    )
