from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError

from ...core.survey_facts import SATISFACTION_MAX


class CsSurveyResponse(models.Model):
    """Ratings in the hall: a door for the till and other terminals (clause 4.3.1)."""

    _inherit = "cs.survey.response"

    @api.model
    def _cs_counter_score(
        self, source, external_id, score, *, company=None, partner=None, user=None, comment=None
    ):
        """Take a rating of the service in the hall, once per ``(source, external_id)``.

        It goes to the running campaign for whoever rates in the hall. The caller is superuser and
        answers for who is at the counter.

        :param str source: name of the terminal's system, e.g. ``pos``
        :param str external_id: the rating's own id there
        :param int score: 1 (not satisfied) to 5 (very satisfied)
        :param company: ``res.company``; default: the current one
        :param partner: the customer when known, else nobody
        :param user: who served
        :param str comment: the customer's words
        :return: the response, new or known
        :raise UserError: no such campaign runs, or the score is none
        """
        company = company or self.env.company
        known = self.search([("source", "=", source), ("external_id", "=", external_id)], limit=1)
        if known:
            return known
        if score not in range(1, SATISFACTION_MAX + 1):
            raise UserError(self.env._("A rating in the hall is a number from 1 to 5."))
        campaign = self._cs_counter_campaign(company)
        named = partner if partner and not campaign.is_anonymous else self.env["res.partner"]
        values = {
            **self._cs_scores(score, None),
            "campaign_id": campaign.id,
            "survey_id": campaign.survey_id.id,
            "company_id": company.id,
            "partner_id": named.id,
            "region_id": named.state_id.id,
            "user_id": user.id if user else False,
            "department_id": self._cs_counter_department(user, company),
            "channel": "store",
            "date": self._cs_day(company, fields.Datetime.now()),
            "source": source,
            "external_id": external_id,
        }
        try:
            with self.env.cr.savepoint():
                response = self.create(values)
        except UniqueViolation as error:
            # Another server takes it at this moment; the framework repeats the request.
            raise ConcurrencyError(f"{source} {external_id}") from error
        response._cs_counter_answers(score, comment)
        self.env["cs.survey.followup"]._cs_open_for(response)
        return response

    @api.model
    def _cs_counter_campaign(self, company):
        campaign = (
            self.env["cs.survey.campaign"]
            .sudo()
            .search(
                [
                    ("company_id", "=", company.id),
                    ("population", "=", "counter"),
                    ("state", "=", "running"),
                ],
                limit=1,
            )
        )
        if not campaign:
            raise UserError(
                self.env._(
                    "No survey campaign for ratings in the hall runs in %(company)s. Start one.",
                    company=company.name,
                )
            )
        return campaign

    @api.model
    def _cs_counter_department(self, user, company):
        if not user:
            return False
        contacts = self.env["cs.contact"].with_company(company)
        return contacts._cs_department_of_user(user).get(user.id, False)

    def _cs_counter_answers(self, score, comment):
        survey = self.survey_id
        rows = [
            {
                "response_id": self.id,
                "question_id": survey._cs_question("satisfaction").id,
                "text": str(score),
                "value": score,
            }
        ]
        if comment and comment.strip():
            rows.append(
                {
                    "response_id": self.id,
                    "question_id": survey._cs_question("topic").id,
                    "text": comment.strip()[:4000],
                    "is_text": True,
                    "sequence": 99,
                }
            )
        answers = self.env["cs.survey.answer"].create(rows)
        self.env["cs.survey.topic"]._cs_mark(answers)
