import base64
import gzip
import hashlib
import json
from datetime import timedelta
from unittest.mock import patch

from psycopg2.errors import InsufficientPrivilege

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .. import log_guard
from .access_common import AccessCommon
from .common import KEY_A, KEY_B

CHECK = "odoo.addons.cs_privacy.models.cs_privacy_log_check"


class LogCommon(AccessCommon):
    """Entries in the transaction of the test, and somebody who tampers with them."""

    def setUp(self):
        super().setUp()
        self.checks = self.env["cs.privacy.log.check"]
        test_mode = self.enter_registry_test_mode()
        test_mode.__enter__()
        self.addCleanup(test_mode.__exit__, None, None, None)
        # What other tests have committed is not the matter here.
        with log_guard.archiving(self.env.cr):
            self.env.cr.execute("DELETE FROM cs_privacy_access_log")
        self.checks.search([]).write({"state": "stopped"})

    def write_entries(self, count=6):
        for number in range(count):
            self.log._cs_record("reveal", model="res.partner", res_ids=[number + 1], reason="r")
        return self.log.search([], order="id", limit=None)[-count:]

    def tamper(self, statement, *args):
        """Change the table as its owner can: past the ORM and past the guard."""
        self.env.cr.execute("ALTER TABLE cs_privacy_access_log DISABLE TRIGGER USER")
        self.env.cr.execute(statement, args)
        self.env.cr.execute("ALTER TABLE cs_privacy_access_log ENABLE TRIGGER USER")
        self.log.invalidate_model()

    def verify(self, scope="full"):
        check = self.checks._cs_start(scope)
        with mute_logger(CHECK):
            if check._cs_check_start():
                self.run_batches(check)
        return check

    def run_batches(self, check):
        while check.state == "running":
            check._cs_check_batch()

    def assertBroken(self, check, entry_id, text):
        self.assertEqual((check.state, check.broken_id), ("broken", entry_id))
        self.assertIn(text, check.finding)


