from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..models.cs_health import ACTIVITY, Finding
from .common import CsBaseCommon


@tagged("post_install", "-at_install")
class TestHealth(CsBaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.health = cls.env["cs.health"]
        cls.env["ir.cron"].search([("failure_count", ">", 0)]).failure_count = 0
        cls.env["ir.cron"].search([("active", "=", True)]).nextcall = fields.Datetime.now()
        cls.env["mail.mail"].search([("state", "=", "outgoing")]).state = "cancel"

    def row(self, code):
        rows = self.health._cs_rows()
        rows.invalidate_recordset()
        return rows.filtered(lambda row: row.code == code)

    def test_page(self):
        action = self.health.with_user(self.manager).action_open()
        self.assertEqual(action["res_model"], "cs.health")
        rows = self.health.with_user(self.manager).search([("code", "!=", False)])
        self.assertGreaterEqual(len(rows), 3)
        self.assertTrue(all(row.name and row.finding and row.state for row in rows))
        self.health.with_user(self.manager).action_open()
        self.assertEqual(len(rows), self.health.search_count([("code", "!=", False)]))

    def test_menu_as_the_role_it_is_for(self):
        opened = self.env.ref("cs_base.cs_health_action_open").with_user(self.manager).run()
        self.assertEqual(opened["res_model"], "cs.health")
        with self.assertRaises(AccessError):
            self.env.ref("cs_base.cs_health_action_open").with_user(self.agent).run()

    def test_links_for_those_who_may_follow_them(self):
        row = self.row("cron")
        self.assertFalse(row.with_user(self.manager).link)
        row.invalidate_recordset()
        self.assertEqual(
            row.with_user(self.env.ref("base.user_admin")).link, "/odoo/action-base.ir_cron_act"
        )

    def test_scheduled_actions(self):
        self.assertEqual(self.row("cron").state, "ok")
        cron = self.env.ref("cs_base.ir_cron_health")
        cron.nextcall = fields.Datetime.now() - timedelta(hours=2)
        self.assertEqual(self.row("cron").state, "danger")
        self.assertIn(cron.cron_name, self.row("cron").finding)

    def test_queue(self):
        self.assertEqual(self.row("mail").state, "ok")
        mail = self.env["mail.mail"].create({"state": "exception"})
        self.env.flush_all()
        self.assertEqual(self.row("mail").state, "warning")
        mail.state = "outgoing"
        self.env.flush_all()
        self.assertEqual(self.row("mail").state, "ok")
        self.env.cr.execute(
            "UPDATE mail_mail SET create_date = now() - interval '5 hours' WHERE id = %s", [mail.id]
        )
        self.assertEqual(self.row("mail").state, "danger")
        self.assertIn("1 wait", self.row("mail").finding)

    def test_managers_are_told_once_and_again(self):
        row = self.row("sms")
        states = iter(["danger", "danger", "ok", "danger"])
        for count in (1, 1, 0, 1):
            state = next(states)
            with patch.object(
                type(self.health), "_cs_health_sms", lambda _row, s=state: Finding(s, "Stuck")
            ):
                row.invalidate_recordset()
                self.health._cron_watch()
            mine = row.activity_search([ACTIVITY], user_id=self.manager.id)
            self.assertEqual(len(mine), count)
        self.assertTrue(row.date_checked)

    def test_rights(self):
        row = self.row("cron")
        for user in (self.agent, self.employee_user, self.portal_user, self.public_user):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self.health.with_user(user).action_open()
                with self.assertRaises(AccessError):
                    row.with_user(user).read(["code"])
        with self.assertRaises(AccessError):
            row.with_user(self.manager).write({"told_state": "ok"})
