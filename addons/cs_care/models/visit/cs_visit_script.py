from odoo import api, fields, models


class CsVisitScript(models.Model):
    """What is said and asked on a visit, in the languages of the customers."""

    _name = "cs.visit.script"
    _description = "Visit Script"
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        index="btree_not_null",
        help="Leave empty for a script that all companies share.",
    )
    intro = fields.Text(
        string="Opening Words",
        translate=True,
        help="Said first: who calls, why, and whether it is a good moment.",
    )
    closing = fields.Text(string="Closing Words", translate=True)
    step_ids = fields.One2many(
        comodel_name="cs.visit.step", inverse_name="script_id", string="Steps", copy=True
    )
    question_count = fields.Integer(string="Questions", compute="_compute_question_count")

    @api.depends("step_ids")
    def _compute_question_count(self):
        for script in self:
            script.question_count = len(script.step_ids)