@tagged("post_install", "-at_install")
class TestAccessLog(LogCommon):
    """The log stays as it is, and is read by those who watch."""

    def test_nobody_writes(self):
        entry = self.write_entries(1)
        refused = "is written by the system alone"
        for user in (self.revealer, self.officer, self.security, self.auditor, self.portal):
            log = self.log.with_user(user)
            self.assertRaises(AccessError, log.create, {"kind": "reveal"})
            self.assertRaises(AccessError, log.browse(entry.id).write, {"reason": "x"})
            self.assertRaises(AccessError, log.browse(entry.id).unlink)
        self.assertRefused(refused, self.log.create, {"kind": "reveal"})
        self.assertRefused(refused, entry.write, {"reason": "x"})
        self.assertRefused(refused, entry.unlink)

    def test_who_reads(self):
        entry = self.write_entries(1)
        for user in (self.auditor, self.officer):
            self.assertEqual(self.log.with_user(user).browse(entry.id).reason, "r")
            self.assertTrue(self.env["cs.privacy.access.report"].with_user(user).search([]))
        for user in (self.revealer, self.agent, self.security, self.plain, self.portal):
            self.assertRaises(AccessError, self.log.with_user(user).search, [])
            report = self.env["cs.privacy.access.report"].with_user(user)
            self.assertRaises(AccessError, report.search, [])

    @mute_logger("odoo.sql_db")
    def test_database_refuses_too(self):
        self.write_entries(1)
        for statement in (
            "UPDATE cs_privacy_access_log SET reason = 'x'",
            "DELETE FROM cs_privacy_access_log",
            "TRUNCATE cs_privacy_access_log",
        ):
            with self.subTest(statement=statement):
                with self.assertRaises(InsufficientPrivilege), self.env.cr.savepoint():
                    self.env.cr.execute(statement)
        with self.assertRaises(InsufficientPrivilege), self.env.cr.savepoint():
            with log_guard.archiving(self.env.cr):
                self.env.cr.execute("UPDATE cs_privacy_access_log SET reason = 'x'")

    def test_guard_goes_with_the_add_on(self):
        self.write_entries(1)
        log_guard.remove(self.env.cr)
        self.env.cr.execute("UPDATE cs_privacy_access_log SET reason = 'x'")
        log_guard.install(self.env.cr)
        log_guard.install(self.env.cr)

    def test_user_of_an_entry(self):
        entry = self.log.with_user(self.auditor).browse(self.write_entries(1).id)
        self.assertEqual(entry.user_id.id, self.env.uid)
        found = self.log.search([("user_id", "=", self.env.uid)])
        self.assertIn(entry.id, found.ids)
        self.assertFalse(self.log.search([("user_id", "=", self.portal.id)]))

    def test_analysis(self):
        self.write_entries(3)
        report = self.env["cs.privacy.access.report"].with_user(self.auditor)
        groups = report._read_group([], ["user_id", "kind"], ["entries:sum", "records:sum"])
        self.assertEqual(groups, [(self.env.user, "reveal", 3, 3)])

    # Who saw my data

    def test_about_a_person(self):
        number = self.env["cs.service.number"].create(
            {"partner_id": self.people[0].id, "number": "13900001234"}
        )
        self.reveal(self.people[:2])
        self.reveal(number, names=["number"])
        self.reveal(self.people[1])
        person = self.people[0].with_user(self.officer)
        self.assertEqual(person.cs_access_count, 2)
        action = person.action_cs_accesses()
        found = self.log.with_user(self.officer).search(action["domain"])
        self.assertEqual(found.mapped("model"), ["cs.service.number", "res.partner"])
        self.assertFalse(
            self.log.search([("about_partner_id", "in", self.people[5].ids)]),
            "Person 5 has an id that begins like others",
        )
        self.assertFalse(found[:1].about_partner_id)

    def test_count_costs_the_same_for_all(self):
        self.reveal(self.people[:5])
        people = self.people.with_user(self.officer)
        people[0].cs_access_count  # noqa: B018 - warms up
        people.invalidate_recordset(["cs_access_count"])
        with self.assertQueryCount(8):
            counts = people.mapped("cs_access_count")
        self.assertEqual(counts, [1, 1, 1, 1, 1, 0, 0, 0])

    def test_smart_button_is_for_officers(self):
        with self.assertRaises(AccessError):
            self.people[0].with_user(self.revealer).read(["cs_access_count"])

    def test_index_is_used(self):
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        self.env.cr.execute(
            "EXPLAIN SELECT id FROM cs_privacy_access_log"
            " WHERE model = 'res.partner' AND string_to_array(res_ids, ',') && ARRAY['7']"
        )
        plan = "".join(row[0] for row in self.env.cr.fetchall())
        self.assertIn("records_idx", plan)


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


