from datetime import timedelta
from functools import partial

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from .tier_story import BY_HAND, MEMBERS, PROOF, REFERRALS


class CsDemo(models.AbstractModel):
    _inherit = "cs.demo"

    @api.model
    def _cs_load_tiers(self):
        """Let customers become members, pay bills, recommend others, and be reviewed."""
        now = fields.Datetime.now()
        oldest = max(days for _customer, days, *_rest in MEMBERS)
        texts = self.env["cs.privacy.consent.text"].search(
            [("purpose_id.code", "in", ("loyalty", "birthday"))]
        )
        texts.date_published = now - timedelta(days=oldest + 1)
        events = []
        for customer, days, agent, amounts in MEMBERS:
            events.append((now - timedelta(days), partial(self._cs_enrol, customer, agent)))
            events += self._cs_bill_events(customer, days, amounts)
        for customer, referrer, days, agent in REFERRALS:
            at = now - timedelta(days)
            events.append((at, partial(self._cs_enrol, customer, agent, referrer)))
            events += self._cs_bill_events(customer, days, (1490,))
        for customer, tier, days, lasts, reason in BY_HAND:
            give = partial(self._cs_give_tier, customer, tier, lasts, reason)
            events.append((now - timedelta(days), give))
        for days in range(oldest, -1, -5):
            events.append((now - timedelta(days), self._cs_loyalty_night))
        self.with_context(mail_notify_force_send=False)._cs_play(events)

    @api.model
    def _cs_bill_events(self, customer, days, amounts):
        """Return the payments of a customer's bills: every month from joining on."""
        start = fields.Datetime.now() - timedelta(days)
        events = []
        for month in range(days // 30):
            amount = amounts[min(month, len(amounts) - 1)]
            at = start + relativedelta(months=month, days=9)
            events.append((at, partial(self._cs_pay, customer, month, amount)))
        return events

    @api.model
    def _cs_pay(self, customer, month, amount):
        self.env["cs.customer.event"]._cs_record(
            "bill_paid",
            [
                {
                    "partner_id": self.env.ref(f"cs_base.partner_{customer}").id,
                    "company_id": self.env.company.id,
                    "source": "demo_billing",
                    "external_id": f"{customer}-{month:02}",
                    "amount": amount,
                }
            ],
        )

    @api.model
    def _cs_enrol(self, customer, agent, referrer=None):
        program = self.env.ref("cs_care.loyalty_program_demo")
        code = False
        if referrer:
            holder = self.env.ref(f"cs_base.partner_{referrer}")
            code = program._cs_card_of(holder)[holder.id]._cs_get_referral_code()
        dialog = self.env["cs.loyalty.enrol"].with_user(self.env.ref(f"cs_base.user_{agent}"))
        dialog.create(
            {
                "partner_id": self.env.ref(f"cs_base.partner_{customer}").id,
                "program_id": program.id,
                "agrees": True,
                "how": "phone",
                "note": PROOF,
                "referral_code": code,
            }
        ).action_enrol()

    @api.model
    def _cs_give_tier(self, customer, tier, lasts, reason):
        partner = self.env.ref(f"cs_base.partner_{customer}")
        card = self.env.ref("cs_care.loyalty_program_demo")._cs_card_of(partner)[partner.id]
        dialog = self.env["cs.loyalty.tier.set"].with_user(self.env.ref("cs_base.user_manager"))
        dialog.create(
            {
                "card_id": card.id,
                "tier_id": self.env.ref(f"cs_care.tier_{tier}_demo").id,
                "date_until": fields.Date.today() + timedelta(lasts),
                "note": reason,
            }
        ).action_set()

    @api.model
    def _cs_loyalty_night(self):
        """Do what the scheduled actions of a night do; without their commits."""
        today = fields.Date.today()
        self.env["cs.customer.event"]._cs_make_anniversaries(today)
        referrals = self.env["cs.loyalty.referral"].search(
            [("state", "=", "waiting"), ("date_check", "<=", today)]
        )
        referrals._cs_settle(today)
        for rule in self.env["cs.loyalty.event.rule"].search([("date_from", "<=", today)]):
            if waiting := rule._cs_waiting_events():
                rule._cs_take(waiting)
        cards = self.env["loyalty.card"]
        if due := cards.search([("cs_tier_until", "<", today)]):
            cards._cs_review_batch(due.ids)
        if due := cards.search([("cs_tier_check_on", "<=", today)]):
            cards._cs_check_batch(due.ids)
        if due := cards.search([("cs_tier_notice_due", "<=", today)]):
            cards._cs_notice_batch(due.ids)
