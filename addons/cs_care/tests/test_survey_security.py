from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .survey_common import SurveyCommon

# What a role may do: r read, w write, c create, u unlink
RIGHTS = {
    "cs.survey.campaign": {"agent": "r", "supervisor": "r", "manager": "rwcu"},
    "cs.survey.draw": {"agent": "", "supervisor": "r", "manager": "r"},
    "cs.survey.stratum": {"agent": "", "supervisor": "r", "manager": "r"},
    "cs.survey.asked": {"agent": "", "supervisor": "", "manager": "r"},
    "cs.survey.invitation": {"agent": "r", "supervisor": "r", "manager": "r"},
    "cs.survey.call": {"agent": "r", "supervisor": "r", "manager": "r"},
    "cs.survey.response": {"agent": "", "supervisor": "r", "manager": "r"},
    "cs.survey.answer": {"agent": "", "supervisor": "r", "manager": "r"},
    "cs.survey.followup": {"agent": "", "supervisor": "rw", "manager": "rw"},
    "cs.survey.topic": {"agent": "", "supervisor": "r", "manager": "rwcu"},
    "cs.survey.report": {"agent": "", "supervisor": "r", "manager": "r"},
    "cs.survey.call.outcome": {"agent": "rwc", "supervisor": "rwc", "manager": "rwc"},
    "survey.survey": {"agent": "", "supervisor": "r", "manager": "rwcu"},
    "survey.question": {"agent": "", "supervisor": "r", "manager": "rwcu"},
    "survey.question.answer": {"agent": "", "supervisor": "r", "manager": "rwcu"},
    "survey.user_input": {"agent": "", "supervisor": "", "manager": ""},
    "survey.user_input.line": {"agent": "", "supervisor": "", "manager": ""},
}
OPERATIONS = {"r": "read", "w": "write", "c": "create", "u": "unlink"}


@tagged("post_install", "-at_install")
class TestSurveySecurity(SurveyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = new_test_user(cls.env, login="cs_survey_portal", groups="base.group_portal")
        cls.surveyor = new_test_user(
            cls.env,
            login="cs_survey_admin",
            groups="base.group_user,survey.group_survey_manager",
        )

    def test_rights(self):
        users = {
            "agent": self.agent,
            "supervisor": self.supervisor,
            "manager": self.manager,
            "plain": self.plain,
            "portal": self.portal,
        }
        for model, roles in RIGHTS.items():
            for role, user in users.items():
                records = self.env[model].with_user(user)
                given = "".join(
                    letter for letter, name in OPERATIONS.items() if records.has_access(name)
                )
                self.assertEqual(given, roles.get(role, ""), f"{role} on {model}")

    def test_survey_users_see_no_answers(self):
        """Administrators of Odoo's surveys see neither who answered nor what."""
        self._answered(satisfaction=2, text="Secret")
        sheets = self.env["survey.user_input"].with_user(self.surveyor)
        lines = self.env["survey.user_input.line"].with_user(self.surveyor)
        domain = [("survey_id", "=", self.survey.id)]
        self.assertFalse(sheets.search(domain))
        self.assertFalse(lines.search(domain))
        self.assertTrue(sheets.sudo().search(domain))

    def test_managers_of_care_see_no_other_surveys(self):
        other = self.env["survey.survey"].create({"title": "Exam", "survey_type": "assessment"})
        found = self.env["survey.survey"].with_user(self.manager).search([])
        self.assertNotIn(other, found)
        self.assertIn(self.survey, found)

    def test_keys_are_readable_by_nobody(self):
        response = self._answered(satisfaction=2)
        invitation = response.invitation_id
        for user in self.manager | self.env.ref("base.user_admin"):
            for name in ("token", "user_input_id"):
                with self.assertRaises(AccessError):
                    invitation.with_user(user).read([name])

    def test_agents_see_no_scores(self):
        self.customer.phone = "+886 912 345 678"
        response = self._answered(satisfaction=2, use_email=False, use_phone=True)
        invitation = response.invitation_id.with_user(self.agent)
        self.assertTrue(invitation.partner_id)
        with self.assertRaises(AccessError):
            invitation.read(["score"])

    def test_agents_see_calls_only(self):
        invitations = self._ask(self._draw(self._campaign()))
        found = self.env["cs.survey.invitation"].with_user(self.agent).search([])
        self.assertFalse(found & invitations)
        found = self.env["cs.survey.invitation"].with_user(self.supervisor).search([])
        self.assertLessEqual(invitations, found)

    def test_forged(self):
        """What the server decides cannot be sent, neither as a value nor as a default."""
        campaigns = self.env["cs.survey.campaign"].with_user(self.manager)
        for values in ({"state": "running"}, {"seed": "1"}, {"next_draw_at": "2026-01-01"}):
            with self.assertRaises(AccessError):
                self._campaign(is_started=False, **values)
        campaign = campaigns.with_context(default_state="running", default_seed="1").create(
            {
                "name": "Forged",
                "survey_id": self.survey.id,
                "purpose_id": self.purpose.id,
            }
        )
        self.assertEqual(campaign.state, "draft")
        self.assertNotEqual(campaign.seed, "1")
        self._give_rights()
        response = self._answered(satisfaction=2)
        with self.assertRefused(UserError, "drawn by a campaign and answer by themselves"):
            response.invitation_id.with_user(self.manager).write({"state": "refused"})
        with self.assertRefused(UserError, "given by customers only"):
            self.env["cs.survey.response"].with_user(self.manager).create({})
        with self.assertRefused(UserError, "buttons of the call list"):
            self.env["cs.survey.call"].with_user(self.manager).create({})

    def _give_rights(self):
        """Even with rights by mistake, the models refuse."""
        for model in ("invitation", "response", "call", "answer", "draw"):
            self.env["ir.model.access"].create(
                {
                    "name": model,
                    "model_id": self.env["ir.model"]._get_id(f"cs.survey.{model}"),
                    "group_id": self.env.ref("cs_care.group_cs_care_manager").id,
                    **dict.fromkeys(("perm_write", "perm_create", "perm_unlink"), True),
                }
            )

    def test_other_company(self):
        self._answered(satisfaction=1)
        other = self.env["res.company"].create({"name": "Other"})
        user = self.supervisor
        user.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        for model in ("campaign", "draw", "stratum", "invitation", "response", "answer"):
            self.assertFalse(self.env[f"cs.survey.{model}"].with_user(user).search([]), model)
        for model in ("followup", "report", "call"):
            self.assertFalse(self.env[f"cs.survey.{model}"].with_user(user).search([]), model)

    def test_manager_writes_a_questionnaire(self):
        survey = (
            self.env["survey.survey"]
            .with_user(self.manager)
            .create(
                {
                    "title": "Own",
                    "survey_type": "cs_care",
                    "question_and_page_ids": [
                        Command.create(
                            {
                                "title": "Content?",
                                "question_type": "scale",
                                "scale_min": 1,
                                "scale_max": 5,
                                "cs_role": "satisfaction",
                            }
                        )
                    ],
                }
            )
        )
        self.assertEqual((survey.access_mode, survey.scoring_type), ("token", "no_scoring"))
        self.assertEqual(self._campaign(survey_id=survey.id).state, "running")
        self.assertIn("cs_care", survey.allowed_survey_types)
        self.assertEqual(
            survey.get_formview_id(), self.env.ref("cs_care.survey_survey_view_form").id
        )
