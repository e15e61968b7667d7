from odoo.exceptions import ConcurrencyError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.tests.test_ir_cron import CronMixinCase

from .mail_common import ADDRESS, MailCommon


@tagged("post_install", "-at_install")
class TestMail(MailCommon, CronMixinCase):
    """The e-mail door (clause 6.1.1), fed as the mail gateway feeds it."""

    def test_mail_becomes_a_complaint(self):
        complaint = self._mail()
        self.assertTrue(complaint.name.startswith("C20"))
        self.assertEqual(complaint.subject, "Wrong bill")
        self.assertEqual(complaint.description, "My bill is wrong.")
        self.assertEqual(complaint.partner_id, self.customer)
        self.assertEqual(complaint.channel_id, self.channel)
        self.assertEqual(complaint.department_id, self.service)
        self.assertTrue(complaint.date_resolve_due)
        self.assertEqual(complaint.ack_state, "pending")

    def test_unknown_sender_keeps_name_and_address(self):
        complaint = self._mail(From='"Jan Novak" <Jan@Other.example>')
        self.assertFalse(complaint.partner_id)
        self.assertEqual(complaint.partner_name, "Jan Novak")
        self.assertEqual(complaint.email_from, "jan@other.example")

    def test_same_message_twice_is_one_complaint(self):
        first = self._mail()
        self.assertFalse(self._mail())
        self.assertEqual(
            self.env["cs.complaint"].search_count([("external_id", "=", first.external_id)]), 1
        )

    def test_same_message_known_without_its_mail_message(self):
        """The trace of the mail may be gone (chatter erased); the door still knows it."""
        first = self._mail()
        first.message_ids.sudo().unlink()
        self.assertEqual(self._mail(), first)

    def test_mail_that_another_server_holds_is_not_bounced(self):
        """Else the customer would read that the mail was refused, and the alias be marked."""
        with self.env.registry._db.cursor() as other:
            other.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", ["<1@customer.example>"]
            )
            with self.assertRaises(ConcurrencyError):
                self._mail()
        self.assertEqual(self.channel.alias_id.alias_status, "not_tested")
        self.assertEqual(self._mail().external_id, "<1@customer.example>")
        self.assertEqual(self.channel.alias_id.alias_status, "valid")

    def test_same_message_on_two_servers_at_once(self):
        """What the other server has just committed makes this one repeat its transaction."""
        self._mail()
        self.patch(
            type(self.env["cs.complaint"]),
            "_cs_find_intake",
            lambda self, source, external_id: self.browse(),
        )
        with self.assertRaises(ConcurrencyError), mute_logger("odoo.sql_db"):
            self.env["cs.complaint"]._cs_intake(
                {"subject": "Wrong bill"}, "email", "<1@customer.example>"
            )

    def test_reply_lands_on_its_complaint(self):
        complaint = self._mail()
        complaint._cs_acknowledge()
        ack = complaint.message_ids[0]
        reply = self._mail(
            "<2@customer.example>", Subject="Re: Wrong bill", References=ack.message_id
        )
        self.assertEqual(reply, complaint)
        self.assertEqual(complaint.message_ids[0].message_id, "<2@customer.example>")

    def test_reply_ends_the_waiting(self):
        complaint = self._mail()
        complaint.with_user(self.agent).action_start()
        complaint.with_user(self.agent).action_wait("Which month?")
        self._mail("<2@customer.example>", References=complaint.message_ids[-1].message_id)
        self.assertEqual(complaint.state, "in_progress")

    def test_attachments_are_kept(self):
        body = (
            "--b\r\nContent-Type: text/plain\r\n\r\nSee file\r\n--b\r\n"
            'Content-Type: text/csv; name="帳單.csv"\r\n'
            'Content-Disposition: attachment; filename="bill.csv"\r\n\r\na;b\r\n--b--\r\n'
        )
        complaint = self._mail(body=body, Content_Type='multipart/mixed; boundary="b"')
        files = self.env["ir.attachment"].search(
            [("res_model", "=", "cs.complaint"), ("res_id", "=", complaint.id)]
        )
        self.assertEqual(files.mapped("name"), ["bill.csv"])

    def test_long_subject_loses_nothing(self):
        complaint = self._mail(Subject="長" * 10_000)
        self.assertEqual(len(complaint.subject), 200)
        self.assertIn("長" * 10_000, complaint.description)

    def test_script_in_subject_stays_text(self):
        complaint = self._mail(Subject="<script>alert(1)</script>")
        self.assertEqual(complaint.subject, "<script>alert(1)</script>")
        complaint._cs_acknowledge()
        body = self.env["mail.mail"].search([], limit=1, order="id desc").body_html
        self.assertNotIn("<script>", body)

    def test_chinese_encodings(self):
        text = "話費太高，要求退費"
        for charset in ("gb18030", "big5", "utf-8"):
            complaint = self._mail(f"<{charset}@x>", body=text, charset=charset)
            self.assertEqual(complaint.description, text)

    def test_unreadable_mail_is_kept_as_it_came(self):
        """Some programs do not say how the text is written, or name a charset nobody knows."""
        text = "話費太高，要求退費"
        for number, content_type in enumerate(("text/plain", "text/plain; charset=x-none-9")):
            with self.subTest(content_type=content_type):
                complaint = self._mail(
                    f"<{number}@x>", body=text, charset="gb18030", Content_Type=content_type
                )
                self.assertEqual(complaint.subject, "Wrong bill")
                file = complaint.message_ids.attachment_ids
                self.assertEqual(file.name, "original_email.eml")
                self.assertIn(text.encode("gb18030"), file.raw)

    def test_nul_in_a_mail(self):
        complaint = self._mail(Subject="Wro\0ng", body="My \0bill")
        self.assertEqual((complaint.subject, complaint.description), ("Wrong", "My bill"))

    def test_no_subject_and_no_sender(self):
        complaint = self._mail(Subject="")
        self.assertEqual(complaint.subject, "(no subject)")
        anonymous = self._mail("<3@x>", From="")
        self.assertFalse(anonymous.partner_id)
        self.assertEqual(anonymous.ack_state, "none")
        self.assertEqual(anonymous.description, "My bill is wrong.")

    def test_acknowledgement_tells_number_and_deadline(self):
        complaint = self._register()
        with self.enter_registry_test_mode():
            self.env.ref("cs_complaint.ir_cron_acknowledge").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(complaint.ack_state, "sent")
        mail = self.env["mail.mail"].search([("res_id", "=", complaint.id)])
        self.assertEqual(len(mail), 1)
        self.assertIn("mei@customer.example", mail.email_to)
        self.assertIn(complaint.name, mail.subject)
        self.assertIn(complaint._cs_due_text(), mail.body_html)
        self.assertIn(complaint.sudo().access_token, mail.body_html)
        self.assertIn(ADDRESS, mail.reply_to)
        with self.enter_registry_test_mode():
            self.env.ref("cs_complaint.ir_cron_acknowledge").method_direct_trigger()
        self.assertEqual(self.env["mail.mail"].search_count([("res_id", "=", complaint.id)]), 1)

    def test_acknowledgement_is_asked_for_at_once(self):
        with self.capture_triggers("cs_complaint.ir_cron_acknowledge") as captured:
            self._register()
            self._register(partner_id=False, is_anonymous=True)
        self.assertEqual(len(captured.records), 1)

    def test_feedback_letter_has_its_five_parts(self):
        complaint = self._register()
        file = (
            self.env["ir.attachment"]
            .with_user(self.agent)
            .create({"name": "bill.pdf", "raw": b"%PDF-1.4", "res_model": "cs.complaint.answer"})
        )
        feedback = self._answer(complaint, is_sent=False, attachment_ids=file.ids)
        mail = self.env["mail.mail"].search([("mail_message_id", "=", feedback.mail_message_id.id)])
        for part in ("Service", "We checked the bill.", "You get 20 back.", "bill.pdf", "/cs/s/"):
            self.assertIn(part, mail.body_html)
        self.assertEqual(mail.attachment_ids, file)
        self.assertEqual((file.res_model, file.res_id), ("cs.complaint", complaint.id))
        self.assertEqual(feedback.delivery_state, "outgoing")
        self._send_mails(feedback, "mail_email_invalid")
        self.assertEqual(feedback.delivery_state, "exception")

    def test_letter_in_the_customer_s_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["mail.template"].browse(
            self.env.ref("cs_complaint.mail_template_acknowledge").id
        ).with_context(lang="fr_FR").subject = "Reçu {{ object.name }}"
        self.customer.lang = "fr_FR"
        complaint = self._register()
        complaint._cs_acknowledge()
        mail = self.env["mail.mail"].search([("res_id", "=", complaint.id)])
        self.assertEqual(mail.subject, f"Reçu {complaint.name}")

    def test_first_real_answer_is_noted(self):
        complaint = self._register()
        complaint._cs_acknowledge()
        self.assertFalse(complaint.date_responded)
        complaint.message_post(body="internal", subtype_xmlid="mail.mt_note")
        self.assertFalse(complaint.date_responded)
        complaint.message_post(
            body="We look into it", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.assertTrue(complaint.date_responded)

    def test_customer_gets_the_answers_of_the_conversation(self):
        complaint = self._register()
        message = complaint.message_post(
            body="We look into it", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.assertIn(self.customer, message.notified_partner_ids)
