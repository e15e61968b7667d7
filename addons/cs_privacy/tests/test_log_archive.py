import base64
import gzip
import hashlib
import json
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import SQL

from .log_common import LogCommon


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
