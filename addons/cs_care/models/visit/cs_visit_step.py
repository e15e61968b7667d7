from odoo import api, fields, models
from odoo.exceptions import ValidationError

KINDS = [
    ("choice", "One of several answers"),
    ("rating", "1 to 5 stars"),
    ("number", "Number"),
    ("text", "Own words"),
]


class CsVisitStep(models.Model):
    """One question of a script."""

    _name = "cs.visit.step"
    _description = "Question of a Visit Script"
    _order = "script_id, sequence, id"

    script_id = fields.Many2one(
        comodel_name="cs.visit.script", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="script_id.company_id", store=True, precompute=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Question", required=True, translate=True)
    hint = fields.Char(translate=True, help="For the agent: what to listen for.")
    kind = fields.Selection(selection=KINDS, required=True, default="choice")
    is_required = fields.Boolean(
        string="Must Be Answered", help="The visit cannot be finished without an answer."
    )
    option_ids = fields.One2many(
        comodel_name="cs.visit.option", inverse_name="step_id", string="Answers", copy=True
    )

    @api.constrains("kind", "option_ids")
    def _check_options(self):
        for step in self:
            if step.kind == "choice" and len(step.option_ids) < 2:
                raise ValidationError(
                    self.env._(
                        "“%(question)s” is a choice and needs at least two answers. "
                        "Add them, or choose another kind.",
                        question=step.name,
                    )
                )
