from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged

from .portal_common import PortalCommon
from .test_task import TaskCommon

MONDAY = "2026-03-02 02:00:00"
TUESDAY = "2026-03-03 02:00:00"


class MergeCommon(TaskCommon):
    def _two(self, **values):
        """A complaint of Monday, and one of another customer of Tuesday."""
        with freeze_time(MONDAY):
            first = self._register(user_id=self.agent.id)
        other = self.env["res.partner"].create({"name": "Bo Wu", "email": "bo@customer.example"})
        with freeze_time(TUESDAY):
            second = self._register(user_id=self.agent.id, partner_id=other.id, **values)
        return first, second

    def _merge(self, complaints, target=None, user=None):
        dialog = (
            self.env["cs.complaint.merge"]
            .with_user(user or self.supervisor)
            .create(
                {
                    "complaint_ids": [Command.set(complaints.ids)],
                    "reason": "Same outage",
                    **({"target_id": target.id} if target else {}),
                }
            )
        )
        dialog.action_apply()
        complaints.invalidate_recordset()
        return dialog.target_id


@tagged("post_install", "-at_install")
class TestMerge(MergeCommon):
    def test_earliest_goes_on_and_keeps_its_deadline(self):
        first, second = self._two()
        due = first.date_resolve_due
        with freeze_time(TUESDAY):
            self.assertEqual(self._merge(second | first), first)
        self.assertEqual((first.state, first.date_resolve_due), ("registered", due))
        self.assertRecordValues(
            second,
            [{"state": "withdrawn", "merged_into_id": first.id, "breached_at": False}],
        )
        self.assertEqual(second.state_reason, f"Merged into {first.name}: Same outage")
        self.assertFalse(second.stretch_ids.filtered(lambda s: not s.date_end))
        self.assertIn(second.subject, first.message_ids[0].body)

    def test_later_one_takes_over_the_deadline_of_the_earlier(self):
        first, second = self._two()
        due = first.date_resolve_due
        with freeze_time(TUESDAY):
            self._merge(first | second, target=second)
        self.assertEqual(second.date_resolve_due, due)
        entry = second.clock_ids[-1]
        self.assertEqual((entry.kind, entry.reason), ("merged", "Same outage"))

    def test_requests_to_others_come_along(self):
        first, second = self._two()
        with freeze_time(TUESDAY):
            task = self._ask(second.with_user(self.agent), self.product)
            self._merge(first | second)
        self.assertEqual((task.complaint_id, task.state), (first, "new"))
        self.assertEqual(
            first.stretch_ids.filtered(lambda s: not s.date_end).department_id, self.product
        )
        with self.assertRefused(UserError, "“Read the bill”"):
            self._answer(first, self.agent)

    def test_everybody_gets_the_answer_once(self):
        first, second = self._two()
        with freeze_time(TUESDAY):
            again = self._register(user_id=self.agent.id)
            caller = self._register(
                user_id=self.agent.id, partner_id=False, partner_name="Caller", phone="0912345678"
            )
        with freeze_time("2026-03-03 03:00:00"):
            self._merge(first | second | again | caller)
            self._answer(first, self.agent)
        feedback = second.feedback_ids
        self.assertEqual((feedback.result, feedback.user_id), ("You get 20 back.", self.agent))
        self.assertIn(
            "bo@customer.example",
            feedback.mail_message_id.sudo().mail_ids.email_to
            or feedback.mail_message_id.sudo().mail_ids.recipient_ids.email,
        )
        # The same customer is not told twice; who has no address is called.
        self.assertFalse(again.feedback_ids)
        self.assertFalse(caller.feedback_ids)
        self.assertIn(first.name, caller.activity_ids.summary)
        self.assertEqual(second.state, "withdrawn")

    def test_a_call_that_reaches_nobody_tells_nobody(self):
        first, second = self._two()
        with freeze_time("2026-03-03 03:00:00"):
            self._merge(first | second)
            self._answer(first, self.agent, code="phone", is_sent=False, outcome="busy")
        self.assertFalse((first | second).feedback_ids)
        self.assertFalse(second.activity_ids)
        self.assertEqual(first.call_ids.mapped("outcome"), ["busy"])

    def test_words_of_a_merged_customer_reach_who_works_on_it(self):
        first, second = self._two()
        with freeze_time(TUESDAY):
            self._merge(first | second)
            second._cs_customer_post("Still no signal")
        self.assertIn("Still no signal", first.message_ids[0].body)
        self.assertTrue(first.activity_ids)
        self.assertFalse(second.activity_ids)

    def test_merged_is_not_reopened(self):
        first, second = self._two()
        with freeze_time(TUESDAY):
            self._merge(first | second)
            with self.assertRefused(UserError, f"was merged into {first.name}. Reopen that one."):
                second.action_reopen("x")

    def test_chain_points_to_the_end(self):
        first, second = self._two()
        with freeze_time(TUESDAY):
            third = self._register(user_id=self.agent.id)
            self._merge(second | third, target=second)
            self._merge(first | second)
        self.assertEqual(third.merged_into_id, first)
        self.assertEqual(first.merged_count, 2)

    def test_twice_and_refused(self):
        first, second = self._two()
        with freeze_time(TUESDAY):
            for _turn in range(2):
                second.with_user(self.supervisor).action_merge(first.id, "Same outage")
            self.assertEqual(second.merged_into_id, first)
            third = self._register(user_id=self.agent.id)
            with self.assertRefused(UserError, "Give a reason"):
                third.action_merge(first.id, "")
            with self.assertRefused(UserError, "is not open any more"):
                third.action_merge(second.id, "x")
            with self.assertRefused(UserError, "Choose another complaint"):
                self._merge(third, target=third)
            of_product = self._register(category_id=self.category_product.id)
            of_product.with_user(self.head).action_start()
            with self.assertRaises(AccessError):
                third.with_user(self.agent).action_merge(of_product.id, "x")
            with self.assertRaises(AccessError):
                third.with_user(self.member).action_merge(first.id, "x")
        with self.assertRefused(AccessError, "system only"):
            third.write({"merged_into_id": first.id})

    def test_more_severe_one_is_warned_of(self):
        first, second = self._two(severity="major")
        dialogs = self.env["cs.complaint.merge"].with_user(self.supervisor)
        values = {"complaint_ids": [Command.set((first | second).ids)], "reason": "x"}
        dialog = dialogs.create(values)
        self.assertEqual((dialog.target_id, dialog.is_more_severe), (first, True))
        dialog.target_id = second
        self.assertFalse(dialog.is_more_severe)


