from unittest.mock import patch

from odoo.tests import tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestComplaintEvent(ComplaintCommon):
    """What the other services hear of a complaint, and what it takes from them."""

    def events(self, code):
        return self.env["cs.customer.event"].search(
            [("kind_id.code", "=", code), ("partner_id", "=", self.customer.id)]
        )

    def complaint(self):
        return self._register(user_id=self.agent.id)

    def test_story(self):
        complaint = self.complaint()
        event = self.events("complaint_registered")
        self.assertEqual((event.res_model, event.res_id), ("cs.complaint", complaint.id))
        self.assertEqual(event.date, complaint.date_registered)
        self._answer(complaint)
        complaint.with_user(self.agent).action_close()
        complaint.with_user(self.agent).action_close()
        self.assertEqual(self.events("complaint_closed").date, complaint.date_closed)
        complaint.with_user(self.agent).action_reopen("Not solved")
        self._answer(complaint)
        complaint.with_user(self.agent).action_close()
        self.assertEqual(len(self.events("complaint_closed")), 2)

    def test_rating(self):
        complaint = self.complaint()
        self._answer(complaint)
        complaint._cs_customer_rate(2, "Slow")
        self.assertEqual(self.events("complaint_rated").amount, 2)
        complaint._cs_customer_rate(5, "Better")
        self.assertEqual(self.events("complaint_rated").amount, 2)

    def test_level_of_customer(self):
        complaint = self.complaint()
        self.assertEqual(complaint.customer_level, "normal")
        levels = {self.customer.id: "green"}
        with patch.object(
            type(self.env["res.partner"]), "_cs_service_levels", lambda self, ids: levels
        ):
            self.customer.with_user(self.agent)._cs_service_levels_changed()
            self.assertEqual(complaint.customer_level, "priority")
            self.assertEqual(self.complaint().customer_level, "priority")
