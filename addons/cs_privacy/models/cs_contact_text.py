from odoo import models


class CsContact(models.Model):
    """What the contact ledger tells in words holds no number of a person in clear."""

    _name = "cs.contact"
    _inherit = ["cs.contact", "cs.privacy.text.mixin"]

    _cs_text_fields = ("name", "description", "outcome")
    _cs_phone_field = "caller"
