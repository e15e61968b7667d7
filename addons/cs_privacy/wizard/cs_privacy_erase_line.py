from odoo import fields, models


class CsPrivacyEraseLine(models.TransientModel):
    """One part of what an erasure reaches."""

    _name = "cs.privacy.erase.line"
    _description = "Part of an Erasure"
    _order = "kept, id"

    wizard_id = fields.Many2one(
        comodel_name="cs.privacy.erase", required=True, index=True, ondelete="cascade"
    )
    code = fields.Char(readonly=True)
    label = fields.Char(string="Part", readonly=True)
    count = fields.Integer(string="Records", readonly=True)
    kept = fields.Boolean(readonly=True)
    until = fields.Date(string="Kept Until", readonly=True)
    reason = fields.Char(readonly=True)
