from odoo.tests import tagged

from .mail_common import MailCommon

REPLY = "cs_complaint.mail_activity_type_reply"
ROBOTS = (
    {"Auto_Submitted": "auto-replied"},
    {"Precedence": "bulk"},
    {"X_Auto_Response_Suppress": "All"},
    {"List_Id": "<news.customer.example>"},
)


@tagged("post_install", "-at_install")
class TestMailReply(MailCommon):
    """Mails of machines, of employees, and to complaints that are done."""

    def _reply(self, complaint, number=2, **headers):
        reference = complaint.message_ids[-1].message_id
        return self._mail(f"<{number}@customer.example>", References=reference, **headers)

    def _answered(self):
        complaint = self._mail()
        complaint.user_id = self.agent
        self._answer(complaint)
        return complaint

    def test_machines_are_taken_in_but_not_answered(self):
        for number, headers in enumerate(ROBOTS):
            with self.subTest(headers=headers):
                complaint = self._mail(f"<{number}@robot.example>", **headers)
                self.assertEqual(complaint.state, "registered")
                self.assertEqual(complaint.ack_state, "skipped")

    def test_out_of_office_is_not_what_we_wait_for(self):
        complaint = self._mail()
        complaint.with_user(self.supervisor).action_wait("Which month?")
        self._reply(complaint, Auto_Submitted="auto-replied")
        self.assertEqual(complaint.state, "waiting")
        self._reply(complaint, number=3)
        self.assertEqual(complaint.state, "in_progress")

    def test_out_of_office_calls_nobody(self):
        complaint = self._answered()
        self._reply(complaint, Auto_Submitted="auto-replied")
        self.assertFalse(complaint.activity_ids)

    def test_complaint_of_an_employee_is_no_first_answer(self):
        complaint = self._mail(From="agent@operator.example")
        self.assertEqual(complaint.partner_id, self.agent.partner_id)
        self.assertFalse(complaint.date_responded)

    def test_reply_to_a_finished_complaint_calls_the_handler(self):
        complaint = self._answered()
        complaint.with_user(self.agent).action_close()
        self._reply(complaint, body="Still wrong")
        self._reply(complaint, number=3, body="Do you hear me?")
        self.assertEqual(complaint.state, "closed")
        activity = complaint.activity_ids
        self.assertEqual(activity.activity_type_id, self.env.ref(REPLY))
        self.assertEqual(activity.user_id, self.agent)
        complaint.with_user(self.agent).action_reopen("Still wrong")
        self.assertFalse(complaint.activity_ids)

    def test_reply_calls_the_head_or_nobody_in_particular(self):
        complaint = self._mail()
        complaint.category_id = self.category_product
        complaint.with_user(self.supervisor).action_reject("No complaint")
        self._reply(complaint)
        self.assertEqual(complaint.activity_ids.user_id, self.head)
        complaint.activity_ids.unlink()
        self.product.manager_id = False
        self._reply(complaint, number=3)
        self.assertEqual(len(complaint.activity_ids), 1)
        self.assertFalse(complaint.activity_ids.user_id)

    def test_steps_and_ratings_call_nobody(self):
        complaint = self._answered()
        complaint._cs_customer_rate(5, "Thank you")
        complaint._cs_customer_step("confirm", "Thank you")
        self.assertFalse(complaint.activity_ids)
        complaint._cs_customer_post("One thing more")
        self.assertEqual(complaint.activity_ids.user_id, self.agent)
