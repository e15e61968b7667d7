from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mail.tests.common import MockEmail
from odoo.addons.sms.tools.sms_api import SmsApi

from .incident_common import NOW, IncidentCommon

NUMBER = "+8613812345678"


@tagged("post_install", "-at_install")
class TestIncidentNotice(IncidentCommon, MockEmail):
    def setUp(self):
        super().setUp()
        self.ann, self.bob, self.cid = self.customers[:3]
        self.incident_1 = self.incident()
        self.affect(
            self.incident_1,
            self.ann | self.bob | self.cid,
            person_item_ids=self.env.ref("cs_privacy.field_res_partner__cs_id_number").ids,
        )
        self.write_notice(self.incident_1)
        self.handed_over = []

    def person(self, partner):
        return self.persons(self.incident_1).filtered(lambda p: p.partner_id == partner)

    def send(self):
        self.run_cron("ir_cron_send_notices")

    def send_mails(self, **mock):
        mails = self.env["mail.mail"].search(
            [("model", "=", "cs.privacy.incident.notice"), ("state", "=", "outgoing")]
        )
        with self.mock_mail_gateway(**mock):
            mails.send()
        return mails

    def send_sms(self, state="success"):
        """Send what is queued through a gateway that writes down what it was given."""
        taken = self.handed_over

        def send_batch(_api, messages, delivery_reports_url=False):
            taken.extend(messages)
            return [
                {"uuid": entry["uuid"], "state": state, "credit": 1}
                for message in messages
                for entry in message["numbers"]
            ]

        texts = self.env["sms.sms"].search(
            [("cs_notice_id", "!=", False), ("state", "=", "outgoing")]
        )
        with patch.object(SmsApi, "_send_sms_batch", send_batch):
            texts.send()
        return texts

    def test_notice_has_to_say_everything(self):
        self.incident_1.write({"notice_advice": False, "notice_contact": "  "})
        with self.assertRaisesRegex(UserError, "What They Can Do, Whom to Ask"):
            self.incident_1.action_send_notices()

    def test_email_with_proof(self):
        self.env["mail.blacklist"]._add(self.ann.email)
        self.incident_1.action_send_notices()
        self.assertEqual(self.incident_1.underway_count, 3)
        self.send()
        self.assertEqual(self.person(self.ann).notice_state, "sending")
        mails = self.send_mails()
        self.assertEqual(len(mails), 3)
        person = self.person(self.ann)
        self.assertRecordValues(person, [{"notice_state": "sent", "date_informed": NOW}])
        notice = person.notice_ids
        self.assertRecordValues(notice, [{"channel": "email", "state": "sent", "date_result": NOW}])
        self.assertTrue(notice.mail_message_id, "The message stays as proof")
        for part in (
            "A laptop was stolen.",
            "ID Number",
            "We wiped it.",
            "Beware of calls in our name.",
            "Hotline 10000",
        ):
            self.assertIn(part, notice.mail_message_id.body)
        self.assertEqual(self.incident_1.informed_count, 3)
        with self.assertRaisesRegex(UserError, "Nobody is left to be informed"):
            self.incident_1.action_send_notices()
        self.send()
        self.assertEqual(len(person.notice_ids), 1, "Nothing is sent twice")

    @mute_logger("odoo.addons.mail.models.mail_mail")
    def test_failed_bounced_and_sent_again(self):
        self.incident_1.action_send_notices()
        self.send()
        mails = self.env["mail.mail"].search([("model", "=", "cs.privacy.incident.notice")])
        with self.mock_mail_gateway():
            mails._postprocess_sent_message([], [], failure_type="mail_smtp")
        self.assertRecordValues(
            self.person(self.ann),
            [
                {
                    "notice_state": "failed",
                    "notice_reason": "Connection failed (outgoing mail server problem)",
                }
            ],
        )
        self.assertEqual(self.incident_1.failed_count, 3)
        mails.state = "cancel"
        self.incident_1.action_resend_notices()
        self.send()
        self.send_mails()
        self.assertEqual(self.person(self.ann).notice_state, "sent")
        last = self.person(self.ann).notice_ids.sorted("id")[-1]
        last._message_receive_bounce(self.ann.email, self.ann)
        self.assertRecordValues(
            self.person(self.ann),
            [{"notice_state": "bounced", "notice_reason": "The e-mail came back."}],
        )
        self.assertEqual(len(self.person(self.ann).notice_ids), 2, "Every attempt is kept")

    def test_bounce_through_the_mail_gateway(self):
        self.incident_1.action_send_notices()
        self.send()
        self.send_mails()
        notice = self.person(self.bob).notice_ids
        bounced = {
            "bounced_email": self.bob.email,
            "bounced_partner": self.bob,
            "bounced_msg_ids": [notice.mail_message_id.message_id],
            "bounced_message": notice.mail_message_id,
            "email_from": "MAILER-DAEMON@customer.example",
            "to": "bounce@operator.example",
            "message_id": "<1@customer.example>",
        }
        self.env["mail.thread"]._routing_handle_bounce(None, bounced)
        self.assertEqual(self.person(self.bob).notice_state, "bounced")
        self.assertEqual(self.person(self.ann).notice_state, "sent")

    def test_sms_where_there_is_no_address(self):
        self.ann.write({"email": False, "cs_phone": NUMBER})
        self.bob.email = False
        self.incident_1.action_send_notices()
        self.send()
        self.assertRecordValues(
            self.person(self.bob),
            [{"notice_state": "failed", "notice_reason": "Neither e-mail address nor number."}],
        )
        text = self.env["sms.sms"].search([("partner_id", "=", self.ann.id)])
        self.assertNotIn(NUMBER[-8:], text.number, "The queue holds no number")
        self.assertIn("A laptop was stolen.", text.body)
        self.send_sms()
        (message,) = self.handed_over
        self.assertEqual(message["numbers"][0]["number"], NUMBER)
        self.assertEqual(self.person(self.ann).notice_state, "sent")
        notice = self.person(self.ann).notice_ids
        self.assertEqual(notice.notification_id.notification_status, "pending")
        self.assertFalse(notice.notification_id.sms_number)
        self.env["sms.tracker"].search(
            [("mail_notification_id", "=", notice.notification_id.id)]
        )._action_update_from_sms_state("sent")
        self.assertEqual(self.person(self.ann).notice_state, "delivered")

    def test_sms_first_and_the_other_way_when_it_fails(self):
        self.incident_1.notice_way = "sms_email"
        self.env["cs.service.number"].create({"number": "13812345678", "partner_id": self.ann.id})
        self.incident_1.action_send_notices()
        self.send()
        self.assertEqual(self.person(self.ann).notice_ids.channel, "sms")
        self.assertEqual(self.person(self.bob).notice_ids.channel, "email")
        self.send_sms("wrong_number_format")
        self.assertRecordValues(
            self.person(self.ann),
            [{"notice_state": "failed", "notice_reason": "Wrong Number Format"}],
        )
        self.person(self.ann).with_user(self.officer).action_resend()
        self.send()
        self.assertEqual(
            self.person(self.ann).notice_ids.sorted("id").mapped("channel"), ["sms", "email"]
        )

    def test_both_ways(self):
        self.incident_1.notice_way = "both"
        self.ann.cs_phone = NUMBER
        self.incident_1.action_send_notices()
        self.send()
        self.assertEqual(
            sorted(self.person(self.ann).notice_ids.mapped("channel")), ["email", "sms"]
        )
        self.send_sms("server_error")
        self.assertEqual(self.person(self.ann).notice_state, "sending")
        self.send_mails()
        self.assertEqual(self.person(self.ann).notice_state, "sent", "One way is enough")

    def test_in_the_language_of_the_person(self):
        self.env["res.lang"]._activate_lang("zh_TW")
        self.ann.lang = "zh_TW"
        self.incident_1.with_context(lang="zh_TW").notice_what = "筆記型電腦遭竊。"
        self.incident_1.action_send_notices()
        self.send()
        self.assertIn("筆記型電腦遭竊", self.person(self.ann).notice_ids.mail_message_id.body)
        self.assertNotIn("筆記型電腦遭竊", self.person(self.bob).notice_ids.mail_message_id.body)

    def test_alternative_with_proof(self):
        self.customers.email = False
        self.incident_1.action_send_notices()
        self.send()
        dialog = self.incident_1.action_alternative_notice()
        wizard = (
            self.env["cs.privacy.incident.alternative"]
            .with_user(self.officer)
            .with_context(**dialog["context"])
            .create({"channel": "public", "note": "-"})
        )
        with self.assertRaisesRegex(UserError, "Say how it can be proved"):
            wizard.action_record()
        wizard.note = "Home page and two papers, 2 March"
        wizard.action_record()
        person = self.person(self.ann)
        self.assertRecordValues(person, [{"notice_state": "alternative", "date_informed": NOW}])
        self.assertRecordValues(
            person.notice_ids,
            [{"channel": "public", "note": wizard.note, "user_id": self.officer.id}],
        )
        self.assertFalse(self.incident_1._cs_missing_informed())
        with self.assertRaisesRegex(UserError, "Nobody is left"):
            wizard.action_record()
        chosen = person.with_user(self.officer).action_alternative()
        self.assertEqual(chosen["context"]["default_person_ids"], person.ids)
        other = self.incident()
        self.affect(other, self.bob)
        with self.assertRaisesRegex(UserError, "persons of one incident"):
            (person | self.persons(other)).with_user(self.officer).action_alternative()

    def test_notices_are_evidence(self):
        self.incident_1.action_send_notices()
        self.send()
        notice = self.person(self.ann).notice_ids
        own = notice.with_user(self.officer)
        with self.assertRaisesRegex(AccessError, "not allowed|by the system alone"):
            own.state = "delivered"
        with self.assertRaisesRegex(AccessError, "recorded by the system alone"):
            notice.sudo(False).with_user(self.officer)._cs_check_system()
        with self.assertRaisesRegex(AccessError, "are evidence and stay"):
            notice.sudo().unlink()
