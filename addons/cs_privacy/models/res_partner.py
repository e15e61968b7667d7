from odoo import fields, models

from ..encrypted import EncryptedChar


class ResPartner(models.Model):
    """The customer's basic data (clause 3.1.2(1)), sealed."""

    _name = "res.partner"
    _inherit = ["res.partner", "cs.privacy.mixin"]

    cs_id_type = fields.Selection(
        selection=[
            ("cn_id", "Resident identity card"),
            ("hk_macau_permit", "Mainland travel permit (Hong Kong, Macao)"),
            ("tw_permit", "Mainland travel permit (Taiwan)"),
            ("tw_id", "Taiwan identity card"),
            ("hk_id", "Hong Kong identity card"),
            ("passport", "Passport"),
            ("residence", "Foreigner's permanent residence card"),
            ("other", "Other document"),
        ],
        string="ID Document",
    )
    cs_id_number = EncryptedChar(string="ID Number", kind="id", tail=4, copy=False)
    cs_birth_date = EncryptedChar(string="Birth Date", kind="date", exact=False)
    cs_gender = fields.Selection(
        selection=[("female", "Female"), ("male", "Male"), ("other", "Other")], string="Gender"
    )
    cs_age_band = fields.Selection(
        selection=[
            ("minor", "Under 18"),
            ("18", "18 to 29"),
            ("30", "30 to 39"),
            ("40", "40 to 49"),
            ("50", "50 to 59"),
            ("60", "60 to 69"),
            ("70", "70 and above"),
        ],
        string="Age Band",
        readonly=True,
        help="From the birth date, refreshed by a scheduled action; the date itself is not shown.",
    )
    cs_phone = EncryptedChar(string="Protected Phone", kind="phone", tail=4)
    cs_service_number_ids = fields.One2many(
        comodel_name="cs.service.number", inverse_name="partner_id", string="Service Numbers"
    )
