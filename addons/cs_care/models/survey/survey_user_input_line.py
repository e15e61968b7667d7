from odoo import api, models

from ...core.survey_facts import SURVEY_TYPE


class SurveyUserInputLine(models.Model):
    """Numbers in the words of customers are put out of sight before they are stored."""

    _inherit = "survey.user_input.line"

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._cs_scanned(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._cs_scanned(vals))

    @api.model
    def _cs_scanned(self, vals):
        if not (vals.get("value_char_box") or vals.get("value_text_box")):
            return vals
        survey = self.env["survey.user_input"].browse(vals.get("user_input_id")).sudo().survey_id
        if (survey or self.sudo().survey_id)[:1].survey_type != SURVEY_TYPE:
            return vals
        return self.env["cs.privacy.scan"]._cs_hide_for(
            ["cs.survey.answer"], vals, plain=("value_char_box", "value_text_box")
        )
