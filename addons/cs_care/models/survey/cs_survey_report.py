from odoo import fields, models
from odoo.tools import SQL

from ...core.survey_facts import ASKED_STATES, CHANNELS, SATISFIED_FROM


class CsSurveyReport(models.Model):
    """Invitations and responses for counting, with numerators and denominators (9.1.4(2)).

    A rate is empty where its denominator is 0, so that its average over a group is the quotient
    of the sums. Rates are of the answers as they are; strata of unequal weight are weighted back
    on the page *Results* of a campaign, which has the intervals too.
    """

    _name = "cs.survey.report"
    _description = "Survey Analysis"
    _auto = False
    _order = "date desc, id desc"
    _depends = {
        "cs.survey.invitation": [
            *("campaign_id", "survey_id", "company_id", "state", "channel", "region_id"),
            *("department_id", "stratum_id", "date_asked"),
        ],
        "cs.survey.response": [
            *("campaign_id", "survey_id", "company_id", "channel", "region_id", "department_id"),
            *("stratum_id", "date", "satisfaction", "nps", "nps_group", "score", "has_score"),
        ],
    }

    campaign_id = fields.Many2one(comodel_name="cs.survey.campaign", readonly=True)
    survey_id = fields.Many2one(comodel_name="survey.survey", readonly=True)
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    channel = fields.Selection(selection=CHANNELS, readonly=True)
    region_id = fields.Many2one(comodel_name="res.country.state", readonly=True)
    department_id = fields.Many2one(comodel_name="hr.department", readonly=True)
    stratum_id = fields.Many2one(comodel_name="cs.survey.stratum", readonly=True)
    date = fields.Date(readonly=True)
    asked_count = fields.Integer(string="Asked", readonly=True)
    answered_count = fields.Integer(string="Answered", readonly=True)
    rated_count = fields.Integer(string="Rated Satisfaction", readonly=True)
    satisfied_count = fields.Integer(string="Satisfied (4 or 5)", readonly=True)
    recommended_count = fields.Integer(string="Rated Recommendation", readonly=True)
    response_rate = fields.Float(string="Response Rate (%)", readonly=True, aggregator="avg")
    satisfied_rate = fields.Float(string="Satisfied (%)", readonly=True, aggregator="avg")
    satisfaction = fields.Float(string="Average (1 to 5)", readonly=True, aggregator="avg")
    nps = fields.Float(string="NPS", readonly=True, aggregator="avg")
    score = fields.Float(string="Score (0 to 100)", readonly=True, aggregator="avg")

    @property
    def _table_query(self):
        # Ids of the two tables are kept apart by parity.
        return SQL(
            """
            SELECT i.id * 2 AS id, i.campaign_id, i.survey_id, i.company_id, i.channel,
                   i.region_id, i.department_id, i.stratum_id, i.date_asked::date AS date,
                   1 AS asked_count, (i.state = 'answered')::int AS answered_count,
                   0 AS rated_count, 0 AS satisfied_count, 0 AS recommended_count,
                   CASE WHEN i.state = 'answered' THEN 100.0 ELSE 0.0 END AS response_rate,
                   NULL::float AS satisfied_rate, NULL::float AS satisfaction,
                   NULL::float AS nps, NULL::float AS score
              FROM cs_survey_invitation i
             WHERE i.state IN %(asked)s
             UNION ALL
            SELECT r.id * 2 + 1, r.campaign_id, r.survey_id, r.company_id, r.channel,
                   r.region_id, r.department_id, r.stratum_id, r.date,
                   0, 0, (r.satisfaction > 0)::int,
                   (r.satisfaction >= %(satisfied)s)::int,
                   (r.nps_group IS NOT NULL)::int,
                   NULL::float,
                   CASE WHEN r.satisfaction >= %(satisfied)s THEN 100.0
                        WHEN r.satisfaction > 0 THEN 0.0 END,
                   NULLIF(r.satisfaction, 0)::float,
                   CASE r.nps_group WHEN 'promoter' THEN 100.0 WHEN 'passive' THEN 0.0
                                    WHEN 'detractor' THEN -100.0 END,
                   CASE WHEN r.has_score THEN r.score END
              FROM cs_survey_response r
            """,
            asked=ASKED_STATES,
            satisfied=SATISFIED_FROM,
        )
