import io
import json
import re
import unicodedata
from contextlib import suppress
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfFileReader

from .. import handout
from .rights_common import BIRTH_DATE, ID_NUMBER, NUMBER, PASSWORD, PHONE, RightsCommon

CLEAR = (ID_NUMBER, BIRTH_DATE, PHONE, NUMBER)
POSTS = (
    "/my/privacy/data/show",
    "/my/privacy/data/download",
    "/my/privacy/data/correct",
    "/my/privacy/requests/new",
)


@tagged("post_install", "-at_install")
class TestExport(RightsCommon):
    """The copy of a person's data: complete, logged first, in no cache and no attachment."""

    def setUp(self):
        super().setUp()
        self._create_number(self.customer)
        self.env["cs.contact"].create(
            {
                "channel_id": self.env["cs.channel"]._cs_get("phone").id,
                "name": "Bill question",
                "partner_id": self.customer.id,
                "date_arrived": "2020-01-02 08:00:00",
            }
        )

    def test_document(self):
        asked = self._ask()
        with self.enter_registry_test_mode():
            content = handout.document(self.customer.with_user(self.officer).sudo(), "Test", "P1")
        self.assertEqual(content["schema"], "cs-privacy-export/1")
        self.assertEqual(content["person"]["id_number"], ID_NUMBER)
        self.assertEqual(content["person"]["birth_date"], BIRTH_DATE)
        self.assertEqual(content["service_numbers"][0]["number"], NUMBER)
        self.assertEqual(content["contacts"][0]["subject"], "Bill question")
        self.assertEqual(content["requests"][0]["number"], asked.name)
        self.assertIn("consents", content)
        self.assertEqual(json.loads(handout.as_json(content)), content)
        entry = self._log("export")[0]
        self.assertRecordValues(
            entry,
            [
                {
                    "user_ref": self.officer.id,
                    "model": "res.partner",
                    "res_ids": str(self.customer.id),
                    "purpose": "own_right",
                    "reference": "P1",
                }
            ],
        )

    def test_logged_before_a_value_is_opened(self):
        log = self.env.registry["cs.privacy.access.log"]
        before = len(self._log("export"))

        def broken(*args):
            raise UserError(self.env._("broken"))

        # Not assertRaises, which would undo what is written meanwhile.
        with (
            self.enter_registry_test_mode(),
            patch.object(handout, "_opened", broken),
            suppress(UserError),
        ):
            handout.document(self.customer, "Test")
        self.assertEqual(len(self._log("export")), before + 1)
        self.patch(log, "_cs_record", lambda *args, **kwargs: False)
        with self.assertRefused(UserError, "This is not possible now"):
            handout.document(self.customer, "Test")

    def test_every_key_has_a_label(self):
        content = self.customer._cs_privacy_export()
        labels = self.customer._cs_privacy_export_labels()
        for section, values in content.items():
            rows = [values] if isinstance(values, dict) else values
            for row in rows:
                self.assertFalse(set(row) - set(labels[section][1]), section)

    def test_pdf(self):
        self.customer.name = "林美玲"
        files = self.env["ir.attachment"].search_count([])
        content = handout.document(self.customer, "Test")
        data = handout.as_pdf(self.env, content)
        text = "".join(page.extract_text() for page in PdfFileReader(io.BytesIO(data)).pages)
        text = unicodedata.normalize("NFKC", text)
        self.assertIn(ID_NUMBER, text)
        self.assertIn("林美玲", text)
        self.assertIn("Resident identity card", text)
        self.assertEqual(self.env["ir.attachment"].search_count([]), files)


