from odoo.tests import HttpCase, new_test_user, tagged

from .survey_common import SurveyCommon


@tagged("post_install", "-at_install")
class TestSurveyPage(SurveyCommon, HttpCase):
    def _asked(self, **values):
        campaign = self._campaign(**{"domain": f"[('id', '=', {self.customer.id})]", **values})
        return self._ask(self._draw(campaign))

    def _submit(self, invitation, score):
        """Answer over HTTP as the page does; return the server's reply."""
        sheet = invitation.user_input_id
        base = f"{sheet.survey_id.access_token}/{sheet.access_token}"
        self.make_jsonrpc_request(f"/survey/begin/{base}", {})
        question = sheet.survey_id._cs_question("satisfaction")
        return self.make_jsonrpc_request(f"/survey/submit/{base}", {str(question.id): str(score)})

    def test_link(self):
        invitation = self._asked()
        page = self.url_open(f"/cs/q/{invitation.token}")
        self.assertEqual(page.status_code, 200)
        self.assertIn("Start", page.text)
        self._submit(invitation, 5)
        self.assertEqual((invitation.state, invitation.satisfaction), ("answered", 5))
        # It works once.
        _correct, reply = self._submit(invitation, 1)
        self.assertEqual(reply, {"error": "unauthorized"})
        self.assertEqual(invitation.satisfaction, 5)
        self.assertIn("answered already", self.url_open(f"/cs/q/{invitation.token}").text)

    def test_opening_answers_nothing(self):
        invitation = self._asked()
        self.url_open(f"/cs/q/{invitation.token}")
        self.assertEqual(invitation.state, "asked")

    def test_wrong_links(self):
        for token in ("short", "x" * 22, "%C3%A4" * 22):
            page = self.url_open(f"/cs/q/{token}")
            self.assertEqual(page.status_code, 404)
            self.assertIn("This link does not work", page.text)
        # The address of the questionnaire alone opens nothing.
        page = self.url_open(f"/survey/start/{self.survey.access_token}", allow_redirects=False)
        self.assertNotIn("answer", page.headers.get("Location", ""))

    def test_closed(self):
        invitation = self._asked()
        self.url_open(f"/cs/q/{invitation.token}")
        invitation.campaign_id.action_close()
        self.assertIn("has ended", self.url_open(f"/cs/q/{invitation.token}").text)
        _correct, reply = self._submit(invitation, 5)
        self.assertEqual(reply, {"error": "answer_deadline"})

    def test_anonymous_of_a_logged_in_customer(self):
        """Core refuses a sheet without the visitor's partner; an anonymous one has none."""
        new_test_user(self.env, "cs_survey_other", groups="base.group_portal")
        invitation = self._asked(is_anonymous=True)
        self.authenticate("cs_survey_other", "cs_survey_other")
        self.url_open(f"/cs/q/{invitation.token}")
        self._submit(invitation, 4)
        self.assertEqual(invitation.state, "answered")

    def test_staff_do_not_answer_for_customers(self):
        invitation = self._asked()
        self.authenticate(self.agent.login, self.agent.login)
        self.url_open(f"/cs/q/{invitation.token}")
        _correct, reply = self._submit(invitation, 5)
        self.assertEqual(reply, {"error": "answer_wrong_user"})

    def test_interview(self):
        self.customer.phone = "+886 912 345 678"
        self.env["res.lang"]._activate_lang("zh_TW")
        self.customer.lang = "zh_TW"
        invitation = self._asked(use_email=False, use_phone=True)
        self.authenticate(self.agent.login, self.agent.login)
        url = f"/cs/survey/interview/{invitation.id}"
        self.assertEqual(self.url_open(url).status_code, 404)
        invitation.with_user(self.agent).action_interview()
        page = self.url_open(url)
        self.assertEqual(page.status_code, 200)
        self.assertIn('"lang": "zh_TW"', page.text)
        self.authenticate(self.agent2.login, self.agent2.login)
        self.assertEqual(self.url_open(url).status_code, 404)
        self.assertEqual(self.url_open("/cs/survey/interview/999999999").status_code, 404)
        self.authenticate(self.agent.login, self.agent.login)
        self._submit(invitation, 4)
        self.assertEqual((invitation.state, invitation.satisfaction), ("answered", 4))

    def test_portal(self):
        portal = new_test_user(
            self.env, "cs_survey_mei", groups="base.group_portal", email="mei@portal.example"
        )
        portal.partner_id.category_id = self.tag
        self.customer = portal.partner_id
        mine = self._asked(use_email=False, use_portal=True)
        self.authenticate("cs_survey_mei", "cs_survey_mei")
        self.assertIn(self.survey.title, self.url_open("/my/surveys").text)
        self.assertEqual(mine.channel, "portal")
        page = self.url_open(f"/my/surveys/{mine.id}")
        self.assertIn("/survey/", page.url)
        other = (
            self.env["cs.survey.invitation"]
            .sudo()
            ._cs_invite(mine.campaign_id, self.customer2, "portal")
        )
        page = self.url_open(f"/my/surveys/{other.id}")
        self.assertTrue(page.url.endswith("/my/surveys"))
        self._submit(mine, 5)
        self.assertIn("No survey waits", self.url_open("/my/surveys").text)
