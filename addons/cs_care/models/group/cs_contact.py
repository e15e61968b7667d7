from odoo import fields, models


class CsContact(models.Model):
    _inherit = "cs.contact"

    cs_care_note = fields.Html(
        related="partner_id.cs_care_note",
        string="What Staff Must Do",
        groups="cs_base.group_cs_base_user",
    )
    cs_special_group_ids = fields.Many2many(
        related="partner_id.cs_special_group_ids",
        string="Special Groups",
        groups="cs_base.group_cs_base_user",
    )
