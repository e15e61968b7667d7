from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .policy_common import PolicyCommon


@tagged("post_install", "-at_install")
class TestPolicyTour(PolicyCommon, HttpCase):
    """A manager writes a policy, somebody else approves it, and later its effect is seen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Tours log in with the login as password.
        cls.manager.password = cls.manager.login
        cls.letter = cls.env.ref("cs_care.mail_template_care_greeting")
        cls.letter.name = "Tour letter"
        cls.company.cs_care_effect_least = 20

    def _play(self):
        self.create_people(120)
        self.start_tour("/odoo/cs-care-policies", "cs_care_policy_write", login=self.manager.login)
        policy = self.policies.search([("name", "=", "Spring greeting")])
        self.assertEqual((policy.state, policy.submitted_by_id), ("submitted", self.manager))
        policy.with_user(self.manager2).action_approve()
        self.run_policy(policy)
        self._let_months_pass(policy)
        self.start_tour("/odoo/cs-care-policies", "cs_care_policy_effect", login=self.manager.login)
        self.assertEqual(policy.effect_ids.verdict, "better")

    def _let_months_pass(self, policy):
        """Two months ago half of those held back left, and nobody else."""
        drawn = fields.Datetime.now() - timedelta(days=60)
        actions = self.actions.search([("policy_id", "=", policy.id)])
        actions._cs_step(date_planned=drawn)
        held = actions.filtered(lambda action: action.state == "holdout").partner_id
        self.env["cs.customer.event"]._cs_record(
            "service_ended",
            [
                {
                    "partner_id": partner.id,
                    "company_id": self.company.id,
                    "external_id": f"tour,{partner.id}",
                    "date": drawn + timedelta(days=3),
                }
                for partner in held[::2]
            ],
        )

    def test_english(self):
        self._play()

    def test_chinese(self):
        self.env["res.lang"]._activate_lang("zh_TW")
        self.env.ref("base.module_cs_care")._update_translations(["zh_TW"])
        self.letter.with_context(lang="zh_TW").name = "Tour letter"
        self.manager.lang = "zh_TW"
        self._play()
