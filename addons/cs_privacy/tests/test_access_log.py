from psycopg2.errors import InsufficientPrivilege

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .. import log_guard
from .log_common import LogCommon


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

    def test_what_in_words(self):
        self.log._cs_record("reveal", model="gone.model", res_ids=[1], field_names=["x"])
        self.reveal()
        entry, gone = self.log.with_user(self.auditor).search([], limit=2)
        self.assertEqual((entry.model_label, entry.field_labels), ("Contact", "Protected Phone"))
        self.assertEqual((gone.model_label, gone.field_labels), ("gone.model", "x"))

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
