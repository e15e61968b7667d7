"""Records of somebody else, by which the sweep looks whether a role gets at them."""

from odoo.tests import new_test_user

from odoo.addons.cs_privacy.tests.rpc_calls import RpcCalls

from .reward_common import RewardCommon
from .rpc_matrix import ARGUMENTS, MODELS

WORDS = "Words of somebody else"


class CareRpcCommon(RpcCalls, RewardCommon):
    """Samples about a customer, made by the superuser."""

    ours = "odoo.addons.cs_care."
    given = ARGUMENTS
    swept = MODELS

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.public = cls.env.ref("base.public_user")
        cls.portal = new_test_user(cls.env, login="cs_sweep_portal", groups="base.group_portal")
        records = [
            *cls.samples_of_care(),
            *cls.samples_of_surveys(),
            *cls.samples_of_visits(),
            *cls.samples_of_loyalty(),
        ]
        cls.samples = {record._name: record.sudo() for record in records}
        cls.samples.update((record._name, record.sudo()) for record in cls.dialogs())
        cls.env.flush_all()

    @classmethod
    def make(cls, model, **values):
        """Create a record that only the server makes."""
        records = cls.env[model].sudo()
        records = records._cs_trusted() if hasattr(records, "_cs_trusted") else records
        return records.create(values).with_env(cls.env)

    @classmethod
    def agree_to(cls, purpose):
        cls.env["cs.privacy.consent"]._cs_record(
            cls.customer, purpose.code, "given", how="phone", note="Told an agent"
        )

    @classmethod
    def samples_of_care(cls):
        env, partner = cls.env, cls.customer
        of_customer = {"partner_id": partner.id, "company_id": cls.company.id}
        policy = env["cs.care.policy"].create({"name": WORDS})
        rule = env["cs.care.suggestion.rule"].create(
            {"name": "Sweep", "signal": "birthday", "policy_id": policy.id}
        )
        item = env["cs.education.item"].create({"name": "Sweep"})
        group = env["cs.special.group"].search([("is_sensitive", "=", True)], limit=1)
        cls.agree_to(group.purpose_id)
        return [
            policy,
            cls.make(
                "cs.care.action",
                **of_customer,
                policy_id=policy.id,
                period="sweep",
                kind="message",
                date_planned="2026-03-01 00:00:00",
            ),
            cls.make(
                "cs.care.suggestion", **of_customer, rule_id=rule.id, why_parts={"text": WORDS}
            ),
            cls.make(
                "cs.churn.risk",
                **of_customer,
                month="2026-03-01",
                date_listed="2026-03-01 00:00:00",
            ),
            item,
            cls.make("cs.education.reach", **of_customer, item_id=item.id, version=1),
            env["cs.green.grant"].create(
                {"partner_id": partner.id, "reason": WORDS, "date_to": "2026-04-01"}
            ),
            group,
            env["cs.special.group.member"].create({"partner_id": partner.id, "group_id": group.id}),
            env["cs.suggestion"].create({"subject": "Sweep", "description": WORDS}),
        ]

    @classmethod
    def samples_of_surveys(cls):
        campaign = cls.env["cs.survey.campaign"].create(
            {
                "name": "Sweep",
                "survey_id": cls.env.ref("cs_care.survey_contact").id,
                "purpose_id": cls.env.ref("cs_privacy.purpose_service").id,
            }
        )
        known = {
            "campaign_id": campaign.id,
            "survey_id": campaign.survey_id.id,
            "company_id": cls.company.id,
            "partner_id": cls.customer.id,
        }
        invitation = cls.make("cs.survey.invitation", **known, channel="phone")
        response = cls.make("cs.survey.response", **known, date="2026-03-01 00:00:00")
        return [
            campaign,
            invitation,
            response,
            cls.make(
                "cs.survey.followup",
                response_id=response.id,
                campaign_id=campaign.id,
                company_id=cls.company.id,
                date_due="2026-03-12 00:00:00",
            ),
        ]

    @classmethod
    def samples_of_visits(cls):
        script = cls.env["cs.visit.script"].create(
            {"name": "Sweep", "step_ids": [(0, 0, {"name": "How?", "kind": "text"})]}
        )
        plan = cls.env["cs.visit.plan"].create({"name": "Sweep", "script_id": script.id})
        visit = cls.env["cs.visit"]._cs_plan_visit(cls.customer, plan, "sweep")
        visit._cs_step(user_id=cls.agent2.id)
        visit.with_user(cls.agent2).action_start()
        return [plan, script, visit, visit.answer_ids[:1]]

    @classmethod
    def samples_of_loyalty(cls):
        env = cls.env
        move = cls.card._cs_move(1000, "earn", "sweep", WORDS)
        cls.reward = cls._create_voucher_reward(["SWEEP-1", "SWEEP-2"])
        redemption = cls.card._cs_redeem(cls.reward, "sweep", "portal")
        tier = env["cs.loyalty.tier"].create({"name": "Sweep", "program_id": cls.program.id})
        bulk = env["cs.loyalty.adjustment"].create(
            {
                "is_bulk": True,
                "program_id": cls.program.id,
                "points": 5,
                "reason_id": cls.reason.id,
                "note": WORDS,
            }
        )
        rule = env["cs.loyalty.alert.rule"].search([("code", "!=", False)], limit=1)
        return [
            *(
                cls.card,
                move,
                env["cs.loyalty.lot"].search([("move_id", "=", move.id)]),
                cls.program,
                cls.merchant,
                redemption,
                tier,
            ),
            env["cs.loyalty.voucher"].search([("state", "=", "available")], limit=1),
            env["cs.loyalty.adjustment"].create(
                {
                    "card_id": cls.card.id,
                    "program_id": cls.program.id,
                    "points": 5,
                    "reason_id": cls.reason.id,
                    "note": WORDS,
                }
            ),
            cls.make("cs.loyalty.adjustment.line", adjustment_id=bulk.id, card_id=cls.card2.id),
            cls.make(
                "cs.loyalty.alert",
                name=WORDS,
                rule_id=rule.id,
                key="sweep",
                company_id=cls.company.id,
                card_id=cls.card.id,
            ),
            cls.make(
                "cs.loyalty.referral",
                program_id=cls.program.id,
                referrer_id=cls.customer.id,
                referred_id=cls.customer2.id,
            ),
        ]

    @classmethod
    def dialogs(cls):
        """Return a dialog of each kind about the samples."""
        of = {name: record.id for name, record in cls.samples.items()}
        reason = {"reason": WORDS}
        values = {
            "cs.care.decline": {"suggestion_ids": [of["cs.care.suggestion"]], **reason},
            "cs.care.group.reason": {
                "grant_ids": [of["cs.green.grant"]],
                "step": "revoke",
                **reason,
            },
            "cs.care.preview": {"policy_id": of["cs.care.policy"]},
            "cs.education.sign.in": {
                "item_id": of["cs.education.item"],
                "partner_ids": cls.customer.ids,
            },
            "cs.loyalty.adjustment.fill": {"adjustment_id": of["cs.loyalty.adjustment"]},
            "cs.loyalty.adjustment.refuse": {
                "adjustment_id": of["cs.loyalty.adjustment"],
                **reason,
            },
            "cs.loyalty.alert.verdict": {
                "alert_id": of["cs.loyalty.alert"],
                "state": "confirmed",
                "verdict": WORDS,
            },
            "cs.loyalty.card.block": {"card_ids": cls.card.ids, **reason},
            "cs.loyalty.enrol": {"partner_id": cls.customer2.id, "program_id": cls.program.id},
            "cs.loyalty.redeem": {"card_id": cls.card.id, "reward_id": cls.reward.id},
            "cs.loyalty.redemption.cancel": {
                "redemption_id": of["cs.loyalty.redemption"],
                **reason,
            },
            "cs.loyalty.tier.set": {
                "card_id": cls.card.id,
                "tier_id": of["cs.loyalty.tier"],
                "date_until": "2026-12-31",
                "note": WORDS,
            },
            "cs.loyalty.voucher.import": {
                "reward_id": cls.reward.id,
                "batch": "sweep",
                "file": b"U1dFRVAtMw==",
            },
            "cs.suggestion.answer": {"suggestion_ids": [of["cs.suggestion"]], "answer": WORDS},
            "cs.survey.call.outcome": {
                "invitation_id": of["cs.survey.invitation"],
                "note": WORDS,
            },
            "cs.visit.end": {"visit_ids": [of["cs.visit"]], **reason},
            "cs.visit.new": {"partner_id": cls.customer.id, **reason},
            "cs.visit.note": {"visit_id": of["cs.visit"], "note": WORDS},
            "cs.visit.reassign": {"visit_ids": [of["cs.visit"]], **reason},
        }
        return [cls.env[model].create(vals) for model, vals in values.items()]

    def argument(self, name):
        return self.supervisor.id if name == "user_id" else super().argument(name)
