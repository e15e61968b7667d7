from odoo import fields, models


class CsVisitOption(models.Model):
    """One of the answers from which a question lets choose."""

    _name = "cs.visit.option"
    _description = "Answer to Choose"
    _order = "step_id, sequence, id"

    step_id = fields.Many2one(
        comodel_name="cs.visit.step", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="step_id.company_id", store=True, precompute=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Answer", required=True, translate=True)
