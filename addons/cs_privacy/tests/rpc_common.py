import base64
import inspect
import json

from odoo.exceptions import MissingError, UserError
from odoo.fields import Domain
from odoo.service.model import call_kw, get_public_method
from odoo.tools import SQL, mute_logger
from odoo.tools.json import json_default

from .access_common import AccessCommon
from .common import ID_NUMBER, PHONE
from .rpc_matrix import ARGUMENTS, MODELS

CONTENT = b"what the photo of the document shows"
NUMBER = "+8613700009999"
OURS = "odoo.addons.cs_privacy."


class RpcCommon(AccessCommon):
    """Calls as clients make them, and records of somebody else for them to try."""

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

    def user(self, role):
        return getattr(self, role)

    def ids(self, model):
        """Return the id of a sample, of any record there is, or one of nothing."""
        if model in self.samples:
            return self.samples[model].ids
        return self.env[model].sudo().search(Domain.TRUE, limit=1).ids or [1]

    def call(self, user, model, method, /, *args, **kwargs):
        """Call like ``call_kw`` of the web client, and undo what a refused call has done."""
        with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
            return call_kw(self.env[model].with_user(user), method, list(args), kwargs)

    def outcome(self, user, model, method, /, *args, **kwargs):
        """Return ``(error or None, all the text of the answer)``."""
        error, answer = None, None
        try:
            answer = self.call(user, model, method, *args, **kwargs)
        except (UserError, MissingError) as caught:
            error = caught
        text = json.dumps(answer, default=json_default, ensure_ascii=False)
        return error, f"{text} {error or ''}"

    def arguments(self, model, method):
        """Return what a public method is called with: ids of the sample, and values by name."""
        function = get_public_method(self.env[model], method)
        parameters = list(inspect.signature(function).parameters.values())[1:]
        given = {
            parameter.name: self.argument(parameter.name)
            for parameter in parameters
            if parameter.default is parameter.empty and parameter.kind is not parameter.VAR_KEYWORD
        }
        return ([] if getattr(function, "_api_model", False) else [self.ids(model)]), given

    def argument(self, name):
        if name == "partner_id":
            return self.customer.id
        return self.customer.ids if name == "res_ids" else ARGUMENTS[name]

    def snapshot(self):
        """Return ``{table: (rows, digest)}`` of what the add-on stores, and of the customer."""
        self.env.flush_all()
        tables = {
            self.env[name]._table
            for name in MODELS
            if self.env[name]._auto and not self.env[name]._transient
        }
        found = {}
        for table in sorted(tables):
            query = SQL(
                "SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t.id)) FROM %s t",
                SQL.identifier(table),
            )
            found[table] = self.env.execute_query(query)[0]
        query = SQL("SELECT md5(p::text) FROM res_partner p WHERE id = %s", self.customer.id)
        found["res_partner"] = self.env.execute_query(query)[0]
        return found

    def own_classes(self, model):
        return [cls for cls in type(self.env[model]).mro() if cls.__module__.startswith(OURS)]

    # ASSERTS

    def assertNoSecret(self, text, what=""):
        known = [secret for secret in self.secrets if secret in str(text)]
        self.assertFalse(known, what)
