import base64
import os
import time

from odoo.exceptions import AccessError
from odoo.service.model import call_kw
from odoo.tests import HttpCase, new_test_user, tagged

from ..models.ir_attachment import open_content
from ..wizard.cs_privacy_document_open import is_ticket
from .common import PrivacyCommon

# A small picture, so that the kind of the content is found
PHOTO = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
PASSWORD = "revealer-test-password"


@tagged("post_install", "-at_install")
class TestIdentityDocument(PrivacyCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.web_user = new_test_user(
            cls.env,
            login="cs_p_web",
            password=PASSWORD,
            groups="cs_privacy.group_cs_privacy_reveal",
        )
        cls.sign_agreement(cls.web_user)

    def upload(self, user=None, **values):
        files = self.env["ir.attachment"].with_user(user or self.agent)
        return files.create(
            {
                "name": "front.png",
                "raw": PHOTO,
                "res_model": "res.partner",
                "res_id": self.customer.id,
                "cs_is_identity": True,
                **values,
            }
        )

    def stored(self, file):
        file.flush_recordset()
        with open(file._full_path(file.store_fname), "rb") as stored:
            return stored.read()

    def dialog(self, file, user, reason="Checks the name at the counter"):
        return (
            self.env["cs.privacy.document.open"]
            .with_user(user)
            .create(
                {
                    "attachment_id": file.id,
                    "purpose_id": self.env.ref("cs_privacy.purpose_service").id,
                    "reason": reason,
                }
            )
        )

    def assertSealed(self, file):
        self.assertTrue(self.stored(file).startswith(b"CSF1"))
        self.assertNotIn(PHOTO[8:40], self.stored(file))
        self.assertEqual(file.mimetype, "application/octet-stream")
        self.assertEqual(file.sudo().cs_content_type, "image/png")
        self.assertEqual(open_content(file), PHOTO)

    # At rest

    def test_uploaded_sealed(self):
        file = self.upload()
        self.assertSealed(file)
        self.assertTrue(self.column(file, "cs_file_key").startswith("e1$"))
        for user in (self.agent, self.officer, self.env.ref("base.user_admin")):
            for content in (file.with_user(user).raw, file.with_user(user).sudo().raw):
                self.assertNotIn(PHOTO[8:40], content)

    def test_plain_content_never_reaches_the_file_store(self):
        written = []
        files = type(self.env["ir.attachment"])
        write = files._file_write
        self.patch(
            files,
            "_file_write",
            lambda model, data, checksum: written.append(data) or write(model, data, checksum),
        )
        self.upload(raw=False, datas=base64.b64encode(PHOTO))
        self.assertTrue(written)
        self.assertFalse([data for data in written if PHOTO[8:40] in data])

    def test_sealed_afterwards(self):
        file = self.upload(cs_is_identity=False)
        plain = file._full_path(file.store_fname)
        self.assertEqual(file.raw, PHOTO)
        self.env.flush_all()
        file.cs_is_identity = True
        self.assertSealed(file)
        self.assertTrue(os.path.exists(plain))
        self.env.cr.postcommit.run()
        self.assertFalse(os.path.exists(plain))

    def test_file_of_another_attachment_stays(self):
        file, other = self.upload(cs_is_identity=False), self.upload(cs_is_identity=False)
        self.env.flush_all()
        file.cs_is_identity = True
        self.env.cr.postcommit.run()
        other.invalidate_recordset()
        self.assertEqual(other.raw, PHOTO)

    def test_new_content_is_sealed_too(self):
        file = self.upload(raw=b"first")
        file.raw = PHOTO
        self.assertSealed(file)
        file.datas = base64.b64encode(b"third")
        self.assertEqual(open_content(file), b"third")

    def test_copy_is_sealed_for_itself(self):
        copy = self.upload().copy()
        self.assertSealed(copy)

    def test_sealed_stays_sealed(self):
        file = self.upload()
        self.assertRefused("A sealed file stays sealed", file.write, {"cs_is_identity": False})
        link = self.env["ir.attachment"].create({"name": "x", "type": "url", "url": "/x"})
        self.assertRefused("Only an uploaded file", link.write, {"cs_is_identity": True})

    def test_forged_facts_are_left_out(self):
        file = self.upload()
        before = self.column(file, "cs_file_key")
        call_kw(
            self.env["ir.attachment"].with_user(self.agent),
            "write",
            [file.ids, {"cs_file_key": "00" * 32, "raw": "plain", "cs_content_type": "text/html"}],
            {"context": {"cs_sealing": True}},
        )
        self.assertTrue(self.stored(file).startswith(b"CSF1"))
        self.assertNotEqual(self.column(file, "cs_file_key"), before)
        self.assertEqual(open_content(file), b"plain")

    def test_altered_file_does_not_open(self):
        file = self.upload()
        path = file._full_path(file.store_fname)
        with open(path, "rb+") as stored:
            stored.seek(20)
            stored.write(b"\0\0\0\0")
        file.invalidate_recordset()
        self.assertRefused("does not open", open_content, file)

    # Seeing it

    def test_dialog_logs_and_opens(self):
        file = self.upload()
        action = self.dialog(file, self.web_user).action_open()
        entry = self.env["cs.privacy.access.log"].search([], limit=1)
        self.assertEqual(
            (entry.model, entry.res_ids, entry.kind, entry.user_ref),
            ("ir.attachment", str(file.id), "reveal", self.web_user.id),
        )
        self.authenticate(self.web_user.login, PASSWORD)
        response = self.url_open(action["url"])
        self.assertEqual((response.status_code, response.content), (200, PHOTO))
        self.assertEqual(response.headers["Content-Type"], "image/png")
        self.assertEqual(response.headers["Cache-Control"], "no-store")

    def test_ticket_is_for_one_user_file_and_minute(self):
        file, other = self.upload(), self.upload()
        ticket = self.dialog(file, self.web_user).action_open()["url"].partition("ticket=")[2]
        mine = file.with_user(self.web_user)
        self.assertTrue(is_ticket(mine, ticket))
        self.assertFalse(is_ticket(file.with_user(self.revealer), ticket))
        self.assertFalse(is_ticket(other.with_user(self.web_user), ticket))
        for forged in (
            "",
            "x",
            f"{int(time.time()) + 30}.abc",
            ticket.replace(".", "1.", 1),
            "é.é",
        ):
            self.assertFalse(is_ticket(mine, forged), forged)
        self.patch(time, "time", lambda real=time.time: real() + 61)
        self.assertFalse(is_ticket(mine, ticket))

    def test_without_ticket_nothing_is_shown(self):
        file = self.upload()
        self.authenticate(self.web_user.login, PASSWORD)
        for url in (f"/cs_privacy/document/{file.id}", "/cs_privacy/document/99999999?ticket=1.x"):
            self.assertEqual(self.url_open(url).status_code, 404)
        content = self.url_open(f"/web/content/{file.id}").content
        self.assertNotIn(PHOTO[8:40], content)

    def test_agent_cannot_open(self):
        file = self.upload()
        with self.assertRaises(AccessError):
            self.dialog(file, self.agent)
        with self.assertRaises(AccessError):
            file.with_user(self.agent).privacy_reveal(["cs_file_key"], "service", "Curious")
        self.assertRefused("Say in a few words", self.dialog(file, self.revealer, "x").action_open)

    # The customer's page

    def test_button_of_the_customer(self):
        file = self.upload()
        customer = self.customer.with_user(self.agent)
        self.assertEqual(customer.cs_identity_document_count, 1)
        action = customer.action_cs_identity_documents()
        files = self.env["ir.attachment"].with_user(self.agent)
        self.assertEqual(files.search(action["domain"]), file)
        new = files.with_context(**action["context"]).create({"name": "back.png", "raw": PHOTO})
        self.assertSealed(new)
        self.assertEqual(file.action_cs_open_identity()["res_model"], "cs.privacy.document.open")
        self.assertEqual(file._cs_privacy_partner(), {file.id: self.customer.id})

    # In the browser

    def test_tours(self):
        """A document is taken in, opened for a reason by somebody else, and destroyed."""
        agent = new_test_user(
            self.env,
            login="cs_p_counter",
            password="cs_p_counter",
            groups="cs_base.group_cs_base_user",
        )
        self.web_user.password = self.web_user.login
        url = f"/odoo/res.partner/{self.customer.id}"
        self.start_tour(url, "cs_privacy_document_tour", login=agent.login)
        file = self.env["ir.attachment"].search(self.customer._cs_identity_domain())
        self.assertEqual(open_content(file), b"photo of a passport")
        path = file._full_path(file.store_fname)
        with open(path, "rb") as stored:
            self.assertTrue(stored.read().startswith(b"CSF1"))
        before = self.logged("reveal")
        self.start_tour(
            "/odoo/cs-identity-documents",
            "cs_privacy_document_open_tour",
            login=self.web_user.login,
        )
        self.assertEqual(self.logged("reveal"), before + 1)
        self.start_tour(
            "/odoo/cs-identity-documents", "cs_privacy_document_destroy_tour", login=agent.login
        )
        self.assertFalse(file.exists())
