from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cs_protect_persons = fields.Boolean(related="company_id.cs_protect_persons", readonly=False)
    cs_id_unique = fields.Boolean(related="company_id.cs_id_unique", readonly=False)
