from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...core.survey_topics import keywords, matching

TEXTS = ("text_box", "char_box")


class CsSurveyAnswer(models.Model):
    """The answer to one question, as text with masks or as a number; append-only."""

    _name = "cs.survey.answer"
    _description = "Survey Answer"
    _inherit = ["cs.privacy.guard", "cs.privacy.scan.mixin"]
    _order = "response_id desc, sequence, id"
    _rec_name = "question_id"
    _cs_scanned = ("text",)

    response_id = fields.Many2one(
        comodel_name="cs.survey.response",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="response_id.company_id", store=True, precompute=True, index=True
    )
    campaign_id = fields.Many2one(
        related="response_id.campaign_id", store=True, precompute=True, index=True
    )
    date = fields.Date(related="response_id.date", store=True, precompute=True)
    score = fields.Float(
        related="response_id.score",
        string="Score of the Response",
        store=True,
        precompute=True,
        aggregator="avg",
    )
    has_score = fields.Boolean(related="response_id.has_score", store=True, precompute=True)
    question_id = fields.Many2one(
        comodel_name="survey.question",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    sequence = fields.Integer(readonly=True)
    text = fields.Text(string="Answer", readonly=True)
    value = fields.Float(readonly=True, aggregator="avg")
    is_text = fields.Boolean(string="Own Words", readonly=True)
    topic_ids = fields.Many2many(
        comodel_name="cs.survey.topic",
        relation="cs_survey_answer_topic",
        column1="answer_id",
        column2="topic_id",
        string="Topics",
        readonly=True,
    )

    _text_idx = models.Index("(company_id, date) WHERE is_text")

    @api.model_create_multi
    def create(self, vals_list):
        self.env["cs.survey.response"]._cs_check_system()
        return super().create(vals_list)

    def write(self, vals):
        # Topics are how the answers are read, not what was answered.
        if not self._cs_is_trusted() or set(vals) - {"topic_ids"}:
            raise UserError(self.env._("What customers answered is evidence and stays as it is."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What customers answered is evidence and stays as it is."))

    def _cs_replace_topics(self, topics):
        """Note which of ``topics`` these texts speak of; other topics stay as they are."""
        by_company = {
            company: {
                topic.id: keywords(topic.keywords)
                for topic in topics
                if topic.company_id in (company, topic.company_id.browse())
            }
            for company in self.company_id
        }
        for answer in self:
            found = matching(answer.text, by_company[answer.company_id])
            others = (answer.topic_ids - topics).ids
            if set(answer.topic_ids.ids) != {*found, *others}:
                answer.topic_ids = [Command.set([*others, *found])]

    @api.model
    def _cs_take(self, pairs):
        """Copy the lines of answer sheets: ``[(response, survey.user_input), …]``."""
        vals_list = []
        for response, sheet in pairs:
            for line in sheet.user_input_line_ids.filtered(lambda line: not line.skipped):
                vals_list.append({"response_id": response.id, **self._cs_line_values(line)})
        answers = self.create(vals_list)
        self.env["cs.survey.topic"]._cs_mark(answers)
        return answers

    @api.model
    def _cs_line_values(self, line):
        number = {"scale": line.value_scale, "numerical_box": line.value_numerical_box}
        is_text = line.answer_type in TEXTS
        return {
            "question_id": line.question_id.id,
            "sequence": line.question_sequence,
            "text": line._get_answer_value() if is_text else line.display_name,
            "value": number.get(line.answer_type, 0.0),
            "is_text": is_text,
        }
