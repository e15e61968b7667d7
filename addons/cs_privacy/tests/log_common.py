from odoo.tools import mute_logger

from .. import log_guard
from .access_common import AccessCommon

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
        # pylint: disable-next=sql-injection
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
