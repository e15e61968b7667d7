import html

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.cs_complaint.core.file_type import is_allowed

from .portal_common import PDF, PortalCommon

SCRIPT = '<script>alert("x")</script>'


@tagged("post_install", "-at_install")
class TestWebForm(PortalCommon):
    def assertRefusedForm(self, response, text, status=422):
        """The form comes back with ``text`` and nothing was registered."""
        self.assertEqual(response.status_code, status)
        self.assertIn(text, html.unescape(response.text))
        self.assertFalse(self._registered())

    # WHAT COMES IN

    def test_visitor(self):
        response = self._send(self._form(phone="+853 6612 3456"))
        complaint = self._registered()
        self.assertRecordValues(
            complaint,
            [
                {
                    "subject": "No signal since Monday",
                    "description": "In the lift and in the kitchen.",
                    "partner_id": False,
                    "partner_name": "Ann Visitor",
                    "email_from": "ann@visitor.example",
                    "phone": "66****56",
                    "category_id": self.category.id,
                    "department_id": self.service.id,
                    "severity": "ordinary",
                    "state": "registered",
                    "ack_state": "pending",
                    "lang": "en_US",
                }
            ],
        )
        self.assertEqual(complaint.channel_id.code, "web")
        self.assertEqual(response.status_code, 200)
        self.assertIn("/complaint/received/", response.url)
        self.assertIn(complaint.name, response.text)
        self.assertIn(complaint._cs_due_text(), response.text)

    def test_confirmation_hides_access(self):
        """Whoever types another person's address gets no access by it."""
        response = self._send(self._form(email=self.portal.email))
        complaint = self._registered()
        self.assertEqual(complaint.partner_id, self.portal.partner_id)
        self.assertNotIn(f"/my/complaints/{complaint.id}", response.text)
        self.assertNotIn(complaint.sudo()._portal_ensure_token(), response.text)
        self.assertNotIn(self.portal.name, response.text)

    def test_confirmation_needs_signature(self):
        self._send(self._form())
        for token in ("1", f"{self._registered().id}-0123", "-", "x-é"):
            response = self.url_open(f"/complaint/received/{token}")
            self.assertEqual((response.status_code, response.url[-10:]), (200, "/complaint"))
            self.assertNotIn(self._registered().name, response.text)

    def test_partner_only_when_unambiguous(self):
        partners = self.env["res.partner"].create(
            [{"name": name, "email": "twin@visitor.example"} for name in ("A", "B")]
        )
        self._send(self._form(email="twin@visitor.example"))
        self.assertFalse(self._registered().partner_id)
        partners[0].active = False
        self._send(self._form(email="Twin@Visitor.Example", subject="Second"))
        self.assertEqual(self._registered().sorted("id")[-1].partner_id, partners[1])

    def test_employee_address_is_not_staff(self):
        data = self._form(email=self.agent.email)
        self._send(data, {"files": ("bill.pdf", PDF)})
        complaint = self._registered()
        self.assertFalse(complaint.partner_id)
        self.assertFalse(complaint.date_responded)

    def test_anonymous(self):
        self._send(self._form(anonymous="1", phone="12345678"))
        self.assertRecordValues(
            self._registered(),
            [
                {
                    "is_anonymous": True,
                    "partner_name": False,
                    "email_from": False,
                    "phone": False,
                    "ack_state": "none",
                }
            ],
        )

    def test_portal_user(self):
        self._login(self.portal)
        page = self.url_open("/complaint").text
        self.assertNotIn('name="email"', page)
        self._send(self._form(email="other@visitor.example", name="Other"))
        complaint = self._registered()
        self.assertEqual(complaint.partner_id, self.portal.partner_id)
        self.assertEqual(complaint.channel_id.code, "portal")
        self.assertIn(self.portal.email, complaint.email_from)

    def test_language_of_page(self):
        self.env["res.lang"]._activate_lang("zh_TW")
        self.assertIn('lang="zh-TW"', self.url_open("/zh_TW/complaint").text)
        self._send(self._form())
        self.assertEqual(self._registered().lang, "zh_TW")

    def test_one_mail(self):
        """The files make a message of the complainant, and only the acknowledgement goes out."""
        mails = self.env["mail.mail"].search([])
        self._send(self._form(email=self.portal.email), {"files": ("bill.pdf", PDF)})
        complaint = self._registered()
        complaint._cs_acknowledge()
        new = self.env["mail.mail"].search([]) - mails
        subject = f"We have received your complaint {complaint.name}"
        self.assertEqual(new.mapped("subject"), [subject])
        message = complaint.message_ids.filtered("attachment_ids")
        self.assertEqual(message.author_id, self.portal.partner_id)

    def test_file(self):
        self._send(self._form(), {"files": ("../../evil\u202egpj.pdf", PDF)})
        complaint = self._registered()
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", "cs.complaint"), ("res_id", "=", complaint.id)]
        )
        self.assertRecordValues(attachment, [{"name": "evilgpj.pdf", "public": False}])
        message = complaint.message_ids.filtered("attachment_ids")
        self.assertEqual(message.email_from, "ann@visitor.example")
        self.assertFalse(message.author_id)
        self.assertEqual(self.url_open(f"/web/content/{attachment.id}").status_code, 404)

    # TWICE

    def test_double_submission(self):
        data = self._form()
        first, second = self._send(data), self._send(data)
        self.assertEqual(len(self._registered()), 1)
        self.assertEqual(first.url, second.url)

    def test_same_form_with_other_text(self):
        data = self._form()
        self._send(data)
        response = self._send({**data, "subject": "Something else"})
        self.assertEqual(response.status_code, 422)
        self.assertIn(self._registered().name, response.text)
        self.assertIn("Something else", response.text)
        again = {**data, "subject": "Something else"}
        again["submission"] = self._hidden(response.text, "submission")
        self._send(again)
        self.assertEqual(len(self._registered()), 2)

    def test_submission_cannot_be_chosen(self):
        for submission in ("abc.def", "é.é", "", "."):
            response = self._send(self._form(submission=submission))
            self.assertRefusedForm(response, "This page was open for too long.")

    @mute_logger("odoo.http")
    def test_csrf(self):
        self.assertEqual(self._send(self._form(csrf_token="x")).status_code, 400)
        self.assertFalse(self._registered())

    # BAD INPUT

    def test_fields_of_the_server(self):
        self._send(
            self._form(
                severity="extra_major",
                state="closed",
                department_id=str(self.product.id),
                partner_id=str(self.portal.partner_id.id),
                user_id=str(self.agent.id),
                source="other",
                name_="C1",
            )
        )
        self.assertRecordValues(
            self._registered(),
            [
                {
                    "severity": "ordinary",
                    "state": "registered",
                    "department_id": self.service.id,
                    "partner_id": False,
                    "user_id": False,
                }
            ],
        )

    def test_bad_input(self):
        hidden = self.env["cs.complaint.category"].create({"name": "Inside", "is_public": False})
        category = "This choice does not exist any more. Choose another one from the list."
        reach = (
            "Give an e-mail address or a telephone number, so that we can answer; or choose "
            "to stay anonymous."
        )
        rows = [
            ({"subject": ""}, "Say in a few words what the complaint is about."),
            ({"subject": " \t\u0000"}, "Say in a few words what the complaint is about."),
            ({"subject": "x" * 10_000}, "This is 10000 characters long, at most 200 are allowed."),
            ({"description": ""}, "Tell us what happened, when and where."),
            ({"description": "x" * 20_001}, "at most 20000 are allowed."),
            ({"category_id": ""}, "Choose what the complaint is about"),
            ({"category_id": "999999999"}, category),
            ({"category_id": "9" * 40}, category),
            ({"category_id": "²"}, category),
            ({"category_id": str(hidden.id)}, category),
            ({"email": "ann@", "phone": ""}, "This is not a complete e-mail address."),
            ({"email": "a@b.example, c@d.example"}, "This is not a complete e-mail address."),
            ({"email": "", "phone": "call me"}, "This is not a telephone number."),
            ({"email": "", "phone": ""}, reach),
        ]
        for change, text in rows:
            with self.subTest(change=str(change)[:60]):
                self.assertRefusedForm(self._send(self._form(**change)), text)

    def test_typed_text_stays(self):
        response = self._send(
            self._form(category_id="", subject="My subject", description="My own words")
        )
        page = html.unescape(response.text)
        for text in ("My subject", "My own words", "Ann Visitor", "ann@visitor.example"):
            self.assertIn(text, page)

    def test_script_is_text(self):
        response = self._send(self._form(subject=SCRIPT, email=""))
        self.assertNotIn(SCRIPT, response.text)
        self._login(self.portal)
        self._send(self._form(subject=SCRIPT, description=SCRIPT))
        complaint = self._registered()
        self.assertEqual(complaint.subject, SCRIPT)
        for url in ("/my/complaints", f"/my/complaints/{complaint.id}"):
            page = self.url_open(url).text
            self.assertNotIn(SCRIPT, page)
            self.assertIn(SCRIPT, html.unescape(page))

    def test_other_encoding(self):
        """Bytes of GB18030 where UTF-8 is due are refused with a message, not with an error."""
        data = self._form()
        body = "&".join(f"{k}={v}" for k, v in data.items() if k != "subject").replace(" ", "+")
        response = self.url_open(
            "/complaint",
            data=f"{body}&subject=%D0%C5%BA%C5%B2%EE",
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )
        self.assertRefusedForm(response, "Some characters arrived unreadable.")

    def test_file_as_text_field(self):
        data = self._form()
        data.pop("subject")
        response = self.url_open(
            "/complaint", data=data, files={"subject": ("a.txt", b"hello"), "files": ("", b"")}
        )
        self.assertRefusedForm(response, "Say in a few words what the complaint is about.")

    def test_bad_files(self):
        kind = "cannot be taken: its kind is not allowed, or its content does not match its name."
        rows = [
            ("bill.exe", b"MZ\x90", kind),
            ("bill.pdf", b"MZ\x90", kind),
            ("page.html", b"<html/>", kind),
            ("pic.svg", b"<svg/>", kind),
            ("pic.png", b"<svg/>", kind),
            ("note.txt", b"<script>1</script>", kind),
            ("run.js", b"1", kind),
            ("none", b"1", kind),
            ("empty.pdf", b"", "The file empty.pdf is empty."),
        ]
        for name, data, text in rows:
            with self.subTest(name=name):
                response = self._send(self._form(), {"files": (name, data)})
                self.assertRefusedForm(response, text)
                self.assertIn("Please choose your files again", response.text)

    def test_file_too_large(self):
        response = self._send(self._form(), {"files": ("big.pdf", PDF + b"0" * 20_000_000)})
        self.assertRefusedForm(response, "The file big.pdf is too large, at most 10.00 Mb")

    def test_more_than_the_server_reads(self):
        response = self._send(self._form(description="x" * 11 * 1024 * 1024))
        self.assertRefusedForm(response, "Up to 5 files of 10 MB each are possible", status=413)

    def test_too_many_files(self):
        files = [("files", (f"{n}.pdf", PDF)) for n in range(6)]
        response = self._send(self._form(), files)
        self.assertRefusedForm(response, "You chose 6 files, at most 5 are possible.")

    def test_office_files(self):
        """A file of a text program is told by what is in the archive, not by its first bytes."""
        self.assertFalse(is_allowed("a.docx", b"PK\x03\x04 not an archive"))

    # MACHINES

    def test_trap(self):
        response = self._send(self._form(subject_again="Buy now"))
        self.assertFalse(self._registered())
        self.assertEqual(response.status_code, 200)
        self.assertIn("If you see no complaint number here, nothing was registered.", response.text)

    def test_limit_per_address(self):
        self.env["ir.config_parameter"].set_param("cs_complaint.form_limit_ip", "2")
        for number in range(2):
            self._send(self._form(subject=f"Number {number}"))
        response = self._send(self._form(subject="One too many"))
        self.assertEqual(response.status_code, 429)
        self.assertIn("Too many complaints were sent from here", response.text)
        self.assertIn("One too many", response.text)
        self.assertEqual(len(self._registered()), 2)

    def test_limit_per_email(self):
        self.env["ir.config_parameter"].set_param("cs_complaint.form_limit_email", "1")
        self._send(self._form(email="a@visitor.example"))
        again = self._send(self._form(email="A@visitor.example", subject="Again"))
        other = self._send(self._form(email="b@visitor.example"))
        self.assertEqual((again.status_code, other.status_code), (429, 200))
        self.assertEqual(len(self._registered()), 2)
