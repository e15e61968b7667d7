from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import CsBaseCommon


@tagged("post_install", "-at_install")
class TestBackup(CsBaseCommon):
    """Clause 3.1.3(4): the age of backups and the result of restore drills are seen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backups = cls.env["cs.backup"]
        cls.env.cr.execute("DELETE FROM cs_backup")

    def health(self):
        row = self.env["cs.health"]._cs_rows().filtered(lambda row: row.code == "backup")
        row.invalidate_recordset()
        return row

    def done(self, kind="backup", **values):
        age = timedelta(**values.pop("age", {}))
        return self.backups.create({"kind": kind, "date": fields.Datetime.now() - age, **values})

    def assertHealth(self, state, *texts):
        row = self.health()
        self.assertEqual(row.state, state, row.finding)
        for text in texts:
            self.assertIn(text, row.finding)

    def test_never(self):
        self.assertHealth("danger", "No backup")
        self.done(state="failed", note="The disk is full.")
        self.assertHealth("danger", "No backup")

    def test_age(self):
        self.done(age={"hours": 30}, size=12.34)
        self.done("drill")
        self.assertHealth("danger", "30 h old", "12.3 MB")
        self.env["ir.config_parameter"].set_param("cs_base.backup_hours", "48")
        self.assertHealth("ok")
        self.done(age={"hours": 1})
        self.assertHealth("ok", "1 h old", "succeeded")

    def test_drill(self):
        self.done()
        self.assertHealth("warning", "None has been restored")
        self.done("drill", age={"days": 40})
        self.assertHealth("warning", "succeeded")
        drill = self.done("drill", age={"days": 1}, state="failed", note="Rows differ.")
        self.assertHealth("danger", "Rows differ.")
        self.done("drill")
        self.assertHealth("ok")
        self.assertEqual(self.health().with_user(self.manager).state, "ok")
        self.assertEqual(drill.note, "Rows differ.")

    def test_settings(self):
        self.done(age={"hours": 3})
        self.done("drill")
        settings = self.env["res.config.settings"].create({})
        self.assertEqual((settings.cs_backup_hours, settings.cs_backup_days), (26, 35))
        settings.cs_backup_hours = 2
        settings.execute()
        self.assertHealth("danger", "3 h old")

    def test_rights(self):
        backup = self.done()
        admin = self.env.ref("base.user_admin")
        with self.assertRaises(AccessError):
            backup.with_user(self.agent).read(["name"])
        self.assertTrue(backup.with_user(self.manager).read(["name"]))
        with self.assertRaises(AccessError):
            self.backups.with_user(self.manager).create({"name": "Made up"})
        self.backups.with_user(admin).create({"name": "By other means"})
        for user in (admin, self.manager):
            with self.assertRaises(AccessError):
                backup.with_user(user).write({"state": "done"})
            with self.assertRaises(AccessError):
                backup.with_user(user).unlink()
        with self.assertRaisesRegex(AccessError, "evidence"):
            backup.sudo().unlink()

    def test_old_ones_go(self):
        old, young = self.done(age={"days": 801}), self.done()
        self.backups._gc_old()
        self.assertFalse(old.exists())
        self.assertTrue(young.exists())
