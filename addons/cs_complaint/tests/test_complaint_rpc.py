from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.cs_privacy.tests.rpc_sweep import RpcSweep

from ..core.facts import PROTECTED_FIELDS
from .rpc_matrix import METHODS, ROLES, SAMPLE_READERS
from .rpc_samples import WORDS, ComplaintRpcCommon

LONG_AGO = "2020-01-01 00:00:00"


@tagged("post_install", "-at_install")
class TestComplaintRpc(RpcSweep, ComplaintRpcCommon):
    """Every model and every public method of the add-on, by every role."""

    addons = ("cs_complaint",)
    roles = ROLES
    readers = SAMPLE_READERS
    methods = METHODS
    words = WORDS
    insiders = ("agent", "supervisor", "manager")


@tagged("post_install", "-at_install")
class TestComplaintForging(ComplaintRpcCommon):
    """Facts that clients send: as values, defaults, commands and imports, managers included."""

    def test_values(self):
        complaint = self.samples["cs.complaint"]
        value = {"datetime": LONG_AGO, "integer": 7, "boolean": True, "float": 7.0}
        forged = [
            ("cs.complaint", {name: value.get(complaint._fields[name].type, "x")})
            for name in sorted(PROTECTED_FIELDS)
            if complaint._fields[name].type not in ("one2many", "many2one")
        ]
        forged += [
            ("cs.complaint", {"complaint_class": "policy"}),
            ("cs.complaint", {"api_user_id": self.program.id}),
            ("cs.complaint", {"policy_id": False}),
            ("cs.complaint.feedback", {"note": "x"}),
            ("cs.complaint.feedback", {"date": LONG_AGO}),
            ("cs.complaint.feedback", {"mail_message_id": 1}),
            ("cs.complaint.feedback", {"company_id": False}),
            ("cs.complaint.clock", {"reason": "x"}),
            ("cs.complaint.clock", {"policy_id": False}),
            ("cs.complaint.clock", {"company_id": False}),
            ("cs.complaint.approval", {"state": "approved"}),
            ("cs.complaint.approval", {"department_id": self.product.id}),
            ("cs.complaint.api.event", {"state": "closed"}),
            ("cs.complaint.api.delivery", {"state": "sent"}),
            ("cs.complaint.listener", {"callback": "https://mine.example"}),
            ("cs.complaint.listener", {"user_id": self.manager.id}),
            ("cs.sms.gateway", {"secret": "mine"}),
            ("cs.complaint.target", {"company_id": False}),
        ]
        for model, values in forged:
            for role in ("supervisor", "manager"):
                with self.subTest(model=model, values=values, role=role):
                    before = self.snapshot()
                    for args in ([values], [values, {"display_name": {}}]):
                        method = "write" if len(args) == 1 else "web_save"
                        error, text = self.outcome(
                            self.user(role), model, method, self.ids(model), *args
                        )
                        self.assertIsInstance(error, UserError, text)
                    self.assertEqual(self.snapshot(), before)

    def test_new_records(self):
        complaint = self.samples["cs.complaint"]
        of_complaint = {"complaint_id": complaint.id}
        for model, values in (
            ("cs.complaint", {"subject": "x", "state": "closed"}),
            ("cs.complaint", {"subject": "x", "date_resolve_due": LONG_AGO}),
            ("cs.complaint", {"subject": "x", "complaint_class": "policy"}),
            ("cs.complaint", {"subject": "x", "source": "email", "external_id": "1"}),
            ("cs.complaint.feedback", {**of_complaint, "process": "x", "result": "x"}),
            ("cs.complaint.clock", {**of_complaint, "kind": "paused"}),
            ("cs.complaint.escalation", {**of_complaint, "date": LONG_AGO}),
            ("cs.complaint.approval", {**of_complaint, "kind": "pause", "state": "approved"}),
            ("cs.complaint.api.event", {**of_complaint, "kind": "status", "state": "closed"}),
            ("cs.complaint.listener", {"callback": "https://mine.example"}),
            ("cs.sms.gateway", {"name": "x", "code": "x", "secret": "mine"}),
        ):
            for role in ("supervisor", "manager"):
                with self.subTest(model=model, values=values, role=role):
                    error, text = self.outcome(self.user(role), model, "create", values)
                    self.assertIsInstance(error, UserError, text)
                    names, row = list(values), [str(value) for value in values.values()]
                    self.assertFalse(self.call(self.user(role), model, "load", names, [row])["ids"])

    def test_defaults(self):
        """A default for what the server sets is left out."""
        forged = {
            "complaint_class": "policy",
            "state": "closed",
            "date_registered": LONG_AGO,
            "date_answered": LONG_AGO,
            "api_reference": "x",
            "pause_seconds": 7,
            "reopen_count": 7,
        }
        context = {f"default_{name}": value for name, value in forged.items()}
        for role in ("agent", "manager"):
            values = {"subject": "x", "category_id": self.category.id}
            new = self.call(self.user(role), "cs.complaint", "create", values, context=context)
            complaint = self.env["cs.complaint"].browse(new)
            self.assertEqual(complaint.complaint_class, "service")
            for name, value in forged.items():
                with self.subTest(role=role, field=name):
                    self.assertNotEqual(str(complaint[name]), str(value))

    def test_defaults_of_what_the_system_creates(self):
        """A button has the context of who presses it, and what it creates has not."""
        complaint = self._register(user_id=self.agent.id)
        context = {
            "default_state": "approved",
            "default_date": LONG_AGO,
            "default_decider_id": self.manager.id,
            "default_user_id": self.manager.id,
            "default_kind": "stopped",
            "default_reason": "forged",
        }
        call = self.call
        call(self.agent, "cs.complaint", "action_wait", complaint.ids, "x", context=context)
        call(
            self.agent,
            "cs.complaint",
            "action_ask_longer_waiting",
            complaint.ids,
            3,
            "y",
            context=context,
        )
        self.assertRecordValues(
            complaint.approval_ids,
            [{"state": "requested", "user_id": self.agent.id, "decider_id": False, "reason": "y"}],
        )
        clock = complaint.clock_ids.sorted("id")[-1]
        self.assertEqual((clock.kind, clock.user_id), ("paused", self.agent))
        self.assertGreater(clock.date.year, 2020)

    def test_commands(self):
        complaint = self.samples["cs.complaint"]
        feedback, clock = self.samples["cs.complaint.feedback"], self.samples["cs.complaint.clock"]
        approval = self.samples["cs.complaint.approval"]
        event = self.samples["cs.complaint.api.event"]
        listener = self.samples["cs.complaint.listener"]
        delivery = self.samples["cs.complaint.api.delivery"]
        for parent, values in (
            (complaint, {"feedback_ids": [Command.create({"process": "x", "result": "x"})]}),
            (complaint, {"feedback_ids": [Command.update(feedback.id, {"result": "x"})]}),
            (complaint, {"feedback_ids": [Command.delete(feedback.id)]}),
            (complaint, {"feedback_ids": [Command.clear()]}),
            (complaint, {"clock_ids": [Command.delete(clock.id)]}),
            (complaint, {"approval_ids": [Command.update(approval.id, {"state": "approved"})]}),
            (complaint, {"api_event_ids": [Command.delete(event.id)]}),
            (complaint, {"rating_ids": [Command.create({"rating": 5})]}),
            (listener, {"delivery_ids": [Command.update(delivery.id, {"state": "sent"})]}),
        ):
            for role in ("supervisor", "manager"):
                with self.subTest(values=values, role=role):
                    before = self.snapshot()
                    for args in ([values], [values, {"display_name": {}}]):
                        method = "write" if len(args) == 1 else "web_save"
                        error, text = self.outcome(
                            self.user(role), parent._name, method, parent.ids, *args
                        )
                        self.assertIsInstance(error, UserError, text)
                    self.assertEqual(self.snapshot(), before)

    def test_rating_moved_to_a_complaint(self):
        partner = self.env["ir.model"]._get_id("res.partner")
        rating = self.env["rating.rating"].create(
            {"res_model_id": partner, "res_id": self.customer.id, "rating": 5, "consumed": True}
        )
        complaint = self.samples["cs.complaint"]
        values = {"res_model_id": self.env["ir.model"]._get_id("cs.complaint")}
        error, text = self.outcome(
            self.supervisor,
            "rating.rating",
            "write",
            rating.ids,
            {**values, "res_id": complaint.id},
        )
        self.assertIsInstance(error, AccessError, text)
        self.assertFalse(complaint.rating_ids)

    def test_foreign_company(self):
        foreign = self.env["res.company"].create({"name": "Foreign"})
        complaint = self._register(user_id=self.agent.id)
        for role, model, values in (
            ("agent", "cs.complaint", {"subject": "x"}),
            ("manager", "cs.complaint", {"subject": "x"}),
            ("manager", "cs.complaint.policy", {"name": "x"}),
            ("manager", "cs.sms.gateway", {"name": "x", "code": "x"}),
        ):
            with self.subTest(model=model, role=role):
                values = {**values, "company_id": foreign.id}
                error, text = self.outcome(self.user(role), model, "create", values)
                self.assertIsInstance(error, UserError, text)
                context = {"allowed_company_ids": [foreign.id]}
                error, text = self.outcome(
                    self.user(role), model, "create", values, context=context
                )
                self.assertIsInstance(error, AccessError, text)
        error, _text = self.outcome(
            self.agent, "cs.complaint", "write", complaint.ids, {"company_id": foreign.id}
        )
        self.assertIsInstance(error, UserError)
        own = self.call(self.manager, "cs.complaint.target", "create", {})
        error, _text = self.outcome(
            self.manager, "cs.complaint.target", "write", [own], {"company_id": foreign.id}
        )
        if not error:
            error, _text = self.outcome(self.manager, "cs.complaint.target", "action_save", [own])
        self.assertIsInstance(error, UserError)

    def test_mails_that_clients_write(self):
        """Neither in the customer's name nor in a colleague's, to one's own complaint or others."""
        complaint = self.samples["cs.complaint"]
        before = self.snapshot()
        for role in ("portal", "plain", "agent", "manager"):
            for sender in ("mei@customer.example", "supervisor@operator.example"):
                raw = f"From: {sender}\nTo: x@y.example\nMessage-ID: <{role}>\nSubject: x\n\nForged"
                error, text = self.outcome(
                    self.user(role),
                    "cs.complaint",
                    "message_process",
                    "cs.complaint",
                    raw,
                    thread_id=complaint.id,
                )
                with self.subTest(role=role, sender=sender):
                    self.assertIsInstance(error, AccessError, text)
                    if role != "portal":  # whom Odoo itself refuses before
                        self.assertIn("mail gateway only", text)
        self.assertEqual(self.snapshot(), before)
        self.assertNotIn("Forged", str(complaint.message_ids.mapped("body")))

    def test_switches_in_the_context(self):
        """What switches off parts of the server's work does not come from a client."""
        context = {"cs_no_acknowledgement": True, "cs_automatic_mail": True, "cs_transition": True}
        new = self.call(
            self.program,
            "cs.complaint",
            "api_register",
            "app",
            "1",
            "x",
            "y",
            email="mei@customer.example",
            context=context,
        )
        complaint = self.env["cs.complaint"].browse(new["id"])
        self.assertEqual(complaint.ack_state, "pending")
        error, _text = self.outcome(
            self.manager,
            "cs.complaint",
            "write",
            complaint.ids,
            {"state": "closed"},
            context=context,
        )
        self.assertIsInstance(error, AccessError)
