import base64
import doctest

from odoo.tests import BaseCase, tagged
from odoo.tools import mute_logger

from ..core import tmf621, tmf621_schema
from ..core.tmf621 import BASE_PATH, PATH
from .api_common import TICKET, ApiCommon

PDF = b"%PDF-1.4\n%test\n"


@tagged("post_install", "-at_install")
class TestTmfCore(BaseCase):
    def test_examples_hold(self):
        for module in (tmf621, tmf621_schema):
            result = doctest.testmod(module)
            self.assertEqual(result.failed, 0)
            self.assertGreater(result.attempted, 0)


@tagged("post_install", "-at_install")
class TestTmf621(ApiCommon):
    def setUp(self):
        super().setUp()
        # Refusals are logged by the framework; they are what is tested here.
        muted = mute_logger("odoo.http", "odoo.addons.base.models.ir_http")
        muted.__enter__()
        self.addCleanup(muted.__exit__, None, None, None)

    def new_ticket(self, **values):
        response = self.tmf("POST", body={**TICKET, **values})
        self.assertEqual(response.status_code, 201, response.text)
        return response.json()

    # POST

    def test_create(self):
        response = self.tmf("POST", body=TICKET)
        self.assertEqual(response.status_code, 201, response.text)
        complaint = self.of_program()
        self.assertRecordValues(
            complaint,
            [
                {
                    "subject": "No signal",
                    "severity": "major",
                    "complaint_class": "product",
                    "department_id": self.product.id,
                    "source": f"api:{self.program.id}:shop",
                    "external_id": "S-1",
                    "state": "registered",
                }
            ],
        )
        ticket = response.json()
        self.assertEqual(response.headers["Location"], f"{PATH}/{complaint.id}")
        self.assertEqual(ticket["href"], response.headers["Location"])
        self.assertEqual(ticket["status"], "acknowledged")
        self.assertEqual(ticket["severity"], "Major")
        self.assertEqual(ticket["externalIdentifier"][0]["id"], "S-1")
        self.assertEqual(ticket["troubleTicketCharacteristic"][0]["value"], complaint.name)
        self.assertEqual([s["status"] for s in ticket["statusChangeHistory"]], ["acknowledged"])
        self.assertTrue(ticket["expectedResolutionDate"].endswith("Z"))
        self.assertEqual(set(ticket) - set(tmf621.ATTRIBUTES), set())

    def test_chinese(self):
        ticket = self.new_ticket(name="沒有訊號", description="電梯裡星期一起沒有訊號。")
        self.assertEqual(self.of_program().subject, "沒有訊號")
        self.assertEqual(self.tmf("GET", f"/{ticket['id']}").json()["name"], "沒有訊號")

    def test_customer_is_found_and_not_told(self):
        party = {"id": "mailto:mei@customer.example", "name": "Somebody"}
        ticket = self.new_ticket(relatedParty=[{"role": "customer", "partyOrPartyRole": party}])
        self.assertEqual(self.of_program().partner_id, self.customer)
        text = str(ticket)
        for secret in ("Mei Lin", "mei@customer", "Somebody"):
            self.assertNotIn(secret, text)

    def test_number_is_sealed(self):
        party = {"id": "tel:+85366123456"}
        self.new_ticket(relatedParty=[{"role": "customer", "partyOrPartyRole": party}])
        complaint = self.of_program()
        self.assertTrue(complaint.phone)
        self.assertNotIn("66123456", complaint.phone)

    def test_twice_is_once(self):
        first = self.new_ticket()
        response = self.tmf("POST", body=TICKET)
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.json()["id"], first["id"])
        self.assertEqual(len(self.of_program()), 1)
        other = self.tmf("POST", body={**TICKET, "description": "Something else"})
        self.assertTmfError(other, 400, "badRequest", "registered before with another text")

    def test_idempotency_key(self):
        body = {name: value for name, value in TICKET.items() if name != "externalIdentifier"}
        ids = {
            self.tmf("POST", body=body, Idempotency_Key=key).json()["id"]
            for key in ("k-1", "k-1", "k-2")
        }
        self.assertEqual(len(ids), 2)

    def test_programs_do_not_meet(self):
        first = self.new_ticket()
        other = self.tmf("POST", body=TICKET, key=self.other_key)
        self.assertEqual(other.status_code, 201)
        self.assertNotEqual(other.json()["id"], first["id"])

    def test_attachment(self):
        content = base64.b64encode(PDF).decode()
        ticket = self.new_ticket(
            attachment=[{"name": "bill.pdf", "content": content, "mimeType": "x"}],
            note=[{"text": "It began on Monday."}],
        )
        self.assertEqual(ticket["note"][0]["author"], "customer")
        self.assertEqual(ticket["note"][0]["text"], "It began on Monday.")
        href = ticket["attachment"][0]["href"]
        self.assertEqual(self.tmf("GET", url=href).content, PDF)
        self.assertTmfError(
            self.tmf("GET", url=href, key=self.other_key), 404, "notFound", "no such ticket"
        )

    def test_attachment_of_another_kind(self):
        content = base64.b64encode(b"MZ\x90").decode()
        for entry, code, text in (
            ({"name": "bill.pdf", "content": content}, "badRequest", "cannot be taken"),
            ({"name": "bill.pdf", "content": "?"}, "invalidValue", "is not base64"),
            ({"name": "bill.pdf", "url": "https://x.example"}, "invalidBody", "attachment[0].url"),
        ):
            response = self.tmf("POST", body={**TICKET, "attachment": [entry]})
            self.assertTmfError(response, 400, code, text)
        self.assertFalse(self.of_program())

    def test_refused_bodies(self):
        for body, text in (
            (b"{", "not JSON"),
            (b"\xff\xfe{}", "not JSON"),
            (b'{"name": NaN}', "not JSON"),
            (b"[" * 100_000, "not JSON"),
            (b"[]", "not a JSON object"),
            ({**TICKET, "colour": "red"}, "“colour” is not an attribute"),
            ({**TICKET, "status": "closed"}, "“status” is not an attribute"),
            ({**TICKET, "id": "7"}, "“id” is not an attribute"),
            ({**TICKET, "description": "x" * 20_001}, "longer than 20000"),
            ({**TICKET, "description": " "}, "“description” is empty"),
            ({**TICKET, "severity": "Bad"}, "is not one of: Minor, Major, Critical"),
            ({**TICKET, "name": 7}, "not of the type string"),
            ({**TICKET, "requestedResolutionDate": "soon"}, "is not a date and time"),
            ({"name": "x"}, "“description” is missing"),
        ):
            with self.subTest(text):
                response = self.tmf("POST", body=body)
                self.assertEqual(response.status_code, 400, response.text)
                self.assertIn(text, response.json()["message"])
        self.assertFalse(self.of_program())

    def test_content_type(self):
        response = self.tmf("POST", body=TICKET, Content_Type="text/plain")
        self.assertTmfError(response, 415, "unsupportedMediaType", "application/json")

    def test_huge_body(self):
        response = self.tmf("POST", body=b" " * (20 * 1024 * 1024 + 1))
        self.assertTmfError(response, 413, "tooLarge")

    # Who

    def test_wrong_key(self):
        for key in ("wrong", ""):
            response = self.tmf("GET", key=key)
            self.assertTmfError(response, 401, "unauthorized")
        self.assertIn("bearer", response.headers["WWW-Authenticate"].lower())

    def test_others_are_refused(self):
        for user in (self.agent, self.manager):
            response = self.tmf("GET", key=self.key_of(user))
            self.assertTmfError(response, 403, "forbidden", "role “Complaint API”")

    def test_foreign_ticket(self):
        ticket = self.new_ticket()
        registered = self._register()
        for number in (ticket["id"], registered.id, "999999999", "99999999999999", "x", "%00"):
            for method, body in (("GET", None), ("PATCH", {"status": "cancelled"})):
                response = self.tmf(method, f"/{number}", body, key=self.other_key)
                self.assertTmfError(response, 404, "notFound", "no such ticket")
        self.assertEqual(self.tmf("GET", key=self.other_key).json(), [])

    def test_rate_limit(self):
        self.env["ir.config_parameter"].set_param("cs_complaint.api_limit", "2")
        statuses = [self.tmf("GET").status_code for _call in range(3)]
        self.assertEqual(statuses, [200, 200, 429])

    # GET

    def test_list(self):
        for number in range(3):
            self.new_ticket(
                externalIdentifier=[{"id": f"S-{number}"}],
                severity="Minor" if number else "Critical",
            )
        response = self.tmf("GET", "?offset=1&limit=1&sort=creationDate")
        self.assertEqual(response.headers["X-Total-Count"], "3")
        self.assertEqual(response.headers["X-Result-Count"], "1")
        for query, count in (
            ("severity=Critical", 1),
            ("status=acknowledged,closed", 3),
            ("status=closed", 0),
            ("externalIdentifier.id=S-1", 1),
            ("externalIdentifier.owner=tmf621&limit=2", 2),
            ("ticketType=product", 3),
            ("creationDate.gte=2001-01-01", 3),
            ("creationDate.lt=2001-01-01T00:00:00Z", 0),
            ("limit=0", 0),
        ):
            with self.subTest(query):
                self.assertEqual(len(self.tmf("GET", f"?{query}").json()), count)

    def test_fields(self):
        ticket = self.new_ticket()
        answer = self.tmf("GET", f"/{ticket['id']}?fields=status,name").json()
        self.assertEqual(set(answer), {"id", "href", "@type", "status", "name"})
        for query, text in (
            ("fields=partner_id.name", "no attribute “partner_id.name”"),
            ("fields=id;drop table", "no attribute"),
            ("sort=subject,(select 1)", "not sorted by"),
            ("phone=x", "not filtered by “phone”"),
            ("partner_id.name=Mei", "not filtered by “partner_id.name”"),
            ("status=dead", "There is no status “dead”"),
            ("limit=-1", "whole number"),
            ("creationDate.like=x", "not filtered by"),
        ):
            with self.subTest(query):
                response = self.tmf("GET", f"?{query}")
                self.assertEqual(response.status_code, 400, response.text)
                self.assertIn(text, response.json()["message"])

    def test_etag(self):
        response = self.tmf("POST", body=TICKET)
        tag, path = response.headers["ETag"], f"/{response.json()['id']}"
        self.assertEqual(self.tmf("GET", path, If_None_Match=tag).status_code, 304)
        noted = self.tmf("PATCH", path, {"note": [{"text": "Still so."}]}, If_Match=tag)
        self.assertEqual(noted.status_code, 200, noted.text)
        self.assertNotEqual(noted.headers["ETag"], tag)
        stale = self.tmf("PATCH", path, {"status": "cancelled"}, If_Match=tag)
        self.assertTmfError(stale, 412, "changedMeanwhile", "has changed meanwhile")
        self.assertEqual(self.of_program().state, "registered")

    # PATCH

    def test_withdraw(self):
        ticket = self.new_ticket()
        path = f"/{ticket['id']}"
        body = {"status": "cancelled", "statusChangeReason": "It works again."}
        for _time in range(2):
            response = self.tmf("PATCH", path, body)
            self.assertEqual(response.status_code, 200, response.text)
            self.assertEqual(response.json()["status"], "cancelled")
        history = [entry["status"] for entry in response.json()["statusChangeHistory"]]
        self.assertEqual(history, ["acknowledged", "cancelled"])
        self.assertEqual(self.of_program().state, "withdrawn")

    def test_answer_is_read_and_refused(self):
        path = f"/{self.new_ticket()['id']}"
        complaint = self.of_program()
        complaint.with_user(self.head).action_start()
        self._answer(complaint, user=self.head, code="phone")
        ticket = self.tmf("GET", path).json()
        self.assertEqual(ticket["status"], "resolved")
        self.assertIn("You get 20 back.", ticket["note"][-1]["text"])
        self.assertNotIn("Called Ms Lin", str(ticket))
        response = self.tmf("PATCH", path, {"status": "inProgress"})
        self.assertTmfError(response, 409, "conflict", "Give a reason")
        body = {"status": "inProgress", "statusChangeReason": "Not solved."}
        self.assertEqual(self.tmf("PATCH", path, body).json()["status"], "inProgress")
        self.assertEqual(complaint.reopen_count, 1)

    def test_internal_words_stay_inside(self):
        path = f"/{self.new_ticket()['id']}"
        complaint = self.of_program()
        complaint.message_post(body="Secret of the house", subtype_xmlid="mail.mt_note")
        complaint.action_wait("He is a difficult person")
        ticket = self.tmf("GET", path).json()
        self.assertEqual(ticket["status"], "pending")
        for secret in ("Secret of the house", "difficult person", "head@operator"):
            self.assertNotIn(secret, str(ticket))

    def test_what_clients_do_not_change(self):
        path = f"/{self.new_ticket()['id']}"
        for body, status, text in (
            ({"severity": "Critical"}, 400, "“severity” is not an attribute"),
            ({"name": "x"}, 400, "“name” is not an attribute"),
            ({"expectedResolutionDate": "2030-01-01"}, 400, "is not an attribute"),
            ({"status": "resolved"}, 409, "A client asks for one of"),
            ({"status": "closed"}, 409, "not possible any more"),
            ({"status": "held"}, 400, "is not one of"),
            ({"note": [{"text": ""}]}, 400, "“note[0].text” is empty"),
        ):
            with self.subTest(text):
                response = self.tmf("PATCH", path, body)
                self.assertEqual(response.status_code, status, response.text)
                self.assertIn(text, response.json()["message"])
        self.assertRecordValues(
            self.of_program(),
            [{"state": "registered", "severity": "major", "subject": "No signal"}],
        )

    def test_note_twice(self):
        path = f"/{self.new_ticket()['id']}"
        for _time in range(2):
            response = self.tmf("PATCH", path, {"note": [{"text": "Please hurry."}]})
        self.assertEqual(len(response.json()["note"]), 1)

    # The description of the interface

    def test_openapi(self):
        document = self.tmf("GET", url=f"{BASE_PATH}/openapi.json").json()
        described = {
            (path.replace("{", "").replace("}", ""), method.upper())
            for path, methods in document["paths"].items()
            for method in methods
            if method != "parameters"
        }
        names = {"ticket_id": "id", "file_id": "file", "hub_id": "id"}
        served = set()
        for rule in self.env["ir.http"].routing_map().iter_rules():
            if rule.rule.startswith(BASE_PATH):
                path = rule.rule.replace("<string:", "").replace(">", "")
                for name, known in names.items():
                    path = path.replace(name, known)
                served |= {(path, method) for method in rule.methods - {"HEAD", "OPTIONS"}}
        self.assertEqual(described, served)
