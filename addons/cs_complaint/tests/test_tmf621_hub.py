import json
import threading
from unittest.mock import patch

from urllib3.exceptions import ConnectTimeoutError

from odoo import SUPERUSER_ID, api
from odoo.exceptions import AccessError, UserError
from odoo.service.model import retrying
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from ..core import outgoing
from ..core.tmf621 import BASE_PATH
from .api_common import TICKET, ApiCommon

HUB = f"{BASE_PATH}/hub"
CALLBACK = "https://crm.example/hook"


@tagged("post_install", "-at_install")
class TestTmfHub(ApiCommon):
    def setUp(self):
        super().setUp()
        self.startPatch(patch.object(outgoing, "addresses_of", self.lookup))
        self.address, self.answer, self.sent = "93.184.216.34", 200, []
        self.startPatch(patch.object(outgoing.urllib3, "HTTPSConnectionPool", self.pool))
        muted = mute_logger("odoo.http")
        muted.__enter__()
        self.addCleanup(muted.__exit__, None, None, None)

    def startPatch(self, patcher):
        patcher.start()
        self.addCleanup(patcher.stop)

    def lookup(self, _host, _port):
        return [self.address]

    def pool(self, host, port, **options):
        case = self

        class Pool:
            def __enter__(self):
                return self

            def __exit__(self, *_error):
                return False

            def request(self, method, path, **values):
                if isinstance(case.answer, Exception):
                    raise case.answer
                case.sent.append((host, options["assert_hostname"], path, values))
                self.status = case.answer
                return self

            def read(self, _size):  # pylint: disable=method-required-super
                return b""

            def release_conn(self):
                return None

        return Pool()

    def listen(self, **body):
        return self.tmf("POST", body={"callback": CALLBACK, **body}, url=HUB)

    def deliver(self):
        self.env.ref("cs_complaint.ir_cron_deliver").method_direct_trigger()
        self.env.invalidate_all()

    def deliveries(self):
        return self.env["cs.complaint.api.delivery"].search(
            [("listener_id.user_id", "=", self.program.id)], order="id"
        )

    def test_register_and_remove(self):
        response = self.listen()
        self.assertEqual(response.status_code, 201, response.text)
        hub = response.json()
        self.assertEqual(response.headers["Location"], f"{HUB}/{hub['id']}")
        self.assertTrue(hub["secret"])
        again = self.listen()
        self.assertEqual((again.status_code, again.json()["id"]), (200, hub["id"]))
        self.assertNotIn("secret", again.json())
        path = f"{HUB}/{hub['id']}"
        self.assertEqual(self.tmf("GET", url=path).json()["callback"], CALLBACK)
        for method in ("GET", "DELETE"):
            foreign = self.tmf(method, url=path, key=self.other_key)
            self.assertTmfError(foreign, 404, "notFound", "no such listener")
        self.assertEqual(self.tmf("DELETE", url=path).status_code, 204)
        self.assertEqual(self.tmf("GET", url=path).status_code, 404)

    def test_refused_addresses(self):
        for callback, address, text in (
            ("http://crm.example/", "93.184.216.34", "begin with https"),
            ("https://user:pw@crm.example/", "93.184.216.34", "holds a password"),
            ("https://crm.example/", "10.1.2.3", "private network"),
            ("https://crm.example/", "127.0.0.1", "private network"),
            ("https://crm.example/", "169.254.169.254", "private network"),
            ("https://crm.example/", "fd00::1", "private network"),
        ):
            with self.subTest(callback, address=address):
                self.address = address
                response = self.listen(callback=callback)
                self.assertTmfError(response, 400, "badRequest", text)
        self.env["ir.config_parameter"].set_param("cs_complaint.listener_private", "True")
        self.assertEqual(self.listen().status_code, 201)

    def test_query(self):
        response = self.listen(query="eventType=TroubleTicketNoEvent")
        self.assertTmfError(response, 400, "badRequest", "The query names events")
        self.listen(query="eventType=TroubleTicketStatusChangeEvent")
        self.tmf("POST", body=TICKET)
        self.assertFalse(self.deliveries())
        self.of_program().with_user(self.head).action_start()
        self.assertEqual(self.deliveries().event_id.kind, "status")

    def test_too_many(self):
        answers = [self.listen(callback=f"{CALLBACK}/{n}").status_code for n in range(6)]
        self.assertEqual(answers, [201] * 5 + [400])

    def test_events_are_signed_and_impersonal(self):
        secret = self.listen().json()["secret"]
        party = {"role": "customer", "partyOrPartyRole": {"id": "mailto:mei@customer.example"}}
        self.tmf("POST", body={**TICKET, "relatedParty": [party]})
        complaint = self.of_program()
        complaint.with_user(self.head).action_start()
        complaint.with_user(self.head).action_wait("Which lift?")
        self._answer(complaint, user=self.head, code="phone")
        self.deliver()
        kinds = []
        for host, name, path, values in self.sent:
            self.assertEqual((host, name, path), ("93.184.216.34", "crm.example", "/hook"))
            body = json.loads(values["body"])
            kinds.append(body["eventType"])
            signature = outgoing.sign(secret, values["headers"]["X-CS-Timestamp"], values["body"])
            self.assertEqual(values["headers"]["X-CS-Signature"], signature)
            self.assertEqual(set(body["event"]["troubleTicket"]), {"@type", "id", "href", "status"})
            self.assertEqual(body["event"]["troubleTicket"]["id"], str(complaint.id))
            for secret_word in ("Mei", "mei@", "No signal", "lift"):
                self.assertNotIn(secret_word, values["body"].decode())
        for kind in ("Create", "StatusChange", "InformationRequired", "Resolved"):
            self.assertIn(f"TroubleTicket{kind}Event", kinds)
        self.assertEqual(set(self.deliveries().mapped("state")), {"sent"})
        count = len(self.sent)
        self.deliver()
        self.assertEqual(len(self.sent), count)

    def test_retry(self):
        self.listen()
        self.tmf("POST", body=TICKET)
        delivery = self.deliveries()
        for self.answer, fault in ((500, "HTTP 500"), (302, "HTTP 302")):
            self.deliver()
            self.assertEqual((delivery.state, delivery.fault), ("pending", fault))
            self.assertGreater(delivery.next_try_at, delivery.create_date)
            delivery._cs_note(next_try_at="2020-01-01 00:00:00")
        self.answer = ConnectTimeoutError("http://secret-name")
        delivery._cs_note(attempts=7)
        self.deliver()
        self.assertEqual((delivery.state, delivery.fault), ("failed", "ConnectTimeoutError"))
        self.answer = 204
        with self.assertRaises(AccessError):
            delivery.with_user(self.agent).action_retry()
        delivery.with_user(self.manager).action_retry()
        delivery.with_user(self.manager).action_retry()
        self.deliver()
        self.assertEqual(delivery.state, "sent")
        ids = {json.loads(values["body"])["eventId"] for *_call, values in self.sent}
        self.assertEqual(ids, {delivery.event_id.uuid})

    def test_name_moves_into_the_network(self):
        self.listen()
        self.tmf("POST", body=TICKET)
        self.address = "10.0.0.1"
        self.deliver()
        self.assertFalse(self.sent)
        self.assertIn("private network", self.deliveries().fault)

    def test_others_make_and_change_none(self):
        self.listen()
        self.tmf("POST", body=TICKET)
        listener = self.env["cs.complaint.listener"].search([("user_id", "=", self.program.id)])
        as_manager = listener.with_user(self.manager)
        with self.assertRefused(UserError, "A listener is not changed"):
            as_manager.write({"callback": "https://mine.example"})
        with self.assertRefused(UserError, "registered by the program itself"):
            as_manager.create({"callback": CALLBACK, "user_id": self.program.id})
        with self.assertRaises(AccessError):
            self.deliveries().with_user(self.manager).write({"state": "sent"})
        event = self.of_program().api_event_ids
        with self.assertRefused(UserError, "is evidence and cannot be changed"):
            event.write({"state": "closed"})
        with self.assertRefused(UserError, "is evidence and cannot be deleted"):
            event.unlink()


