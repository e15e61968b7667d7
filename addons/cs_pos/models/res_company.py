from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_pos_masked = fields.Boolean(
        string="Customers Masked in the Point of Sale",
        default=True,
        help="Cashiers and the tills' browsers get no e-mail, address, tax or "
        "card number of customers.",
    )
    cs_pos_identity_failures = fields.Integer(
        string="Failures Until Locked",
        default=5,
        help="So many wrong answers about one customer lock the check; twice as many of one "
        "cashier lock it for the cashier.",
    )
    cs_pos_identity_minutes = fields.Integer(
        string="Identity Checks Hold (Minutes)",
        default=15,
        help="How long a customer counts as recognised, and how long a lock lasts.",
    )
    cs_pos_identity_redeem = fields.Boolean(
        string="Identity Before Redemption",
        default=True,
        help="Rewards of the catalogue are handed out at the counter to recognised customers only.",
    )

    _cs_pos_identity_possible = models.Constraint(
        "CHECK (cs_pos_identity_failures BETWEEN 1 AND 100"
        " AND cs_pos_identity_minutes BETWEEN 1 AND 1440)",
        "Failures lie between 1 and 100, minutes between 1 and 1440.",
    )
