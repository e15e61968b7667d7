from contextlib import contextmanager
from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.sms.models.sms_sms import _logger as sms_logger
from odoo.addons.sms.tools.sms_api import SmsApi

from ..encrypted import open_for_system
from ..masked import Masked
from ..sms_door import ClearNumbers
from .common import PHONE, PHONE_MASK, PrivacyCommon

TWIN = "+8613898765678"  # another number with the same mask
STRANGER = "+8613700001111"


@tagged("post_install", "-at_install")
class TestSms(PrivacyCommon):
    """Messages reach protected customers, and only the provider gets the number."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.twin = cls.partners.create({"name": "Twin", "cs_phone": TWIN})
        cls.plain_customer = cls.partners.create({"name": "Plain", "phone": STRANGER})
        cls.contact = cls.env["cs.contact"].create(
            {
                "channel_id": cls.env["cs.channel"]._cs_get("phone").id,
                "name": "Bill",
                "partner_id": cls.customer.id,
            }
        )

    def setUp(self):
        super().setUp()
        self.sent = []
        self.answer = lambda uuid: {"uuid": uuid, "state": "success", "credit": 1}

        def send(api, messages, delivery_reports_url=False):
            entries = [entry for message in messages for entry in message["numbers"]]
            self.sent += [entry["number"] for entry in entries]
            return [self.answer(entry["uuid"]) for entry in entries]

        self.startPatcher(patch.object(SmsApi, "_send_sms_batch", autospec=True, side_effect=send))

    @contextmanager
    def logs(self):
        """Collect what core writes into the log about sending."""
        lines = []
        with patch.object(
            sms_logger, "info", side_effect=lambda text, *args: lines.append(text % args)
        ):
            yield lines

    def composer(self, records, user=None, **values):
        single = len(records) == 1
        return (
            self.env["sms.composer"]
            .with_user(user or self.agent)
            .with_context(
                active_model=records._name,
                default_res_model=records._name,
                default_composition_mode="comment" if single else "mass",
                **(
                    {"default_res_id": records.id}
                    if single
                    else {"default_res_ids": repr(records.ids)}
                ),
            )
            .create({"body": "Your bill is ready", **values})
        )

    def assertNowhere(self, *numbers):
        """No plain column of the messages holds any of the numbers."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT concat(number, cs_number) FROM sms_sms UNION ALL"
            " SELECT sms_number FROM mail_notification UNION ALL"
            " SELECT concat(numbers, recipient_single_number_itf) FROM sms_composer UNION ALL"
            " SELECT concat(number, cs_number) FROM phone_blacklist UNION ALL"
            " SELECT concat(old_value_char, new_value_char) FROM mail_tracking_value UNION ALL"
            " SELECT concat(subject, body) FROM mail_message"
        )
        everything = " ".join(text or "" for (text,) in self.env.cr.fetchall())
        for number in numbers:
            self.assertNotIn(number[3:], everything)

    def notification(self, record):
        return self.env["mail.notification"].search(
            [("mail_message_id", "in", record.message_ids.ids), ("notification_type", "=", "sms")]
        )

    # One message

    def test_composer_on_the_customer(self):
        composer = self.composer(self.customer)
        self.assertEqual(composer.recipient_single_number_itf, PHONE_MASK)
        self.assertTrue(composer.recipient_single_valid)
        self.assertEqual(composer.recipient_valid_count, 1)
        with self.logs() as logs:
            composer.action_send_sms()
        self.assertEqual(self.sent, [PHONE])
        self.assertNotIn(PHONE[3:], " ".join(logs))
        self.assertEqual(self.notification(self.customer).sms_number, PHONE_MASK)
        self.assertEqual(self.notification(self.customer).res_partner_id, self.customer)
        self.assertNowhere(PHONE)
        self.assertEqual(open_for_system(self.customer, "cs_phone")[self.customer.id], PHONE)

    def test_composer_on_a_record_of_the_customer(self):
        composer = self.composer(self.contact)
        self.assertEqual(composer.recipient_single_number_itf, PHONE_MASK)
        self.assertTrue(composer.recipient_single_valid)
        composer.action_send_sms()
        self.assertEqual(self.sent, [PHONE])
        self.assertEqual(self.notification(self.contact).res_partner_id, self.customer)
        self.assertNowhere(PHONE)

    def test_number_corrected_in_the_composer(self):
        composer = self.composer(self.customer)
        self.assertEqual(composer.recipient_single_number_itf, PHONE_MASK)
        self.assertEqual(composer.number_field_name, "cs_phone")
        composer.recipient_single_number_itf = "139 0000 0001"
        composer.action_send_sms()
        self.assertEqual(self.sent, ["+8613900000001"])
        self.assertEqual(
            open_for_system(self.customer, "cs_phone")[self.customer.id], "+8613900000001"
        )
        composer = self.composer(self.contact)
        composer.recipient_single_number_itf = "137 0000 1111"
        composer.action_send_sms()
        self.assertIn(STRANGER, self.sent)

    def test_mask_that_was_broken_is_invalid(self):
        composer = self.composer(self.customer, recipient_single_number_itf="138****56")
        self.assertFalse(composer.recipient_single_valid)
        self.assertRefused("Invalid recipient number", composer.action_send_sms)

    def test_message_sms(self):
        self.contact._message_sms("A", partner_ids=self.customer.ids)
        self.customer._message_sms("B")
        self.contact._message_sms("C", sms_numbers=[self.customer.cs_phone])
        self.assertEqual(self.sent, [PHONE] * 3)
        self.assertNowhere(PHONE)

    def test_masks_survive_formatting(self):
        masked = self.customer.cs_phone
        self.assertIs(type(self.customer._phone_format(number=masked)), Masked)
        self.assertEqual(self.customer._phone_format(fname="cs_phone"), PHONE_MASK)
        self.assertFalse(self.plain_customer._phone_format(fname="cs_phone"))
        self.assertFalse(self.customer._phone_format(fname="phone"))
        self.assertFalse(self.customer._phone_format(number=PHONE_MASK))

    def test_plain_customers_as_before(self):
        self.composer(self.plain_customer).action_send_sms()
        self.assertEqual(self.sent, [STRANGER])
        self.assertEqual(self.notification(self.plain_customer).sms_number, STRANGER)

    def test_typed_number_of_a_protected_customer_is_sealed(self):
        sms = self.env["sms.sms"].create([{"number": PHONE, "body": "A"}, {"number": STRANGER}])
        self.assertEqual(sms.mapped("number"), [PHONE_MASK, STRANGER])
        self.assertEqual(sms.mapped("cs_number"), [PHONE_MASK, False])
        sms.send()
        self.assertEqual(sorted(self.sent), sorted([PHONE, STRANGER]))

    def test_number_of_a_waiting_message_changes(self):
        sms = self.env["sms.sms"].create({"number": PHONE, "body": "A"})
        sms.number = STRANGER
        self.assertEqual((sms.number, sms.cs_number), (STRANGER, False))
        sms.number = PHONE
        self.assertEqual((sms.number, sms.cs_number), (PHONE_MASK, PHONE_MASK))
        sms.number = PHONE_MASK
        self.assertEqual(sms.cs_number, PHONE_MASK)

    # Provider

    def test_delivery_report(self):
        self.customer._message_sms("B")
        notification = self.notification(self.customer)
        self.assertEqual(notification.notification_status, "pending")
        notification.sms_tracker_ids._action_update_from_sms_state("sent")
        self.assertEqual(notification.notification_status, "sent")

    def test_words_of_the_provider_are_not_believed(self):
        self.answer = lambda uuid: {"uuid": uuid, "state": "success", "to": PHONE}
        with self.logs() as logs:
            self.customer._message_sms("B")
        self.assertIn("'to': '****'", " ".join(logs))

        def fail(uuid):
            raise ValueError(f"cannot reach {PHONE}")

        self.answer = fail
        with self.logs() as logs:
            self.customer._message_sms("C")
        self.assertNotIn(PHONE[3:], " ".join(logs))
        self.assertIn("ValueError", " ".join(logs))
        self.assertIn("exception", self.notification(self.customer).mapped("notification_status"))

    def test_other_providers_are_wrapped(self):
        class Other:
            PROVIDER_TO_SMS_FAILURE_TYPE = {"a": "b"}

        wrapped = ClearNumbers(Other(), self.env["sms.sms"])
        self.assertEqual(wrapped.PROVIDER_TO_SMS_FAILURE_TYPE, {"a": "b"})

    # Many messages

    def mass(self, records):
        composer = self.composer(records, mass_keep_log=False)
        return composer._action_send_sms()

    def test_mass_mode_tells_alike_masks_apart(self):
        double = self.partners.create({"name": "Double", "cs_phone": PHONE})
        sms = self.mass(self.customer + self.twin + double + self.plain_customer)
        self.assertEqual(
            [(s.state, s.failure_type or "") for s in sms.sorted("id")],
            [("outgoing", ""), ("outgoing", ""), ("canceled", "sms_duplicate"), ("outgoing", "")],
        )
        sms.send()
        self.assertEqual(sorted(self.sent), sorted([PHONE, TWIN, STRANGER]))
        self.assertNowhere(PHONE, TWIN)

    # Blacklist

    def test_blacklisted_customer_is_left_out(self):
        self.customer._phone_set_blacklisted()
        self.plain_customer._phone_set_blacklisted()
        everybody = self.customer + self.twin + self.plain_customer
        self.assertEqual(everybody.mapped("phone_sanitized_blacklisted"), [True, False, True])
        self.assertEqual(everybody.mapped("phone_blacklisted"), [True, False, True])
        sms = self.mass(everybody)
        self.assertEqual(
            [s.failure_type or "" for s in sms.sorted("id")], ["sms_blacklist", "", "sms_blacklist"]
        )
        mine = [("id", "in", everybody.ids)]
        listed = [*mine, ("phone_sanitized_blacklisted", "=", True)]
        self.assertEqual(self.partners.search(listed), self.customer + self.plain_customer)
        free = [*mine, ("phone_sanitized_blacklisted", "=", False)]
        self.assertEqual(self.partners.search(free), self.twin)
        self.assertNowhere(PHONE)
        everybody[:1]._phone_reset_blacklisted()
        self.env.invalidate_all()
        self.assertFalse(self.customer.phone_blacklisted)

    def test_exclusion_list_can_be_left_aside(self):
        self.customer._phone_set_blacklisted()
        composer = self.composer(self.customer + self.twin, use_exclusion_list=False)
        self.assertEqual(set(composer._action_send_sms().mapped("state")), {"outgoing"})

    def test_typed_number_is_listed_sealed(self):
        blacklist = self.env["phone.blacklist"]
        entries = blacklist.create(
            [{"number": "138 1234 5678"}, {"number": TWIN}, {"number": PHONE}]
        )
        self.assertEqual(len(entries), 2, "The same number once")
        self.assertTrue(all(number.startswith(PHONE_MASK) for number in entries.mapped("number")))
        self.assertEqual(len(set(entries.mapped("number"))), 2, "Alike masks are told apart")
        self.assertEqual(blacklist.search([("number", "=", PHONE)]), entries[0])
        self.assertTrue(self.customer.phone_blacklisted)
        blacklist.remove(PHONE, message="Asked by phone")
        self.assertFalse(entries[0].active)
        self.assertEqual(blacklist.add("13812345678"), entries[0])
        self.assertTrue(entries[0].active)
        entries[0].number = entries[0].number
        self.assertTrue(entries[0].cs_number)
        entries[0].number = STRANGER
        self.assertEqual((entries[0].number, entries[0].cs_number), (STRANGER, False))
        entries[0].number = PHONE
        self.assertTrue(entries[0].cs_number)
        self.assertNowhere(PHONE, TWIN)

    def test_taken_off_the_list_from_the_form(self):
        self.customer._phone_set_blacklisted()
        manager = self.env.ref("base.user_admin")
        action = self.customer.with_user(manager).phone_action_blacklist_remove()
        self.env["phone.blacklist.remove"].with_context(**action["context"]).create(
            {}
        ).action_unblacklist_apply()
        self.env.invalidate_all()
        self.assertFalse(self.customer.phone_blacklisted)

    def test_missing_key_sends_nothing_and_loses_nothing(self):
        sms = self.env["sms.sms"].create({"number": self.customer.cs_phone, "body": "A"})
        self.env.flush_all()
        with self.ring_of(other="AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="):
            self.env.invalidate_all()
            sms.send(unlink_sent=False)
        self.assertEqual((sms.state, self.sent), ("error", []))
        sms.state = "outgoing"
        sms.send(unlink_sent=False)
        self.assertEqual((sms.state, self.sent), ("pending", [PHONE]))
