from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .rights_common import RightsCommon

TODAY = "2026-06-15 08:00:00"


@tagged("post_install", "-at_install")
class TestRetention(RightsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cs.privacy.retention.rule"].search([]).unlink()
        cls.rule = cls.env["cs.privacy.retention.rule"].create({"name": "Former", "months": 36})
        cls.former = cls._create_person("Fred Former", cs_id_number=False)
        cls._create_number(cls.former, "+8613900000011", ended="2020-01-01")
        cls.recent = cls._create_person("Rita Recent", cs_id_number=False)
        cls._create_number(cls.recent, "+8613900000012", ended="2026-01-01")
        cls._create_number(cls.customer)

    def _run(self):
        with self.enter_registry_test_mode():
            self.env.ref("cs_privacy.ir_cron_retention").method_direct_trigger()
        self.env.invalidate_all()

    @freeze_time(TODAY)
    def test_looked_at_before_it_runs(self):
        rule = self.rule.with_user(self.officer)
        with self.assertRefused(UserError, "Look first at what the rule"):
            rule.action_switch_on()
        self._run()
        self.assertEqual(self.former.name, "Fred Former")
        rule.action_preview()
        self.assertEqual(rule.line_ids.partner_id, self.former)
        rule.action_switch_on()
        self.assertEqual(rule.state, "on")
        rule.months = 48
        self.assertEqual((rule.state, rule.date_preview), ("off", False))

    @freeze_time(TODAY)
    def test_propose(self):
        rule = self.rule.with_user(self.officer)
        rule.action_preview()
        rule.action_switch_on()
        self._run()
        self.assertEqual(self.former.name, "Fred Former")
        line = rule.line_ids
        self.assertRecordValues(line, [{"state": "proposed", "partner_id": self.former.id}])
        line.action_erase()
        self.assertEqual(line.state, "erased")
        self.assertIn("Erased customer", self.former.name)
        with self.assertRefused(UserError, "proposed for erasure"):
            line.action_erase()
        with self.assertRefused(UserError, "What was erased stays on record"):
            line.sudo().unlink()

    @freeze_time(TODAY)
    def test_execute(self):
        rule = self.rule.with_user(self.officer)
        rule.mode = "execute"
        rule.action_preview()
        rule.action_switch_on()
        self._run()
        self.assertIn("Erased customer", self.former.name)
        self.assertEqual(self.recent.name, "Rita Recent")
        self.assertEqual(self.customer.name, "Wanda Zylberstein")
        self.assertEqual(rule.count_erased, 1)
        self.assertTrue(rule.date_run)
        self.assertFalse(self.rule._cs_due(0, 10), "the erased have left the index")

    @freeze_time(TODAY)
    def test_exempt_and_held(self):
        rule = self.rule.with_user(self.officer)
        rule.mode = "execute"
        rule.action_preview()
        rule.line_ids.action_exempt()
        rule.action_switch_on()
        self._run()
        self.assertEqual(self.former.name, "Fred Former")
        self.assertEqual(rule.line_ids.state, "exempt")

    @freeze_time(TODAY)
    def test_consent_in_force(self):
        """A purpose that the person agreed to has not lapsed with the service."""
        self.env["cs.privacy.consent"]._cs_record(
            self.former, "promotion", "given", how="paper", note="Signed form"
        )
        rule = self.rule.with_user(self.officer)
        rule.action_preview()
        self.assertEqual(rule.line_ids.state, "kept")
        self.assertIn("is in force", rule.line_ids.reason)
        self.env["cs.privacy.consent"]._cs_record(
            self.former, "promotion", "withdrawn", how="paper"
        )
        rule.action_preview()
        self.assertEqual(rule.line_ids.state, "proposed")

    @freeze_time(TODAY)
    def test_as_long_as_a_purpose_needs_it(self):
        purpose = self.env["cs.privacy.purpose"].search([("code", "=", "real_name")])
        purpose.retention_months = 120
        self.assertEqual(self.rule.effective_months, 120)
        self.assertFalse(self.rule._cs_due(0, 10))

    @mute_logger("odoo.sql_db")
    def test_floor(self):
        with self.assertRaises(Exception) as caught, self.cr.savepoint():
            self.rule.months = 12
            self.rule.flush_recordset()
        self.assertIn("months_floor", str(caught.exception))
        self.assertGreaterEqual(self.rule.effective_months, 36)

    def test_by_index(self):
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        self.env.cr.execute(
            "EXPLAIN SELECT DISTINCT partner_id FROM cs_service_number WHERE status = 'ended'"
            " AND number IS NOT NULL AND company_id = 1 AND date_end <= '2020-01-01'"
        )
        plan = str(self.env.cr.fetchall())
        self.assertIn("ended_idx", plan)
