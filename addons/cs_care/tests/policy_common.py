from odoo import fields

from .common import CareCommon


class PolicyCommon(CareCommon):
    """Customers who agreed to promotion, and a policy that a manager has handed in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager2 = cls._create_user("manager", "manager2")
        cls.company.cs_care_quiet_from = cls.company.cs_care_quiet_to = 0
        cls.tag = cls.env["res.partner.category"].create({"name": "Care test"})
        cls.people = cls.customer | cls.customer2
        cls.people.category_id = cls.tag
        cls.agree(cls.people)
        cls.policies = cls.env["cs.care.policy"]
        cls.actions = cls.env["cs.care.action"].sudo()

    @classmethod
    def agree(cls, people, event="given", channel=None, purpose="promotion"):
        channels = cls.env["cs.channel"]._cs_get(channel) if channel else None
        return cls.env["cs.privacy.consent"]._cs_record(
            people, purpose, event, channels, how="phone", note="Told an agent"
        )

    @classmethod
    def create_policy(cls, **values):
        return cls.policies.with_user(cls.manager).create(
            {
                "name": "Greeting",
                "domain": f"[('category_id', 'in', [{cls.tag.id}])]",
                "holdout_percent": 0,
                "mail_template_id": cls.env.ref("cs_care.mail_template_care_greeting").id,
                "sms_template_id": cls.env.ref("cs_care.sms_template_care_greeting").id,
                "date_start": "2020-01-01",
                **values,
            }
        )

    @classmethod
    def start(cls, **values):
        policy = cls.create_policy(**values)
        policy.action_submit()
        policy.with_user(cls.manager2).action_approve()
        return policy.sudo()

    @classmethod
    def create_people(cls, count, **values):
        people = cls.env["res.partner"].create(
            [
                {
                    "name": f"Customer {number}",
                    "email": f"c{number}@customer.example",
                    "category_id": [fields.Command.set(cls.tag.ids)],
                    **values,
                }
                for number in range(count)
            ]
        )
        cls.agree(people)
        return people

    def run_policy(self, policy):
        """Take steps until nothing is left to do now."""
        steps = 0
        while policy.with_company(policy.company_id)._cs_run_step():
            steps += 1
            self.assertLess(steps, 100)

    def states(self, policy):
        return dict(
            self.actions._read_group([("policy_id", "=", policy.id)], ["state"], ["__count"])
        )

    def action_of(self, policy, partner):
        return self.actions.search([("policy_id", "=", policy.id), ("partner_id", "=", partner.id)])
