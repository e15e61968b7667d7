from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...core.survey_facts import SATISFACTION_MAX, SURVEY_TYPE

# Changed after somebody has answered, these would give old answers another meaning.
MEANING = frozenset({"cs_role", "question_type", "scale_min", "scale_max", "survey_id"})
SCALES = {"satisfaction": (1, SATISFACTION_MAX), "nps": (0, 10)}


class SurveyQuestion(models.Model):
    _inherit = "survey.question"

    cs_survey_type = fields.Selection(related="survey_id.survey_type", string="Survey Type")
    cs_role = fields.Selection(
        selection=[
            ("satisfaction", "Satisfaction (1 to 5)"),
            ("nps", "Recommendation (0 to 10)"),
            ("topic", "Text searched for topics"),
        ],
        string="Counts As",
        help="Satisfied are those who answer 4 or 5. The net promoter score is the share of 9 and "
        "10 less the share of 0 to 6.",
    )

    @api.constrains("cs_role", "question_type", "scale_min", "scale_max")
    def _check_cs_role(self):
        for question in self.filtered("cs_role"):
            scale = SCALES.get(question.cs_role)
            if scale:
                found = (question.scale_min, question.scale_max)
                if question.question_type != "scale" or found != scale:
                    raise ValidationError(
                        self.env._(
                            "“%(question)s” has to be a scale from %(low)s to %(high)s to count "
                            "as satisfaction or recommendation.",
                            question=question.title,
                            low=scale[0],
                            high=scale[1],
                        )
                    )
            elif question.question_type not in ("text_box", "char_box"):
                raise ValidationError(
                    self.env._(
                        "Topics are found in texts: “%(question)s” is not a text box.",
                        question=question.title,
                    )
                )

    @api.constrains("cs_role", "survey_id")
    def _check_cs_role_once(self):
        for survey in self.survey_id:
            roles = [q.cs_role for q in survey.question_ids if q.cs_role in SCALES]
            if len(roles) != len(set(roles)):
                raise ValidationError(
                    self.env._(
                        "Only one question of “%(survey)s” counts as satisfaction, and one as "
                        "recommendation.",
                        survey=survey.title,
                    )
                )

    @api.constrains("save_as_email", "save_as_nickname", "survey_id")
    def _check_cs_save_as(self):
        for question in self:
            if question.survey_id.survey_type == SURVEY_TYPE and (
                question.save_as_email or question.save_as_nickname
            ):
                raise ValidationError(
                    self.env._(
                        "A customer survey knows whom it asks, or promises not to: “%(question)s” "
                        "cannot be kept as e-mail address or nickname.",
                        question=question.title,
                    )
                )

    def write(self, vals):
        changed = MEANING.intersection(vals)
        if changed:
            self._cs_check_unanswered(vals, changed)
        return super().write(vals)

    def _cs_check_unanswered(self, vals, names):
        changed = self.filtered(
            lambda question: any(
                question._fields[name].convert_to_write(question[name], question) != vals[name]
                for name in names
            )
        )
        # sudo: whether anybody has answered is no secret of the answers
        answers = self.env["cs.survey.answer"].sudo()
        found = answers.search([("question_id", "in", changed.ids)], limit=1)
        if found:
            raise UserError(
                self.env._(
                    "“%(question)s” has been answered; changing it would give the answers another "
                    "meaning. Copy the survey and change the copy.",
                    question=found.question_id.title,
                )
            )
