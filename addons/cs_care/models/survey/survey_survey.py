from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...core.survey_facts import SURVEY_DOOR, SURVEY_TYPE

# What a customer survey is, whatever a form or a client says
FIXED = {
    "access_mode": "token",
    "users_login_required": False,
    "is_attempts_limited": False,
    "certification": False,
    "scoring_type": "no_scoring",
}


class SurveySurvey(models.Model):
    """Customer surveys: a type of their own, whose answers Odoo's survey users do not see.

    They are answered by invitation only (clause 4.3.1).
    """

    _inherit = "survey.survey"

    survey_type = fields.Selection(
        selection_add=[(SURVEY_TYPE, "Customer survey")], ondelete={SURVEY_TYPE: "set default"}
    )
    cs_campaign_ids = fields.One2many(
        comodel_name="cs.survey.campaign",
        inverse_name="survey_id",
        string="Campaigns",
        groups="cs_care.group_cs_care_supervisor",
    )

    @api.depends("survey_type")
    @api.depends_context("uid")
    def _compute_allowed_survey_types(self):
        result = super()._compute_allowed_survey_types()
        if self.env.user.has_group("cs_care.group_cs_care_manager"):
            allowed = self[:1].allowed_survey_types or []
            self.allowed_survey_types = [*allowed, SURVEY_TYPE]
        return result

    @api.model_create_multi
    def create(self, vals_list):
        default = self.env.context.get("default_survey_type")
        return super().create(
            [
                {**vals, **FIXED} if vals.get("survey_type", default) == SURVEY_TYPE else vals
                for vals in vals_list
            ]
        )

    @api.constrains("survey_type", *FIXED)
    def _check_cs_survey(self):
        for survey in self.filtered(lambda survey: survey.survey_type == SURVEY_TYPE):
            if any(survey[name] != value for name, value in FIXED.items()):
                raise ValidationError(
                    self.env._(
                        "Customers answer by invitation, without login and without marks: leave "
                        "access, attempts and scoring of “%(survey)s” as they are.",
                        survey=survey.title,
                    )
                )

    def write(self, vals):
        if "survey_type" in vals and self.sudo().cs_campaign_ids:
            raise UserError(
                self.env._("A survey with campaigns keeps its type. Copy it to use it otherwise.")
            )
        return super().write(vals)

    def get_formview_id(self, access_uid=None):
        if self.survey_type == SURVEY_TYPE:
            user = self.env["res.users"].browse(access_uid) if access_uid else self.env.user
            if not user.has_group("survey.group_survey_user"):
                return self.env.ref("cs_care.survey_survey_view_form").id
        return super().get_formview_id(access_uid=access_uid)

    def _check_answer_creation(self, *args, test_entry=False, **kwargs):
        door = self.env.context.get("cs_survey_door") is SURVEY_DOOR
        if self.survey_type == SURVEY_TYPE and not (test_entry or door):
            raise UserError(
                self.env._("Customers answer this survey by invitation. Start a campaign instead.")
            )
        return super()._check_answer_creation(*args, test_entry=test_entry, **kwargs)

    def _cs_question(self, role):
        """Return the question with a role: satisfaction or nps; empty when there is none."""
        self.ensure_one()
        return self.question_ids.filtered(lambda question: question.cs_role == role)[:1]

    def _cs_check_askable(self):
        """Check that a campaign can ask this survey.

        :raise UserError: there is no question, or none that gives a score
        """
        self.ensure_one()
        if self.survey_type != SURVEY_TYPE:
            raise UserError(
                self.env._(
                    "“%(survey)s” is no customer survey. Its answers would be open to all users "
                    "of surveys: set its type to “Customer survey”.",
                    survey=self.title,
                )
            )
        if not (self._cs_question("satisfaction") or self._cs_question("nps")):
            raise UserError(
                self.env._(
                    "“%(survey)s” has no question of satisfaction or recommendation. Mark one, so "
                    "that its answers can be counted.",
                    survey=self.title,
                )
            )
