import base64

from odoo.tools import SQL

from .access_common import AccessCommon
from .common import ID_NUMBER, PHONE
from .rpc_calls import RpcCalls
from .rpc_matrix import ARGUMENTS, MODELS

CONTENT = b"what the photo of the document shows"
NUMBER = "+8613700009999"


class RpcCommon(RpcCalls, AccessCommon):
    """Calls as clients make them, and records of somebody else for them to try."""

    ours = "odoo.addons.cs_privacy."
    given = ARGUMENTS
    swept = MODELS

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.public = cls.env.ref("base.public_user")
        cls.document = cls.env["ir.attachment"].create(
            {
                "name": "front.txt",
                "raw": CONTENT,
                "res_model": "res.partner",
                "res_id": cls.customer.id,
                "cs_is_identity": True,
            }
        )
        cls.samples = cls.create_samples()
        cls.env.flush_all()
        local = PHONE[3:]
        cls.secrets = [
            *(ID_NUMBER, ID_NUMBER[6:-1], ID_NUMBER[6:14], "1949-12-31"),
            *(local, f"{local[:3]} {local[3:7]} {local[7:]}", f"{local[:3]}-{local[3:7]}"),
            *(NUMBER[3:], "Guardian Kwok"),
            *(CONTENT.decode(), base64.b64encode(CONTENT).decode()),
        ]

    @classmethod
    def create_samples(cls):
        """Return ``{model: record}``: of the superuser or of officers, about the customer."""
        env, officer, security = cls.env, cls.officer, cls.security
        service = env.ref("cs_privacy.purpose_service")
        incident = (
            env["cs.privacy.incident"]
            .with_user(security)
            .create(
                {
                    "title": "Stolen laptop",
                    "kind_id": env.ref("cs_privacy.incident_kind_leak").id,
                    "action_ids": [(0, 0, {"name": "Train", "date_due": "2030-01-01"})],
                }
            )
        )
        request = (
            env["cs.privacy.request"]
            .with_user(officer)
            .create(
                {
                    "kind": "correction",
                    "partner_id": cls.customer.id,
                    "line_ids": [(0, 0, {"field_name": "cs_phone", "new_value": NUMBER})],
                }
            )
        )
        consent = env["cs.privacy.consent"]._cs_record(
            cls.customer,
            "promotion",
            "given",
            how="phone",
            note="Recorded line",
            guardian_name="Guardian Kwok",
        )
        asked = {
            "kind": "export",
            "model": "res.partner",
            "res_ids": str(cls.customer.id),
            "field_names": "cs_phone",
            "purpose_id": service.id,
            "reason": "The network is rebuilt",
        }
        alert = {
            "rule_id": env["cs.privacy.watch.rule"].search([("code", "=", "own")], limit=1).id,
            "user_ref": officer.id,
            "user_id": officer.id,
            "company_id": env.company.id,
            "key": "2026-01-01",
            "date_from": "2026-01-01 09:00:00",
            "date_to": "2026-01-01 10:00:00",
        }
        records = [
            env["cs.privacy.alert"].create(alert),
            env["cs.privacy.access.request"].with_user(officer).create(asked),
            env["cs.privacy.agreement"].search([("user_id", "=", officer.id)], limit=1),
            env["cs.privacy.agreement.sign"].create({}),
            env["cs.privacy.agreement.text"].create({"name": "Next", "body": "<p>Next</p>"}),
            consent,
            env["cs.privacy.consent.record"].create(
                {"partner_id": cls.customer.id, "purpose_id": service.id}
            ),
            env["cs.privacy.document.open"].create(
                {
                    "attachment_id": cls.document.id,
                    "purpose_id": service.id,
                    "reason": "Compared with the person",
                }
            ),
            env["cs.privacy.incident.new"].create(
                {"title": "Loss", "description": "A key", "kind_id": incident.kind_id.id}
            ),
            *(incident, incident.stage_ids[1:2], incident.task_ids[:1], incident.action_ids),
            *(request, request.line_ids),
            env["cs.service.number"].create({"partner_id": cls.customer.id, "number": NUMBER}),
            *(cls.document, cls.customer),
        ]
        return {record._name: record.sudo() for record in records}

    # UTILS

    def argument(self, name):
        if name == "partner_id":
            return self.customer.id
        return self.customer.ids if name == "res_ids" else super().argument(name)

    def snapshot(self):
        """Return what the add-on stores, and of the customer."""
        found = super().snapshot()
        query = SQL("SELECT md5(p::text) FROM res_partner p WHERE id = %s", self.customer.id)
        found["res_partner"] = self.env.execute_query(query)[0]
        return found

    # ASSERTS

    def assertNoSecret(self, text, what=""):
        known = [secret for secret in self.secrets if secret in str(text)]
        self.assertFalse(known, what)
