from datetime import timedelta

from odoo import fields
from odoo.tests import TransactionCase, freeze_time, new_test_user
from odoo.tools import SQL

NOW = fields.Datetime.to_datetime("2026-03-02 09:00:00")
OFFICER = "cs_privacy.group_cs_privacy_security"
DEPARTMENT_OFFICER = "cs_privacy.group_cs_privacy_security_department"
AUDITOR = "cs_privacy.group_cs_privacy_auditor"


class IncidentCommon(TransactionCase):
    """Security officers of company and department, an agent, an auditor, and customers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context=dict(cls.env.context, no_reset_password=True, mail_notify_force_send=False)
        )
        # Numbers of the country; other add-ons give the company another one.
        cls.env.company.country_id = cls.env.ref("base.cn")
        clock = freeze_time(NOW)
        clock.start()
        cls.addClassCleanup(clock.stop)
        cls.company = cls.env.company
        cls.company.email = "care@operator.example"
        cls.officer = cls.create_user("t_officer", OFFICER)
        cls.officer2 = cls.create_user("t_officer2", OFFICER)
        cls.dept_officer = cls.create_user("t_dept_officer", DEPARTMENT_OFFICER)
        cls.auditor = cls.create_user("t_auditor", AUDITOR)
        cls.agent = cls.create_user("t_agent", "cs_base.group_cs_base_user")
        cls.other_agent = cls.create_user("t_other_agent", "cs_base.group_cs_base_user")
        cls.plain = cls.create_user("t_plain", "base.group_user")
        cls.portal = new_test_user(cls.env, login="t_portal", groups="base.group_portal")
        cls.company.cs_security_officer_id = cls.officer
        cls.parent = cls.env["hr.department"].create(
            {"name": "Service T", "cs_security_officer_id": cls.dept_officer.id}
        )
        cls.department = cls.env["hr.department"].create(
            {"name": "Hotline T", "parent_id": cls.parent.id}
        )
        cls.elsewhere = cls.env["hr.department"].create({"name": "Shop T"})
        cls.env["hr.employee"].create(
            {"name": "Agent T", "user_id": cls.agent.id, "department_id": cls.department.id}
        )
        cls.kind_leak = cls.env.ref("cs_privacy.incident_kind_leak")
        cls.kind_access = cls.env.ref("cs_privacy.incident_kind_unauthorised")
        cls.ordinary = cls.env.ref("cs_privacy.severity_ordinary")
        cls.larger = cls.env.ref("cs_privacy.severity_larger")
        cls.major = cls.env.ref("cs_privacy.severity_major")
        cls.customers = cls.env["res.partner"].create(
            [
                {"name": f"Customer {index}", "email": f"c{index}@customer.example"}
                for index in range(6)
            ]
        )

    # DATA

    @classmethod
    def create_user(cls, login, groups):
        return new_test_user(cls.env, login=login, groups=groups, name=login, tz="UTC")

    @classmethod
    def incident(cls, user=None, **values):
        model = cls.env["cs.privacy.incident"].with_user(user or cls.officer)
        return model.create({"title": "Stolen laptop", "kind_id": cls.kind_leak.id, **values})

    def log(self, user, records, days=0, hours=0, **values):
        """Write an entry into the access log, at a moment before NOW, around the chain."""
        content = {
            "date": NOW - timedelta(days=days, hours=hours),
            "user_ref": user.id,
            "kind": "reveal",
            "outcome": "allowed",
            "model": records._name,
            "res_ids": ",".join(map(str, records.ids)),
            "res_count": len(records),
            "field_names": "cs_phone",
            "purpose": "service",
            "reason": "test",
            "reference": "",
            **values,
        }
        self.env.cr.execute(
            SQL(
                "INSERT INTO cs_privacy_access_log (%s) VALUES %s RETURNING id",
                SQL(", ").join(map(SQL.identifier, content)),
                tuple(content.values()),
            )
        )
        return self.env.cr.fetchone()[0]

    def run_cron(self, name):
        with self.enter_registry_test_mode():
            self.env.ref(f"cs_privacy.{name}").method_direct_trigger()
        self.env.invalidate_all()

    def do_tasks(self, incident):
        """Do every open task of the emergency plan."""
        tasks = incident.task_ids.filtered(lambda task: task.state == "open")
        tasks.write({"proof": "Done and checked."})
        tasks.action_done()

    def affect(self, incident, partners=None, **values):
        """Put persons on the list by the officer's filter."""
        partners = self.customers if partners is None else partners
        incident.write(
            {
                "person_domain": str([("id", "in", partners.ids)]),
                "date_occurred_from": NOW - timedelta(days=2),
                "harm": "Fraud calls",
                **values,
            }
        )
        incident.action_find_persons()

    def write_notice(self, incident, **values):
        incident.write(
            {
                "notice_what": "A laptop was stolen.",
                "notice_done": "We wiped it.",
                "notice_advice": "Beware of calls in our name.",
                "notice_contact": "Hotline 10000",
                **values,
            }
        )

    def report(self, incident):
        report = (
            self.env["cs.privacy.incident.report"]
            .with_user(self.officer)
            .create(
                {
                    "incident_id": incident.id,
                    "authority": "Administration",
                    "recipient": "Duty desk",
                    "reference": "CA-77",
                }
            )
        )
        report.action_sent()
        return report

    def persons(self, incident):
        return self.env["cs.privacy.incident.person"].search([("incident_id", "=", incident.id)])
