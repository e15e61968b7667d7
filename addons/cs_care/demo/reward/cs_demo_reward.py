from datetime import timedelta
from functools import partial

from odoo import api, fields, models

# customer, days ago, reward, channel, what became of it
REDEEMED = [
    ("customer", 80, "coffee", "portal", "shown"),
    ("customer", 20, "data", "app", "delivered"),
    ("huang", 50, "coffee", "phone", "shown"),
    ("huang", 8, "umbrella", "store", "redeemed"),
    ("li_jr", 30, "data", "phone", "cancelled"),
    ("li_jr", 5, "coffee", "portal", "redeemed"),
]
# customer, days ago, points, reason, explanation, decision
ADJUSTED = [
    ("wang_sy", 60, 150, "outage", "Two days without network in her street.", "approve"),
    ("liu_gh", 40, 900, "goodwill", "Asks for the points of a friend.", "refuse"),
    ("huang", 3, 6200, "missing", "Points of the device that came in March.", None),
    ("wu_pc", 1, 120, "goodwill", "Waited an hour at the counter.", None),
]
CODES = [f"HCR-{number * 7919 % 100000:05d}" for number in range(1, 15)]


class CsDemo(models.AbstractModel):
    _inherit = "cs.demo"

    @api.model
    def _cs_load_rewards(self):
        """Let customers redeem points, and agents ask for adjustments."""
        now = fields.Datetime.now()
        coffee = self.env.ref("cs_care.loyalty_reward_coffee_demo")
        vouchers = self.env["cs.loyalty.voucher"]
        take_in = partial(vouchers._cs_take_in, coffee, CODES, "2026-A")
        events = [(now - timedelta(days=100), take_in)]
        for act, rows in ((self._cs_demo_redeem, REDEEMED), (self._cs_demo_adjust, ADJUSTED)):
            events += [
                (now - timedelta(days=days, minutes=number), partial(act, number, name, *rest))
                for number, (name, days, *rest) in enumerate(rows)
            ]
        self._cs_play(events)
        programs = self.env.ref("cs_care.loyalty_program_demo")
        self.env["cs.loyalty.breakage"]._cs_refresh(programs)

    def _cs_demo_redeem(self, number, name, reward, channel, outcome):
        reward = self.env.ref(f"cs_care.loyalty_reward_{reward}_demo")
        redemption = self._cs_demo_card(name)._cs_redeem(reward, f"demo,{number}", channel)
        if outcome == "shown":
            redemption._cs_show_code()
        elif outcome == "delivered":
            redemption._cs_set_delivered(f"TOP-{number:04d}")
        elif outcome == "cancelled":
            redemption._cs_give_back("cancelled", "Wrong number")

    def _cs_demo_adjust(self, _number, name, points, reason, note, decision):
        requests = self.env["cs.loyalty.adjustment"].with_user(self.env.ref("cs_base.user_agent"))
        request = requests.create(
            {
                "card_id": self._cs_demo_card(name).id,
                "points": points,
                "reason_id": self.env.ref(f"cs_care.cs_loyalty_reason_{reason}").id,
                "note": note,
            }
        )
        request.action_request()
        decided = request.with_user(self.env.ref("cs_base.user_supervisor"))
        if decision == "approve":
            decided.action_approve()
        elif decision == "refuse":
            decided.action_refuse("Points are not given to somebody else.")
