from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .policy_common import PolicyCommon


@tagged("post_install", "-at_install")
class TestPolicyFlow(PolicyCommon):
    """A policy runs when somebody else has approved it, and not otherwise."""

    def test_somebody_else_approves(self):
        policy = self.create_policy()
        policy.action_approve()
        self.assertEqual(policy.state, "draft", "nothing is approved before it was handed in")
        policy.action_submit()
        policy.action_submit()
        self.assertEqual((policy.state, policy.submitted_by_id), ("submitted", self.manager))
        with self.assertRefused(UserError, "does not approve it"):
            policy.action_approve()
        policy.with_user(self.manager2).action_approve()
        self.assertEqual((policy.state, policy.approved_by_id), ("running", self.manager2))

    def test_wrong_roles(self):
        policy = self.create_policy()
        for user in (self.agent, self.supervisor, self.plain):
            for step in ("action_submit", "action_approve", "action_pause", "action_stop"):
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    getattr(policy.with_user(user), step)()
        self.assertEqual(policy.state, "draft")

    def test_handed_in_is_fixed(self):
        policy = self.start()
        with self.assertRefused(UserError, "Take it back to draft first"):
            policy.with_user(self.manager).domain = "[]"
        policy.with_user(self.manager).sequence = 3
        policy.with_user(self.manager).action_pause("Too many")
        self.assertEqual((policy.state, policy.state_reason), ("paused", "Too many"))
        policy.with_user(self.manager).action_resume()
        self.assertEqual(policy.state, "running")
        policy.with_user(self.manager).action_pause()
        policy.with_user(self.manager).action_to_draft()
        self.assertEqual((policy.state, policy.approved_by_id.id), ("draft", False))
        policy.with_user(self.manager).max_actions = 7

    def test_forged_facts(self):
        policy = self.create_policy()
        for name, value in (("state", "running"), ("used_actions", -5), ("drawn_to", 9)):
            with self.assertRefused(AccessError, "set by the system only"):
                policy.write({name: value})
        forged = self.policies.with_user(self.manager).with_context(default_state="running")
        created = forged.create({"name": "Forged", "purpose_id": policy.purpose_id.id})
        self.assertEqual(created.state, "draft")

    def test_incomplete(self):
        policy = self.create_policy(mail_template_id=False, sms_template_id=False)
        with self.assertRefused(UserError, "an e-mail template, an SMS template"):
            policy.action_submit()
        for kind, text in (
            ("points", "a managed loyalty program"),
            ("visit", "the reason of the call"),
        ):
            policy.kind = kind
            with self.assertRefused(UserError, text):
                policy.action_submit()
        policy.write({"kind": "visit", "call_reason": "Hello", "date_end": "2020-01-02"})
        with self.assertRefused(UserError, "a last day that is not over"):
            policy.action_submit()

    def test_audience_that_cannot_be_read(self):
        with self.assertRefused(ValidationError, "are not a filter that can be read"):
            self.create_policy(domain="[('no_such_field', '=', 1)]")
        with self.assertRefused(ValidationError, "are not a filter that can be read"):
            self.create_policy(domain="__import__('os')")
        with self.assertRefused(ValidationError, "is protected and cannot choose an audience"):
            self.create_policy(domain="[('cs_id_number', '=', '11010519491231002X')]")

    def test_deleting(self):
        policy = self.start()
        self.run_policy(policy)
        with self.assertRefused(UserError, "Archive it instead"):
            policy.with_user(self.manager).unlink()
        self.create_policy().unlink()

    def test_stop_leaves_the_rest_undone(self):
        policy = self.start()
        policy._cs_run_step()
        policy.with_user(self.manager).action_stop()
        self.assertEqual((policy.state, self.states(policy)), ("done", {"skipped": 2}))
        self.assertEqual(self.action_of(policy, self.customer).why, "ended")

    def test_preview(self):
        self.create_people(38)
        policy = self.create_policy(holdout_percent=25)
        action = policy.action_preview()
        preview = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(preview.audience_count, 40)
        self.assertEqual(preview.holdout_count + preview.treated_count, 40)
        self.assertEqual(len(preview.partner_ids), 20)
        self.assertIn("thank you for being with us", preview.email_html)
        self.assertIn("Is there anything", preview.sms_text)
        self.assertFalse(self.states(policy), "a preview leaves nothing behind")
        before = self.env["mail.mail"].sudo().search_count([])
        preview.with_user(self.manager).action_send_test()
        self.assertEqual(self.env["mail.mail"].sudo().search_count([]), before + 1)
        self.manager.email = False
        with self.assertRefused(UserError, "Enter an e-mail address"):
            preview.with_user(self.manager).action_send_test()
        with self.assertRaises(AccessError):
            policy.with_user(self.supervisor).action_preview()