@tagged("post_install", "-at_install")
class TestTmfConcurrency(TransactionCase):
    """Two servers, two real transactions: what they commit is removed again at the end."""

    VALUES = {"subject": "Twice at once", "description": "Twice at once"}

    def setUp(self):
        super().setUp()
        self.addCleanup(self.remove)

    def remove(self):
        with self.registry.cursor() as cr:
            cr.execute("DELETE FROM cs_complaint WHERE api_reference = 'two-servers'")

    def register(self, env):
        return env["cs.complaint"]._cs_api_register("test", "two-servers", self.VALUES)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_two_identical_posts(self):
        answers, is_reading = [], threading.Event()

        def second_server():
            with self.registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                env["cs.channel"]._cs_get("app")
                env["cs.complaint"].search_count([])  # takes the snapshot
                is_reading.set()
                answers.append(retrying(lambda: self.register(env)[1], env))

        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            self.assertTrue(self.register(env)[1])
            env.flush_all()
            thread = threading.Thread(target=second_server)
            thread.start()
            self.assertTrue(is_reading.wait(10))
        thread.join(60)
        self.assertEqual(answers, [False])
        with self.registry.cursor() as cr:
            cr.execute("SELECT count(*) FROM cs_complaint WHERE api_reference = 'two-servers'")
            self.assertEqual(cr.fetchone(), (1,))
