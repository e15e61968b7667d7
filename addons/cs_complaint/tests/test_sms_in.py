import doctest
import json
import time
from urllib.parse import urlencode

from odoo.exceptions import AccessError
from odoo.tests import BaseCase, tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.base.tests.common import HttpCase

from ..core import outgoing, sms_stop
from .common import ComplaintCommon

NUMBER = "+85366123456"


@tagged("post_install", "-at_install")
class TestSmsCore(BaseCase):
    def test_examples_hold(self):
        for module in (sms_stop, outgoing):
            result = doctest.testmod(module)
            self.assertEqual(result.failed, 0)
            self.assertGreater(result.attempted, 0)


@tagged("post_install", "-at_install")
class TestSmsIn(ComplaintCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gateway = cls.env["cs.sms.gateway"].create({"name": "Main", "code": "main"})
        cls.secret = cls.secret_of(cls.gateway)

    @classmethod
    def secret_of(cls, gateway):
        action = gateway.with_user(cls.manager).action_new_secret()
        return action["params"]["message"].split()[0]

    def send(self, text="No signal since Monday", form=False, headers=None, **values):
        message = {"external_id": "m1", "from": NUMBER, "text": text, **values}
        body = urlencode(message) if form else json.dumps(message, ensure_ascii=False)
        kind = "application/x-www-form-urlencoded" if form else "application/json"
        return self.post(body.encode(), **{"Content-Type": kind}, **(headers or {}))

    def post(self, body, at=0, **headers):
        timestamp = str(int(time.time()) + at)
        headers = {
            "X-CS-Gateway": "main",
            "X-CS-Timestamp": timestamp,
            "X-CS-Signature": outgoing.sign(self.secret, timestamp, body),
            **headers,
        }
        return self.opener.post(
            self.base_url() + "/cs/sms/in", data=body, headers=headers, timeout=60
        )

    def received(self):
        return self.env["cs.complaint"].search([("source", "=", "sms:main")], order="id")

    def assertTaken(self, response, status):
        self.assertEqual(response.status_code, 200, response.text)
        self.assertEqual(response.json()["status"], status)

    def test_registered(self):
        response = self.send(to="+85388880000", time="2026-01-05T10:00:00+08:00")
        self.assertTaken(response, "registered")
        complaint = self.received()
        self.assertEqual(response.json()["number"], complaint.name)
        self.assertRecordValues(
            complaint,
            [
                {
                    "subject": "No signal since Monday",
                    "state": "registered",
                    "ack_state": "pending",
                    "channel_id": self.env["cs.channel"]._cs_get("sms").id,
                }
            ],
        )
        contact = complaint.contact_id
        self.assertEqual(str(contact.date_arrived), "2026-01-05 02:00:00")
        self.assertEqual(contact.external_id, "m1")

    def test_form_and_chinese(self):
        self.assertTaken(self.send("電梯裡沒有訊號", form=True), "registered")
        self.assertEqual(self.received().description, "電梯裡沒有訊號")

    def test_twice_is_once(self):
        for status in ("registered", "known", "known"):
            response = self.send()
            self.assertTaken(response, status)
        self.assertEqual(response.json()["number"], self.received().name)
        self.assertEqual(len(self.received()), 1)

    def test_customer_is_found(self):
        self.customer.phone = NUMBER
        self.assertTaken(self.send(), "registered")
        self.assertEqual(self.received().partner_id, self.customer)
        self.assertFalse(
            self.env["cs.privacy.access.log"].search([("user_id", "=", self.env.user.id)])
        )

    def test_no_clear_number_is_kept(self):
        with self.assertLogs("odoo", "DEBUG") as logged:
            self.assertTaken(self.send(), "registered")
        ours = [line for line in logged.output if "odoo.sql_db" not in line]
        self.assertNotIn("66123456", str(ours))
        self.env.flush_all()
        for table in ("cs_complaint", "cs_contact", "sms_sms", "mail_message"):
            query = SQL(
                "SELECT count(*) FROM %s t WHERE t::text LIKE %s",
                SQL.identifier(table),
                "%66123456%",
            )
            self.assertEqual(self.env.execute_query(query), [(0,)], table)

    def test_acknowledgement(self):
        self.send()
        complaint = self.received()
        complaint._cs_acknowledge()
        text = self.env["sms.sms"].search([], order="id desc", limit=1)
        self.assertIn(complaint.name, text.body)
        self.assertEqual(sms_stop.segments(text.body), 1)
        self.assertNotIn("66123456", text.number)
        self.assertTrue(text.cs_number)

    def test_answer_is_added(self):
        self.send()
        complaint = self.received()
        complaint.with_user(self.supervisor).action_wait("Which lift?")
        self.assertTaken(self.send("The left one", external_id="m2"), "added")
        self.assertEqual(len(self.received()), 1)
        self.assertEqual(complaint.state, "in_progress")
        self.assertIn("The left one", str(complaint.message_ids.mapped("body")))

    def test_flood_goes_to_one_complaint(self):
        for number in range(8):
            self.send(external_id=f"f{number}")
        self.assertEqual(len(self.received()), 5)

    def test_stop(self):
        self.assertTaken(self.send("STOP"), "stopped")
        self.assertFalse(self.received())
        masked = self.env["phone.blacklist"].search([], order="id desc", limit=1)
        self.assertNotIn("66123456", masked.number)
        self.customer.phone = "+85366999888"
        response = self.send("退訂", external_id="s2", **{"from": "+85366999888"})
        self.assertTaken(response, "stopped")
        words = self.env["cs.privacy.consent"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(set(words.mapped("event")), {"withdrawn"})
        self.assertEqual(set(words.channel_id.mapped("code")), {"sms"})

    # Who is let in

    def test_refused_signatures(self):
        body = json.dumps({"external_id": "m1", "from": NUMBER, "text": "x"}).encode()
        for title, response in (
            ("signature", self.post(body, **{"X-CS-Signature": "0" * 64})),
            ("not ascii", self.post(body, **{"X-CS-Signature": "é"})),
            ("old", self.post(body, at=-301)),
            ("ahead", self.post(body, at=301)),
            ("time", self.post(body, **{"X-CS-Timestamp": "now"})),
            ("gateway", self.post(body, **{"X-CS-Gateway": "other"})),
            ("token", self.post(body, **{"X-CS-Signature": "", "Authorization": "Bearer x"})),
        ):
            with self.subTest(title):
                self.assertEqual(response.status_code, 401, response.text)
                self.assertIn("did not prove", response.json()["error"])
        self.assertFalse(self.received())

    def test_another_body_with_a_known_signature(self):
        timestamp = str(int(time.time()))
        signature = outgoing.sign(self.secret, timestamp, b"{}")
        headers = {"X-CS-Timestamp": timestamp, "X-CS-Signature": signature}
        self.assertEqual(self.send(headers=headers).status_code, 401)

    def test_bearer(self):
        self.gateway.mode = "bearer"
        token = self.secret_of(self.gateway)
        self.assertTaken(self.send(headers={"Authorization": f"Bearer {token}"}), "registered")
        self.assertEqual(self.send(headers={"Authorization": "Bearer no"}).status_code, 401)
        self.assertEqual(self.send().status_code, 401)
        self.assertNotIn(token, str(self.gateway.sudo().read()))

    def test_archived(self):
        self.gateway.active = False
        self.assertEqual(self.send().status_code, 401)

    def test_bad_bodies(self):
        kind = {"Content-Type": "application/json"}
        for body, status, text in (
            (b"{", 400, "JSON object"),
            (b"[]", 400, "JSON object"),
            (b'{"state": "closed"}', 400, "“state” is not known here"),
            (b"{}", 422, "whole telephone number"),
            (b'{"external_id": "1", "from": "12", "text": "x"}', 422, "whole telephone number"),
            (
                b'{"external_id": "1", "from": "+85366123456", "text": "x", "time": "soon"}',
                422,
                "is a date and time",
            ),
        ):
            with self.subTest(body):
                response = self.post(body, **kind)
                self.assertEqual(response.status_code, status, response.text)
                self.assertIn(text, response.json()["error"])
        self.assertFalse(self.received())

    @mute_logger("odoo.http")
    def test_huge_body(self):
        self.assertEqual(self.post(b"x" * 65_537).status_code, 413)

    def test_rate_limit(self):
        self.gateway.per_minute = 1
        self.assertTaken(self.send(), "registered")
        self.assertEqual(self.send(external_id="m2").status_code, 429)

    def test_secrets_are_not_written(self):
        gateway = self.gateway.with_user(self.manager)
        for values in ({"secret": "mine"}, {"token_hash": "0"}, {"date_secret": False}):
            with self.assertRefused(AccessError, "by the button New Secret"):
                gateway.write(values)
        forged = gateway.with_context(default_secret="mine", default_token_hash="0")
        self.assertFalse(forged.create({"name": "x", "code": "x"}).sudo().token_hash)
        with self.assertRaises(AccessError):
            self.gateway.with_user(self.supervisor).action_new_secret()
