from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import SQL

from .. import keys
from ..models import cs_privacy_integrity
from .common import KEY_B
from .key_common import KeyCommon


@tagged("post_install", "-at_install")
class TestIntegrity(KeyCommon):
    """The daily check finds what was altered behind the application's back (clause 3.1.3(1)(2))."""

    def setUp(self):
        super().setUp()
        self.numbers = self.create_numbers(6)
        self.checks = self.env["cs.privacy.integrity"]

    def check(self):
        self.run_cron("integrity")
        return self.checks.search([("column_id", "=", self.column_of_numbers.id)], limit=1)

    def store(self, record, token):
        self.env.cr.execute(
            "UPDATE cs_service_number SET number = %s WHERE id = %s", [token, record.id]
        )
        self.env.invalidate_all()

    def test_every_item_is_checked_and_passes(self):
        result = self.check()
        self.assertEqual((result.verdict, result.findings), ("passed", ""))
        self.assertGreaterEqual(result.sampled, 6)
        self.assertEqual(result.total, self.column_of_numbers.total)
        columns = self.env["cs.privacy.column"].search([])
        self.assertEqual(self.checks.search([]).column_id, columns)
        self.assertIn("res.partner", columns.mapped("model"))

    def test_altered_value_fails_and_is_reported_once(self):
        victim = self.numbers[2]
        token = self.column(victim, "number")
        self.store(victim, token[:-6] + ("A" if token[-6] != "A" else "B") + token[-5:])
        result = self.check()
        self.assertEqual((result.verdict, result.broken_count), ("failed", 1))
        self.assertEqual(result.failed_ids, str(victim.id))
        self.assertIn("1 values do not open.", result.findings)
        todo = self.column_of_numbers.activity_ids.filtered(lambda a: a.user_id == self.security)
        self.assertEqual(len(todo), 1)
        self.assertIn(str(victim.id), todo.note)
        self.check()
        self.assertEqual(
            len(self.column_of_numbers.activity_ids.filtered(lambda a: a.user_id == self.security)),
            1,
        )

    def test_restored_copy_is_proved(self):
        """A restore drill opens samples within the copy (clause 3.1.3(4))."""
        backups = self.env["cs.backup"]
        self.assertEqual(backups._cs_proof(), [])
        victim = self.numbers[2]
        token = self.column(victim, "number")
        self.store(victim, token[:-6] + ("A" if token[-6] != "A" else "B") + token[-5:])
        [fault] = backups._cs_proof()
        self.assertIn("1 values do not open.", fault)

    def test_value_without_its_index_is_found(self):
        """Authentic, but search overlooks it: sealed before the field had an index."""
        sealer = keys.sealing(self.env, "cs.service.number.number")
        self.store(self.numbers[1], sealer.seal(self.numbers[1].id, "+8613800000001"))
        result = self.check()
        self.assertEqual((result.verdict, result.misindexed_count), ("failed", 1))
        self.assertIn("1 values have a wrong index.", result.findings)

    def test_unknown_key_is_found(self):
        token = self.column(self.numbers[0], "number").split("$")
        token[1] = "k9"
        self.store(self.numbers[0], "$".join(token))
        result = self.check()
        self.assertEqual((result.orphan_count, result.missing_count), (1, 1))
        self.assertEqual(result.verdict, "failed")
        self.assertIn("sealed with an unknown key", result.findings)

    def test_server_without_key_says_that_it_has_not_checked(self):
        with self.ring_with(k1=None, k2=KEY_B):
            result = self.check()
        self.assertEqual((result.verdict, result.sampled), ("unchecked", 0))
        self.assertIn("this server lacks their key", result.findings)
        with self.ring_of(bad="x"):
            result = self.check()
        self.assertEqual((result.verdict, result.sampled), ("unchecked", 0))
        self.assertEqual(self.check().verdict, "passed")

    def test_lost_guarantees_of_the_database_are_found(self):
        table = SQL.identifier("cs_service_number")
        self.env.cr.execute(
            SQL("ALTER TABLE %s DROP CONSTRAINT cs_service_number_number_is_sealed", table)
        )
        self.env.cr.execute("DROP INDEX cs_service_number_number_bidx")
        self.env.cr.execute("DROP INDEX cs_service_number_number_tail")
        result = self.check()
        self.assertEqual(result.verdict, "failed")
        for text in ("refuses plain text", "index to find values by", "index of last characters"):
            self.assertIn(text, result.findings)

    def test_rows_come_in_turn_until_all_were_looked_at(self):
        with (
            patch.object(cs_privacy_integrity, "ROWS_IN_TURN", 4),
            patch.object(cs_privacy_integrity, "RANDOM_PLACES", 0),
        ):
            total = self.column_of_numbers._cs_count() or self.column_of_numbers.total
            seen, last = 0, None
            while last != 0:
                result = self.check()
                seen, last = seen + result.sampled, result.last_id
            self.assertEqual(seen, total)

    def test_result_is_nobodys_to_change(self):
        result = self.check()
        for user in (self.agent, self.officer, self.security, self.auditor):
            for step in (lambda r: r.write({"verdict": "passed"}), lambda r: r.unlink()):
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    step(result.with_user(user))
        for user in (self.officer, self.security, self.auditor):
            self.assertEqual(result.with_user(user).verdict, "passed")
        for user in (self.agent, self.plain, self.portal):
            with self.assertRaises(AccessError):
                result.with_user(user).read(["verdict"])

    def test_officer_lets_it_run_at_once(self):
        self.assertRefused(
            "business of the security officer",
            self.checks.with_user(self.auditor).action_check_now,
            error=AccessError,
        )
        cron = self.env.ref("cs_privacy.ir_cron_integrity")
        before = self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
        self.checks.with_user(self.security).action_check_now()
        self.assertEqual(
            self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)]), before + 1
        )

    def test_old_results_go(self):
        result = self.check()
        result.date = "2020-01-01"
        self.checks._gc_old()
        self.assertFalse(result.exists())
