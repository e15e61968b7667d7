import json
import re
import shlex
from pathlib import Path
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..core import outgoing
from .api_common import ApiCommon

DOC = Path(__file__).parents[3] / "docs" / "api.md"
EXAMPLE = re.compile(r"```sh\n(curl .*?)\n# (\d+)[^\n]*\n```", re.DOTALL)


@tagged("post_install", "-at_install")
class TestApiDoc(ApiCommon):
    """The page for programmers says what is so: its examples are run in their order."""

    def test_examples(self):
        examples = EXAMPLE.findall(DOC.read_text())
        self.assertEqual(len(examples), DOC.read_text().count("curl "))
        number = None
        for command, status in examples:
            with self.subTest(command[:90]):
                if "api_rate" in command:
                    self._answer(self.of_program(), user=self.supervisor, code="phone")
                with patch.object(outgoing, "addresses_of", lambda *_args: ["93.184.216.34"]):
                    response = self.run_curl(command.replace("$ID", str(number)))
                self.assertEqual(response.status_code, int(status), response.text)
                value = response.json()
                if isinstance(value, dict) and ("number" in value or "ticketType" in value):
                    number = value["id"]
        self.assertEqual(set(self.of_program().mapped("state")), {"withdrawn"})
        self.assertEqual(self.of_program()[:1].subject, "電梯裡沒有訊號")

    def run_curl(self, command):
        command = command.replace("\\\n", " ").replace("$KEY", self.key)
        words = iter(shlex.split(command.replace("$URL", self.base_url()))[1:])
        method, url, headers, data = "GET", None, {}, None
        for word in words:
            if word == "-X":
                method = next(words)
            elif word == "-H":
                name, _colon, text = next(words).partition(": ")
                headers[name] = text
            elif word == "--data":
                data = next(words).encode()
                json.loads(data)
            else:
                url = word
        return self.opener.request(method, url, data=data, headers=headers, timeout=60)


@tagged("post_install", "-at_install")
class TestApi(ApiCommon):
    def setUp(self):
        super().setUp()
        self.complaints = self.env["cs.complaint"].with_user(self.program)

    def register(self, external_id="1", **values):
        values = {"subject": "No signal", "description": "In the lift", **values}
        return self.complaints.api_register("app", external_id, **values)

    def test_key_opens_nothing_else(self):
        self.register()
        with mute_logger("odoo.http", "odoo.addons.rpc.controllers.json2"):
            for model, method in (
                ("cs.complaint", "search_read"),
                ("cs.complaint", "create"),
                ("res.partner", "search_read"),
                ("cs.complaint.listener", "search_read"),
            ):
                body = {"vals_list": [{}]} if method == "create" else {"domain": []}
                response = self.json2(method, body, model=model)
                self.assertEqual(response.status_code, 403, (model, response.text))

    @mute_logger("odoo.http", "odoo.addons.rpc.controllers.json2")
    def test_foreign_complaint(self):
        number = self.register()["id"]
        for ids in ([number], [self._register().id], [2**31 - 1]):
            response = self.json2("api_read", {"ids": ids}, key=self.other_key)
            self.assertEqual(response.status_code, 404, response.text)
            self.assertIn("no such complaint", response.json()["message"])
        self.assertFalse(
            self.complaints.with_user(self.other_program).api_find("app", "1"),
        )

    def test_others_are_refused(self):
        for user in (self.agent, self.manager):
            with self.assertRefused(AccessError, "role “Complaint API”"):
                self.complaints.with_user(user).api_register("app", "1", "x", "y")

    def test_refused_values(self):
        for values, text in (
            ({"state": "closed"}, "“state” is not a value of a new complaint"),
            ({"subject": ""}, "“subject” is missing"),
            ({"subject": "x" * 201}, "at most 200 characters"),
            ({"description": 7}, "is a text of at most"),
            ({"severity": "huge"}, "“huge” is not a value of “severity”"),
            ({"complaint_class": "x"}, "is not a value of “complaint_class”"),
            ({"channel": "telex"}, "There is no channel “telex”"),
            ({"phone": "call me"}, "is no telephone number"),
            ({"email": "mei"}, "is no e-mail address"),
            ({"lang": "xx_XX"}, "is not a value of “lang”"),
        ):
            with self.subTest(text), self.assertRefused(UserError, text):
                self.register(**values)
        with self.assertRefused(UserError, "Give the external id"):
            self.register(external_id="")
        with self.assertRefused(UserError, "Name the source"):
            self.complaints.api_register("", "1", "x", "y")

    def test_staff_is_not_spoken_for(self):
        number = self.register(email=self.agent.email)["id"]
        self.assertFalse(self.env["cs.complaint"].browse(number).partner_id)

    def test_one_complaint_at_a_time(self):
        with self.assertRefused(UserError, "Name one complaint"):
            self.complaints.api_reply("x")
        complaint = self.complaints.browse(self.register()["id"])
        with self.assertRefused(UserError, "Write what the customer says"):
            complaint.api_reply(" ")
