from freezegun import freeze_time

from odoo.tests import tagged

from .visit_common import MONDAY, VisitCommon


@tagged("post_install", "-at_install")
@freeze_time(MONDAY)
class TestVisitPrivacy(VisitCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visit = cls.env["cs.visit"]._cs_plan_visit(
            cls.customer, cls.plan, "privacy,1", user=cls.agent
        )

    def _make(self):
        visit = self.visit.with_user(self.agent)
        visit.action_note_attempt("reached", "Mei Lin is hard of hearing")
        self._answer(visit, choice="Yes", text="Mei Lin wants more shops")
        visit.write({"outcome": "Mei Lin is well", "satisfaction": "4"})
        visit.action_done()

    def test_copy(self):
        self._make()
        copy = self.customer._cs_privacy_export()
        self.assertEqual(copy["visits"][0]["outcome"], "Mei Lin is well")
        self.assertEqual(
            [entry["answer"] for entry in copy["visit_answers"]],
            ["Yes", "Mei Lin wants more shops"],
        )
        labels = self.customer._cs_privacy_export_labels()
        for section in ("visits", "visit_answers"):
            self.assertEqual(set(copy[section][0]), set(labels[section][1]))

    def test_erased(self):
        self._make()
        ahead = self._plan_visit("privacy,2", plan="Mei Lin asked for it")
        self.customer._cs_privacy_erase()
        self.env.invalidate_all()
        self.assertRecordValues(
            self.visit,
            [{"state": "done", "satisfaction": "4", "outcome": "(erased)"}],
        )
        self.assertEqual(self.visit.attempt_ids[:1].note, "(erased)")
        texts = self.visit.answer_ids.filtered(lambda answer: answer.kind == "text")
        self.assertEqual(texts.text, "(erased)")
        self.assertRecordValues(ahead, [{"state": "cancelled", "reason": "(erased)"}])

    def test_what_was_made_is_an_event(self):
        self._make()
        kind = self.env.ref("cs_care.event_kind_visit_done")
        event = self.env["cs.customer.event"].search([("kind_id", "=", kind.id)])
        self.assertRecordValues(
            event,
            [{"partner_id": self.customer.id, "amount": 4.0, "res_id": self.visit.id}],
        )
        self.visit.with_user(self.agent).action_done()
        self.assertEqual(self.env["cs.customer.event"].search_count([("kind_id", "=", kind.id)]), 1)
