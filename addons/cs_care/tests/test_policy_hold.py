from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.mail.tests.common import MockEmail
from odoo.addons.sms.tools.sms_api import SmsApi

from .policy_common import PolicyCommon


@tagged("post_install", "-at_install")
class TestPolicyHold(MockEmail, PolicyCommon):
    """What waits in Odoo's queues when somebody pauses, changes or stops a policy."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.write({"phone": "+886912555101", "cs_care_channel": "sms"})

    def setUp(self):
        super().setUp()
        self.policy = self.start()
        self.run_policy(self.policy)
        self.by_sms = self.action_of(self.policy, self.customer)
        self.by_mail = self.action_of(self.policy, self.customer2)
        self.by_manager = self.policy.with_user(self.manager)

    def queued(self):
        messages = (self.by_sms | self.by_mail).mail_message_id.ids
        found = [("mail_message_id", "in", messages)]
        mails, texts = self.env["mail.mail"].sudo(), self.env["sms.sms"].sudo()
        return mails.search(found), texts.search(found)

    def left(self):
        """Let both queues run; return what has left by e-mail and by SMS."""
        sent = []

        def send_sms(api, messages, **_options):
            entries = [entry for message in messages for entry in message["numbers"]]
            sent.extend("sms" for _entry in entries)
            return [{"uuid": entry["uuid"], "state": "sent"} for entry in entries]

        mails, texts = self.queued()
        with self.mock_mail_gateway(), patch.object(SmsApi, "_send_sms_batch", send_sms):
            outgoing = mails.filtered(lambda mail: mail.state == "outgoing")
            outgoing.send()
            sent.extend("email" for _mail in self._mails)
            waiting = texts.filtered(lambda sms: sms.state == "outgoing")
            if waiting:
                waiting.send(unlink_sent=False)
        return sorted(sent)

    def deliveries(self):
        return [self.by_sms.delivery, self.by_mail.delivery]

    def test_queued_without_a_pause(self):
        self.assertEqual(self.deliveries(), ["queued", "queued"])
        self.assertEqual(self.left(), ["email", "sms"])

    def test_paused_waits_and_goes_on(self):
        self.by_manager.action_pause()
        self.by_manager.action_pause()
        self.assertEqual(self.deliveries(), ["held", "held"])
        self.assertEqual(self.left(), [])
        self.by_manager.action_resume()
        self.by_manager.action_resume()
        self.assertEqual(self.deliveries(), ["queued", "queued"])
        self.assertEqual(self.left(), ["email", "sms"])
        self.assertEqual(self.left(), [], "each once")

    def test_consent_is_asked_again(self):
        self.by_manager.action_pause()
        self.agree(self.people, "withdrawn")
        self.by_manager.action_resume()
        self.assertEqual(self.left(), [])
        self.assertEqual(self.deliveries(), ["recalled", "recalled"])

    def test_changed_and_stopped_send_nothing(self):
        for steps in (("action_stop",), ("action_pause", "action_to_draft")):
            with self.subTest(steps=steps):
                for step in steps:
                    getattr(self.by_manager, step)()
                self.assertEqual(self.deliveries(), ["stopped", "stopped"])
                self.assertEqual(self.left(), [])
            self.setUp()

    def test_failed_holds_what_it_has_queued(self):
        with (
            patch.object(type(self.policy), "_cs_run_step", side_effect=ValueError("Mei Lin")),
            self.assertLogs("odoo.addons.cs_care.models.policy.cs_care_policy_run", "ERROR"),
        ):
            self.policy._cs_run_step_or_pause()
        self.assertEqual(self.policy.state, "paused")
        self.assertEqual(self.deliveries(), ["held", "held"])
        self.assertEqual(self.left(), [])
        self.by_manager.action_resume()
        self.assertEqual(self.left(), ["email", "sms"])

    def test_own_end_sends_what_is_queued(self):
        self.policy._cs_end("Its last day is over.")
        self.assertEqual(self.left(), ["email", "sms"])
