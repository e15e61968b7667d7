import base64
from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import PHONE_MASK
from .rpc_common import RpcCommon

LONG_AGO = "2020-01-01 00:00:00"
OTHER_PHONE = "+8613900001111"


@tagged("post_install", "-at_install")
class TestPrivacyForging(RpcCommon):
    """Evidence that clients send, officers included: as values, defaults, commands and imports."""

    # Values

    def test_values(self):
        """Nobody's role sets a fact by writing it."""
        for role, model, values in (
            ("auditor", "cs.privacy.access.log", {"reason": "x"}),
            ("officer", "cs.privacy.consent", {"event": "withdrawn"}),
            ("officer", "cs.privacy.agreement", {"valid_until": "2099-01-01"}),
            ("officer", "cs.privacy.access.request", {"state": "approved"}),
            ("officer", "cs.privacy.request", {"state": "done"}),
            ("officer", "cs.privacy.request", {"date_due": LONG_AGO}),
            ("officer", "cs.privacy.request.line", {"state": "applied"}),
            ("officer", "cs.privacy.request.line", {"partner_id": self.people[0].id}),
            ("officer", "cs.privacy.retention.line", {"state": "erased"}),
            ("officer", "cs.privacy.purpose", {"text_version_min": 9}),
            ("security", "cs.privacy.key", {"fingerprint": "x"}),
            ("security", "cs.privacy.incident", {"state": "closed"}),
            ("security", "cs.privacy.incident", {"date_detected": LONG_AGO}),
            ("security", "cs.privacy.incident.stage", {"date_reached": LONG_AGO}),
            ("security", "cs.privacy.incident.task", {"state": "done"}),
            ("security", "cs.privacy.incident.task", {"company_id": False}),
            ("security", "cs.privacy.incident.action", {"department_id": False}),
            ("security", "cs.privacy.alert", {"state": "explained"}),
            ("security", "cs.privacy.check", {"state": "ok"}),
            ("auditor", "cs.privacy.log.check", {"state": "good"}),
            ("agent", "res.partner", {"cs_erased_on": LONG_AGO}),
            ("agent", "res.partner", {"cs_age_band": "70"}),
            ("agent", "res.partner", {"cs_is_protected": False}),
        ):
            with self.subTest(model=model, values=values):
                before = self.snapshot()
                for args in ([values], [values, {"display_name": {}}]):
                    method = "write" if len(args) == 1 else "web_save"
                    error, text = self.outcome(
                        self.user(role), model, method, self.ids(model), *args
                    )
                    self.assertIsInstance(error, UserError, text)
                self.assertEqual(self.snapshot(), before)

    def test_new_records(self):
        for role, model, values in (
            ("agent", "cs.privacy.consent", {"event": "given"}),
            ("officer", "cs.privacy.agreement", {"user_id": self.officer.id}),
            ("revealer", "cs.privacy.access.request", {"state": "approved"}),
            ("security", "cs.privacy.log.archive", {"reason": "x", "state": "done"}),
            ("officer", "cs.privacy.retention.rule", {"name": "x", "state": "on"}),
            ("agent", "cs.privacy.request", {"identity_method": "portal"}),
            ("agent", "res.partner", {"name": "x", "cs_erased_on": LONG_AGO}),
        ):
            with self.subTest(model=model):
                error, _text = self.outcome(self.user(role), model, "create", values)
                self.assertIsInstance(error, UserError)
                names, row = list(values), [str(value) for value in values.values()]
                self.assertFalse(self.call(self.user(role), model, "load", names, [row])["ids"])

    # Defaults in the context

    def test_defaults(self):
        """A default for what the server sets is left out."""
        purpose = self.env.ref("cs_privacy.purpose_promotion")
        incident = self.samples["cs.privacy.incident"]
        asked = {
            "kind": "reveal",
            "model": "res.partner",
            "res_ids": str(self.customer.id),
            "field_names": "cs_phone",
            "purpose_id": self.service.id,
            "reason": "The network is rebuilt",
        }
        paper = {
            "user_id": self.agent.id,
            "text_id": self.env.ref("cs_privacy.agreement_text_1").id,
            "scan": base64.b64encode(b"sheet"),
        }
        kind = {"title": "x", "kind_id": incident.kind_id.id}
        person = {"kind": "access", "partner_id": self.customer.id}
        report = {"incident_id": incident.id, "authority": "x"}
        line = {"incident_id": incident.id, "partner_id": self.people[0].id}
        for role, model, values, forged in (
            ("revealer", "cs.privacy.access.request", asked, {"approver_id": self.officer.id}),
            ("revealer", "cs.privacy.access.request", asked, {"valid_until": LONG_AGO}),
            ("officer", "cs.privacy.agreement", paper, {"method": "system", "typed_name": "x"}),
            ("officer", "cs.privacy.agreement", paper, {"date_revoked": LONG_AGO}),
            (
                "officer",
                "cs.privacy.agreement.text",
                {"name": "x", "body": "x"},
                {"state": "published"},
            ),
            (
                "security",
                "cs.privacy.log.archive",
                {"reason": "x"},
                {"state": "done", "last_id": 9},
            ),
            ("officer", "cs.privacy.retention.rule", {"name": "x"}, {"state": "on"}),
            (
                "officer",
                "cs.privacy.consent.text",
                {"purpose_id": purpose.id, "text": "x"},
                {"date_published": LONG_AGO, "published_by_id": self.security.id},
            ),
            ("officer", "cs.privacy.purpose", {"name": "x", "code": "x"}, {"text_version_min": 9}),
            ("agent", "cs.privacy.request", person, {"state": "done", "identity_method": "portal"}),
            ("security", "cs.privacy.incident", kind, {"state": "closed", "person_count": 5}),
            ("security", "cs.privacy.incident.report", report, {"date_sent": LONG_AGO}),
            ("security", "cs.privacy.incident.person", line, {"notice_state": "delivered"}),
            (
                "agent",
                "res.partner",
                {"name": "x"},
                {"cs_erased_on": LONG_AGO, "cs_age_band": "70"},
            ),
            ("agent", "ir.attachment", {"name": "x"}, {"cs_file_key": "x", "cs_content_type": "x"}),
        ):
            with self.subTest(model=model, forged=forged):
                context = {f"default_{name}": value for name, value in forged.items()}
                new = self.call(self.user(role), model, "create", dict(values), context=context)
                record = self.env[model].browse(new)
                for name, value in forged.items():
                    field = record._fields[name]
                    self.assertNotEqual(field.convert_to_read(record[name], record, False), value)
                    self.assertNotEqual(str(record[name]), str(value))

    def test_defaults_of_what_the_system_creates(self):
        """A button has the context of who presses it, and what it creates as the system has not."""
        kind = self.samples["cs.privacy.incident"].kind_id
        dialog = self.call(
            self.agent,
            "cs.privacy.incident.new",
            "create",
            {"title": "x", "description": "y", "kind_id": kind.id},
        )
        forged = {"default_state": "closed", "default_date_detected": LONG_AGO}
        forged |= {"default_escalated_at": LONG_AGO, "default_date_reached": LONG_AGO}
        self.call(self.agent, "cs.privacy.incident.new", "action_report", [dialog], context=forged)
        incident = self.env["cs.privacy.incident"].search([], limit=1, order="id desc")
        self.assertEqual(incident.state, "detected")
        self.assertGreater(incident.date_detected.year, 2020)
        stages = incident.stage_ids.filtered(lambda stage: stage.stage != "detected")
        self.assertEqual(set(stages.mapped("state")), {"open"})
        self.assertFalse(any(stages.mapped("escalated_at")) or any(stages.mapped("date_reached")))

        forged = {"default_state": "good", "default_checked": 5}
        action = self.call(
            self.security, "cs.privacy.log.check", "action_verify_all", [], context=forged
        )
        check = self.env["cs.privacy.log.check"].browse(action["res_id"])
        self.assertRecordValues(check, [{"state": "running", "checked": 0}])

        check = self.env["cs.privacy.check"]._cs_run(["demo_data"])
        check._cs_recording().write({"state": "open"})
        context = {"default_date": LONG_AGO, "default_user_id": self.officer.id}
        check.with_user(self.security).with_context(**context)._cs_ignore("Known", date.today())
        self.assertEqual(check.event_ids[:1].date.date(), date.today())
        self.assertNotEqual(check.event_ids[:1].user_id, self.officer)

    def test_default_values_are_checked_like_others(self):
        """A protected value as a default is sealed, checked, and protects its person."""
        context = {"default_cs_id_number": "999", "default_cs_id_type": "cn_id"}
        error, _text = self.outcome(
            self.agent, "res.partner", "create", {"name": "x"}, context=context
        )
        self.assertIsInstance(error, ValidationError)
        new = self.call(
            self.agent,
            "res.partner",
            "create",
            {"name": "x", "phone": "13900001112"},
            context={"default_cs_phone": "13812345678"},
        )
        self.assertRecordValues(
            self.partners.browse(new),
            [{"cs_is_protected": True, "phone": False, "cs_phone": PHONE_MASK}],
        )

    # Commands from a parent

    def test_commands(self):
        incident = self.samples["cs.privacy.incident"]
        request = self.samples["cs.privacy.request"]
        text = self.env.ref("cs_privacy.agreement_text_1")
        alert = self.samples["cs.privacy.alert"]
        for role, parent, values in (
            ("agent", self.customer, {"cs_consent_ids": [Command.create({"event": "given"})]}),
            ("officer", self.customer, {"cs_consent_ids": [Command.clear()]}),
            (
                "officer",
                self.officer,
                {"cs_agreement_ids": [Command.create({"text_id": text.id})]},
            ),
            (
                "officer",
                text,
                {"agreement_ids": [Command.delete(self.ids("cs.privacy.agreement")[0])]},
            ),
            (
                "officer",
                request,
                {"line_ids": [Command.update(request.line_ids.id, {"state": "applied"})]},
            ),
            *(
                ("security", incident, values)
                for values in (
                    {"stage_ids": [Command.update(incident.stage_ids[1].id, {"state": "reached"})]},
                    {"stage_ids": [Command.delete(incident.stage_ids[1].id)]},
                    {"task_ids": [Command.update(incident.task_ids[0].id, {"state": "done"})]},
                    {"report_ids": [Command.create({"authority": "x", "date_sent": LONG_AGO})]},
                    {"action_ids": [Command.update(incident.action_ids.id, {"state": "verified"})]},
                    {"alert_ids": [Command.link(alert.id)]},
                )
            ),
        ):
            with self.subTest(parent=parent._name, values=values):
                before = self.snapshot()
                for args in ([values], [values, {"display_name": {}}]):
                    method = "write" if len(args) == 1 else "web_save"
                    error, text_ = self.outcome(
                        self.user(role), parent._name, method, parent.ids, *args
                    )
                    self.assertIsInstance(error, UserError, text_)
                self.assertEqual(self.snapshot(), before)

    def test_foreign_company(self):
        foreign = self.env["res.company"].create({"name": "Foreign"})
        person = {"kind": "access", "partner_id": self.customer.id}
        kind = self.samples["cs.privacy.incident"].kind_id.id
        for role, model, values in (
            ("agent", "cs.privacy.request", person),
            ("security", "cs.privacy.duty", {"name": "x"}),
            ("officer", "cs.privacy.retention.rule", {"name": "x"}),
            ("agent", "cs.service.number", {"partner_id": self.customer.id, "number": OTHER_PHONE}),
            ("security", "cs.privacy.incident", {"title": "x", "kind_id": kind}),
        ):
            with self.subTest(model=model):
                values = {**values, "company_id": foreign.id}
                error, _text = self.outcome(self.user(role), model, "create", values)
                self.assertIsInstance(error, AccessError)
                context = {"allowed_company_ids": [foreign.id]}
                error, _text = self.outcome(
                    self.user(role), model, "create", values, context=context
                )
                self.assertIsInstance(error, AccessError)
