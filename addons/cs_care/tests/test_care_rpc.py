from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.cs_privacy.tests.rpc_sweep import RpcSweep

from .rpc_matrix import METHODS, ROLES, SAMPLE_READERS
from .rpc_samples import WORDS, CareRpcCommon


@tagged("post_install", "-at_install")
class TestCareRpc(RpcSweep, CareRpcCommon):
    """Every model and every public method of the add-on, by every role."""

    addons = ("cs_care",)
    roles = ROLES
    readers = SAMPLE_READERS
    methods = METHODS
    words = WORDS
    insiders = ("agent", "supervisor", "manager")


LONG_AGO = "2020-01-01 00:00:00"
# Facts that only the server sets: by no role, by no way of writing
FACTS = [
    ("loyalty.card", {"points": 5000}),
    ("loyalty.card", {"cs_pending_points": 5000}),
    ("loyalty.card", {"cs_debt_points": 0.5}),
    ("loyalty.card", {"cs_tier_id": False}),
    ("loyalty.card", {"cs_date_blocked": LONG_AGO}),
    ("loyalty.card", {"history_ids": [Command.create({"issued": 9, "description": "x"})]}),
    ("cs.loyalty.move", {"points": 5000}),
    ("cs.loyalty.move", {"note": "x"}),
    ("cs.loyalty.lot", {"remaining": 5000}),
    ("cs.loyalty.lot", {"date_expiry": "2099-01-01"}),
    ("cs.loyalty.redemption", {"state": "cancelled"}),
    ("cs.loyalty.redemption", {"points": 1}),
    ("cs.loyalty.voucher", {"state": "available"}),
    ("cs.loyalty.voucher", {"redemption_id": False}),
    ("cs.loyalty.adjustment", {"state": "approved"}),
    ("cs.loyalty.adjustment", {"decider_id": 2}),
    ("cs.loyalty.adjustment.line", {"state": "booked"}),
    ("cs.loyalty.alert", {"state": "dismissed"}),
    ("cs.loyalty.referral", {"referrer_id": 1}),
    ("cs.care.policy", {"state": "running"}),
    ("cs.care.action", {"state": "done"}),
    ("cs.care.action", {"lot": 0}),
    ("cs.care.suggestion", {"state": "taken"}),
    ("cs.churn.risk", {"risk": 1}),
    ("cs.churn.risk", {"state": "closed"}),
    ("cs.education.reach", {"version": 7}),
    ("cs.green.grant", {"state": "active"}),
    ("cs.green.grant", {"granted_by_id": 1}),
    ("cs.special.group.member", {"state": "verified"}),
    ("cs.suggestion", {"state": "realised"}),
    ("cs.suggestion", {"date_answered": LONG_AGO}),
    ("cs.survey.campaign", {"state": "closed"}),
    ("cs.survey.invitation", {"score": 100}),
    ("cs.survey.invitation", {"state": "answered"}),
    ("cs.survey.response", {"score": 100}),
    ("cs.survey.followup", {"state": "done"}),
    ("cs.survey.followup", {"date_told": LONG_AGO}),
    ("cs.visit", {"state": "done"}),
    ("cs.visit", {"attempt_count": 7}),
    ("cs.visit", {"attempt_ids": [Command.create({"result": "reached"})]}),
    ("cs.visit", {"date_due": LONG_AGO}),
]


