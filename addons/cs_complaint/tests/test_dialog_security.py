from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .rpc_samples import WORDS, ComplaintRpcCommon

LONG_AGO = "2020-01-01 00:00:00"


@tagged("post_install", "-at_install")
class TestDialogSecurity(ComplaintRpcCommon):
    """Nobody hangs a dialog or a case on what he may not see, to have its name told."""

    def setUp(self):
        super().setUp()
        self.complaint = self.samples["cs.complaint"]
        self.complaint.subject = WORDS

    def assertHidden(self, model, method, *args, context=None):
        for role in ("member", "head"):
            extra = {"context": context} if context else {}
            error, text = self.outcome(self.user(role), model, method, *args, **extra)
            with self.subTest(model=model, method=method, role=role):
                self.assertIsInstance(error, AccessError, text)
                self.assertNotIn(WORDS, text)

    def links(self):
        """Return ``[(dialog, field, foreign record)]`` of all dialogs of the add-on."""
        return [
            (name, field.name, self.samples[field.comodel_name])
            for name, model in sorted(self.env.registry.items())
            if model._transient and model._original_module == "cs_complaint"
            for field in model._fields.values()
            if field.store and field.comodel_name in self.samples
            if field.comodel_name in ("cs.complaint", "cs.complaint.compensation")
            or field.comodel_name in ("cs.complaint.task", "cs.complaint.bulk")
            # Which nobody but the system creates, or members at all
            if name not in ("cs.complaint.bulk.line", "cs.complaint.by.phone")
        ]

    def test_every_dialog_asks_for_the_right(self):
        links = self.links()
        self.assertGreater(len({model for model, _field, _record in links}), 13)
        for model, name, record in links:
            field = self.env[model]._fields[name]
            given = record.id if field.type == "many2one" else [(6, 0, record.ids)]
            filled = self.filled(model, **{name: given})
            self.assertHidden(model, "create", filled)
            self.assertHidden(model, "web_save", [], filled, {name: {"fields": {}}})
            if field.type == "many2one":
                spec = {name: {"fields": {"display_name": {}}}}
                self.assertHidden(model, "onchange", [], {name: given}, [name], spec)
                forged = {f"default_{name}": given}
                self.assertHidden(model, "onchange", [], {}, [], spec, context=forged)

    def filled(self, model, **values):
        """Return values of a dialog that lack nothing."""
        own = self._register(category_id=self.category_product.id)
        texts = {"char": "x", "text": "x", "integer": 1, "float": 1, "monetary": 1}
        for field in self.env[model]._fields.values():
            if field.name in values or not field.required or not field.store or field.default:
                continue
            if field.comodel_name == "cs.complaint":
                values[field.name] = own.id if field.type == "many2one" else [(6, 0, own.ids)]
            elif field.type == "selection":
                values[field.name] = field.get_values(self.env)[0]
            elif field.type == "datetime":
                values[field.name] = "2030-01-01 00:00:00"
            elif field.comodel_name in ("hr.department", "cs.channel"):
                values[field.name] = self.env[field.comodel_name].search([], limit=1).id
            elif field.comodel_name == "cs.complaint.category":
                values[field.name] = self.category.id
            elif field.type in texts:
                values[field.name] = texts[field.type]
        return values

    def test_a_dialog_is_not_moved_to_another_complaint(self):
        for model in ("compensate", "rate", "severity.change", "longer.waiting", "reason"):
            model = f"cs.complaint.{model}"
            name = "complaint_ids" if model.endswith("reason") else "complaint_id"
            mine = self.call(self.head, model, "create", self.filled(model))
            to = self.complaint.id if name == "complaint_id" else [(6, 0, self.complaint.ids)]
            error, text = self.outcome(self.head, model, "write", [mine], {name: to})
            with self.subTest(model=model):
                self.assertIsInstance(error, AccessError, text)

    def test_outcomes_of_a_bulk_step_are_the_systems(self):
        bulk = self.call(self.head, "cs.complaint.bulk", "create", self.filled("cs.complaint.bulk"))
        line = {"complaint_id": self.complaint.id, "outcome": "done"}
        for model, args in (
            ("cs.complaint.bulk.line", ["create", {**line, "bulk_id": bulk}]),
            ("cs.complaint.bulk", ["write", [bulk], {"line_ids": [(0, 0, line)]}]),
        ):
            error, text = self.outcome(self.head, model, *args)
            self.assertIsInstance(error, AccessError, text)

    def test_who_gives_a_complaint_away_in_bulk_hears_the_outcome(self):
        complaint = self._register(category_id=self.category_product.id)
        values = {
            "complaint_ids": [(6, 0, complaint.ids)],
            "step": "transfer",
            "department_id": self.marketing.id,
            "reason": "theirs",
        }
        bulk = self.call(self.head, "cs.complaint.bulk", "create", values)
        self.call(self.head, "cs.complaint.bulk", "action_apply", [bulk])
        lines = self.env["cs.complaint.bulk"].browse(bulk).with_user(self.head).line_ids
        self.assertEqual(lines.mapped("outcome"), ["done"])
        self.assertEqual(complaint.department_id, self.marketing)
        self.assertFalse(complaint.with_user(self.head).has_access("read"))

    def test_by_phone_shows_no_other_companys_complaint(self):
        foreign = self.env["res.company"].create({"name": "Foreign"})
        other = self.env["cs.complaint"].create(
            {"subject": WORDS, "company_id": foreign.id, "partner_id": self.customer.id}
        )
        spec = {"complaint_id": {"fields": {"display_name": {}}}, "read_aloud": {}}
        for args, context in (
            ([[], {"complaint_id": other.id}, ["complaint_id"], spec], {}),
            ([[], {}, [], spec], {"default_complaint_id": other.id}),
        ):
            error, text = self.outcome(
                self.agent, "cs.complaint.by.phone", "onchange", *args, context=context
            )
            self.assertIsInstance(error, AccessError, text)

    def test_regulator_case(self):
        values = {"authority": "NCC", "reference": "1", "complaint_id": self.complaint.id}
        model = "cs.complaint.regulator.case"
        self.assertHidden(model, "create", values)
        self.assertHidden(
            model,
            "create",
            {"authority": "NCC", "reference": "1"},
            context={"default_complaint_id": self.complaint.id},
        )
        own = self._register(category_id=self.category_product.id)
        forged = {"state": "closed", "date_due": "2040-01-01 00:00:00", "breached_at": LONG_AGO}
        context = {f"default_{name}": value for name, value in forged.items()}
        case = self.call(
            self.head, model, "create", {**values, "complaint_id": own.id}, context=context
        )
        case = self.env[model].browse(case)
        self.assertEqual((case.state, case.breached_at), ("received", False))
        self.assertLess(case.date_due.year, 2040)
        for name, value in forged.items():
            error, text = self.outcome(self.manager, model, "write", case.ids, {name: value})
            self.assertIsInstance(error, AccessError, text)

    def test_follow_up_takes_no_defaults(self):
        self.company.cs_complaint_reopen_days = 1
        complaint = self._register(user_id=self.agent.id)
        self._answer(complaint)
        complaint.action_close()
        complaint.sudo().write({"date_answered": LONG_AGO, "date_closed": LONG_AGO})
        forged = {"state": "closed", "date_registered": LONG_AGO, "reopen_count": 7}
        context = {f"default_{name}": value for name, value in forged.items()}
        action = self.call(
            self.agent, "cs.complaint", "action_follow_up", complaint.ids, context=context
        )
        follower = self.env["cs.complaint"].browse(action["res_id"])
        self.assertEqual(follower.follow_up_of_id, complaint)
        self.assertEqual((follower.state, follower.reopen_count), ("registered", 0))
        self.assertGreater(follower.date_registered.year, 2020)

    def test_evidence_is_not_written(self):
        """Compensation, requests, deliveries, verdicts and versions: by their buttons alone."""
        for model, values in (
            ("compensation", {"state": "approved"}),
            ("compensation", {"amount": 1}),
            ("task", {"state": "done"}),
            ("stretch", {"worked_seconds": 1}),
            ("call", {"outcome": "reached"}),
            ("delivery", {"state": "delivered"}),
            ("satisfaction", {"stars": 5}),
            ("satisfaction", {"token": "mine"}),
            ("model", {"active": False}),
        ):
            model = f"cs.complaint.{model}"
            for role in ("supervisor", "manager"):
                for method, args in (
                    ("write", [self.ids(model), values]),
                    ("create", [{"complaint_id": self.complaint.id, **values}]),
                    ("unlink", [self.ids(model)]),
                ):
                    error, text = self.outcome(self.user(role), model, method, *args)
                    with self.subTest(model=model, role=role, method=method):
                        self.assertIsInstance(error, UserError, text)

    def test_compensation_takes_no_defaults(self):
        own = self._register(user_id=self.agent.id)
        self.env["cs.complaint.compensation.limit"].search([("id", "!=", False)]).unlink()
        values = {"complaint_id": own.id, "amount": 5, "reason": "x"}
        dialog = self.call(self.agent, "cs.complaint.compensate", "create", values)
        forged = {"state": "approved", "decider_id": self.manager.id, "reference": "paid"}
        context = {f"default_{name}": value for name, value in forged.items()}
        limit = {"company_id": self.company.id, "role": "supervisor", "is_unlimited": True}
        self.env["cs.complaint.compensation.limit"].create(limit)
        self.call(
            self.agent, "cs.complaint.compensate", "action_propose", [dialog], context=context
        )
        self.assertRecordValues(
            own.compensation_ids, [{"state": "proposed", "decider_id": False, "reference": False}]
        )
