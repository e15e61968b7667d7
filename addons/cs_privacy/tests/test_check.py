from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .check_common import CheckCommon

TYPE = "cs_privacy.mail_activity_type_check"


@tagged("post_install", "-at_install")
class TestCheck(CheckCommon):
    """The page: running, history, accepting, calling the officers, and who may do what."""

    def found(self):
        with self.options(list_db=True):
            return self.run_check("database_manager")

    def kinds(self, row):
        row.invalidate_recordset(["event_ids"])
        return row.event_ids.mapped("kind")

    def accept(self, row, reason="Only the office reaches it", until=None, user=None):
        dialog = (
            self.env["cs.privacy.check.ignore"]
            .with_user(user or self.security)
            .create(
                {
                    "check_id": row.id,
                    "reason": reason,
                    "date_until": until or date.today() + timedelta(days=30),
                }
            )
        )
        dialog.action_accept()

    def test_button_makes_every_check(self):
        self.patch(type(self.checks), "_cs_is_guessed", lambda *args: False)
        self.checks.with_user(self.security).action_run()
        codes = {check.code for check in self.checks._cs_checks()}
        rows = self.checks.search([])
        self.assertEqual(set(rows.mapped("code")), codes)
        self.assertFalse(rows.filtered(lambda row: row.state == "failed").mapped("code"))
        self.assertEqual(len(codes), 22)

    def test_history(self):
        row = self.found()
        with self.options(list_db=True):
            row.with_user(self.security).action_run_one()
        with self.options(list_db=False):
            row.with_user(self.security).action_run_one()
        self.assertEqual(row.state, "ok")
        self.assertEqual(self.kinds(row), ["resolved", "found"])

    def test_officers_are_called_once(self):
        row = self.found()
        officers = self.env.ref("cs_privacy.group_cs_privacy_security").all_user_ids
        calls = row.activity_ids.filtered(lambda a: a.activity_type_id == self.env.ref(TYPE))
        self.assertEqual(calls.user_id, officers.filtered("active"))
        self.assertIn(self.security, calls.user_id)
        count = len(row.activity_ids)
        self.found()
        self.assertEqual(len(row.activity_ids), count)
        with self.options(list_db=False):
            self.run_check("database_manager")
        self.assertFalse(row.activity_ids)

    def test_no_call_for_what_is_not_high(self):
        self.parameter("cs_privacy.scan", "off")
        self.assertFalse(self.assertFound("pattern_scan").activity_ids)

    def test_accepting(self):
        row = self.found()
        self.accept(row)
        self.assertEqual((row.state, row.ignored_by_id), ("ignored", self.security))
        self.assertFalse(row.activity_ids)
        self.assertEqual(self.found().state, "ignored")
        with freeze_time(date.today() + timedelta(days=31)):
            self.assertEqual(self.found().state, "open")
        self.assertFalse(row.ignored_reason)
        self.assertEqual(self.kinds(row), ["reopened", "ignored", "found"])
        self.assertTrue(row.activity_ids)

    def test_accepting_is_taken_back(self):
        row = self.found()
        self.accept(row)
        row.with_user(self.security).action_reopen()
        row.with_user(self.security).action_reopen()
        self.assertEqual(row.state, "open")
        self.assertEqual(self.kinds(row), ["reopened", "ignored", "found"])

    def test_accepting_needs_a_reason_and_an_end(self):
        row = self.found()
        self.assertRefused("Say why the finding", self.accept, row, reason="  no   ")
        for until in (date.today(), date.today() + timedelta(days=400)):
            self.assertRefused("within a year", self.accept, row, until=until)
        with self.options(list_db=False):
            self.run_check("database_manager")
        self.assertRefused("nothing to accept", self.accept, row)

    def test_links(self):
        row = self.assertFound("session_life")
        self.assertEqual(
            row.with_user(self.security).action_open_link()["type"], "ir.actions.act_url"
        )
        self.assertRefused("on the server", self.found().action_open_link)
        self.assertEqual(row.action_ignore()["res_model"], "cs.privacy.check.ignore")

    def test_scheduled_action(self):
        self.patch(type(self.checks), "_cs_is_guessed", lambda *args: False)
        with self.enter_registry_test_mode():
            self.env.ref("cs_privacy.ir_cron_check").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(len(self.checks.search([])), len(self.checks._cs_checks()))

    @mute_logger("odoo.addons.cs_privacy.models.cs_privacy_check")
    def test_a_check_that_breaks_stops_no_other(self):
        def broken(_self):
            raise ValueError("secret")

        self.patch(type(self.checks), "_cs_check_demo_data", broken)
        rows = self.checks._cs_run(["demo_data", "session_life"])
        states = {row.code: row.state for row in rows}
        self.assertEqual(states, {"demo_data": "failed", "session_life": "open"})
        text = rows.filtered(lambda row: row.code == "demo_data").finding
        self.assertIn("could not be made", text)
        self.assertNotIn("secret", text)

    # Who

    def test_others_read_nothing(self):
        row = self.found()
        for user in (self.agent, self.revealer, self.officer, self.plain, self.portal):
            for record in (row, row.event_ids):
                with self.subTest(user.login), self.assertRaises(AccessError):
                    record.with_user(user).read([])
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.checks.with_user(user).search([])
            for method in ("action_run", "action_run_one", "action_reopen", "action_ignore"):
                with self.subTest(user.login, method=method), self.assertRaises(AccessError):
                    call_kw(self.checks.with_user(user), method, [row.ids], {})
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.accept(row, user=user)

    def test_nobody_forges_results(self):
        row = self.found()
        admin = self.env.ref("base.user_admin")
        context = {"context": {"cs_recording": True}}
        for user in (self.security, admin):
            model = self.checks.with_user(user)
            events = row.event_ids.with_user(user)
            for call in (
                (model, "write", [row.ids, {"state": "ok"}]),
                (model, "create", [{"code": "x", "severity": "low"}]),
                (model, "unlink", [row.ids]),
                (events, "write", [events.ids, {"note": "x"}]),
                (events, "create", [{"check_id": row.id, "kind": "resolved"}]),
                (events, "unlink", [events.ids]),
            ):
                with self.subTest(user.login, method=call[1]), self.assertRaises(AccessError):
                    call_kw(*call, context)
        self.assertEqual(row.state, "open")

    def test_officer_uses_the_page(self):
        row = self.found().with_user(self.security)
        self.assertTrue(row.read(["name", "finding", "remedy", "event_ids", "user_ids"]))
        self.assertTrue(row.activity_ids[:1].activity_type_id.name)
        row.activity_ids.filtered(lambda a: a.user_id == self.security).action_feedback()
        with self.assertRaises(UserError):
            row.write({"finding": "x"})

    def test_another_add_on_adds_a_check(self):
        Check = type(self.checks[0:0])
        from ..models import cs_privacy_check as module

        known = self.checks._cs_checks()
        extra = module.Check("extra", "Extra", "low", "Do it")
        self.patch(Check, "_cs_checks", lambda _self: [*known, extra])
        Check._cs_check_extra = lambda _self: module.Finding("Found")
        self.addCleanup(delattr, Check, "_cs_check_extra")
        self.assertFound("extra", "Found")
