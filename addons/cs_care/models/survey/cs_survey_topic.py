from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...core.survey_topics import keywords

DAYS = 30
# Of 100: satisfaction of 1 or 2, recommendation of 0 to 2
LOW = 25.0


class CsSurveyTopic(models.Model):
    """What customers write about, found by key words in their texts (clause 4.3.2)."""

    _name = "cs.survey.topic"
    _description = "Survey Topic"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company", index=True, help="Empty: for every company."
    )
    keywords = fields.Text(
        required=True,
        help="One a line. Chinese words are found anywhere in a text, others from the beginning "
        "of a word: “bill” finds “billing”.",
    )
    alert_count = fields.Integer(
        string="Hint from",
        default=5,
        help="So many unhappy customers in 30 days make the topic one to improve; 0: never.",
    )
    answer_ids = fields.Many2many(
        comodel_name="cs.survey.answer",
        relation="cs_survey_answer_topic",
        column1="topic_id",
        column2="answer_id",
        readonly=True,
    )
    recent_count = fields.Integer(string="Last 30 Days", compute="_compute_counts")
    before_count = fields.Integer(string="30 Days Before", compute="_compute_counts")
    low_count = fields.Integer(string="Unhappy, Last 30 Days", compute="_compute_counts")
    trend = fields.Selection(
        selection=[("up", "Rising"), ("same", "As before"), ("down", "Falling")],
        compute="_compute_counts",
    )
    date_hinted = fields.Date(string="Last Hint", readonly=True, copy=False)

    _alert_valid = models.Constraint(
        "CHECK (alert_count >= 0)", "The number of unhappy customers is zero or more."
    )

    def _compute_counts(self):
        found = self._cs_counts()
        for topic in self:
            recent, before, low = found.get(topic._origin.id, (0, 0, 0))
            topic.recent_count, topic.before_count, topic.low_count = recent, before, low
            # Poisson counts differ by chance: twice the root of their sum is the noise.
            noise = 2 * (recent + before) ** 0.5
            rise = recent - before
            topic.trend = "up" if rise > noise else "down" if -rise > noise else "same"

    def _cs_counts(self):
        """Return ``{topic id: (lately, before, of the unhappy lately)}`` in one query."""
        today = fields.Date.context_today(self)
        recent, before = today - timedelta(days=DAYS), today - timedelta(days=2 * DAYS)
        answers = self.env["cs.survey.answer"]
        base = [("topic_ids", "in", self.ids), ("date", ">", before)]
        counts = {}
        groups = answers._read_group(
            base, ["topic_ids", "response_id"], ["date:max", "score:min", "has_score:bool_or"]
        )
        for topic, _response, date, score, has_score in groups:
            row = counts.setdefault(topic.id, [0, 0, 0])
            row[0 if date > recent else 1] += 1
            row[2] += date > recent and has_score and score <= LOW
        return {key: tuple(row) for key, row in counts.items()}

    @api.constrains("keywords")
    def _check_keywords(self):
        for topic in self:
            if not keywords(topic.keywords):
                raise ValidationError(self.env._("A topic needs at least one key word."))

    def action_view_answers(self):
        """Open the texts that speak of this topic."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_care.cs_survey_answer_action")
        return {**action, "domain": [("topic_ids", "in", self.ids)], "context": {}}

    def action_mark_again(self):
        """Look for these topics in the texts of the last 60 days, after key words changed."""
        self.check_access("write")
        since = fields.Date.context_today(self) - timedelta(days=2 * DAYS)
        answers = self.env["cs.survey.answer"].sudo()
        domain = [("is_text", "=", True), ("date", ">", since)]
        if self.company_id:
            domain.append(("company_id", "in", self.company_id.ids))
        answers.search(domain)._cs_replace_topics(self)

    @api.model
    def _cs_mark(self, answers):
        """Note the topics of new answers; as superuser."""
        answers.filtered("is_text")._cs_replace_topics(self.sudo().search([("active", "=", True)]))

    # Hints -----------------------------------------------------------------------------------

    @api.model
    def _cron_hint(self):
        """Tell managers of topics about which unhappy customers write again and again."""
        since = fields.Date.today() - timedelta(days=DAYS)
        due = self.search(
            [
                ("alert_count", ">", 0),
                "|",
                ("date_hinted", "=", False),
                ("date_hinted", "<=", since),
            ]
        )
        recurring = due.filtered(lambda topic: topic.low_count >= topic.alert_count)
        recurring._cs_improvement_hint()
        recurring.date_hinted = fields.Date.today()

    def _cs_improvement_hint(self):
        """Hint that these topics are to be improved: an activity for each manager.

        A hook: ``cs_quality`` opens improvement actions here.
        """
        followups = self.env["cs.survey.followup"]
        for topic in self:
            company = topic.company_id or self.env.company
            for user in followups._cs_team(company, "manager"):
                words = topic.with_context(lang=user.lang, mail_activity_quick_update=True)
                words.activity_schedule(
                    "mail.mail_activity_data_todo",
                    user_id=user.id,
                    summary=words.env._(
                        "%(count)s unhappy customers wrote about %(topic)s in 30 days",
                        count=topic.low_count,
                        topic=words.name,
                    ),
                )