@tagged("post_install", "-at_install")
class TestSplit(MergeCommon):
    def _split(self, complaint, **values):
        dialog = complaint.env["cs.complaint.split"].create(
            {
                "complaint_id": complaint.id,
                "subject": "Modem broken",
                "category_id": self.category_product.id,
                "reason": "Two matters",
                **values,
            }
        )
        return dialog.action_apply()

    def test_part_has_its_own_department_and_the_same_start(self):
        with freeze_time(MONDAY):
            complaint = self._register(user_id=self.agent.id, description="Bill and modem")
        with freeze_time("2026-03-04 02:00:00"):
            self._split(complaint)
        part = complaint.split_ids
        self.assertRecordValues(
            part,
            [
                {
                    "department_id": self.product.id,
                    "partner_id": self.customer.id,
                    "date_registered": complaint.date_registered,
                    "date_resolve_due": complaint.date_resolve_due,
                    "state": "registered",
                    "description": "Bill and modem",
                    "ack_state": "pending",
                }
            ],
        )
        self.assertEqual(part.clock_ids.reason, "Two matters")
        self.assertIn(part.name, complaint.message_ids[0].body)
        self.assertEqual(part.split_from_id, complaint)

    def test_member_of_a_department_splits(self):
        """Who registers nothing takes a complaint apart all the same, and sees no more by it."""
        complaint = self._register(category_id=self.category_product.id)
        own = complaint.with_user(self.member)
        action = self._split(own, category_id=self.category.id)
        self.assertEqual(action["res_id"], complaint.id)
        self.assertEqual(complaint.sudo().split_ids.department_id, self.service)

    def test_unknown_complainant_and_files(self):
        complaint = self._register(
            user_id=self.agent.id, partner_id=False, partner_name="Ann", phone="0912345678"
        )
        complaint.message_post(
            body="See",
            attachments=[("bill.pdf", b"%PDF"), ("modem.pdf", b"%PDF")],
            subtype_xmlid="mail.mt_comment",
        )
        files = complaint._cs_customer_files().filtered(lambda f: f.name == "modem.pdf")
        self._split(complaint, file_ids=files.ids)
        part = complaint.split_ids
        self.assertEqual(part.partner_name, "Ann")
        self.assertEqual(str(part.phone), str(complaint.phone))
        self.assertTrue(self.env["cs.complaint"].search([("phone", "=", "0912345678")]) >= part)
        copied = self.env["ir.attachment"].search(
            [("res_model", "=", "cs.complaint"), ("res_id", "=", part.id)]
        )
        self.assertEqual(copied.mapped("name"), ["modem.pdf"])

    def test_refused(self):
        complaint = self._register()
        with self.assertRefused(UserError, "Give a reason"):
            self._split(complaint, reason=" ")
        with self.assertRefused(UserError, "Say what the new complaint is about"):
            self._split(complaint, subject=" ")
        with self.assertRaises(AccessError):
            self._split(complaint.with_user(self.member))
        complaint.action_withdraw("Solved")
        with self.assertRefused(UserError, "is not open any more"):
            complaint.action_split()


