from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .incident_common import NOW, IncidentCommon


@tagged("post_install", "-at_install")
class TestIncidentFlow(IncidentCommon):
    def stage(self, incident, stage):
        return incident.stage_ids.filtered(lambda row: row.stage == stage)

    def to_root_cause(self, incident):
        """Take an incident without affected persons up to the root cause."""
        incident.containment = "Locked the account"
        self.do_tasks(incident)
        incident.action_contain()
        incident.date_occurred_from = NOW - timedelta(days=1)
        incident.action_no_person("Test data only")
        self.do_tasks(incident)
        incident.action_assess()
        incident.action_waive_report("Ordinary, no risk")
        self.do_tasks(incident)
        incident.action_report()
        incident.action_inform()
        incident.write(
            {"cause_category": "process", "why_1": "No rule", "root_cause": "No rule for laptops"}
        )
        self.env["cs.privacy.incident.action"].with_user(self.officer).create(
            {
                "incident_id": incident.id,
                "name": "Encrypt laptops",
                "user_id": self.agent.id,
                "date_due": "2026-04-01",
            }
        )
        incident.action_find_cause()

    def test_new_incident_is_complete(self):
        incident = self.incident(department_id=self.department.id)
        self.assertRegex(incident.name, r"^SI2026-\d{4}$")
        self.assertRecordValues(
            incident,
            [
                {
                    "state": "detected",
                    "reporter_id": self.officer.id,
                    "user_id": self.dept_officer.id,
                    "severity_id": self.ordinary.id,
                    "date_next_due": NOW + timedelta(hours=4),
                    "is_late": False,
                }
            ],
        )
        self.assertEqual(len(incident.stage_ids), 7)
        self.assertRecordValues(
            self.stage(incident, "detected"),
            [{"state": "reached", "date_reached": NOW, "user_id": self.officer.id}],
        )
        self.assertEqual(self.stage(incident, "reported").date_due, NOW + timedelta(hours=72))
        self.assertEqual(
            incident.activity_ids.mapped("user_id"), self.dept_officer, "The owner is called"
        )
        names = incident.task_ids.mapped("name")
        self.assertIn("Suspend the rights of the users concerned", names)
        self.assertNotIn("Recover or wipe the device", names, "That is for losses")
        self.assertEqual(
            incident.task_ids.filtered(lambda t: "Suspend" in t.name).user_id, self.officer
        )

    def test_whole_way(self):
        incident = self.incident()
        self.to_root_cause(incident)
        action = incident.action_ids
        with self.assertRaisesRegex(UserError, "not verified: Encrypt laptops"):
            incident.action_close()
        action.with_user(self.agent).result = "Bitlocker on"
        action.with_user(self.agent).action_done()
        action.verification = "Checked 5 laptops"
        action.action_verify()
        self.do_tasks(incident)
        incident.action_close()
        self.assertEqual(incident.state, "closed")
        self.assertFalse(incident.date_next_due)
        self.assertEqual(incident.stage_ids.mapped("state"), ["reached"] * 7)
        incident.action_close()  # a second click does no harm
        with self.assertRaisesRegex(UserError, "is over and stays as it is"):
            incident.title = "Something else"
        with self.assertRaisesRegex(UserError, "is over and stays as it is"):
            incident.action_false_alarm("No")
        with self.assertRaisesRegex(UserError, "is over and stays as it is"):
            incident.action_reopen("Again")
        with self.assertRaisesRegex(UserError, "is over and stays as it is"):
            action.verification = "Changed"

    def test_closing_lists_what_is_missing(self):
        incident = self.incident()
        missing = "\n".join(incident._cs_missing("closed"))
        for part in (
            "What was done at once",
            "When it happened",
            "The affected persons, or why nobody",
            "The report to the authority",
            "The root cause",
            "At least one corrective action",
            "Tasks of the emergency plan: Stop it",
        ):
            self.assertIn(part, missing)
        incident.sudo()._cs_step(state="root_cause")
        with self.assertRaisesRegex(
            UserError, "(?s)Still missing:.*report to the authority.*root cause"
        ):
            incident.action_close()

    def test_stages_follow_each_other(self):
        incident = self.incident()
        with self.assertRaisesRegex(UserError, "“Reported” does not follow"):
            incident.action_report()
        incident.containment = "Locked"
        with self.assertRaisesRegex(UserError, "Tasks of the emergency plan: Stop it"):
            incident.action_contain()
        self.do_tasks(incident)
        incident.action_contain()
        incident.action_contain()
        self.assertRecordValues(
            self.stage(incident, "contained"),
            [{"state": "reached", "date_reached": NOW, "user_id": self.officer.id}],
        )
        self.affect(incident, harm=False)
        self.do_tasks(incident)
        with self.assertRaisesRegex(UserError, "The possible harm"):
            incident.action_assess()
        with self.assertRaisesRegex(UserError, "6 affected persons are listed"):
            incident.action_no_person("Nobody")
        incident.harm = "Fraud"
        incident.action_assess()
        self.report(incident)
        self.do_tasks(incident)
        incident.action_report()
        with self.assertRaisesRegex(UserError, "The notice to 6 affected persons"):
            incident.action_inform()
        incident.action_waive_notice("All data were encrypted")
        incident.action_inform()
        self.assertEqual(incident.state, "informed")

    def test_severity(self):
        incident = self.incident()
        incident.sudo().person_count = 1_000_000
        self.assertEqual(incident.severity_id, self.larger)
        self.assertEqual(self.stage(incident, "reported").date_due, NOW + timedelta(hours=4))
        incident.sudo().write({"person_count": 1, "sensitive_count": 100_000})
        self.assertEqual(incident.severity_id, self.larger, "Sensitive items count more")
        with self.assertRaisesRegex(UserError, "call for “Larger” at least"):
            incident.action_raise_severity(self.ordinary.id, "Not so bad")
        with self.assertRaisesRegex(UserError, "has to be reported"):
            incident.action_waive_report("No")
        with self.assertRaisesRegex(UserError, "Give a reason"):
            incident.action_raise_severity(self.major.id, "x")
        self.assertEqual(
            incident.action_raise_severity()["res_model"], "cs.privacy.incident.reason"
        )
        incident.action_raise_severity(self.major.id, "The press knows")
        self.assertRecordValues(
            incident,
            [
                {
                    "severity_id": self.major.id,
                    "severity_suggested_id": self.larger.id,
                    "severity_reason": "The press knows",
                }
            ],
        )
        self.assertEqual(self.stage(incident, "reported").date_due, NOW + timedelta(hours=1))
        self.kind_access.severity_id = self.larger
        self.assertEqual(self.incident(kind_id=self.kind_access.id).severity_id, self.larger)

    def test_reached_stage_keeps_its_due_time(self):
        incident = self.incident()
        incident.containment = "Locked"
        self.do_tasks(incident)
        incident.action_contain()
        incident.action_raise_severity(self.major.id, "The press knows")
        self.assertEqual(self.stage(incident, "contained").date_due, NOW + timedelta(hours=4))
        self.assertEqual(self.stage(incident, "assessed").date_due, NOW + timedelta(hours=1))
        self.larger.hours_reported = 40
        self.major.hours_assessed = 40
        self.assertEqual(self.stage(incident, "assessed").date_due, NOW + timedelta(hours=1))

    def test_false_alarm_and_back(self):
        incident = self.incident()
        dialog = incident.action_false_alarm()
        self.assertEqual(dialog["res_model"], "cs.privacy.incident.reason")
        self.env["cs.privacy.incident.reason"].with_user(self.officer).with_context(
            **dialog["context"]
        ).create({"reason": "It was a drill"}).action_apply()
        self.assertRecordValues(
            incident, [{"state": "false_alarm", "state_reason": "It was a drill"}]
        )
        self.assertEqual(set(incident.task_ids.mapped("state")), {"cancelled"})
        self.assertFalse(incident.activity_ids)
        self.assertFalse(incident.date_next_due)
        incident.action_reopen("It was none")
        self.assertEqual(incident.state, "detected")
        self.assertEqual(set(incident.task_ids.mapped("state")), {"open"})
        self.assertEqual(incident.date_next_due, NOW + timedelta(hours=4))

    def test_dates_are_possible(self):
        with self.assertRaisesRegex(ValidationError, "detected in the future"):
            self.incident(date_detected=NOW + timedelta(hours=1))
        with self.assertRaisesRegex(ValidationError, "happen in the future"):
            self.incident(date_occurred_from=NOW + timedelta(hours=1))
        with self.assertRaises(UserError):
            self.incident().copy()
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            self.incident().sudo().unlink()

    def test_warned_and_escalated_once(self):
        head = self.create_user("t_head", "cs_base.group_cs_base_user")
        self.department.manager_id = self.env["hr.employee"].create(
            {"name": "Head", "user_id": head.id}
        )
        incident = self.incident(department_id=self.department.id)
        due = self.env.ref("cs_privacy.mail_activity_type_stage_due")
        late = self.env.ref("cs_privacy.mail_activity_type_stage_late")

        def activities(activity_type):
            return incident.sudo().activity_ids.filtered(
                lambda activity: activity.activity_type_id == activity_type
            )

        self.run_cron("ir_cron_remind")
        self.assertFalse(activities(due))
        with freeze_time(NOW + timedelta(hours=3, minutes=1)):
            self.run_cron("ir_cron_remind")
            self.run_cron("ir_cron_remind")
        self.assertEqual(activities(due).mapped("user_id"), self.dept_officer)
        self.assertEqual(len(activities(due)), 1, "Warned once")
        self.assertEqual(activities(due).cs_stage_id.stage, "contained")
        with freeze_time(NOW + timedelta(hours=4, minutes=1)):
            self.run_cron("ir_cron_remind")
            self.run_cron("ir_cron_remind")
            self.assertTrue(incident.is_late)
            self.assertIn(incident, incident.search([("is_late", "=", True)]))
            self.assertEqual(
                activities(late).mapped("user_id"), self.dept_officer | self.officer | head
            )
            self.assertEqual(len(activities(late)), 3, "Escalated once")
            incident.containment = "Locked"
            self.do_tasks(incident)
            incident.action_contain()
            row = self.stage(incident, "contained")
            self.assertTrue(row.is_late, "It was late all the same")
            self.assertIn(row, row.search([("is_late", "=", True)]))
            self.assertNotIn(row, row.search([("is_late", "=", False)]))
        self.assertFalse(activities(late), "What is reached needs no reminder")
        bar = {item["stage"]: item for item in incident.stage_bar}
        self.assertTrue(bar["contained"]["late"])
        self.assertFalse(bar["reported"]["late"])
        self.assertEqual(bar["contained"]["user"], "t_officer")

    def test_tasks_need_proof(self):
        incident = self.incident()
        task = incident.task_ids[0]
        task.user_id = self.agent
        self.assertEqual(task.sudo().activity_ids.user_id, self.agent)
        own = task.with_user(self.agent)
        with self.assertRaisesRegex(UserError, "done with proof only"):
            own.action_done()
        with self.assertRaisesRegex(AccessError, "write the proof of your task"):
            own.name = "Nothing"
        own.proof = "Copied the disk"
        own.action_done()
        own.action_done()
        self.assertRecordValues(
            task, [{"state": "done", "date_done": NOW, "done_user_id": self.agent.id}]
        )
        self.assertFalse(task.sudo().activity_ids)
        with self.assertRaisesRegex(UserError, "is done and stays"):
            task.proof = "Something else"
        with self.assertRaisesRegex(UserError, "mandatory or done"):
            task.unlink()

    def test_actions_are_verified_by_somebody_else(self):
        incident = self.incident()
        action = (
            self.env["cs.privacy.incident.action"]
            .with_user(self.officer)
            .create({"incident_id": incident.id, "name": "Train", "date_due": "2026-04-01"})
        )
        with self.assertRaisesRegex(UserError, "is not done yet"):
            action.action_verify()
        with self.assertRaisesRegex(UserError, "Say what was done"):
            action.action_done()
        action.result = "Trained"
        action.action_done()
        with self.assertRaisesRegex(UserError, "somebody else verifies"):
            action.action_verify()
        other = action.with_user(self.officer2)
        with self.assertRaisesRegex(UserError, "Say how you saw"):
            other.action_verify()
        other.verification = "Asked five agents"
        other.action_verify()
        other.action_verify()
        self.assertRecordValues(
            action, [{"state": "verified", "verified_user_id": self.officer2.id}]
        )
        with self.assertRaisesRegex(UserError, "A verified action stays"):
            action.name = "Train again"
        with self.assertRaisesRegex(UserError, "stays with its incident"):
            action.unlink()
        agent_action = action.create(
            {
                "incident_id": incident.id,
                "name": "Write",
                "date_due": "2026-04-01",
                "user_id": self.agent.id,
            }
        ).with_user(self.agent)
        with self.assertRaisesRegex(AccessError, "write the result of your action"):
            agent_action.name = "No"
        with self.assertRaisesRegex(AccessError, "Security officers verify"):
            agent_action.action_verify()

    def test_report_to_the_authority(self):
        incident = self.incident(description="Taken from a car")
        self.affect(
            incident,
            person_item_ids=self.env.ref("cs_privacy.field_res_partner__cs_id_number").ids,
            containment="Wiped it",
        )
        report = (
            self.env["cs.privacy.incident.report"]
            .with_user(self.officer)
            .create({"incident_id": incident.id, "authority": "Administration"})
        )
        self.assertEqual(report.date_due, NOW + timedelta(hours=72))
        for part in (incident.name, "Taken from a car", "ID Number: 6", "Wiped it", "Fraud calls"):
            self.assertIn(part, report.body)
        with self.assertRaisesRegex(UserError, "Name who received"):
            report.action_sent()
        report.recipient = "Duty desk"
        with self.assertRaisesRegex(UserError, "Prove that the report was received"):
            report.action_sent()
        report.reference = "CA-77"
        with freeze_time(NOW + timedelta(hours=80)):
            report.action_sent()
            self.assertTrue(report.is_late)
        self.assertRecordValues(
            report, [{"date_sent": NOW + timedelta(hours=80), "user_id": self.officer.id}]
        )
        with self.assertRaisesRegex(UserError, "Add a follow-up report"):
            report.action_generate()
        with self.assertRaisesRegex(UserError, "is evidence and stays"):
            report.unlink()
        html, kind = self.env["ir.actions.report"]._render_qweb_html(
            "cs_privacy.incident_report_document", report.ids
        )
        self.assertEqual(kind, "html")
        self.assertIn("Taken from a car", html.decode())
        self.assertIn("CA-77", html.decode())

    @mute_logger("odoo.sql_db")
    def test_period_is_in_order(self):
        incident = self.incident()
        with self.assertRaises(Exception) as caught, self.cr.savepoint():
            incident.write(
                {
                    "date_occurred_from": NOW - timedelta(days=1),
                    "date_occurred_to": NOW - timedelta(days=2),
                }
            )
            incident.flush_recordset()
        self.assertIn("period", str(caught.exception))
