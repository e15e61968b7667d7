from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import Form, freeze_time, new_test_user, tagged

from .common import ComplaintCommon

NOON = fields.Datetime.to_datetime("2026-03-02 04:00:00")
BILL = (
    "帳單金額錯誤，多收漫遊費",
    "The bill is too high",
    "Charged twice for October",
    "溢收月租費",
)
FAULT = (
    "手機無法開機",
    "The router does not switch on",
    "Voicemail stopped working",
    "加值服務失效",
)


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestSuggest(ComplaintCommon):
    """What is learned from closed complaints suggests, is measured, and never decides."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.models = cls.env["cs.complaint.model"]
        cls.company.cs_complaint_model_least = 20
        cls.closed = cls._close_some(cls.category, BILL) | cls._close_some(
            cls.category_product, FAULT
        )

    # DATA

    @classmethod
    def _close_some(cls, category, texts, count=40, days=10):
        complaints = cls.env["cs.complaint"].create(
            [
                {
                    "subject": texts[number % len(texts)],
                    "description": f"{texts[(number + 1) % len(texts)]} {number}",
                    "category_id": category.id,
                }
                for number in range(count)
            ]
        )
        complaints.sudo()._cs_transition(state="closed", date_closed=NOON - timedelta(days=days))
        cls.env.flush_all()
        return complaints

    def _train(self):
        with self.enter_registry_test_mode():
            self.env.ref("cs_complaint.ir_cron_train").method_direct_trigger()
        return self.models.search([("company_id", "=", self.company.id)])

    # LEARNING

    def test_version(self):
        model = self._train()
        self.assertTrue(model.active)
        self.assertEqual(model.version, 1)
        held_out = len([c for c in self.closed if c.id % 5 == 0])
        self.assertEqual(model.new_count, 80)
        self.assertEqual(model.document_count, 80 - held_out)
        self.assertEqual(model.heldout_count, held_out)
        self.assertEqual((model.accuracy, model.accuracy_class), (100, 100))
        self.assertIn("100 %", model.report_html)
        self.assertEqual(model.display_name, "Version 1")

    def test_learns_only_what_is_new(self):
        first = self._train()
        self.assertEqual(self._train(), first)
        self._close_some(self.category, BILL, count=10, days=1)
        second = self._train()
        self.assertEqual((second.version, second.new_count), (2, 10))
        self.assertGreater(second.document_count, first.document_count)
        self.assertFalse(first.active)

    def test_in_parts(self):
        """A large number is learned in several runs, each of which is kept."""
        models = self.models
        for version in (1, 2, 3):
            self.company.cs_complaint_model_least = 1
            model = models._cs_train(self.company, run=30)
            self.assertEqual(model.version, version)
        self.assertEqual(model.new_count, 20)
        self.assertFalse(models._cs_train(self.company, run=30))

    def test_too_little(self):
        self.company.cs_complaint_model_least = 200
        self.assertFalse(self._train())

    def test_worse_version_is_not_used_by_itself(self):
        first = self._train()
        # Bills that were filed as faults
        self._close_some(self.category_product, BILL, count=200, days=1)
        self.models._cs_train(self.company)
        worse = self.models.with_context(active_test=False).search(
            [("company_id", "=", self.company.id)], limit=1
        )
        self.assertEqual(worse.version, 2)
        self.assertFalse(worse.active)
        self.assertTrue(first.active)
        worse.with_user(self.manager).action_use()
        self.assertTrue(worse.active)
        self.assertFalse(first.active)

    def test_begin_from_nothing(self):
        first = self._train()
        first.with_user(self.manager).action_forget()
        self.assertFalse(first.active)
        with self.assertRefused(UserError, "are not kept any more"):
            first.with_user(self.manager).action_use()
        self.assertEqual(self._train().new_count, 80)

    def test_holds_no_text(self):
        model = self._train()
        learned = model._cs_learned(model.id)
        self.assertNotIn("帳單".encode(), learned.dump())
        with self.assertRaises(AccessError):
            model.with_user(self.manager).read(["data"])

    # SUGGESTING

    def test_suggested_at_every_door(self):
        model = self._train()
        values = {"subject": "多收費用", "description": "十月帳單金額錯誤"}
        mail, _created = self.env["cs.complaint"]._cs_intake(values, "email", "<1>")
        self.assertEqual(mail.suggested_category_id, self.category)
        self.assertFalse(mail.category_id)
        self.assertEqual(mail.suggestion_state, "open")
        self.assertGreater(mail.suggestion_percent, 60)
        mail.category_id = self.category
        self.assertEqual(mail.suggestion_state, "accepted")
        self.assertEqual(model.accepted_count, 1)

    def test_otherwise_is_counted_and_stays(self):
        model = self._train()
        complaint = self._register(
            subject="The bill is too high", category_id=self.category_product.id
        )
        self.assertEqual(complaint.suggestion_state, "overruled")
        self.assertEqual(complaint.category_id, self.category_product)
        self.assertEqual((model.accepted_count, model.overruled_count), (0, 1))
        complaint.subject = "手機無法開機"
        self.assertEqual(complaint.suggested_category_id, self.category)

    def test_forms(self):
        self._train()
        text = "溢收月租費, the bill is too high"
        form = Form(self.env["cs.complaint.by.phone"].with_user(self.agent))
        self.assertFalse(form.suggested_category_id)
        form.description = text
        self.assertEqual(form.suggested_category_id, self.category)
        self.assertGreater(form.suggestion_percent, 60)
        self.assertFalse(form.category_id)
        complaints = self.env["cs.complaint"].with_user(self.agent)
        self.assertFalse(complaints.cs_suggestion({}))
        typed = complaints.cs_suggestion({"description": text})
        self.assertEqual(
            (typed["id"], typed["display_name"]), (self.category.id, self.category.display_name)
        )
        self.assertGreater(typed["percent"], 60)
        saved = self._register(description=text, category_id=False)
        self.assertEqual(saved.with_user(self.agent).cs_suggestion()["id"], self.category.id)
        with self.assertRaises(AccessError):
            complaints.with_user(self.member).cs_suggestion({"description": text})

    def test_silent_below_the_limit_and_without_a_model(self):
        self.assertFalse(self._register(subject="The bill").suggested_category_id)
        model = self._train()
        self.company.cs_complaint_suggest_percent = 100
        self.assertFalse(self._register(subject="Unknown words").suggested_category_id)
        self.company.cs_complaint_suggest_percent = 0
        self.assertTrue(self._register(subject="The bill").suggested_category_id)
        self.category.active = False
        self.assertFalse(
            self._register(subject="The bill", category_id=False).suggested_category_id
        )
        self.category.active = True
        model.with_user(self.manager).action_stop()
        self.assertFalse(self._register(subject="The bill").suggested_category_id)

    # RIGHTS

    def test_who_may(self):
        model = self._train()
        portal = new_test_user(self.env, "cs_po", "base.group_portal")
        for user in (self.agent, self.member, portal, self.env.ref("base.public_user")):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                model.with_user(user).read(["accuracy"])
        for user in (self.supervisor, self.manager):
            self.assertTrue(model.with_user(user).read(["accuracy"]))
        for method in ("action_use", "action_stop", "action_forget", "action_train"):
            with (
                self.subTest(method=method),
                self.assertRefused(AccessError, "Only managers of complaints"),
            ):
                call_kw(self.models.with_user(self.supervisor), method, [[model.id]], {})
        for values in ({"active": False}, {"accuracy": 1}):
            with self.assertRaises(AccessError):
                call_kw(self.models.with_user(self.manager), "write", [[model.id], values], {})
        with self.assertRefused(AccessError, "Versions are learned by the scheduled action"):
            model.write({"accuracy": 1})
        with self.assertRefused(UserError, "Versions stay on record"):
            model.unlink()

    def test_forged_values_are_refused(self):
        complaint = self._register()
        for values in (
            {"suggested_category_id": self.category.id},
            {"suggestion_percent": 99},
            {"suggestion_model_id": False},
            {"suggestion_state": "accepted"},
        ):
            with (
                self.subTest(values=values),
                self.assertRefused(AccessError, "set by the system only"),
            ):
                call_kw(
                    self.env["cs.complaint"].with_user(self.manager),
                    "write",
                    [[complaint.id], values],
                    {},
                )

    # SIMILAR

    def test_similar(self):
        done = self._register(subject="Charged twice by card", user_id=self.agent.id)
        done.action_start()
        self._answer(done)
        done.action_close()
        mine = self._register(subject="Charged twice by my card")
        best = mine.cs_similar_complaints()
        self.assertEqual(len(best), 5)
        self.assertEqual(
            {key: best[0][key] for key in ("id", "number", "result")},
            {"id": done.id, "number": done.name, "result": "You get 20 back."},
        )
        self.assertGreater(best[0]["percent"], best[-1]["percent"])

    def test_similar_shows_what_one_may_read(self):
        mine = self._register(subject="Charged twice for October")
        self.assertTrue(mine.cs_similar_complaints())
        with self.assertRaises(AccessError):
            mine.with_user(self.member).cs_similar_complaints()
        mine.sudo().department_id = self.product
        self.assertFalse(mine.with_user(self.member).cs_similar_complaints())
