from odoo import fields, models

from ..encrypted import EncryptedChar


class CsServiceNumber(models.Model):
    """A telephone number that a customer has from the operator (clause 3.1.2(1))."""

    _name = "cs.service.number"
    _description = "Service Number"
    _inherit = ["cs.privacy.mixin"]
    _order = "id desc"
    _rec_name = "number"

    number = EncryptedChar(kind="phone", tail=4, required=True, copy=False)
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    status = fields.Selection(
        selection=[
            ("active", "Active"),
            ("suspended", "Suspended"),
            ("ended", "Ended"),
        ],
        required=True,
        default="active",
        index=True,
    )
    date_start = fields.Date(string="In Service Since", default=fields.Date.context_today)
    date_end = fields.Date(string="Service Ended On")
