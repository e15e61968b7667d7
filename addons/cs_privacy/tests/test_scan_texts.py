from markupsafe import Markup

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from ..encrypted import open_for_system
from .common import ID_MASK, ID_NUMBER, PHONE_MASK, PrivacyCommon

TOLD = f"My ID is {ID_NUMBER}, call 138 1234 5678."
SHOWN = f"My ID is {ID_MASK}, call {PHONE_MASK}."


@tagged("post_install", "-at_install")
class TestScanTexts(PrivacyCommon):
    """Numbers in what people write are put out of sight wherever it is stored."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contact = cls.env["cs.contact"].create(
            {"name": "Bill", "channel_id": cls.env["cs.channel"]._cs_get("phone").id}
        )

    def told_in(self, text, **values):
        """Return a contact that tells ``text``."""
        return self.contact.copy({"description": text, **values})

    def switch(self, level):
        self.env["ir.config_parameter"].set_param("cs_privacy.scan", level)

    def assertHidden(self, text):
        self.assertNotIn(ID_NUMBER, text)
        self.assertNotIn("1234 5678", text)
        self.assertIn(PHONE_MASK, text)

    # Messages

    def test_post(self):
        for record in (self.customer, self.contact):
            for body in (TOLD, Markup("<p>%s</p>") % TOLD):
                message = record.with_user(self.agent).message_post(body=body, subject=TOLD)
                self.assertHidden(message.body)
                self.assertEqual(message.subject, SHOWN)

    def test_records_of_others_are_left_alone(self):
        message = self.env["res.users"].browse(self.agent.id).partner_id
        channel = self.env["discuss.channel"].create({"name": "Lunch"})
        self.assertIn(ID_NUMBER, channel.message_post(body=TOLD).body)
        self.assertTrue(message)

    def test_log_notify_and_edit(self):
        log = self.customer._message_log(body=TOLD)
        self.assertHidden(log.body)
        notice = self.customer.message_notify(
            body=TOLD, subject=TOLD, partner_ids=self.agent.partner_id.ids
        )
        self.assertHidden(notice.body + notice.subject)
        message = self.customer.message_post(body="Nothing", message_type="comment")
        self.customer._message_update_content(message, body=TOLD)
        self.assertHidden(message.body)
        message.write({"body": TOLD, "subject": TOLD})
        self.assertHidden(message.body + message.subject)

    def test_mail_is_stored_without_numbers(self):
        template = self.env["mail.template"].create(
            {
                "name": "T",
                "model_id": self.env.ref("base.model_res_partner").id,
                "subject": TOLD,
                "body_html": f"<p>{TOLD}</p>",
                "email_to": "a@b.example",
                "auto_delete": False,
            }
        )
        mail = self.env["mail.mail"].browse(template.send_mail(self.customer.id))
        self.assertHidden(f"{mail.subject} {mail.body_html} {mail.body}")
        mail.write({"body_html": TOLD})
        self.assertHidden(mail.body_html)

    def test_scheduled_message(self):
        scheduled = self.env["mail.scheduled.message"].create(
            {
                "model": "res.partner",
                "res_id": self.customer.id,
                "author_id": self.env.user.partner_id.id,
                "subject": TOLD,
                "body": TOLD,
                "scheduled_date": "2099-01-01 00:00:00",
            }
        )
        self.assertHidden(scheduled.subject + scheduled.body)
        scheduled.body = TOLD
        self.assertHidden(scheduled.body)

    def test_sms_is_sent_as_it_is_and_stored_hidden(self):
        sent = []
        self.patch(
            type(self.env["sms.sms"]), "send", lambda sms, **kw: sent.extend(sms.mapped("body"))
        )
        message = self.customer._message_sms(TOLD, sms_numbers=["+8613900000000"])
        self.assertEqual(sent, [TOLD])
        self.assertHidden(message.body)

    def test_activity(self):
        activity = self.customer.activity_schedule(
            "mail.mail_activity_data_todo", summary=TOLD, note=TOLD, user_id=self.agent.id
        )
        self.assertHidden(activity.summary + activity.note)
        activity.write({"summary": TOLD, "note": TOLD})
        self.assertHidden(activity.summary + activity.note)
        activity.action_feedback(feedback=TOLD)
        self.assertHidden(self.customer.message_ids[0].body)

    def test_rating(self):
        rating = self.env["rating.rating"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": self.customer.id,
                "feedback": TOLD,
            }
        )
        self.assertEqual(rating.feedback, SHOWN)
        rating.write({"feedback": f"Again. {TOLD}"})
        self.assertEqual(rating.feedback, f"Again. {SHOWN}")

    def test_names_and_index_of_files(self):
        files = self.env["ir.attachment"]
        values = {"res_model": "res.partner", "res_id": self.customer.id, "raw": TOLD.encode()}
        file = files.create({**values, "name": f"{ID_NUMBER}.txt", "mimetype": "text/plain"})
        self.assertEqual(file.name, ID_MASK.replace("*", "x") + ".txt")
        self.assertHidden(file.index_content)
        file.name = "13812345678.txt"
        self.assertEqual(file.name, "138xxxx5678.txt")
        composed = files.create({"name": f"{ID_NUMBER}.txt", "res_model": "mail.compose.message"})
        composed.write({"res_model": "res.partner", "res_id": self.customer.id})
        self.assertNotIn(ID_NUMBER, composed.name)

    # Numbers of the operator

    def test_own_numbers_stay(self):
        self.env.company.partner_id.phone = "+853 2888 0000"
        self.env["hr.employee"].create({"name": "E", "work_phone": "+86 139 0000 1111"})
        parameter = self.env["ir.config_parameter"]
        parameter.set_param("cs_privacy.scan_keep", "+853 6600 0000, +853 6600 0001")
        text = "Call +85328880000, 13900001111, +853 6600-0001, 10086 or 400-123-4567; not {}"
        message = self.customer.message_post(body=text.format("13812345678"))
        self.assertIn(text.format(PHONE_MASK), message.body)

    # Texts of contacts

    def test_contact_keeps_what_was_told(self):
        contact = self.told_in(TOLD)
        self.assertEqual(contact.description, SHOWN)
        self.assertEqual(
            open_for_system(contact, "cs_told")[contact.id], f"{ID_NUMBER}; +8613812345678"
        )
        contact.write({"outcome": "Back at 13900001111, not 13812345678"})
        self.assertEqual(contact.outcome, f"Back at 139****1111, not {PHONE_MASK}")
        self.assertEqual(
            open_for_system(contact, "cs_told")[contact.id],
            f"{ID_NUMBER}; +8613812345678; +8613900001111",
        )
        self.assertTrue(self.column(contact, "cs_told").startswith("e1$"))

    def test_contact_through_form_and_default(self):
        contacts = self.env["cs.contact"].with_user(self.agent)
        with Form(contacts) as form:
            form.name = "Card"
            form.channel_id = self.contact.channel_id
            form.description = TOLD
        self.assertEqual(form.record.description, SHOWN)
        forged = contacts.with_context(default_description=TOLD).create(
            {"name": "Card", "channel_id": self.contact.channel_id.id}
        )
        self.assertEqual(forged.description, SHOWN)

    def test_several_contacts_at_once(self):
        first = self.told_in("13900001111")
        both = first | self.contact
        both.write({"description": "13812345678"})
        told = open_for_system(both, "cs_told")
        self.assertEqual(told[first.id], "+8613900001111; +8613812345678")
        self.assertEqual(told[self.contact.id], "+8613812345678")

    def test_told_is_revealed_for_a_reason(self):
        contact = self.told_in(TOLD)
        shown = contact.with_user(self.revealer).privacy_reveal(
            ["cs_told"], "service", "Customer calls back"
        )
        self.assertIn(ID_NUMBER, shown[contact.id]["cs_told"])
        with self.assertRaises(AccessError):
            contact.with_user(self.agent).privacy_reveal(["cs_told"], "service", "Curious")

    # The switch

    def test_levels(self):
        self.switch("chatter")
        self.assertEqual(self.told_in(TOLD).description, TOLD)
        self.assertHidden(self.customer.message_post(body=TOLD).body)
        self.switch("off")
        self.assertIn(ID_NUMBER, self.customer.message_post(body=TOLD).body)
        self.assertIn(ID_NUMBER, self.customer._message_log(body=TOLD).body)
        for strict in ("all", "nonsense"):
            self.switch(strict)
            self.assertHidden(self.customer.message_post(body=TOLD).body)
            self.assertEqual(self.told_in(TOLD).description, SHOWN)

    def test_only_the_administrator_has_the_switch(self):
        for user in (self.agent, self.officer, self.security, self.portal):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.env["ir.config_parameter"].with_user(user).set_param("cs_privacy.scan", "off")
            with self.subTest(user.login), self.assertRaises(AccessError):
                settings = self.env["res.config.settings"].with_user(user)
                settings.create({"cs_privacy_scan": "off"}).execute()

    def test_switch_in_the_settings(self):
        settings = self.env["res.config.settings"].create({})
        self.assertEqual(settings.cs_privacy_scan, "all")
        settings.cs_privacy_scan = "chatter"
        settings.execute()
        self.assertEqual(self.env["cs.privacy.scan"]._cs_level(), "chatter")