@tagged("post_install", "-at_install")
class TestArchive(LogCommon):
    """Old entries leave the log, and what remains can still be verified."""

    def setUp(self):
        super().setUp()
        self.set_number("log_months", 12)
        self.archives = self.env["cs.privacy.log.archive"]
        self.old = self.entries_of(fields.Datetime.now() - timedelta(days=800))
        self.recent = self.entries_of(fields.Datetime.now() - timedelta(days=100))

    def entries_of(self, date, count=3):
        """Write entries as they would have been written on another day."""
        ids = []
        for number in range(count):
            entry = {
                "user_ref": 1,
                "kind": "reveal",
                "outcome": "allowed",
                "model": "res.partner",
                "res_ids": str(number),
                "res_count": 1,
                "field_names": "cs_phone",
                "purpose": "service",
                "reason": "r",
                "reference": "",
                "approval_ref": None,
            }
            entry = {"date": fields.Datetime.to_string(date), **entry}
            last = self.log.search([("link", "!=", False)], limit=1)
            key_name, link = self.log._cs_link(last.link or "", entry)
            columns = {**entry, "key_name": key_name, "link": link}
            names = SQL(", ").join(map(SQL.identifier, columns))
            self.env.cr.execute(
                SQL(
                    "INSERT INTO cs_privacy_access_log (%s) VALUES %s RETURNING id",
                    names,
                    tuple(columns.values()),
                )
            )
            ids.append(self.env.cr.fetchone()[0])
        return self.log.browse(ids)

    def propose(self, user=None, **values):
        return self.archives.with_user(user or self.security).create({"reason": "old", **values})

    def test_archive(self):
        last_id, last_link = self.old[-1].id, self.old[-1].link
        archive = self.propose()
        archive.with_user(self.auditor).action_approve()
        self.assertRecordValues(
            archive.sudo(),
            [
                {
                    "state": "done",
                    "approver_id": self.auditor.id,
                    "entry_count": 3,
                    "last_id": last_id,
                    "last_link": last_link,
                }
            ],
        )
        left = self.log.search([], order="id")
        self.assertEqual(left[:3], self.recent)
        self.assertEqual(left[3].kind, "system")
        self.assertIn(f"archived up to entry {last_id}, link {last_link}", left[3].reason)
        content = base64.b64decode(archive.sudo().file)
        self.assertEqual(hashlib.sha256(content).hexdigest(), archive.file_digest)
        lines = [json.loads(line) for line in gzip.decompress(content).decode().splitlines()]
        self.assertEqual([line["id"] for line in lines], self.old.ids)
        self.assertEqual(lines[-1]["link"], last_link)
        self.assertEqual(self.verify("full").state, "good")
        self.assertEqual(self.verify("full").checked, 4)
        self.assertEqual(self.verify("new").state, "good")

    def test_archive_that_nobody_made(self):
        """A row that pretends an archive does not excuse entries that are gone."""
        self.archives.create({"reason": "x"}).write(
            {"state": "done", "last_id": self.old[1].id, "last_link": self.old[1].link}
        )
        self.tamper("DELETE FROM cs_privacy_access_log WHERE id <= %s", self.old[1].id)
        self.assertBroken(self.verify("full"), self.old[1].id, "does not know of the archive")

    def test_second_archive(self):
        self.propose().with_user(self.auditor).action_approve()
        refused = "There are no entries before this day"
        self.assertRefused(refused, self.propose().with_user(self.auditor).action_approve)
        self.set_number("log_months", 6)
        self.tamper("UPDATE cs_privacy_access_log SET key_name = key_name")
        older = self.propose(date_before=fields.Date.today() - timedelta(days=300))
        self.assertRefused(refused, older.with_user(self.auditor).action_approve)

    def test_last_entry_stays(self):
        self.tamper("DELETE FROM cs_privacy_access_log WHERE id > %s", self.old[-1].id)
        archive = self.propose()
        archive.with_user(self.auditor).action_approve()
        self.assertEqual(archive.last_id, self.old[1].id)
        self.assertEqual(self.verify("full").state, "good")

    def test_not_what_is_too_young(self):
        today = fields.Date.today()
        self.assertRefused("stay in the log", self.propose, date_before=today)
        self.set_number("log_months", 1)
        five_months = today - timedelta(days=150)
        self.assertRefused("stay in the log", self.propose, date_before=five_months)

    def test_not_what_does_not_verify(self):
        self.tamper("UPDATE cs_privacy_access_log SET reason = 'x' WHERE id = %s", self.old[1].id)
        archive = self.propose()
        self.assertRefused("does not verify", archive.with_user(self.auditor).action_approve)
        self.assertEqual(len(self.log.search([])), 6)

    def test_two_have_to_agree(self):
        both = self.create_user(
            "cs_p_both", "cs_privacy.group_cs_privacy_security,cs_privacy.group_cs_privacy_auditor"
        )
        own = self.propose(user=both)
        self.assertRefused("Nobody decides on their own proposal", own.action_approve)
        self.assertRefused("Nobody decides on their own proposal", own.action_refuse)
        for user in (self.security, self.officer, self.revealer):
            self.assertRefused("Only an auditor decides", own.with_user(user).action_approve)
        own.with_user(self.auditor).action_refuse()
        self.assertEqual(own.state, "refused")
        self.assertRefused("is decided already", own.with_user(self.auditor).action_approve)

    def test_forged_ones_are_refused(self):
        for values in ({"state": "done"}, {"last_id": 5}, {"last_link": "x"}, {"user_id": 1}):
            self.assertRefused("Say only up to which day", self.propose, **values)
        archive = self.propose()
        for user in (self.security, self.auditor):
            self.assertRaises(AccessError, archive.with_user(user).write, {"state": "done"})
            self.assertRaises(AccessError, archive.with_user(user).unlink)
        self.assertRefused("hold the anchor", archive.sudo().unlink)
        for user in (self.auditor, self.officer, self.revealer, self.portal):
            self.assertRaises(AccessError, self.propose, user=user)
