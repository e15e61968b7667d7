from datetime import datetime, timedelta, timezone
from unittest.mock import patch

from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..core.contact_rows import Draft
from .common import NOON, CsBaseCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON + timedelta(hours=2))
class TestContactIngest(CsBaseCommon):
    def test_create_all_keys(self):
        results = self.ingest(
            self.row(
                "full",
                direction="out",
                kind="after_sales",
                date_arrived="2026-03-02T20:00:00+08:00",
                date_answered="2026-03-02 12:00:18.75",
                date_ended=datetime(2026, 3, 2, 13, 5, tzinfo=timezone(timedelta(hours=1))),
                partner="chan@customer.example",
                user="cs_agent",
                name="Router",
                description="No light",
                outcome="Sent a new one",
                is_resolved=True,
            )
        )
        contact = self.reported("full")
        self.assertEqual(
            results,
            [
                {
                    "index": 0,
                    "external_id": "full",
                    "status": "created",
                    "id": contact.id,
                    "error": False,
                }
            ],
        )
        self.assertRecordValues(
            contact,
            [
                {
                    "channel_id": self.phone.id,
                    "direction": "out",
                    "kind": "after_sales",
                    "date_arrived": NOON,
                    "date_answered": NOON + timedelta(seconds=18),
                    "date_ended": NOON + timedelta(minutes=5),
                    "state": "ended",
                    "partner_id": self.customer.id,
                    "user_id": self.agent.id,
                    "department_id": self.department.id,
                    "name": "Router",
                    "description": "No light",
                    "outcome": "Sent a new one",
                    "is_resolved": True,
                    "company_id": self.company.id,
                }
            ],
        )

    def test_same_rows_again(self):
        rows = [self.row("1"), self.row("2", kind="complaint")]
        first = self.ingest(*rows)
        self.assertStatuses(first, "created", "created")
        second = self.ingest(*rows)
        self.assertStatuses(second, "unchanged", "unchanged")
        self.assertEqual([r["id"] for r in first], [r["id"] for r in second])
        self.assertEqual(
            (self.reported("1").kind, self.reported("2").kind),
            (
                "consultation",
                "complaint",
            ),
        )

    def test_later_row_completes(self):
        self.ingest(self.row())
        self.assertStatuses(self.ingest(self.row(date_answered="2026-03-02T12:00:10Z")), "updated")
        ended = {"source": "test-pbx", "external_id": "1", "date_ended": "2026-03-02T12:09:00Z"}
        self.assertStatuses(self.ingest(ended), "updated")
        contact = self.reported()
        self.assertRecordValues(contact, [{"wait_seconds": 10, "state": "ended"}])
        # An empty value and another time for a recorded fact change nothing.
        self.assertStatuses(
            self.ingest(
                self.row(date_answered=None, name=""),
                self.row(date_answered="2026-03-02T12:00:30Z"),
            ),
            "unchanged",
            "unchanged",
        )
        self.assertEqual(contact.date_answered, NOON + timedelta(seconds=10))

    def test_twice_in_one_call(self):
        results = self.ingest(
            self.row(), self.row(date_answered="2026-03-02T12:00:10Z"), self.row()
        )
        self.assertStatuses(results, "created", "updated", "unchanged")
        self.assertEqual({result["id"] for result in results}, {self.reported().id})
        self.assertEqual(self.reported().state, "in_progress")

    def test_recorded_facts_differ(self):
        self.ingest(self.row())
        for key, value in (
            ("date_arrived", "2026-03-02T12:00:01Z"),
            ("channel", "chat"),
            ("direction", "out"),
        ):
            (result,) = self.ingest(self.row(**{key: value}))
            self.assertEqual(result["status"], "error")
            self.assertIn(f"“{key}” differs from the recorded fact", result["error"])

    def test_people_win(self):
        self.ingest(self.row(name="Call", kind="complaint"))
        self.assertStatuses(self.ingest(self.row(name="Call 1")), "updated")
        self.reported().with_user(self.agent).kind = "suggestion"
        results = self.ingest(self.row(name="Call", kind="complaint", outcome="Told"))
        self.assertStatuses(results, "updated")
        self.assertRecordValues(
            self.reported(), [{"kind": "suggestion", "name": "Call 1", "outcome": "Told"}]
        )

    def test_reopened_stays_open(self):
        row = self.row(date_answered="2026-03-02T12:00:10Z", date_ended="2026-03-02T12:01:00Z")
        self.ingest(row)
        self.reported().with_user(self.agent).action_reopen()
        self.assertStatuses(self.ingest(row), "unchanged")
        self.assertEqual(self.reported().state, "in_progress")
        row["date_ended"] = "2026-03-02T14:03:00Z"
        self.assertStatuses(self.ingest(row), "updated")
        self.assertEqual(self.reported().state, "ended")

    def test_bad_row_spares_the_others(self):
        rows = [
            self.row("1"),
            "no row",
            self.row("2", channel="telex"),
            self.row("3", name="a\x00b\ud800", partner=2**40),
            self.row("4", name="a\x00b\ud800"),
        ]
        results = self.ingest(*rows)
        self.assertStatuses(results, "created", "error", "error", "error", "created")
        self.assertEqual([result["index"] for result in results], [0, 1, 2, 3, 4])
        self.assertEqual([result["external_id"] for result in results], ["1", False, "2", "3", "4"])
        self.assertEqual(self.reported("4").name, "ab?")

    def test_clock_that_was_never_set_spares_the_others(self):
        """Its seconds would not fit into the database and bring the whole call down."""
        rows = [
            self.row(
                "1", date_arrived="1900-01-01T00:00:00Z", date_answered="2026-03-02T03:00:00Z"
            ),
            self.row("2"),
        ]
        results = self.ingest(*rows)
        self.assertStatuses(results, "error", "created")
        self.assertIn("before the year 2000", results[0]["error"])

    def test_row_errors(self):
        (result,) = self.ingest(17)
        self.assertEqual(result["error"], "A row is an object with named keys.")
        self.assertRowError("Unknown keys: colour. Known keys: source,", colour="red")
        self.assertRowError("The key “source” is missing.", source="")
        self.assertRowError("The key “channel” is missing.", channel=None)
        self.assertRowError("The key “date_arrived” is missing.", date_arrived=None)
        self.assertRowError("No channel “telex” was found", channel="telex")
        self.assertRowError("No user “nobody” was found", user="nobody")
        self.assertRowError("No user “cs_portal” was found", user="cs_portal")
        self.assertRowError("No department “Moon” was found", department="Moon")
        self.assertRowError("No department “99999999” was found", department=99999999)
        self.assertRowError("No partner “99999999” was found", partner=99999999)
        self.assertRowError("“kind” cannot be “chat”. Choose of: consultation,", kind="chat")
        self.assertRowError("“direction” cannot be “up”. Choose of: in, out.", direction="up")
        self.assertRowError("“is_resolved” must be true or false", is_resolved="yes")
        self.assertRowError("“name” must be a text", name=["a"])
        self.assertRowError("“partner” must be a text", partner=True)
        self.assertRowError("“name” is longer than 256 characters", name="x" * 257)
        for value in ("yesterday", "2026-03-02", 1772452800, "2026-13-02T10:00"):
            self.assertRowError("“date_arrived” must be a date and time", date_arrived=value)
        self.assertRowError("cannot lie ahead", date_arrived="2026-03-02T14:06:00Z")
        self.assertRowError("before it arrived", date_answered="2026-03-02T11:59:59Z")

    def test_call_errors(self):
        with self.assertRaisesRegex(UserError, "Send the contacts as a list of rows"):
            self.env["cs.contact"].with_user(self.program).ingest({"rows": []})
        with self.assertRaisesRegex(UserError, "1001 rows are too many for one call"):
            self.ingest(*[self.row(str(number)) for number in range(1001)])
        self.assertEqual(self.ingest(), [])

    def test_partner_matching(self):
        firm = self.env["res.partner"].create({"name": "Firm", "email": "info@firm.example"})
        self.env["res.partner"].create(
            {"name": "Clerk", "parent_id": firm.id, "email": "info@firm.example"}
        )
        for name in ("Twin A", "Twin B"):
            self.env["res.partner"].create({"name": name, "phone": "+85227654321"})
        before = self.env["res.partner"].search_count([])
        for external_id, sent, partner, caller in (
            ("id", self.customer.id, self.customer, False),
            ("mail", "CHAN@Customer.example", self.customer, False),
            ("phone", "+852 2345 6789", self.customer, False),
            ("firm", "info@firm.example", firm, False),
            ("twins", "+852 2765 4321", self.env["res.partner"], "+852 2765 4321"),
            ("stranger", "who@else.example", self.env["res.partner"], "who@else.example"),
        ):
            with self.subTest(external_id):
                self.assertStatuses(self.ingest(self.row(external_id, partner=sent)), "created")
                reported = self.reported(external_id)
                self.assertEqual(reported.partner_id, partner)
                # Searched, not read: cs_privacy keeps callers sealed.
                self.assertEqual(reported.search([("caller", "=", caller)]) & reported, reported)
        self.assertEqual(self.env["res.partner"].search_count([]), before, "Never create partners")

    def test_department_matching(self):
        self.env["hr.department"].search([]).cs_function = False
        self.department.cs_function = "technical"
        for value in ("technical", "Hotline Test", self.department.id):
            self.ingest(self.row(str(value), department=value))
            self.assertEqual(self.reported(str(value)).department_id, self.department)

    def test_own_channel_first(self):
        own = self.phone.copy({"company_id": self.company.id})
        self.ingest(self.row())
        self.assertEqual(self.reported().channel_id, own)

    def test_other_company(self):
        other = self.env["res.company"].create({"name": "Other Operator"})
        self.customer.company_id = other
        self.create_contact(company_id=other.id, source="test-pbx", external_id="1")
        (result,) = self.ingest(self.row())
        self.assertEqual(result["error"], "This contact belongs to another company.")
        self.assertRowError("No partner", partner=self.customer.id)
        self.ingest(self.row("mail", partner="chan@customer.example"))
        self.assertFalse(self.reported("mail").partner_id)

    def test_company_of_the_context(self):
        other = self.env["res.company"].create({"name": "Other Operator"})
        model = self.env["cs.contact"].with_user(self.program)
        with self.assertRaisesRegex(AccessError, "unauthorized or invalid companies"):
            model.with_context(allowed_company_ids=other.ids).ingest([self.row()])
        self.program.company_ids += other
        model.with_context(allowed_company_ids=other.ids).ingest([self.row()])
        self.assertEqual(self.reported().company_id, other)

    def test_context_defaults_are_ignored(self):
        model = self.env["cs.contact"].with_user(self.program)
        model.with_context(default_name="Forged", default_state="ended").ingest([self.row()])
        self.assertRecordValues(self.reported(), [{"name": False, "state": "waiting"}])

    def test_thousand_rows(self):
        """The number of queries does not depend on the number of rows."""

        def rows(count, **values):
            return [
                self.row(
                    f"{count}-{number}",
                    partner=f"c{number}@customer.example",
                    user="cs_agent",
                    department="service",
                    **values,
                )
                for number in range(count)
            ]

        self.ingest(*rows(1))
        limits = {"create": 30, "unchanged": 14, "complete": 24}
        for count in (10, 1000):
            with self.subTest(count, step="create"), self.assertQueryCount(limits["create"]):
                self.ingest(*rows(count))
                self.env.flush_all()
            with self.subTest(count, step="same"), self.assertQueryCount(limits["unchanged"]):
                self.ingest(*rows(count))
                self.env.flush_all()
            completed = rows(count)
            for number, row in enumerate(completed):
                row["date_answered"] = f"2026-03-02T12:{number % 60:02}:{number % 59:02}Z"
                row["name"] = f"Call {number}"
            with self.subTest(count, step="complete"), self.assertQueryCount(limits["complete"]):
                results = self.ingest(*completed)
                self.env.flush_all()
            self.assertEqual({result["status"] for result in results}, {"updated"})

    @mute_logger("odoo.sql_db")
    def test_snapshot_too_old(self):
        """Another server committed the same contact after this transaction began."""
        self.ingest(self.row())
        with (
            patch.object(
                self.env.registry["cs.contact"],
                "_cs_ingest_draft",
                lambda contact: Draft(),
            ),
            self.assertRaises(ConcurrencyError),
        ):
            self.ingest(self.row())
        self.assertStatuses(self.ingest(self.row()), "unchanged")
