from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_protect_persons = fields.Boolean(
        string="Protect the Phone Numbers of All Persons",
        help="New persons are protected from the start; colleagues and companies are not.",
    )
    cs_id_unique = fields.Boolean(
        string="ID Numbers Are Unique",
        help="Refuse an ID number that another customer has, instead of a warning only.",
    )
