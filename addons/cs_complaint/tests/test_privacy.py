from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from odoo.addons.cs_privacy.encrypted import open_for_system
from odoo.addons.cs_privacy.tests.common import PrivacyCommon

from .mail_common import MailCommon
from .portal_common import PortalCommon

ID_NUMBER = "11010519491231002X"
PHONE = "+8613812345678"
TOLD = f"My ID is {ID_NUMBER}, my phone 138 1234 5678."
SHOWN = "My ID is 1***************2X, my phone 138****5678."


def numbers_in_clear(env, complaint):
    """Return the places of the database in which a number of the complaint stands in clear."""
    env.flush_all()
    found = []
    for table, column in (
        ("cs_complaint", "subject"),
        ("cs_complaint", "description"),
        ("cs_complaint", "state_reason"),
        ("cs_complaint", "phone"),
        ("cs_complaint", "cs_told"),
        ("cs_complaint_feedback", "result"),
        ("mail_message", "body"),
        ("mail_message", "subject"),
        ("mail_mail", "body_html"),
        ("mail_tracking_value", "old_value_char"),
        ("mail_tracking_value", "new_value_char"),
        ("ir_attachment", "name"),
        ("ir_attachment", "index_content"),
        ("rating_rating", "feedback"),
    ):
        env.cr.execute(
            SQL(
                "SELECT 1 FROM %s WHERE %s ~ '11010519491231002X|138 ?1234 ?5678' LIMIT 1",
                SQL.identifier(table),
                SQL.identifier(column),
            )
        )
        if env.cr.rowcount:
            found.append(f"{table}.{column}")
    return found


