from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import KEY_A, KEY_B
from .log_common import CHECK, LogCommon


@tagged("post_install", "-at_install")
class TestVerification(LogCommon):
    """Whatever is done to the table shows."""

    def test_good(self):
        self.write_entries()
        check = self.checks._cs_start("full")
        with patch(f"{CHECK}._logger.info") as told:
            self.run_batches(check)
        self.assertEqual((check.state, check.checked, check.total), ("good", 6, 6))
        last = self.log.search([], limit=1)
        self.assertEqual((check.last_id, check.last_link), (last.id, last.link))
        text, *values = told.call_args.args
        self.assertIn(f"up to entry {last.id}, link {last.link}", text % tuple(values))

    def test_new_entries_only(self):
        self.write_entries()
        self.verify("new")
        self.write_entries(2)
        check = self.verify("new")
        self.assertEqual((check.state, check.checked), ("good", 2))
        self.assertEqual(self.verify("new").checked, 0)
        self.assertEqual(self.verify("full").checked, 8)

    def test_batches(self):
        self.write_entries(5)
        with patch(f"{CHECK}.BATCH", 2):
            check = self.verify()
        self.assertEqual((check.state, check.checked), ("good", 5))

    def test_changed_entry(self):
        entries = self.write_entries()
        self.tamper("UPDATE cs_privacy_access_log SET res_ids = '9' WHERE id = %s", entries[2].id)
        check = self.verify()
        self.assertBroken(check, entries[2].id, f"does not follow from entry {entries[1].id}")

    def test_every_part_of_an_entry_counts(self):
        for assignment in (
            "user_ref = 999",
            "date = date - interval '1 second'",
            "kind = 'search'",
            "outcome = 'refused'",
            "model = 'res.users'",
            "res_count = 7",
            "field_names = 'x'",
            "purpose = 'x'",
            "reason = 'x'",
            "reference = 'x'",
            "approval_ref = 1",
            "link = repeat('0', 64)",
        ):
            with self.subTest(assignment=assignment):
                entry = self.write_entries(3)[1]
                self.checks.search([]).write({"state": "stopped"})
                self.tamper(f"UPDATE cs_privacy_access_log SET {assignment} WHERE id = {entry.id}")  # noqa: S608
                self.assertEqual(self.verify().broken_id, entry.id)
                self.tamper("DELETE FROM cs_privacy_access_log")

    def test_removed_entry(self):
        entries = self.write_entries()
        gone = entries[2].id
        self.tamper("DELETE FROM cs_privacy_access_log WHERE id = %s", gone)
        self.assertBroken(self.verify(), entries[3].id, "entries between them were removed")

    def test_removed_beginning(self):
        entries = self.write_entries()
        self.tamper("DELETE FROM cs_privacy_access_log WHERE id <= %s", entries[1].id)
        self.assertEqual(self.verify().broken_id, entries[2].id)

    def test_inserted_entry(self):
        entries = self.write_entries()
        self.tamper(
            "INSERT INTO cs_privacy_access_log (id, date, user_ref, kind, outcome, link, key_name)"
            " SELECT -id, date, user_ref, kind, outcome, link, key_name"
            "   FROM cs_privacy_access_log WHERE id = %s",
            entries[2].id,
        )
        self.tamper("UPDATE cs_privacy_access_log SET id = %s WHERE id < 0", entries[-1].id + 1)
        check = self.verify()
        self.assertBroken(check, entries[-1].id + 1, "does not follow")

    def test_swapped_entries(self):
        entries = self.write_entries()
        first, second = entries[1].id, entries[2].id
        self.tamper(
            "UPDATE cs_privacy_access_log SET id = CASE id WHEN %s THEN -1 ELSE -2 END"
            " WHERE id IN (%s, %s)",
            first,
            first,
            second,
        )
        self.tamper(
            "UPDATE cs_privacy_access_log SET id = CASE id WHEN -1 THEN %s ELSE %s END"
            " WHERE id < 0",
            second,
            first,
        )
        self.assertEqual(self.verify().broken_id, first)

    def test_gaps_are_no_break(self):
        self.write_entries(2)
        self.env.cr.execute("SELECT nextval('cs_privacy_access_log_id_seq')")
        self.write_entries(2)
        self.assertEqual(self.verify().state, "good")

    def test_cut_off_end(self):
        entries = self.write_entries()
        self.verify("new")
        self.tamper("DELETE FROM cs_privacy_access_log WHERE id > %s", entries[3].id)
        check = self.verify("new")
        self.assertBroken(check, entries[-1].id, "is gone: entries were removed")

    def test_cut_off_and_written_again(self):
        entries = self.write_entries()
        self.verify("new")
        self.tamper("DELETE FROM cs_privacy_access_log WHERE id > %s", entries[3].id)
        again = self.write_entries(1)
        self.tamper(
            "UPDATE cs_privacy_access_log SET id = %s WHERE id = %s", entries[-1].id, again.id
        )
        self.assertBroken(self.verify("new"), entries[-1].id, "is another one now")

    # Keys

    def test_keys_rotated_in_between(self):
        with self.ring_of(k1=KEY_A, k2=KEY_B):
            self.env["cs.privacy.key"].search([]).unlink()
            self.env["cs.privacy.key"]._cs_register([("k1", "f", True), ("k2", "g", False)])
            self.write_entries(2)
            keys = self.env["cs.privacy.key"].search([], order="id")
            keys[0].state = "retired"
            self.env.flush_all()
            keys[1].state = "active"
            self.env.flush_all()
            self.write_entries(2)
            self.assertEqual(self.log.search([]).mapped("key_name"), ["k2", "k2", "k1", "k1"])
            self.assertEqual(self.verify().state, "good")
        with self.ring_of(k2=KEY_B):
            check = self.verify()
        self.assertEqual(check.state, "unverifiable")
        self.assertIn("The key k1, with which entry", check.finding)

    def test_entries_without_a_key(self):
        self.write_entries(2)
        with self.ring_of():
            self.write_entries(1)
        self.write_entries(1)
        check = self.verify()
        self.assertEqual((check.state, check.unlinked), ("good", 1))

    def test_link_taken_away(self):
        entries = self.write_entries()
        self.tamper("UPDATE cs_privacy_access_log SET link = NULL WHERE id = %s", entries[2].id)
        self.assertEqual(self.verify().broken_id, entries[3].id)

    # What happens then

    def break_log(self):
        entries = self.write_entries()
        self.tamper("UPDATE cs_privacy_access_log SET reason = 'x' WHERE id = %s", entries[2].id)
        return entries

    def test_alert_once(self):
        self.break_log()
        with self.assertLogs(CHECK, "ERROR") as logged:
            check = self.checks._cs_start("new")
            self.run_batches(check)
        self.assertIn("is broken at entry", logged.output[0])
        self.assertLessEqual(self.security + self.auditor, check.activity_ids.user_id)
        self.assertFalse(self.verify("new").activity_ids)
        for user in (self.security, self.auditor):
            self.assertTrue(check.with_user(user).finding)

    def test_acknowledge(self):
        entries = self.break_log()
        check = self.verify("new").with_user(self.auditor)
        self.assertRefused("Write down first", check.action_acknowledge)
        self.assertRaises(AccessError, check.with_user(self.officer).action_acknowledge)
        check.acknowledged_note = "Restored from a backup by mistake"
        check.action_acknowledge()
        check.action_acknowledge()
        self.assertEqual(check.acknowledged_by_id, self.auditor)
        self.assertFalse(check.activity_ids)
        self.assertRefused("Verifications are written by", check.write, {"acknowledged_note": "x"})
        after = self.verify("new")
        self.assertEqual((after.state, after.start_id), ("good", entries[2].id))
        self.assertEqual(self.verify("full").state, "broken", "It stays what it is")

    def test_acknowledge_what_is_gone(self):
        self.write_entries()
        self.verify("new")
        last = self.log.search([], limit=1)
        self.tamper("DELETE FROM cs_privacy_access_log WHERE id = %s", last.id)
        check = self.verify("new")
        check.write({"acknowledged_by_id": self.auditor.id})
        self.write_entries(1)
        self.assertEqual(self.verify("new").state, "good")

    def test_scheduled_and_by_the_button(self):
        self.write_entries()
        cron = self.env.ref("cs_privacy.ir_cron_verify_log")
        action = self.checks.with_user(self.auditor).action_verify_all()
        again = self.checks.with_user(self.security).action_verify_all()
        self.assertEqual(action["res_id"], again["res_id"])
        cron.method_direct_trigger()
        self.env.invalidate_all()
        check = self.checks.browse(action["res_id"])
        self.assertEqual((check.state, check.scope, check.progress), ("good", "full", 100))
        self.assertTrue(self.checks.search([("scope", "=", "new"), ("state", "=", "good")]))
        for user in (self.officer, self.revealer, self.agent):
            self.assertRaises(AccessError, self.checks.with_user(user).action_verify_all)

    def test_stop(self):
        self.write_entries()
        check = self.checks._cs_start("full").with_user(self.auditor)
        self.assertEqual(check.progress, 0)
        check.action_stop()
        check.action_stop()
        self.assertEqual(check.state, "stopped")
        self.assertIn("Stopped by cs_p_auditor", check.finding)

    def test_results_are_not_forged(self):
        check = self.checks._cs_start("full")
        for user in (self.auditor, self.security):
            own = check.with_user(user)
            self.assertRaises(AccessError, own.write, {"state": "good"})
            self.assertRaises(AccessError, own.create, {"state": "good"})
            self.assertRaises(AccessError, own.unlink)
        self.assertRefused("Verifications of the access log are kept", check.unlink)
        self.assertRaises(AccessError, check.with_user(self.revealer).read, ["state"])
