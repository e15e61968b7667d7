from datetime import timedelta
from functools import partial

from odoo import api, fields, models

# customer, days ago, kind, points, what for
STORY = [
    ("customer", 560, "earn", 300, "Welcome gift"),
    ("customer", 420, "earn", 1280, "Bill of the month"),
    ("customer", 300, "earn", 940, "Bill of the month"),
    ("customer", 210, "spend", -800, "Voucher: coffee for two"),
    ("customer", 95, "earn", 1120, "Bill of the month"),
    ("customer", 12, "earn", 500, "Birthday"),
    ("huang", 510, "earn", 300, "Welcome gift"),
    ("huang", 400, "earn", 2100, "New contract, 24 months"),
    ("huang", 330, "spend", -1500, "Data, 10 GB"),
    ("huang", 60, "earn", 620, "Bill of the month"),
    ("wang_sy", 480, "earn", 300, "Welcome gift"),
    ("wang_sy", 200, "earn", 410, "Bill of the month"),
    ("chang_jh", 450, "earn", 300, "Welcome gift"),
    ("chang_jh", 120, "earn", 760, "Bill of the month"),
    ("chang_jh", 110, "spend", -900, "Voucher: cinema"),
    ("li_jr", 390, "earn", 300, "Welcome gift"),
    ("li_jr", 45, "earn", 880, "Bill of the month"),
    ("wu_pc", 350, "earn", 300, "Welcome gift"),
    ("liu_gh", 340, "earn", 260, "Welcome gift"),
]
# What is taken back: customer, days ago, points; the last thing that was earned
RETURNS = [("chang_jh", 100, 760), ("li_jr", 40, 180)]
# These would expire soon: customer, days ago, points, days until the last day
SOON = [("wang_sy", 150, 180, 5), ("wu_pc", 140, 420, 25)]


class CsDemo(models.AbstractModel):
    _inherit = "cs.demo"

    @api.model
    def _cs_load_points(self):
        """Let customers earn, spend and give back points of the demonstration's program."""
        now = fields.Datetime.now()
        events = [
            (now - timedelta(days=days), partial(self._cs_demo_move, number, *row))
            for number, (name, days, *rest) in enumerate(STORY)
            for row in [(name, *rest)]
        ]
        events += [
            (now - timedelta(days=days), partial(self._cs_demo_return, name, points))
            for name, days, points in RETURNS
        ]
        for name, days, points, left in SOON:
            last = fields.Date.add(now.date(), days=left)
            act = partial(self._cs_demo_soon, name, points, last)
            events.append((now - timedelta(days=days), act))
        self._cs_play(events)

    def _cs_demo_card(self, name):
        partner = self.env.ref(f"cs_base.partner_{name}")
        program = self.env.ref("cs_care.loyalty_program_demo")
        return program._cs_card_of(partner, create=True)[partner.id]

    def _cs_demo_move(self, number, name, kind, points, note):
        self._cs_demo_card(name)._cs_move(points, kind, f"demo,{number}", note)

    def _cs_demo_return(self, name, points):
        card = self._cs_demo_card(name)
        domain = [("card_id", "=", card.id), ("kind", "=", "earn")]
        earned = self.env["cs.loyalty.move"].search(domain, limit=1)
        earned._cs_reverse(points, "demo,return", "Bill corrected")

    def _cs_demo_soon(self, name, points, last):
        card = self._cs_demo_card(name)
        card._cs_move(points, "earn", "demo,soon", "Spring campaign", date_expiry=last)
