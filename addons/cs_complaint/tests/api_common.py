import json
from datetime import timedelta

from odoo import fields
from odoo.tests import new_test_user

from odoo.addons.base.tests.common import HttpCase

from ..core.tmf621 import PATH
from .common import ComplaintCommon

TICKET = {
    "@type": "TroubleTicket",
    "name": "No signal",
    "description": "No signal in the lift since Monday.",
    "severity": "Major",
    "ticketType": "product",
    "externalIdentifier": [{"owner": "shop", "id": "S-1"}],
}


class ApiCommon(ComplaintCommon, HttpCase):
    """Two programs with keys, and the calls they make."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program, cls.other_program = (
            new_test_user(cls.env, login=login, groups="cs_complaint.group_cs_complaint_api")
            for login in ("cs_app", "cs_shop")
        )
        cls.key = cls.key_of(cls.program)
        cls.other_key = cls.key_of(cls.other_program)

    @classmethod
    def key_of(cls, user):
        # Not given out by the program itself, which is no person.
        keys = cls.env["res.users.apikeys"].with_user(user).sudo()
        return keys._generate("rpc", "Test", fields.Datetime.now() + timedelta(days=1))

    def tmf(self, method, path="", body=None, key=None, url=None, **headers):
        """Call the Trouble Ticket interface; ``body`` is a value for JSON, or bytes."""
        kind = "application/merge-patch+json" if method == "PATCH" else "application/json"
        headers = {name.replace("_", "-"): text for name, text in headers.items()}
        headers.setdefault("Content-Type", kind)
        key = self.key if key is None else key
        if key:
            headers["Authorization"] = f"Bearer {key}"
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body, ensure_ascii=False).encode()
        return self.opener.request(
            method,
            self.base_url() + (url or f"{PATH}{path}"),
            data=body,
            headers=headers,
            timeout=60,
            allow_redirects=False,
        )

    def json2(self, method, body, key=None, model="cs.complaint"):
        headers = {"Authorization": f"Bearer {key or self.key}"}
        return self.url_open(f"/json/2/{model}/{method}", json=body, headers=headers)

    def of_program(self, user=None):
        return self.env["cs.complaint"].search(
            [("api_user_id", "=", (user or self.program).id)], order="id"
        )

    # ASSERTS

    def assertTmfError(self, response, status, code, text=""):
        self.assertEqual(response.status_code, status, response.text)
        body = response.json()
        self.assertEqual(set(body), {"@type", "code", "reason", "message", "status"})
        self.assertEqual((body["code"], body["status"]), (code, str(status)))
        self.assertIn(text, body["message"])