@tagged("post_install", "-at_install")
class TestPrivacy(MailCommon, PortalCommon):
    """What customers tell of themselves is kept sealed, whatever door it comes in by."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.revealer = cls._create_user("revealer", "agent", cls.service)
        cls.revealer.group_ids += cls.env.ref("cs_privacy.group_cs_privacy_reveal")
        PrivacyCommon.sign_agreement.__func__(cls, cls.revealer)

    def clear(self, complaint, name="phone"):
        return open_for_system(complaint, name).get(complaint.id)

    def assertNothingInClear(self, complaint):
        self.assertEqual(numbers_in_clear(self.env, complaint), [])

    # The telephone of the complaint

    def test_phone_of_the_customer(self):
        self.customer.cs_phone = PHONE
        complaint = self._register()
        self.assertEqual(complaint.phone, "138****5678")
        self.assertEqual(self.clear(complaint), PHONE)
        other = self.env["res.partner"].create({"name": "Other", "cs_phone": "+85366123456"})
        complaint.partner_id = other
        self.assertEqual(self.clear(complaint), "+85366123456")

    def test_phone_is_found_by_the_whole_number(self):
        complaint = self._register(phone=PHONE)
        complaints = self.env["cs.complaint"].with_user(self.agent)
        for typed in (PHONE, "+86 138-1234-5678"):
            self.assertEqual(complaints.search([("phone", "=", typed)]), complaint)
        self.assertEqual(complaints.search([("phone", "=like", "%5678")]), complaint)
        with self.assertRefused(UserError, "by its whole value"):
            complaints.search([("phone", "ilike", "1234")])
        with self.assertRaises(AccessError):
            complaints.with_user(self.portal).search([("phone", "=", PHONE)])

    def test_phone_is_revealed_for_a_reason(self):
        complaint = self._register(phone=PHONE)
        shown = complaint.with_user(self.revealer).privacy_reveal(["phone"], "service", "Call back")
        self.assertEqual(shown, {complaint.id: {"phone": PHONE}})
        for user in (self.agent, self.manager, self.portal):
            with self.subTest(user.login), self.assertRaises(AccessError):
                complaint.with_user(user).privacy_reveal(["phone"], "service", "Call back")

    def test_copy_keeps_the_phone(self):
        complaint = self._register(partner_id=False, partner_name="Ann", phone=PHONE)
        self.assertEqual(self.clear(complaint.copy()), PHONE)

    # The doors

    def test_agent(self):
        complaint = self._register(
            subject="Card 13812345678 blocked", description=TOLD, partner_id=False
        )
        self.assertEqual(complaint.subject, "Card 138****5678 blocked")
        self.assertEqual(complaint.description, SHOWN)
        self.assertEqual(self.clear(complaint), PHONE)
        self.assertEqual(self.clear(complaint, "cs_told"), f"{PHONE}; {ID_NUMBER}")
        self._answer(complaint, result=TOLD, code="phone", note=TOLD)
        self.assertEqual(complaint.feedback_ids.result, SHOWN)
        self.assertNothingInClear(complaint)

    def test_a_known_phone_stays(self):
        complaint = self._register(phone="+85366123456", description=TOLD)
        self.assertEqual(self.clear(complaint), "+85366123456")

    def test_email(self):
        complaint = self._mail(Subject=f"ID {ID_NUMBER}", body=TOLD)
        self.assertEqual(complaint.subject, "ID 1***************2X")
        self.assertEqual(complaint.description, SHOWN)
        self.assertEqual(self.clear(complaint), PHONE)
        complaint._cs_acknowledge()
        self._mail("<2@x>", body=TOLD, References=complaint.message_ids[-1].message_id)
        self.assertEqual(len(complaint.message_ids), 3)
        self.assertNothingInClear(complaint)

    def test_unreadable_email_is_kept_sealed_when_it_has_a_number(self):
        complaint = self._mail(
            "<3@x>",
            body=f"話費太高 {ID_NUMBER} 138 1234 5678",
            charset="gb18030",
            Content_Type="text/plain",
        )
        file = complaint.message_ids.attachment_ids
        self.assertTrue(file.cs_is_identity)
        self.assertNotIn(ID_NUMBER.encode(), file.raw)
        self.assertNothingInClear(complaint)

    def test_web_form(self):
        form = self._form(subject=f"ID {ID_NUMBER}", description=TOLD, phone="+853 6612 3456")
        response = self._send(form, files={"files": (f"{ID_NUMBER}.pdf", b"%PDF-1.4\n%test\n")})
        complaint = self._registered()
        self.assertEqual(self.clear(complaint), "+85366123456")
        self.assertNotIn(ID_NUMBER, response.text)
        self.assertNothingInClear(complaint)
        again = self._send(form)
        self.assertEqual(self._registered(), complaint)
        self.assertIn("/complaint/received/", again.url)

    def test_anonymous_stays_anonymous(self):
        self._send(self._form(description=TOLD, anonymous="1"))
        self.assertFalse(self._registered().phone)

    def test_portal(self):
        self._login(self.portal)
        self._send(self._form(description=TOLD))
        complaint = self._registered()
        self.assertEqual(complaint.partner_id, self.portal.partner_id)
        url = f"/my/complaints/{complaint.id}"
        page = self.url_open(url).text
        self.assertNotIn(ID_NUMBER, page)
        self._answer(complaint.with_user(self.agent))
        self._post(f"{url}/reopen", csrf_from=url, reason=TOLD)
        self._answer(complaint.with_user(self.agent))
        for _click in range(2):
            self._post(f"{url}/rate", csrf_from=url, stars="2", comment=TOLD)
        self.assertEqual(complaint.rating_ids.mapped("feedback"), [SHOWN])
        self.assertNothingInClear(complaint)

    def test_letters_show_no_phone(self):
        complaint = self._register(phone=PHONE, description=TOLD)
        complaint._cs_acknowledge()
        self._answer(complaint, result="We called 138 1234 5678; hotline 400-123-4567.")
        mails = self.env["mail.mail"].search([("res_id", "=", complaint.id)])
        self.assertEqual(len(mails), 2)
        for mail in mails:
            self.assertNotIn("1234 5678", mail.body_html)
            self.assertNotIn("138****5678", mail.body_html if mail == mails[-1] else "")
        self.assertIn("400-123-4567", "".join(mails.mapped("body_html")))

    # Reasons, which are kept as evidence

    def test_reasons_hold_no_number(self):
        complaint = self._register(user_id=self.agent.id).with_user(self.agent)
        complaint.action_start()
        complaint.action_ask_longer_waiting(3, f"Abroad, call {PHONE}")
        complaint.action_wait(f"Photo from {PHONE}")
        approval = complaint.sudo().approval_ids
        clock = complaint.sudo().clock_ids[-1]
        case = self.env["cs.complaint.regulator.case"].create(
            {
                "complaint_id": complaint.id,
                "authority": "Authority",
                "reference": "R-1",
                "demand": f"Why was {PHONE} cut off?",
            }
        )
        for text, beginning in (
            (approval.reason, "Abroad, call"),
            (clock.reason, "Photo from"),
            (case.demand, "Why was"),
        ):
            self.assertIn(beginning, text)
            self.assertNotIn(PHONE, text)

    # Side doors

    def test_group_by_and_export_show_the_mask(self):
        complaint = self._register(phone=PHONE)
        with self.assertRaises(UserError):
            self.env["cs.complaint"]._read_group([], ["phone"])
        exporter = new_test_user(
            self.env,
            login="cs_exporter",
            groups="cs_complaint.group_cs_complaint_agent,base.group_allow_export",
        )
        rows = complaint.with_user(exporter).export_data(["phone", "cs_told"])["datas"]
        self.assertEqual(rows[0][0], "138****5678")

    def test_customers_see_nothing_hidden(self):
        complaint = self._register(partner_id=self.portal.partner_id.id, description=TOLD)
        with self.assertRaises(AccessError):
            complaint.with_user(self.portal).read(["cs_told"])