@tagged("post_install", "-at_install")
class TestOwnData(RightsCommon, HttpCase):
    """What the person sees and asks for in the customer page; and nobody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls._create_portal("wanda", cls.customer)
        cls.other = cls._create_person("Otto Other", cs_id_number=False)
        cls.stranger = cls._create_portal("otto", cls.other)
        cls._create_number(cls.customer)

    @classmethod
    def _create_portal(cls, login, partner):
        return new_test_user(
            cls.env,
            login=f"cs_rights_{login}",
            password=PASSWORD,
            groups="base.group_portal",
            partner_id=partner.id,
            name=partner.name,
            email=partner.email,
        )

    def setUp(self):
        super().setUp()
        # A limit of an earlier test must not refuse this one.
        self.env.cr.execute("DELETE FROM cs_rate_limit")
        self.authenticate(self.user.login, PASSWORD)

    def _csrf(self, url="/my/privacy/data"):
        found = re.search(r'name="csrf_token" value="([^"]*)"', self.url_open(url).text)
        return found[1]

    def _post(self, url, allow_redirects=False, **data):
        data = {"csrf_token": self._csrf(), **data}
        return self.url_open(url, data=data, allow_redirects=allow_redirects)

    def _own(self):
        return self.env["cs.privacy.request"].search([("partner_id", "=", self.customer.id)])

    def test_masked_first(self):
        page = self.url_open("/my/privacy/data")
        for value in CLEAR:
            self.assertNotIn(value, page.text)
        self.assertIn("1***************2X", page.text)
        self.assertIn("no-store", page.headers["Cache-Control"])
        self.assertIn("/my/privacy/data", self.url_open("/my/privacy").text)

    def test_shown_after_the_password(self):
        page = self._post("/my/privacy/data/show", password="wrong")
        self.assertEqual(page.status_code, 422)
        self.assertIn("The password is not right", page.text)
        self.assertNotIn(ID_NUMBER, page.text)
        page = self._post("/my/privacy/data/show", password=PASSWORD)
        for value in CLEAR:
            self.assertIn(value, page.text)
        self.assertIn("no-store", page.headers["Cache-Control"])
        entries = self._log("reveal")
        entry = entries.filtered(lambda log: log.model == "res.partner")[0]
        self.assertEqual((entry.user_ref, entry.purpose), (self.user.id, "own_right"))
        self.assertIn("cs.service.number", entries.mapped("model"))
        # Within ten minutes the password is not asked for again.
        self.assertIn(ID_NUMBER, self._post("/my/privacy/data/show").text)
        self.assertNotIn(ID_NUMBER, self.url_open("/my/privacy/data").text)

    def test_password_is_limited(self):
        for _attempt in range(5):
            self._post("/my/privacy/data/show", password="wrong")
        page = self._post("/my/privacy/data/show", password=PASSWORD)
        self.assertIn("Too many attempts", page.text)
        self.assertNotIn(ID_NUMBER, page.text)

    def test_download(self):
        self.assertEqual(self._post("/my/privacy/data/download", file="json").status_code, 422)
        answer = self._post("/my/privacy/data/download", file="json", password=PASSWORD)
        self.assertEqual(answer.json()["person"]["id_number"], ID_NUMBER)
        self.assertNotIn("Zylberstein", answer.headers["Content-Disposition"])
        self.assertIn("no-store", answer.headers["Cache-Control"])
        pdf = self._post("/my/privacy/data/download", file="pdf")
        self.assertEqual(pdf.content[:5], b"%PDF-")
        self.assertEqual(self._log("export")[0].user_ref, self.user.id)

    def test_correct(self):
        page = self._post("/my/privacy/data/correct", password=PASSWORD)
        self.assertIn("Type the new value", page.text)
        page = self._post("/my/privacy/data/correct", cs_birth_date="1990-02-31")
        self.assertIn("this is not a date", page.text)
        self.assertNotIn("1990-02-31", page.text)
        self.assertFalse(self._own())
        self._post("/my/privacy/data/correct", cs_birth_date="1990-01-31", name="")
        asked = self._own()
        self.assertRecordValues(
            asked,
            [
                {
                    "kind": "correction",
                    "state": "received",
                    "is_from_portal": True,
                    "identity_method": "portal",
                    "partner_id": self.customer.id,
                }
            ],
        )
        self.assertEqual(asked.line_ids.mapped("field_name"), ["cs_birth_date"])
        page = self._post("/my/privacy/data/correct", cs_birth_date="1990-01-30")
        self.assertIn("is open already", page.text)

    def test_ask_follow_and_take_back(self):
        page = self._post("/my/privacy/requests/new", kind="objection", note=" ", password=PASSWORD)
        self.assertIn("Say what you object to", page.text)
        page = self._post("/my/privacy/requests/new", kind="access")
        self.assertIn("Choose what you ask for", page.text)
        self._post("/my/privacy/requests/new", kind="erasure")
        asked = self._own()
        page = self.url_open("/my/privacy/requests")
        self.assertIn(asked.name, page.text)
        self.assertIn("A service number is in use", page.text)
        self._post(f"/my/privacy/requests/{asked.id}/cancel")
        self.assertEqual(asked.state, "cancelled")
        page = self._post(f"/my/privacy/requests/{asked.id}/cancel")
        self.assertEqual(page.status_code, 303)
        self.assertEqual(asked.state, "cancelled")

    def test_requests_are_limited(self):
        self._post("/my/privacy/data/show", password=PASSWORD)
        for _attempt in range(10):
            self._post("/my/privacy/requests/new", kind="erasure")
            self._own().action_cancel("x")
        page = self._post("/my/privacy/requests/new", kind="erasure")
        self.assertIn("Too many attempts", page.text)

    def test_foreign_requests(self):
        foreign = self._ask("erasure", partner_id=self.other.id)
        for request_id in (foreign.id, 2147483647):
            answer = self._post(f"/my/privacy/requests/{request_id}/cancel")
            self.assertEqual(answer.status_code, 303)
        self.assertEqual(foreign.state, "received")
        self.assertNotIn(foreign.name, self.url_open("/my/privacy/requests").text)

    def test_contact_of_a_company_sees_the_own_person_only(self):
        firm = self.env["res.partner"].create({"name": "Firm", "is_company": True})
        (self.customer | self.other).parent_id = firm
        own = self._ask("access", partner_id=self.other.id)
        page = self.url_open("/my/privacy/requests").text
        self.assertNotIn(own.name, page)
        self.assertNotIn("Otto", self.url_open("/my/privacy/data").text)

    @mute_logger("odoo.http")
    def test_csrf_and_visitors(self):
        for url in POSTS:
            self.assertEqual(self.url_open(url, data={"password": PASSWORD}).status_code, 400, url)
        self.authenticate(None, None)
        for url in ("/my/privacy/data", "/my/privacy/requests"):
            self.assertIn("/web/login", self.url_open(url).url)

    @mute_logger("odoo.http")
    def test_copy_for_the_officer(self):
        asked = self._started("portability")
        url = asked.action_download()["url"]
        self.assertEqual(self.url_open(url).status_code, 404)
        for user, status in ((self.agent, 404), (self.officer, 200)):
            user.password = PASSWORD
            self.authenticate(user.login, PASSWORD)
            self.assertEqual(self.url_open(url).status_code, status)
        self.assertEqual(self.url_open(url).json()["person"]["id_number"], ID_NUMBER)
        self.assertEqual(self._log("export")[0].reference, asked.name)
        asked.action_done("Sent.")
        answer = self.url_open(url)
        self.assertEqual(answer.status_code, 422)
        self.assertIn("while a request for one is in progress", answer.text)
