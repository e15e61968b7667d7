from odoo import fields, models

from odoo.addons.cs_privacy.encrypted import EncryptedChar


class ResPartner(models.Model):
    _inherit = "res.partner"

    bench_plain_phone = fields.Char(index=True)
    bench_plain_document = fields.Char()
    bench_sealed_phone = EncryptedChar(kind="phone")
    bench_sealed_document = EncryptedChar(kind="id", exact=False)
