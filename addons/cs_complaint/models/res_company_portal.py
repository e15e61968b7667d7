from odoo import fields, models


class ResCompanyPortal(models.Model):
    _inherit = "res.company"

    cs_complaint_link_days = fields.Integer(
        string="Link of Customers Works For (Days)",
        default=90,
        help="Counted from the answer or the end of the complaint. While it is open, it works.",
    )

    _cs_complaint_link_days_positive = models.Constraint(
        "CHECK (cs_complaint_link_days > 0)",
        "The link in a letter works for one day or more.",
    )
