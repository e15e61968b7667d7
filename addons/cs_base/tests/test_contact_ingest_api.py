import threading
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields
from odoo.service.model import retrying
from odoo.tests import HttpCase, TransactionCase, tagged
from odoo.tools import mute_logger

from .common import CsBaseCommon

URL = "/json/2/cs.contact/ingest"


@tagged("post_install", "-at_install")
class TestContactIngestApi(HttpCase, CsBaseCommon):
    def call(self, user, rows):
        key = (
            self.env["res.users.apikeys"]
            .with_user(user)
            ._generate("rpc", "Telephone system", fields.Datetime.now() + timedelta(days=1))
        )
        return self.url_open(URL, json={"rows": rows}, headers={"Authorization": f"bearer {key}"})

    def test_program_reports(self):
        rows = [self.row("1", partner="+852 2345 6789"), self.row("2", channel="telex")]
        for status in ("created", "unchanged"):
            response = self.call(self.program, rows)
            self.assertEqual(response.status_code, 200, response.text)
            contact = self.reported("1")
            self.assertEqual(
                response.json(),
                [
                    {
                        "index": 0,
                        "external_id": "1",
                        "status": status,
                        "id": contact.id,
                        "error": False,
                    },
                    {
                        "index": 1,
                        "external_id": "2",
                        "status": "error",
                        "id": False,
                        "error": "No channel “telex” was found in this company.",
                    },
                ],
            )
        self.assertEqual(contact.partner_id, self.customer)

    @mute_logger("odoo.http")
    def test_others_are_refused(self):
        self.env["ir.config_parameter"].set_param("portal.allow_api_keys", "True")
        for user in (self.portal_user, self.employee_user, self.agent):
            response = self.call(user, [self.row("1")])
            self.assertEqual(response.status_code, 403, user.login)
            self.assertEqual(response.json()["name"], "odoo.exceptions.AccessError")
            self.assertIn("You may not report contacts", response.json()["message"])
        self.assertFalse(self.reported("1"))

    @mute_logger("odoo.http")
    def test_not_a_list(self):
        response = self.call(self.program, {"source": "test-pbx"})
        self.assertEqual(response.status_code, 422)
        self.assertEqual(response.json()["message"], "Send the contacts as a list of rows.")

    @mute_logger("odoo.http")
    def test_no_key(self):
        response = self.url_open(URL, json={"rows": []}, headers={"Authorization": "bearer x"})
        self.assertEqual(response.status_code, 401)

    @mute_logger("odoo.http")
    def test_program_key_opens_nothing_else(self):
        self.call(self.program, [self.row("1")])
        key = (
            self.env["res.users.apikeys"]
            .with_user(self.program)
            ._generate("rpc", "Telephone system", fields.Datetime.now() + timedelta(days=1))
        )
        response = self.url_open(
            "/json/2/cs.contact/search_read",
            json={"domain": [], "fields": ["name"]},
            headers={"Authorization": f"bearer {key}"},
        )
        self.assertEqual(response.status_code, 403)


@tagged("post_install", "-at_install")
class TestContactIngestConcurrency(TransactionCase):
    """Two servers, two real transactions: what they commit is removed again at the end."""

    SOURCE = "test-two-servers"

    def setUp(self):
        super().setUp()
        self.addCleanup(self.remove)
        self.rows = [
            {
                "source": self.SOURCE,
                "external_id": str(number),
                "channel": "phone",
                "date_arrived": "2026-03-02T12:00:00Z",
            }
            for number in range(5)
        ]

    def remove(self):
        with self.registry.cursor() as cr:
            cr.execute("DELETE FROM cs_contact WHERE source = %s", (self.SOURCE,))

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_two_servers(self):
        answers, is_reading = [], threading.Event()

        def second_server():
            with self.registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                env["cs.channel"]._cs_get("phone")  # takes the snapshot
                is_reading.set()
                answers.append(retrying(lambda: env["cs.contact"].ingest(self.rows), env))

        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            first = env["cs.contact"].ingest(self.rows)
            env.flush_all()
            thread = threading.Thread(target=second_server)
            thread.start()
            self.assertTrue(is_reading.wait(10))
        thread.join(60)
        self.assertEqual({result["status"] for result in first}, {"created"})
        self.assertEqual({result["status"] for result in answers[0]}, {"unchanged"})
        self.assertEqual([r["id"] for r in first], [r["id"] for r in answers[0]])
        with self.registry.cursor() as cr:
            cr.execute("SELECT count(*) FROM cs_contact WHERE source = %s", (self.SOURCE,))
            self.assertEqual(cr.fetchone(), (5,))
