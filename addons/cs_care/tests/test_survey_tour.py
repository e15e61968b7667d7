from odoo.tests import HttpCase, tagged

from .survey_common import SurveyCommon


@tagged("post_install", "-at_install")
class TestSurveyTour(SurveyCommon, HttpCase):
    """From the manager's campaign by the customer's answer to what was done about it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in cls.manager | cls.supervisor:
            # Tours log in with the login as password.
            user.password = user.login
        cls.survey.title = "Tour survey"
        cls.purpose.name = "Tour purpose"
        choice = cls.survey.question_ids.filtered(lambda q: q.question_type == "simple_choice")
        # The first scale is the question of satisfaction; one is enough here.
        choice.unlink()

    def _play(self):
        self.start_tour("/odoo/cs-surveys", "cs_care_survey_manager", login=self.manager.login)
        campaign = self.env["cs.survey.campaign"].search([("name", "=", "Spring")])
        self.assertEqual(campaign.state, "running")
        invitation = self._invitations(campaign).filtered(
            lambda found: found.partner_id == self.customer
        )
        self._ask(invitation)
        self.start_tour(f"/cs/q/{invitation.token}", "cs_care_survey_customer")
        self.assertEqual((invitation.state, invitation.satisfaction), ("answered", 2))
        followup = self.env["cs.survey.followup"].search([("campaign_id", "=", campaign.id)])
        self.start_tour(
            "/odoo/cs-survey-followups", "cs_care_survey_supervisor", login=self.supervisor.login
        )
        self.assertEqual((followup.state, followup.told_by_id), ("done", self.supervisor))

    def test_english(self):
        self._play()

    def test_chinese(self):
        self.env["res.lang"]._activate_lang("zh_TW")
        self.env.ref("base.module_cs_care")._update_translations(["zh_TW"])
        (self.manager | self.supervisor).lang = "zh_TW"
        self.customer.lang = "zh_TW"
        self.survey.with_context(lang="zh_TW").title = "Tour survey"
        self.purpose.with_context(lang="zh_TW").name = "Tour purpose"
        self._play()
