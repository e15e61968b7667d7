from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.web.tests import test_js

# The suite of the stage bar, as the runner in the browser addresses it
JS_SUITE = test_js.HOOTCommon._generate_hash(None, "@cs_privacy/stage_bar")


@tagged("post_install", "-at_install")
class TestIncidentUi(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "cs_privacy.group_cs_privacy_security"
        cls.officer = new_test_user(cls.env, login="ui_officer", groups=groups)
        cls.agent = new_test_user(cls.env, login="ui_agent", groups="cs_base.group_cs_base_user")
        cls.env.company.cs_security_officer_id = cls.officer
        cls.kind = cls.env.ref("cs_privacy.incident_kind_loss")

    def test_officer_handles_an_incident(self):
        self.env["cs.privacy.plan"].search([]).active = False
        incident = self.env["cs.privacy.incident"].create(
            {"title": "Lost list", "kind_id": self.kind.id, "reporter_id": self.agent.id}
        )
        self.env["cs.privacy.incident.task"].create(
            {"incident_id": incident.id, "name": "Look for it", "user_id": self.officer.id}
        )
        self.start_tour("/odoo", "cs_privacy_incident_tour", login="ui_officer")
        self.assertRecordValues(
            incident,
            [{"state": "contained", "containment": "Found it again, nobody had it"}],
        )
        self.assertEqual(incident.task_ids.proof, "Asked the railway")

    def test_agent_reports_an_incident(self):
        self.start_tour("/odoo", "cs_privacy_report_tour", login="ui_agent")
        incident = self.env["cs.privacy.incident"].search([], order="id desc", limit=1)
        self.assertRecordValues(
            incident,
            [
                {
                    "title": "Papers left in the hall",
                    "reporter_id": self.agent.id,
                    "user_id": self.officer.id,
                }
            ],
        )

    def test_components(self):
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id={JS_SUITE}",
            code="",
            login="ui_officer",
            timeout=180,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=test_js.unit_test_error_checker,
        )