@tagged("post_install", "-at_install")
class TestCareForging(CareRpcCommon):
    """Facts that clients send: as values, defaults, commands and imports, managers included."""

    def test_facts_exist(self):
        for model, values in FACTS:
            for name in values:
                self.assertIn(name, self.env[model]._fields, model)

    def test_values(self):
        for model, values in FACTS:
            for role in ("agent", "manager"):
                before = self.snapshot()
                for method, args in (("write", [values]), ("web_save", [values, {"id": {}}])):
                    with self.subTest(model=model, values=values, role=role, method=method):
                        error, text = self.outcome(
                            self.user(role), model, method, self.ids(model), *args
                        )
                        self.assertIsInstance(error, UserError, text)
                self.assertEqual(self.snapshot(), before)

    def test_new_records(self):
        of_card = {"card_id": self.card.id, "program_id": self.program.id}
        of_customer = {"partner_id": self.customer.id, "company_id": self.company.id}
        for model, values in (
            ("loyalty.history", {"card_id": self.card.id, "issued": 9, "description": "x"}),
            ("cs.loyalty.move", {**of_card, "kind": "earn", "points": 9, "note": "x"}),
            ("cs.loyalty.lot", {**of_card, "points": 9, "remaining": 9}),
            ("cs.loyalty.quota", {"reward_id": self.reward.id, "period": "x", "used": 0}),
            ("cs.loyalty.redemption", {**of_card, "reward_id": self.reward.id, "points": 1}),
            ("cs.loyalty.adjustment", {**of_card, "points": 9, "state": "approved"}),
            ("cs.care.action", {**of_customer, "period": "x", "kind": "message"}),
            ("cs.care.touch", {"partner_id": self.customer.id, "channel": "sms"}),
            ("cs.survey.invitation", {**of_customer, "channel": "phone", "score": 100}),
            ("cs.survey.response", {**of_customer, "score": 100}),
            ("cs.visit", {**of_customer, "key": "forged", "date_due": LONG_AGO}),
            ("cs.visit.attempt", {"visit_id": self.ids("cs.visit")[0], "result": "reached"}),
        ):
            for role in ("agent", "manager"):
                with self.subTest(model=model, role=role):
                    error, text = self.outcome(self.user(role), model, "create", values)
                    self.assertIsInstance(error, UserError, text)
                    names, row = list(values), [str(value) for value in values.values()]
                    loaded = self.outcome(self.user(role), model, "load", names, [row])
                    self.assertTrue(loaded[0] or '"ids": false' in loaded[1], loaded)

    def test_defaults(self):
        """A default for what the server sets changes nothing."""
        context = {
            "default_state": "approved",
            "default_decider_id": self.manager.id,
            "default_points": 5000,
            "default_balance": 5000,
            "default_date_granted": LONG_AGO,
        }
        values = {
            "card_id": self.card.id,
            "program_id": self.program.id,
            "reason_id": self.reason.id,
            "points": 5,
        }
        new = self.call(self.agent, "cs.loyalty.adjustment", "create", values, context=context)
        adjustment = self.env["cs.loyalty.adjustment"].browse(new)
        self.assertEqual((adjustment.state, adjustment.points), ("draft", 5))
        values = {"partner_id": self.customer2.id, "reason": "x", "date_to": "2026-04-01"}
        new = self.call(self.supervisor, "cs.green.grant", "create", values, context=context)
        self.assertEqual(self.env["cs.green.grant"].browse(new).granted_by_id, self.supervisor)
        subject = {"subject": "Longer hours"}
        new = self.call(self.agent, "cs.suggestion", "create", subject, context=context)
        self.assertEqual(self.env["cs.suggestion"].browse(new).state, "new")

    def test_visits_of_others(self):
        """An agent reads another agent's visit and changes nothing of it."""
        visit, answer = self.samples["cs.visit"], self.samples["cs.visit.answer"]
        for model, record, values in (
            ("cs.visit", visit, {"next_note": "x"}),
            ("cs.visit.answer", answer, {"text": "x"}),
            ("cs.visit", visit, {"answer_ids": [Command.update(answer.id, {"text": "x"})]}),
        ):
            with self.subTest(values=values):
                error, text = self.outcome(self.agent, model, "write", record.ids, values)
                self.assertIsInstance(error, UserError, text)

    def test_customers_see_their_own(self):
        """Cards, redemptions and all the rest of another customer are out of reach."""
        before = self.snapshot()
        for model, record in self.samples.items():
            for method, args in (("read", [["id"]]), ("write", [{}]), ("unlink", [])):
                with self.subTest(model=model, method=method):
                    error, text = self.outcome(self.portal, model, method, record.ids, *args)
                    self.assertIsInstance(error, UserError, text)
                    self.assertNotIn(WORDS, text)
        for path in ("card_id.points", "partner_id.name", "reward_id.description"):
            error, text = self.outcome(
                self.portal, "cs.loyalty.redemption", "search_count", [(path, "!=", False)]
            )
            self.assertTrue(error or text.strip() == "0", text)
        self.assertEqual(self.snapshot(), before)
