from odoo import api, fields, models
from odoo.exceptions import UserError

from ...core.survey_facts import CHANNELS, nps_group, score_of


class CsSurveyResponse(models.Model):
    """What one customer answered: the scores, append-only (clause 9.1.4(2)).

    Anonymous ones have no customer, no invitation and no hour.
    """

    _name = "cs.survey.response"
    _description = "Survey Response"
    _inherit = ["cs.privacy.guard"]
    _order = "date desc, id desc"

    campaign_id = fields.Many2one(
        comodel_name="cs.survey.campaign", required=True, readonly=True, ondelete="restrict"
    )
    survey_id = fields.Many2one(
        comodel_name="survey.survey", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    invitation_id = fields.Many2one(
        comodel_name="cs.survey.invitation",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    stratum_id = fields.Many2one(
        comodel_name="cs.survey.stratum", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    department_id = fields.Many2one(
        comodel_name="hr.department", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Who Served",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    region_id = fields.Many2one(
        comodel_name="res.country.state",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    channel = fields.Selection(
        selection=CHANNELS, readonly=True, help="Empty of the few left of an anonymous campaign."
    )
    date = fields.Date(required=True, readonly=True)
    score = fields.Float(readonly=True, aggregator="avg", help="From 0 to 100.")
    has_score = fields.Boolean(readonly=True)
    satisfaction = fields.Integer(readonly=True, aggregator=None, help="1 to 5; 0: not answered.")
    nps = fields.Integer(string="Recommendation", readonly=True, aggregator=None)
    nps_group = fields.Selection(
        selection=[
            ("promoter", "Promoter"),
            ("passive", "Passive"),
            ("detractor", "Detractor"),
        ],
        readonly=True,
    )
    answer_ids = fields.One2many(
        comodel_name="cs.survey.answer", inverse_name="response_id", readonly=True
    )
    source = fields.Char(readonly=True)
    external_id = fields.Char(string="External ID", readonly=True)

    _campaign_idx = models.Index("(campaign_id, date)")
    _source_uniq = models.UniqueIndex(
        "(source, external_id) WHERE external_id IS NOT NULL", "This rating was taken already."
    )

    @api.depends("date", "score", "has_score")
    def _compute_display_name(self):
        for response in self:
            if response.has_score:
                response.display_name = self.env._(
                    "%(date)s: %(score)s of 100",
                    date=fields.Date.to_string(response.date),
                    score=round(response.score),
                )
            else:
                response.display_name = fields.Date.to_string(response.date) or ""

    @api.model_create_multi
    def create(self, vals_list):
        self._cs_check_system()
        return super().create(vals_list)

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("What customers answered is evidence and stays as it is."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What customers answered is evidence and stays as it is."))

    @api.model
    def _cs_check_system(self):
        if not self._cs_is_trusted():
            raise UserError(self.env._("Answers are given by customers only."))

    @api.model
    def _cs_take(self, pairs, **values):
        """Take over finished answer sheets, in their order.

        :param pairs: ``[(survey.user_input, cs.survey.invitation), …]``; of an anonymous campaign
            no more than campaign, stratum and channel is taken from the invitation
        :param values: values of all responses, instead of those of the invitations
        """
        vals_list = [
            {**self._cs_origin(invitation), **self._cs_facts(sheet), **values}
            for sheet, invitation in pairs
        ]
        responses = self.create(vals_list)
        self.env["cs.survey.answer"]._cs_take(
            [(response, pair[0]) for response, pair in zip(responses, pairs, strict=True)]
        )
        return responses

    @api.model
    def _cs_origin(self, invitation):
        campaign = invitation.campaign_id
        # Of anonymous answers the day on which they are released, together with others
        moment = fields.Datetime.now() if campaign.is_anonymous else invitation.date_answered
        origin = {
            "campaign_id": campaign.id,
            "survey_id": invitation.survey_id.id,
            "company_id": campaign.company_id.id,
            "stratum_id": invitation.stratum_id.id,
            "channel": invitation.channel,
            "date": self._cs_day(campaign.company_id, moment),
        }
        if campaign.is_anonymous:
            return origin
        return {
            **origin,
            "invitation_id": invitation.id,
            "partner_id": invitation.partner_id.id,
            "department_id": invitation.department_id.id,
            "user_id": invitation.served_by_id.id,
            "region_id": invitation.region_id.id,
        }

    @api.model
    def _cs_day(self, company, moment):
        """Return the day of ``moment`` where the company serves its customers."""
        zone = company._cs_calendar().tz or "UTC"
        return fields.Datetime.context_timestamp(self.with_context(tz=zone), moment).date()

    @api.model
    def _cs_facts(self, sheet):
        satisfaction, nps = None, None
        for line in sheet.user_input_line_ids:
            if line.answer_type != "scale":
                continue
            if line.question_id.cs_role == "satisfaction":
                satisfaction = line.value_scale
            elif line.question_id.cs_role == "nps":
                nps = line.value_scale
        return self._cs_scores(satisfaction, nps)

    @api.model
    def _cs_scores(self, satisfaction, nps):
        score = score_of(satisfaction, nps)
        return {
            "satisfaction": satisfaction or 0,
            "nps": nps or 0,
            "nps_group": nps_group(nps) or False,
            "score": score or 0.0,
            "has_score": score is not None,
        }

    def _cs_is_low(self):
        """Tell whether somebody has to follow up this answer (clause 4.3.2)."""
        self.ensure_one()
        campaign = self.campaign_id
        if campaign.is_anonymous or not self.has_score:
            return False
        if self.satisfaction:
            return self.satisfaction <= campaign.low_satisfaction
        return bool(self.nps_group) and self.nps <= campaign.low_nps
