from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .incident_common import NOW, IncidentCommon

MODELS = ("incident", "stage", "task", "report", "action", "person", "notice", "alert", "duty")


@tagged("post_install", "-at_install")
class TestIncidentSecurity(IncidentCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        env = cls.env
        cls.case = cls.incident(department_id=cls.department.id)
        cls.foreign = cls.incident(department_id=cls.elsewhere.id)
        cls.records = {}
        for case in (cls.case, cls.foreign):
            incident = case.sudo()
            person = env["cs.privacy.incident.person"].create(
                {"incident_id": incident.id, "partner_id": cls.customers[0].id}
            )
            cls.records[case] = {
                "incident": incident,
                "stage": incident.stage_ids[0],
                "task": incident.task_ids[0],
                "report": env["cs.privacy.incident.report"].create(
                    {"incident_id": incident.id, "authority": "A"}
                ),
                "action": env["cs.privacy.incident.action"].create(
                    {"incident_id": incident.id, "name": "A", "date_due": "2026-04-01"}
                ),
                "person": person,
                "notice": env["cs.privacy.incident.notice"].create(
                    {"person_id": person.id, "channel": "email"}
                ),
                "alert": env["cs.privacy.alert"].create(
                    {
                        "rule_id": env.ref("cs_privacy.watch_rule_volume").id,
                        "user_ref": cls.other_agent.id,
                        "user_id": cls.other_agent.id,
                        "company_id": cls.company.id,
                        "department_id": incident.department_id.id,
                        "key": f"day {incident.id}",
                        "date_from": NOW,
                        "date_to": NOW,
                    }
                ),
                "duty": env["cs.privacy.duty"].create(
                    {"name": "D", "department_id": incident.department_id.id}
                ),
            }

    def may(self, user, name, operation, case=None):
        record = self.records[case or self.case][name].with_user(user)
        return record.has_access(operation)

    def assertRights(self, user, expected, case=None):
        """:param dict expected: model → letters of ``crud`` (create by ACL)"""
        operations = {"c": "create", "r": "read", "u": "write", "d": "unlink"}
        for name in MODELS:
            found = "".join(
                letter
                for letter, operation in operations.items()
                if self.may(user, name, operation, case)
            )
            self.assertEqual(found, expected.get(name, ""), f"{user.login}: {name}")

    def test_roles_and_rights(self):
        staff = {
            "incident": "cru",
            "stage": "r",
            "task": "crud",
            "report": "crud",
            "action": "crud",
            "person": "crud",
            "notice": "r",
            "alert": "ru",
        }
        self.assertRights(self.officer, {**staff, "duty": "crud"})
        self.assertRights(self.dept_officer, {**staff, "duty": "ru"})
        self.assertRights(self.auditor, dict.fromkeys(MODELS, "r"))
        self.assertRights(self.agent, {})
        self.assertRights(self.plain, {})
        self.assertRights(self.portal, {})

    def test_department_officer_sees_own_departments(self):
        self.assertRights(self.dept_officer, {}, self.foreign)
        self.assertRights(self.auditor, dict.fromkeys(MODELS, "r"), self.foreign)
        self.foreign.user_id = self.dept_officer
        self.assertTrue(self.may(self.dept_officer, "incident", "write", self.foreign))
        self.assertTrue(self.may(self.dept_officer, "person", "read", self.foreign))

    def test_assigned_colleague_reads_the_task_only(self):
        self.records[self.case]["task"].user_id = self.plain
        self.records[self.case]["action"].user_id = self.plain
        self.assertRights(self.plain, {"task": "ru", "action": "ru"})

    def test_companies_are_apart(self):
        other = self.env["res.company"].create({"name": "Other operator"})
        stranger = self.create_user("t_stranger", "cs_privacy.group_cs_privacy_security")
        stranger.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.assertRights(stranger, {})

    def test_agent_reports_and_sees_own_reports(self):
        photo = self.env["ir.attachment"].with_user(self.agent)
        photo = photo.create({"name": "seat.jpg", "raw": b"x"})
        dialog = (
            self.env["cs.privacy.incident.new"]
            .with_user(self.agent)
            .create(
                {
                    "title": "Lost list",
                    "description": "In the train",
                    "kind_id": self.kind_leak.id,
                    "attachment_ids": photo.ids,
                }
            )
        )
        result = dialog.action_report()
        incident = self.env["cs.privacy.incident"].search([("title", "=", "Lost list")])
        self.assertIn(incident.name, result["params"]["message"])
        self.assertRecordValues(
            incident,
            [
                {
                    "reporter_id": self.agent.id,
                    "department_id": self.department.id,
                    "user_id": self.dept_officer.id,
                    "date_detected": NOW,
                }
            ],
        )
        self.assertEqual(photo.res_id, incident.id)
        mine = self.env["cs.privacy.incident"].with_user(self.agent).search([])
        self.assertEqual(mine, incident)
        self.assertEqual(mine.stage_bar[0]["state"], "reached")
        with self.assertRaises(AccessError):
            mine.title = "Nothing"
        with self.assertRaises(AccessError):
            mine.read(["log_user_ids"])
        with self.assertRaises(AccessError):
            self.env["cs.privacy.incident.person"].with_user(self.agent).search([])
        with self.assertRaisesRegex(AccessError, "Only security officers"):
            mine.action_contain()
        dialog = dialog.create({"title": "  ", "description": "x", "kind_id": self.kind_leak.id})
        with self.assertRaisesRegex(UserError, "Say in a few words"):
            dialog.action_report()
        with self.assertRaises(AccessError):
            dialog.with_user(self.plain).create(
                {"title": "x", "description": "x", "kind_id": self.kind_leak.id}
            )

    def test_facts_are_not_forged(self):
        case = self.case
        forged = {
            "state": "closed",
            "name": "SI-1",
            "severity_raised_id": self.major.id,
            "date_next_due": "2030-01-01",
            "person_count": 0,
            "report_waiver": "x",
            "notice_waiver": "x",
            "no_person_reason": "x",
            "reporter_id": self.agent.id,
            "date_detected": "2026-01-01",
            "stage_ids": [(5,)],
        }
        for name, value in forged.items():
            with self.subTest(name), self.assertRaisesRegex(AccessError, "set by the system only"):
                case.write({name: value})
        for name in ("state", "reporter_id", "name"):
            with self.subTest(f"create {name}"), self.assertRaises(AccessError):
                self.incident(**{name: forged[name]})
        other = self.env["cs.privacy.incident"].with_user(self.officer)
        fresh = other.with_context(default_state="closed").create(
            {"title": "T", "kind_id": self.kind_leak.id}
        )
        self.assertEqual(fresh.state, "detected", "A default is left out")

    def test_clocks_and_proofs_are_not_forged(self):
        records = self.records[self.case]
        for name, values in {
            "stage": {"date_reached": NOW},
            "task": {"state": "done"},
            "report": {"date_sent": NOW},
            "action": {"state": "verified"},
            "person": {"notice_state": "sent"},
            "notice": {"state": "delivered"},
            "alert": {"state": "explained"},
            "duty": {"date_last": "2026-01-01"},
        }.items():
            with self.subTest(name), self.assertRaises(AccessError):
                records[name].with_user(self.officer).write(values)
        for name, values in {
            "task": {"incident_id": self.case.id, "name": "x", "date_done": NOW},
            "report": {"incident_id": self.case.id, "authority": "x", "date_sent": NOW},
            "action": {
                "incident_id": self.case.id,
                "name": "x",
                "date_due": "2026-04-01",
                "verified_user_id": self.officer.id,
            },
            "person": {
                "incident_id": self.case.id,
                "partner_id": self.customers[1].id,
                "notice_state": "sent",
            },
        }.items():
            with self.subTest(f"create {name}"), self.assertRaisesRegex(AccessError, "system only"):
                records[name].with_user(self.officer).create(values)
        with self.assertRaisesRegex(UserError, "clock of an incident is evidence"):
            records["stage"].unlink()
        rule = self.env.ref("cs_privacy.watch_rule_volume").with_user(self.officer)
        with self.assertRaisesRegex(AccessError, "system only"):
            rule.last_ref = 10**9
        rule.threshold = 200

    def test_officer_of_department_or_above_or_company(self):
        company = self.company
        self.assertEqual(company._cs_security_officer(self.department), self.dept_officer)
        self.assertEqual(company._cs_security_officer(self.elsewhere), self.officer)
        self.assertEqual(company._cs_security_officer(), self.officer)
        self.dept_officer.active = False
        self.assertEqual(company._cs_security_officer(self.department), self.officer)
        with self.assertRaisesRegex(ValidationError, "t_agent cannot handle incidents yet"):
            self.elsewhere.cs_security_officer_id = self.agent
        with self.assertRaisesRegex(ValidationError, "cannot handle incidents yet"):
            company.cs_security_officer_id = self.officer2.create({"name": "x", "login": "t_x"})

    def test_duties_come_as_activities(self):
        duty = self.env["cs.privacy.duty"].create(
            {"name": "Check", "interval": 3, "lead_days": 7, "date_next": "2026-03-12"}
        )
        self.run_cron("ir_cron_duties")
        self.assertFalse(duty.activity_ids)
        with freeze_time("2026-03-06"):
            self.run_cron("ir_cron_duties")
            self.run_cron("ir_cron_duties")
            self.assertEqual(len(duty.activity_ids), 1)
            self.assertEqual(duty.activity_ids.user_id, self.officer)
            self.company.cs_security_officer_id = self.officer2
            self.assertEqual(duty.activity_ids.user_id, self.officer2, "It follows the officer")
            duty.activity_ids.with_user(self.officer2).action_feedback("All right")
            self.assertRecordValues(
                duty,
                [
                    {
                        "is_scheduled": False,
                        "last_user_id": self.officer2.id,
                        "date_next": duty.date_last + (duty.date_next - duty.date_last),
                    }
                ],
            )
            self.assertEqual(str(duty.date_next), "2026-06-06")
        with freeze_time("2026-04-01"):
            duty.with_user(self.officer2).action_done()
            self.assertEqual(str(duty.date_next), "2026-07-01", "Done ahead")
        with freeze_time("2026-06-30"):
            self.run_cron("ir_cron_duties")
            self.assertTrue(duty.activity_ids)
            duty.with_user(self.officer2).action_done()
            self.assertFalse(duty.activity_ids)
            self.assertEqual(str(duty.date_next), "2026-09-30")

    def test_lists_cost_few_queries(self):
        for index in range(15):
            self.incident(title=f"Case {index}")
        self.env.flush_all()
        for model, fields in {
            "cs.privacy.incident": ["name", "severity_id", "is_late", "stage_bar"],
            "cs.privacy.alert": ["display_name", "count"],
        }.items():
            self.env.invalidate_all()
            model = self.env[model].with_user(self.officer)
            specification = {name: {} for name in fields}
            model.web_search_read([], specification, limit=2)
            self.env.invalidate_all()
            with self.assertQueryCount(25):
                model.web_search_read([], specification, limit=80)
