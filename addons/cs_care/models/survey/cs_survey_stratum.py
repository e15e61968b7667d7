from odoo import api, fields, models
from odoo.exceptions import UserError


class CsSurveyStratum(models.Model):
    """A part of the population of a draw, with the sizes by which its answers are weighted."""

    _name = "cs.survey.stratum"
    _description = "Stratum of a Survey Sample"
    _inherit = ["cs.privacy.guard"]
    _order = "draw_id, population_count desc, id"

    draw_id = fields.Many2one(
        comodel_name="cs.survey.draw", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="draw_id.company_id", store=True, precompute=True, index=True
    )
    key = fields.Char(required=True, readonly=True)
    name = fields.Char(required=True, readonly=True)
    population_count = fields.Integer(string="Population", readonly=True)
    eligible_count = fields.Integer(string="Can Be Asked", readonly=True)
    sample_count = fields.Integer(string="Sample", readonly=True)
    drawn_count = fields.Integer(string="Drawn", readonly=True)
    cutoff = fields.Char(readonly=True, help="The last lot that is drawn.")

    _key_uniq = models.UniqueIndex("(draw_id, key)", "This stratum is there already.")

    @api.model_create_multi
    def create(self, vals_list):
        self.env["cs.survey.draw"]._cs_check_system()
        return super().create(vals_list)

    def write(self, vals):
        self.env["cs.survey.draw"]._cs_check_system()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("How a sample was drawn is evidence and stays."))
