from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import CsBaseCommon


@tagged("post_install", "-at_install")
class TestCustomerEvent(CsBaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.events = cls.env["cs.customer.event"]
        cls.program = new_test_user(cls.env, "cs_event_program", groups="cs_base.group_cs_base_api")

    def row(self, **values):
        return {
            "kind": "bill_paid",
            "source": "billing",
            "external_id": "2026-02/1",
            "partner": self.customer.id,
            "date": "2026-03-02T20:00:00+08:00",
            "amount": 88.5,
            **values,
        }

    def ingest(self, *rows, user=None):
        return self.events.with_user(user or self.program).ingest(list(rows))

    def test_recorded_once(self):
        row = {"partner_id": self.customer.id, "company_id": self.env.company.id}
        row |= {"external_id": "x,1", "res_model": "res.partner", "res_id": self.customer.id}
        self.env["cs.customer.event.kind"]._cs_id_of("paperless")
        with self.assertQueryCount(1):
            ids = self.events._cs_record("paperless", [row, row, {**row, "partner_id": False}])
        self.assertEqual(len(ids), 1)
        self.assertEqual(self.events._cs_record("paperless", [row]), [])
        self.assertEqual(self.events._cs_record("no_such_kind", [row]), [])
        event = self.events.browse(ids)
        self.assertEqual(event.source, "odoo")
        action = event.with_user(self.agent).action_open_source()
        self.assertEqual((action["res_model"], action["res_id"]), ("res.partner", self.customer.id))

    def test_ingest(self):
        results = self.ingest(
            self.row(),
            self.row(),
            self.row(external_id="2026-02/2", partner="chan@customer.example"),
        )
        self.assertEqual([r["status"] for r in results], ["created", "unchanged", "created"])
        self.assertEqual(self.ingest(self.row())[0]["status"], "unchanged")
        event = self.events.search([("external_id", "=", "2026-02/1")])
        self.assertEqual(str(event.date), "2026-03-02 12:00:00")
        self.assertEqual((event.amount, event.partner_id), (88.5, self.customer))

    def test_ingest_faults(self):
        faults = {
            "is an object": "text",
            "Unknown keys: secret": self.row(secret=1),
            "key “source” is missing": self.row(source=" "),
            "key “partner” is missing": self.row(partner=True),
            "longer than 128": self.row(external_id="x" * 129),
            "“amount” must be a number": self.row(amount="88"),
            "must be a date and time": self.row(date="yesterday"),
            "No kind “telex”": self.row(kind="telex"),
            "No partner “…”": self.row(partner="+886 912 000 111"),
        }
        results = self.ingest(*faults.values())
        for text, result in zip(faults, results, strict=True):
            self.assertEqual(result["status"], "error")
            self.assertIn(text, result["error"])

    def test_rights(self):
        with self.assertRaisesRegex(AccessError, "role “Contact programs”"):
            self.ingest(self.row(), user=self.agent)
        self.ingest(self.row())
        event = self.events.search([("external_id", "=", "2026-02/1")])
        self.assertTrue(event.with_user(self.agent).has_access("read"))
        with self.assertRaises(AccessError), mute_logger("odoo.models", "odoo.addons.base"):
            event.with_user(self.program).read(["amount"])
        for user in (self.agent, self.manager):
            for operation in ("create", "write", "unlink"):
                self.assertFalse(event.with_user(user).has_access(operation))
        with self.assertRaisesRegex(UserError, "recorded, never changed"):
            event.write({"amount": 0})
        with self.assertRaisesRegex(UserError, "recorded, never deleted"):
            event.unlink()

    def test_of_own_companies(self):
        self.ingest(self.row())
        other = self.env["res.company"].create({"name": "Other"})
        self.agent.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        found = self.events.with_user(self.agent).search([("external_id", "=", "2026-02/1")])
        self.assertFalse(found)

    def test_archived_kind(self):
        self.env.ref("cs_base.event_kind_bill_paid").active = False
        self.assertIn("No kind", self.ingest(self.row())[0]["error"])

    def test_record_gone(self):
        row = {"partner_id": self.customer.id, "company_id": self.env.company.id}
        row |= {"external_id": "x,2", "res_model": "res.partner", "res_id": 2**31 - 1}
        event = self.events.browse(self.events._cs_record("paperless", [row]))
        with self.assertRaisesRegex(UserError, "not here any more"):
            event.action_open_source()