@tagged("post_install", "-at_install")
class TestCanned(MergeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.canned = cls.env["cs.complaint.canned"].create(
            {
                "name": "Charged twice",
                "shortcut": "twice",
                "lang": "en_US",
                "process": "We checked {number}.",
                "result": "The money comes back by {deadline}.",
            }
        )

    def _dialog(self, complaint):
        return Form(
            self.env["cs.complaint.answer"]
            .with_user(self.agent)
            .with_context(default_complaint_id=complaint.id)
        )

    @freeze_time(MONDAY)
    def test_fills_in_what_is_no_personal_data(self):
        complaint = self._register(user_id=self.agent.id)
        dialog = self._dialog(complaint)
        dialog.process = "Called the shop."
        dialog.canned_id = self.canned
        self.assertEqual(dialog.process, f"Called the shop.\nWe checked {complaint.name}.")
        self.assertEqual(dialog.result, "The money comes back by March 5, 2026 18:00.")
        dialog.save().action_send()
        self.assertEqual(complaint.feedback_ids.canned_id, self.canned)
        self.assertEqual(self.canned.usage_count, 1)

    def test_unknown_placeholder_is_refused(self):
        for text in ("Dear {customer}", "Dear {}"):
            with self.assertRefused(ValidationError, "Use one of: {number}, {department}"):
                self.canned.result = text

    def test_offered_where_it_fits(self):
        create = self.env["cs.complaint.canned"].create
        create({"name": "French", "lang": "fr_FR", "result": "x"})
        create({"name": "Product", "complaint_class": "product", "result": "x"})
        create(
            {"name": "Their own", "department_ids": [Command.set(self.product.ids)], "result": "x"}
        )
        shared = create({"name": "Shared", "result": "x"})
        complaint = self._register(user_id=self.agent.id)
        dialog = (
            self.env["cs.complaint.answer"]
            .with_user(self.agent)
            .new({"complaint_id": complaint.id})
        )
        offered = dialog.possible_canned_ids._origin
        self.assertGreaterEqual(offered, self.canned | shared)
        self.assertFalse(offered.filtered(lambda c: c.name in ("French", "Product", "Their own")))

    def test_found_by_shortcut(self):
        found = self.env["cs.complaint.canned"].with_user(self.agent).name_search("twice")
        self.assertEqual(found[0][0], self.canned.id)

    def test_who_reads_and_writes(self):
        own = self.env["cs.complaint.canned"].create(
            {"name": "Own", "department_ids": [Command.set(self.service.ids)], "result": "x"}
        )
        for user, may_read, may_write in (
            (self.agent, True, False),
            (self.member, False, False),
            (self.supervisor, True, True),
            (self.manager, True, True),
            (self.plain, False, False),
            (self.portal, False, False),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(own.with_user(user).has_access("read"), may_read)
                self.assertEqual(own.with_user(user).has_access("write"), may_write)
        self.assertFalse(own.with_user(self.supervisor).has_access("unlink"))
        self.assertTrue(own.with_user(self.manager).has_access("unlink"))


@tagged("post_install", "-at_install")
class TestMergedPortal(PortalCommon):
    def test_page_points_on(self):
        """To the same customer's other complaint; to nothing of somebody else's."""
        theirs = self._register(partner_id=self.customer.id, subject="First")
        mine = self._register(partner_id=self.portal.partner_id.id, subject="Mine")
        second = self._register(partner_id=self.portal.partner_id.id, subject="Second")
        supervisor = mine.with_user(self.supervisor)
        second.with_user(self.supervisor).action_merge(mine.id, "Same")
        self.authenticate(None, None)
        page = self.url_open(second.sudo().get_portal_url()).text
        self.assertIn("Go to", page)
        self.assertIn(mine.name, page)
        self.assertIn("Dealt with together", page)
        stranger = self.env["res.partner"].create({"name": "Zoe", "email": "zoe@x.example"})
        theirs.partner_id = stranger
        supervisor.action_merge(theirs.id, "Same")
        page = self.url_open(mine.sudo().get_portal_url()).text
        self.assertIn("Others have complained about the same matter", page)
        self.assertNotIn(theirs.name, page)
