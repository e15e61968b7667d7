from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .policy_common import PolicyCommon

# Model: roles that read, create, write, delete
MATRIX = {
    "cs.care.policy": ("supervisor manager", "manager", "manager", "manager"),
    "cs.care.action": ("agent supervisor manager", "", "", ""),
    "cs.care.touch": ("agent supervisor manager", "", "", ""),
    "cs.care.effect": ("supervisor manager", "", "", ""),
    "cs.care.message.report": ("supervisor manager", "", "", ""),
    "cs.care.suggestion": ("agent supervisor manager", "", "", ""),
    "cs.care.suggestion.rule": ("agent supervisor manager", "manager", "manager", "manager"),
    "cs.care.decline": (*["agent supervisor manager"] * 4,),
    "cs.education.item": ("agent supervisor manager", "manager", "manager", "manager"),
    "cs.education.reach": ("agent supervisor manager", "", "", ""),
    "cs.education.sign.in": (*["agent supervisor manager"] * 4,),
    "cs.care.preview": ("manager", "manager", "manager", "manager"),
}


@tagged("post_install", "-at_install")
class TestPolicySecurity(PolicyCommon):
    """Role × operation, evidence that nobody changes, companies, the customer's wishes."""

    def test_matrix(self):
        portal = new_test_user(self.env, login="cs_care_portal", groups="base.group_portal")
        users = {
            "agent": self.agent,
            "supervisor": self.supervisor,
            "manager": self.manager,
            "plain": self.plain,
            "portal": portal,
        }
        for model, allowed in MATRIX.items():
            for operation, roles in zip(
                ("read", "create", "write", "unlink"), allowed, strict=True
            ):
                for role, user in users.items():
                    with self.subTest(model=model, operation=operation, role=role):
                        self.assertEqual(
                            self.env[model].with_user(user).has_access(operation),
                            role in roles.split(),
                        )

    def test_evidence(self):
        policy = self.start()
        self.run_policy(policy)
        action = self.action_of(policy, self.customer)
        touch = self.env["cs.care.touch"].search([("partner_id", "=", self.customer.id)])
        values = {"partner_id": self.customer.id, "channel": "sms"}
        with self.assertRefused(UserError, "recorded by whatever sends"):
            touch.sudo().channel = "sms"
        with self.assertRefused(UserError, "recorded by whatever sends"):
            self.env["cs.care.touch"].with_env(self.env(su=False, user=self.manager)).create(values)
        with self.assertRefused(UserError, "and stay"):
            touch.sudo().unlink()
        with self.assertRefused(UserError, "is evidence and stays"):
            action.unlink()
        with self.assertRefused(UserError, "recorded by the policy"):
            action.sudo(False).with_user(self.manager)._cs_check_system()

    def test_companies(self):
        other = self.env["res.company"].create({"name": "Other operator"})
        policy = self.start()
        policy._cs_step(company_id=other.id)
        self.assertNotIn(policy, self.policies.with_user(self.manager).search([]))

    def test_wishes(self):
        wishes = self.customer._cs_care_preferences()
        self.assertEqual((wishes["frequency"], wishes["channel"]), ("usual", False))
        set_to = self.customer._cs_care_preferences({"frequency": "quarterly", "channel": "sms"})
        self.assertEqual((set_to["frequency"], set_to["channel"]), ("quarterly", "sms"))
        self.assertEqual(self.customer._cs_care_preferences({"channel": False})["channel"], False)
        for values in (
            {"frequency": "hourly"},
            {"channel": "fax"},
            {"name": "x"},
            {"frequency": False},
        ):
            with self.assertRefused(ValidationError, "There is no such preference"):
                self.customer._cs_care_preferences(values)

    def test_who_may_approve_by_rpc(self):
        policy = self.create_policy()
        with self.assertRaises(AccessError):
            policy.with_user(self.supervisor).write({"state": "running"})
