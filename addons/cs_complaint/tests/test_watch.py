from datetime import timedelta

from odoo import fields
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from ..core.facts import TRANSITION
from .common import ComplaintCommon

HOURS = 24


@tagged("post_install", "-at_install")
class TestWatch(ComplaintCommon):
    """Who works on a customer's open complaint had a reason to look at the customer's data."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.now = fields.Datetime.now()
        cls.rules = cls.env["cs.privacy.watch.rule"]
        cls.customer2 = cls.env["res.partner"].create({"name": "Tong Po"})
        # In the product department, whose members are no agents
        cls.complaint = cls._open(user=cls.agent, category_id=cls.category_product.id)

    @classmethod
    def _open(cls, user, **values):
        return (
            cls.env["cs.complaint"]
            .with_user(user)
            .create(
                {
                    "subject": "No signal",
                    "partner_id": cls.customer.id,
                    "category_id": cls.category.id,
                    **values,
                }
            )
            .sudo()
        )

    def linked(self, user, partner=None, reference="", **ago):
        partner = partner or self.customer
        row = (1, partner.id, user.id, self.now - timedelta(**ago), reference)
        return bool(self.rules._cs_linked([row], HOURS))

    def test_who_works_on_it(self):
        stranger = self.agent2
        self.assertEqual(self.complaint.department_id, self.product)
        self.assertFalse(self.linked(stranger))
        self.assertTrue(self.linked(self.agent), "Who registered it follows it")
        self.assertTrue(self.linked(self.member), "A member of the department")
        self.assertTrue(self.linked(self.head), "The head of the department")
        self.assertFalse(self.linked(self.member, self.customer2), "Another customer")
        self.complaint.user_id = stranger
        self.assertTrue(self.linked(stranger), "The handler")
        self.complaint.user_id = False
        self.assertFalse(self.linked(stranger))

    def test_head_above_but_not_beside(self):
        boss = self._create_user("boss", "handler", self.service)
        self.assertFalse(self.linked(boss))
        above = self.env["hr.department"].create(
            {"name": "Above", "manager_id": boss.employee_id.id}
        )
        self.assertFalse(self.linked(boss), "Heads another department")
        self.product.parent_id = above
        self.assertTrue(self.linked(boss))

    def test_department_of_that_day(self):
        moved = self._create_user("moved", "handler", self.service)
        moved.employee_id.version_id.date_version = self.now - timedelta(days=400)
        moved.employee_id.create_version(
            {
                "date_version": (self.now - timedelta(days=2)).date(),
                "department_id": self.product.id,
            }
        )
        self.complaint.date_registered = self.now - timedelta(days=30)
        self.assertTrue(self.linked(moved, days=1))
        self.assertFalse(self.linked(moved, days=10), "Was in another department then")

    def test_who_was_asked(self):
        helper = self.agent2
        self.complaint.with_user(helper).activity_schedule(
            "mail.mail_activity_data_todo", user_id=helper.id
        )
        self.assertFalse(self.linked(helper), "Planned for oneself")
        self.complaint.with_user(self.agent).activity_schedule(
            "mail.mail_activity_data_todo", user_id=helper.id
        )
        self.assertTrue(self.linked(helper))

    def test_who_answered_or_decided(self):
        self.assertFalse(self.linked(self.supervisor))
        self.complaint.with_user(self.supervisor).action_start()
        self._answer(self.complaint, user=self.supervisor)
        self.complaint.user_id = self.member
        self.assertTrue(self.linked(self.supervisor))
        approvals = self.env["cs.complaint.approval"].with_context(cs_transition=TRANSITION)
        approval = approvals.create(
            {"complaint_id": self.complaint.id, "kind": "pause", "reason": "x", "days": 1}
        )
        self.assertFalse(self.linked(self.manager))
        approval.decider_id = self.manager
        self.assertTrue(self.linked(self.manager))

    def test_open_around_that_time(self):
        self.complaint.write(
            {
                "date_registered": self.now - timedelta(days=9),
                "date_closed": self.now - timedelta(days=5),
                "state": "closed",
            }
        )
        self.assertTrue(self.linked(self.member, days=7))
        self.assertTrue(self.linked(self.member, days=4, hours=2), "A day later at most")
        self.assertFalse(self.linked(self.member, days=3))
        self.assertTrue(self.linked(self.member, days=9, hours=20), "A day earlier at most")
        self.assertFalse(self.linked(self.member, days=11))

    def test_reference(self):
        name = self.complaint.name
        self.assertTrue(self.linked(self.agent2, reference=name))
        self.assertFalse(self.linked(self.agent2, self.customer2, reference=name))
        self.assertFalse(self.linked(self.agent2, reference="C-0"))

    def test_contacts_count_as_before(self):
        self.env["cs.contact"].create(
            {
                "channel_id": self.env["cs.channel"]._cs_get("phone").id,
                "partner_id": self.customer2.id,
                "user_id": self.agent2.id,
                "date_arrived": self.now,
            }
        )
        self.assertTrue(self.linked(self.agent2, self.customer2))

    def test_no_query_for_each_access(self):
        users = self.agent | self.member | self.head | self.agent2
        rows = [
            (number, self.customer.id, users[number % 4].id, self.now, "") for number in range(400)
        ]
        self.rules._cs_linked(rows, HOURS)
        self.env.flush_all()
        with self.assertQueryCount(2):
            linked = self.rules._cs_linked(rows, HOURS)
        self.assertEqual(len(linked), 300)

    def test_alerts(self):
        """The whole way: access log, scheduled action, alerts."""
        other = new_test_user(self.env, "cs_passer_by", groups="cs_base.group_cs_base_user")
        rule = self.rules.search([("code", "=", "unlinked")])
        self.rules.search([("id", "!=", rule.id)]).active = False
        self.env.cr.execute("SELECT COALESCE(MAX(id), 0) FROM cs_privacy_access_log")
        rule.write({"active": True, "threshold": 1, "hours": HOURS})
        rule.last_ref = self.env.cr.fetchone()[0]
        rule.flush_recordset()
        self.complaint.date_registered = self.now - timedelta(days=3)
        self.complaint.user_id = self.agent2
        self.complaint.flush_recordset()
        for user in self.agent2 | self.member | other:
            self.env.cr.execute(
                SQL(
                    "INSERT INTO cs_privacy_access_log (date, user_ref, kind, outcome, model,"
                    " res_ids, res_count, field_names, purpose, reason, reference)"
                    " VALUES (%s, %s, 'reveal', 'allowed', 'res.partner', %s, 1, 'cs_phone',"
                    " 'service', 'test', '')",
                    self.now - timedelta(days=2),
                    user.id,
                    str(self.customer.id),
                )
            )
        with self.enter_registry_test_mode():
            self.env.ref("cs_privacy.ir_cron_watch").method_direct_trigger()
        self.env.invalidate_all()
        alerts = self.env["cs.privacy.alert"].search([("rule_id", "=", rule.id)])
        self.assertEqual(alerts.user_id, other)
        self.assertEqual(alerts.partner_ids, self.customer)
