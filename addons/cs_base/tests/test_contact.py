from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .common import NOON, CsBaseCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON + timedelta(minutes=1))
class TestContact(CsBaseCommon):
    def test_quick_entry(self):
        contacts = self.env["cs.contact"].with_user(self.agent)
        form = Form(contacts.with_context(cs_contact_manual=True))
        form.name = "Question about roaming"
        contact = form.save()
        self.assertRecordValues(
            contact,
            [
                {
                    "channel_id": self.phone.id,
                    "direction": "in",
                    "kind": "consultation",
                    "user_id": self.agent.id,
                    "department_id": self.department.id,
                    "date_arrived": NOON + timedelta(minutes=1),
                    "state": "waiting",
                }
            ],
        )

    def test_no_defaults_for_programs(self):
        contact = self.env["cs.contact"].new({})
        self.assertFalse(contact.channel_id)
        self.assertFalse(contact.user_id)
        self.assertFalse(contact.department_id)

    def test_answer_end(self):
        contact = self.create_contact().with_user(self.agent)
        contact.action_answer()
        self.assertRecordValues(
            contact,
            [
                {
                    "state": "in_progress",
                    "user_id": self.agent.id,
                    "department_id": self.department.id,
                    "date_answered": NOON + timedelta(minutes=1),
                    "wait_seconds": 60,
                    "is_in_target": False,
                    "is_late": True,
                }
            ],
        )
        contact.write({"outcome": "Explained the fee", "is_resolved": True})
        with freeze_time(NOON + timedelta(minutes=5)):
            contact.action_end()
        self.assertRecordValues(
            contact, [{"state": "ended", "handle_seconds": 240, "is_resolved": True}]
        )

    def test_answer_in_target(self):
        contact = self.create_contact(date_answered=NOON + timedelta(seconds=20))
        self.assertTrue(contact.is_in_target)
        self.assertFalse(contact.is_late)
        late = self.create_contact(date_answered=NOON + timedelta(seconds=21))
        self.assertFalse(late.is_in_target)

    def test_target_of_the_time_stays(self):
        contact = self.create_contact(date_answered=NOON + timedelta(seconds=15))
        self.phone.target_answer_seconds = 10
        self.env.flush_all()
        contact.invalidate_recordset()
        self.assertEqual(contact.target_seconds, 20)
        self.assertTrue(contact.is_in_target)
        self.assertFalse(
            self.create_contact(date_answered=NOON + timedelta(seconds=15)).is_in_target
        )

    def test_outgoing_has_no_target(self):
        contact = self.create_contact(direction="out", date_answered=NOON)
        self.assertRecordValues(
            contact,
            [{"target_seconds": 0, "date_target": False, "is_in_target": False, "is_late": False}],
        )

    def test_answer_twice(self):
        contact = self.create_contact().with_user(self.agent)
        contact.action_answer()
        with freeze_time(NOON + timedelta(minutes=9)):
            contact.action_answer()
        self.assertEqual(contact.date_answered, NOON + timedelta(minutes=1))
        with self.assertRaisesRegex(UserError, "cs_agent answered this contact already"):
            contact.with_user(self.colleague).action_answer()

    def test_answer_of_a_colleague(self):
        contact = self.create_contact(user_id=self.colleague.id).with_user(self.agent)
        with self.assertRaises(AccessError):
            contact.action_answer()

    def test_answer_reported_without_agent(self):
        self.ingest(self.row(date_answered="2026-03-02T12:00:10Z"))
        with self.assertRaisesRegex(UserError, "A program answered this contact already"):
            self.reported().with_user(self.agent).action_answer()

    def test_end_needs_answer_and_outcome(self):
        contact = self.create_contact().with_user(self.agent)
        with self.assertRaisesRegex(
            UserError, "state “Waiting”; this works only from: In progress"
        ):
            contact.action_end()
        contact.action_answer()
        contact.outcome = "  "
        with self.assertRaisesRegex(UserError, "Write down the outcome before you end"):
            contact.action_end()

    def test_abandon(self):
        contact = self.create_contact().with_user(self.agent)
        contact.action_abandon()
        self.assertRecordValues(
            contact,
            [{"state": "abandoned", "date_answered": False, "wait_seconds": 0, "is_late": False}],
        )
        with self.assertRaisesRegex(UserError, "works only from: Waiting"):
            contact.action_abandon()

    def test_reopen(self):
        contact = self.create_contact(
            user_id=self.agent.id,
            date_answered=NOON,
            date_ended=NOON,
            outcome="Explained",
            is_resolved=True,
        ).with_user(self.agent)
        self.cr.flush()
        with self.assertRaisesRegex(UserError, "Reopen it to change what came of it"):
            contact.is_resolved = False
        contact.action_reopen()
        self.assertRecordValues(
            contact,
            [
                {
                    "state": "in_progress",
                    "is_resolved": False,
                    "outcome": False,
                    "reopen_count": 1,
                    "date_reopened": NOON + timedelta(minutes=1),
                    "date_answered": NOON,
                }
            ],
        )
        with self.assertRaisesRegex(UserError, "works only from: Ended, Abandoned"):
            contact.action_reopen()
        self.cr.flush()
        tracked = contact.sudo().message_ids.tracking_value_ids
        self.assertIn("Explained", tracked.mapped("old_value_text"))

    def test_slow_clock(self):
        """The telephone system's clock runs ahead of ours by less than the tolerance."""
        contact = self.create_contact(date_arrived=NOON + timedelta(minutes=4))
        contact.with_user(self.agent).action_answer()
        self.assertEqual(contact.wait_seconds, 0)

    def test_times(self):
        before = NOON - timedelta(seconds=1)
        with self.assertRaisesRegex(ValidationError, "cannot be answered before it arrived"):
            self.create_contact(date_answered=before)
        with self.assertRaisesRegex(ValidationError, "cannot end before it was answered"):
            self.create_contact(date_answered=NOON, date_ended=before)
        with self.assertRaisesRegex(ValidationError, "cannot end before it arrived"):
            self.create_contact(date_ended=before)
        with self.assertRaisesRegex(ValidationError, "its times cannot lie ahead"):
            self.create_contact(date_arrived=NOON + timedelta(minutes=7))
        with self.assertRaisesRegex(ValidationError, "arrived before the year 2000"):
            self.create_contact(date_arrived=NOON.replace(year=1900), date_answered=NOON)

    @mute_logger("odoo.sql_db")
    def test_identity(self):
        self.create_contact(source="a", external_id="1")
        self.create_contact(source="b", external_id="1")
        self.create_contact(source="b")
        self.create_contact(source="b")
        with self.assertRaisesRegex(Exception, "cs_contact_source_uniq"), self.cr.savepoint():
            self.create_contact(source="a", external_id="1")
        with self.assertRaisesRegex(Exception, "external_has_source"), self.cr.savepoint():
            self.create_contact(external_id="1")

    def test_search_late(self):
        waiting_late = self.create_contact()
        answered_late = self.create_contact(date_answered=NOON + timedelta(seconds=30))
        others = (
            self.create_contact(date_arrived=NOON + timedelta(seconds=50))
            + self.create_contact(date_answered=NOON + timedelta(seconds=3))
            + self.create_contact(direction="out")
            + self.create_contact(date_ended=NOON)
        )
        everything = waiting_late + answered_late + others
        mine = [("id", "in", everything.ids)]
        search = self.env["cs.contact"].search
        self.assertEqual(search([*mine, ("is_late", "=", True)]), waiting_late + answered_late)
        self.assertEqual(search([*mine, ("is_late", "=", False)]), others.sorted())
        self.assertEqual(everything.filtered("is_late"), waiting_late + answered_late)

    def test_display_name(self):
        contact = self.create_contact()
        self.assertEqual(contact.display_name, "Bill")
        contact.name = False
        self.assertEqual(contact.display_name, "Consultation")
        contact.caller = "+852 9999"
        # As the field shows it: cs_privacy keeps callers sealed.
        self.assertEqual(contact.display_name, f"Consultation · {contact.caller}")
        contact.partner_id = self.customer
        self.assertEqual(contact.display_name, "Consultation · Chan Tai Man")

    def test_my_department_filter(self):
        mine = self.create_contact(department_id=self.department.id)
        self.create_contact(department_id=self.other_department.id)
        contacts = self.env["cs.contact"].with_user(self.agent)
        self.assertEqual(contacts.search([("department_id.cs_is_member", "=", True)]), mine)

    def test_kanban_shows_every_state(self):
        self.create_contact()
        groups = (
            self.env["cs.contact"]
            .with_context(read_group_expand=True)
            .formatted_read_group([], ["state"], ["__count"])
        )
        self.assertEqual(
            [group["state"] for group in groups],
            ["waiting", "in_progress", "ended", "abandoned"],
        )

    def test_reported_contact_stays(self):
        self.ingest(self.row())
        with self.assertRaisesRegex(UserError, "evidence and stays in the ledger"):
            self.reported().with_user(self.manager).unlink()
        self.create_contact().with_user(self.manager).unlink()
