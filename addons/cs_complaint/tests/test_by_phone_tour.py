from odoo.tests import tagged

from odoo.addons.base.tests.common import HttpCase

from .common import ComplaintCommon

TEXTS = ("The bill is too high", "Roaming was charged", "Charged twice")


@tagged("post_install", "-at_install")
class TestByPhoneTour(ComplaintCommon, HttpCase):
    """An agent takes a call, in English and in 正體中文."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.country_id = cls.env.ref("base.cn")
        cls.customer.write({"cs_phone": "+8613812345678", "comment": "<p>Speak slowly</p>"})
        cls.env["cs.service.number"].create(
            {"number": "+8613912345678", "partner_id": cls.customer.id}
        )
        cls.agent.password = cls.agent.login
        cls._learn()

    @classmethod
    def _learn(cls):
        """Let the model know bills from faults."""
        complaints = cls.env["cs.complaint"].create(
            [
                {"subject": subject, "description": subject, "category_id": category.id}
                for number in range(8)
                for category, subject in (
                    (cls.category, TEXTS[number % 3]),
                    (cls.category_product, "The router does not switch on"),
                )
            ]
        )
        complaints._cs_transition(state="closed", date_closed="2026-01-01 00:00:00")
        cls.company.cs_complaint_model_least = 1
        cls.env["cs.complaint.model"]._cs_train(cls.company)

    def test_agent_by_phone(self):
        known = self._register(subject="Bill of October too high")
        for lang in ("en_US", "zh_TW"):
            self.env["res.lang"]._activate_lang(lang)
            self.agent.lang = lang
            with self.subTest(lang=lang):
                before = self.env["cs.complaint"].search([("source", "=", "phone")])
                self.start_tour(
                    "/odoo/complaint-by-phone", "cs_complaint_by_phone", login=self.agent.login
                )
                complaint = self.env["cs.complaint"].search([("source", "=", "phone")]) - before
                self.assertRecordValues(
                    complaint,
                    [
                        {
                            "partner_id": self.customer.id,
                            "category_id": self.category.id,
                            "suggestion_state": "accepted",
                            "representative_name": "Son Lin",
                            "place": "Harbour shop",
                            "create_uid": self.agent.id,
                        }
                    ],
                )
                self.assertEqual(complaint.repeat_of_id, known)
                self.assertEqual(complaint.contact_id.state, "ended")
                complaint.sudo().action_withdraw("Settled")

    def test_similar_complaints(self):
        done = self._register(subject="Charged twice by card", user_id=self.agent.id)
        done.action_start()
        self._answer(done)
        done.action_close()
        mine = self._register(subject="Charged twice by my card")
        self.start_tour(
            f"/odoo/complaints/{mine.id}", "cs_complaint_similar", login=self.agent.login
        )
