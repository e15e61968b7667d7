from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from .ledger_common import NOW, LedgerCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestLedgerHealth(LedgerCommon):
    """The page of health shows whether the books of the points agree."""

    def row(self):
        rows = self.env["cs.health"]._cs_rows()
        rows.invalidate_recordset()
        return rows.filtered(lambda row: row.code == "ledger")

    def test_books(self):
        checks = self.env["cs.loyalty.check"]
        self.earn(100, "a")
        checks._cs_run()
        self.assertEqual(self.row().state, "ok")
        self.env.flush_all()
        self.env.cr.execute(
            SQL("UPDATE loyalty_card SET points = points + 1 WHERE id = %s", self.card.id)
        )
        self.env.invalidate_all()
        check = checks._cs_run()
        self.assertEqual((self.row().state, self.row().finding), ("danger", "1 cards differ."))
        check.line_ids[:1].with_user(self.manager).action_mend()
        with freeze_time("2026-03-10 05:00:00"):
            checks._cs_run()
            self.assertEqual(self.row().state, "ok")
        with freeze_time("2026-03-20 05:00:00"):
            self.assertEqual(self.row().state, "warning")
