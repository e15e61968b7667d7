from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .visit_common import MONDAY, VisitCommon


@tagged("post_install", "-at_install")
@freeze_time(MONDAY)
class TestVisitReach(VisitCommon):
    def _try_thrice(self, visit):
        """Monday morning, Monday afternoon, Tuesday morning."""
        for moment in (MONDAY, "2026-03-02 06:00:00", "2026-03-03 02:00:00"):
            with freeze_time(moment):
                visit.action_note_attempt("no_answer")

    def _visit(self):
        return self._plan_visit(user=self.agent).with_user(self.agent)

    def _mails(self):
        return self.env["mail.mail"].search([("model", "=", "cs.visit")])

    def _texts(self):
        return self.env["sms.sms"].search([("partner_id", "=", self.customer.id)])

    def test_tried_at_another_time_of_day(self):
        visit = self._visit()
        visit.action_note_attempt("no_answer", "Nobody there, try +886912555101")
        self.assertEqual(visit.state, "planned")
        self.assertEqual(visit.date_next, fields.Datetime.to_datetime("2026-03-02 06:00:00"))
        self.assertNotIn("912555101", visit.attempt_ids.note)
        with freeze_time("2026-03-02 06:00:00"):
            visit.action_note_attempt("busy")
        self.assertEqual(visit.date_next, fields.Datetime.to_datetime("2026-03-02 09:00:00"))

    def test_three_calls_in_an_hour_are_one(self):
        visit = self._visit()
        for minute in (0, 10, 20, 30):
            with freeze_time(f"2026-03-02 02:{minute:02}:00"):
                visit.action_note_attempt("no_answer")
        self.assertEqual((visit.state, visit.attempt_count), ("planned", 4))

    def test_unreachable_gets_a_text(self):
        self.customer.write({"cs_phone": "+886912555101"})
        visit = self._visit()
        self._try_thrice(visit)
        self.assertRecordValues(visit, [{"state": "unreachable", "told_by": "sms"}])
        self.assertEqual(visit.end_reason, "3 attempts, the last one: Nobody answered")
        self.assertIn("did not reach you", self._texts().body)
        self.assertNotIn("912555101", self._texts().number)
        self.assertFalse(self._mails())
        contact = visit.sudo().contact_id
        self.assertEqual((contact.state, contact.is_resolved), ("abandoned", False))
        touch = self.env["cs.care.touch"].search([("res_id", "=", visit.id)])
        self.assertRecordValues(
            touch,
            [{"partner_id": self.customer.id, "channel": "sms", "res_model": "cs.visit"}],
        )

    def test_unreachable_gets_an_email(self):
        visit = self._visit()
        self._try_thrice(visit)
        self.assertEqual(visit.told_by, "email")
        mail = self._mails()
        self.assertIn("mei@customer.example", mail.email_to)
        self.assertIn("/privacy/unsubscribe/", mail.body_html)
        self.assertIn("List-Unsubscribe", mail.headers)

    def test_who_objected_to_messages_gets_none(self):
        self.customer.write({"cs_phone": "+886912555101"})
        self._object(self.customer, "sms")
        self._object(self.customer, "email")
        visit = self._visit()
        self._try_thrice(visit)
        self.assertEqual((visit.state, visit.told_by), ("unreachable", False))
        self.assertFalse(self._texts() | self.env["sms.sms"])
        self.assertFalse(self._mails())

    def test_wrong_number_is_not_tried_again(self):
        self.customer.write({"cs_phone": "+886912555101"})
        visit = self._visit()
        visit.action_note_attempt("wrong_number")
        self.assertEqual((visit.state, visit.told_by), ("unreachable", "email"))
        self.assertFalse(self._texts(), "nothing to somebody else's number")

    def test_call_back(self):
        visit = self._visit()
        for moment in (False, "2026-03-01 02:00:00"):
            with self.assertRefused(UserError, "Say when to call back"):
                visit.action_note_attempt("callback", next_at=moment)
        visit.action_note_attempt("callback", "After work", "2026-03-10 08:00:00")
        self.assertRecordValues(visit, [{"state": "planned", "is_callback": True}])
        moment = fields.Datetime.to_datetime("2026-03-10 08:00:00")
        self.assertEqual((visit.date_next, visit.date_due, visit.alert_at), (moment,) * 3)
        with freeze_time("2026-03-10 08:00:00"):
            visit.action_start()
        self.assertFalse(visit.is_callback)

    def test_reached(self):
        visit = self._visit()
        visit.action_note_attempt("reached")
        self.assertEqual((visit.state, visit.attempt_ids.result), ("in_progress", "reached"))

    def test_customer_calls_back(self):
        visit = self._visit()
        self._try_thrice(visit)
        with freeze_time("2026-03-04 02:00:00"):
            visit.action_resume()
            visit.action_resume()
            self._answer(visit, choice="Yes")
            visit.outcome = "Called back"
            visit.action_done()
        self.assertEqual(visit.state, "done")
        contact = visit.sudo().contact_id
        self.assertEqual((contact.state, contact.outcome), ("ended", "Called back"))

    def test_refused(self):
        visit = self._visit()
        with self.assertRefused(UserError, "one of the results"):
            visit.action_note_attempt("vanished")
        visit.action_decline("No")
        with self.assertRefused(UserError, "is “Declined”"):
            visit.action_note_attempt("busy")
        with self.assertRefused(UserError, "is “Declined”"):
            visit.action_resume()
