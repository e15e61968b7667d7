from functools import partial

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from .index_story import MONTHS, USAGE


class CsDemoIndex(models.AbstractModel):
    _inherit = "cs.demo"

    @api.model
    def _cs_load_index(self):
        """Report what customers used, and work the index out as it was month by month."""
        now = fields.Datetime.now()
        events = []
        for ago in range(MONTHS - 1, -1, -1):
            moment = now - relativedelta(months=ago, hours=1)
            for customer, amounts in USAGE:
                use = partial(self._cs_use, customer, MONTHS - ago, amounts[MONTHS - 1 - ago])
                events.append((moment, use))
            events.append((moment + relativedelta(minutes=1), self._cs_index_month))
        self._cs_play(events)

    @api.model
    def _cs_use(self, customer, month, amount):
        self.env["cs.customer.event"]._cs_record(
            "usage",
            [
                {
                    "partner_id": self.env.ref(f"cs_base.partner_{customer}").id,
                    "company_id": self.env.company.id,
                    "date": fields.Datetime.now(),
                    "source": "demo_billing",
                    "external_id": f"usage-{customer}-{month:02}",
                    "amount": amount,
                }
            ],
        )

    @api.model
    def _cs_index_month(self):
        today = fields.Date.context_today(self)
        run = self.env["cs.loyalty.index.run"]._cs_of(self.env.company, today)
        run._cs_take(run._cs_next_customers(), today, "count_done")
        run.write({"state": "done", "date_end": fields.Datetime.now()})
