from odoo import api, fields, models
from odoo.tools import SQL

BATCH = 5000


class CsLoyaltyIndexRun(models.Model):
    """The monthly working out of everybody's index in a company, and how far it is."""

    _name = "cs.loyalty.index.run"
    _description = "Run of the Loyalty Index"
    _order = "month desc, id desc"
    _rec_name = "month"

    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, ondelete="cascade"
    )
    month = fields.Date(required=True, readonly=True)
    state = fields.Selection(
        selection=[("running", "Running"), ("done", "Done")],
        required=True,
        default="running",
        readonly=True,
    )
    date_start = fields.Datetime(
        string="Begun", required=True, readonly=True, default=fields.Datetime.now
    )
    date_end = fields.Datetime(string="Finished", readonly=True)
    # Everything up to this customer is done; news are read from this moment on.
    last_partner_id = fields.Integer(readonly=True, aggregator=None)
    date_news = fields.Datetime(string="News Read Until", readonly=True)
    count_done = fields.Integer(string="Customers", readonly=True)
    count_news = fields.Integer(string="Again After News", readonly=True)
    count_listed = fields.Integer(string="Newly at Risk", readonly=True)

    _month_uniq = models.UniqueIndex("(company_id, month)")

    @api.model
    def _cron_work_out(self):
        """Work out the month for everybody, in batches, then again for who has news."""
        today = fields.Date.context_today(self)
        for company in self.env["res.company"].search([("active", "=", True)]):
            run = self._cs_of(company, today)
            if run and not run._cs_go_on(today):
                return

    @api.model
    def _cs_of(self, company, day):
        """Return the locked run of a month, or none while another server has it."""
        month = day.replace(day=1)
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO cs_loyalty_index_run
                       (company_id, month, state, date_start, date_news, last_partner_id,
                        count_done, count_news, count_listed)
                VALUES (%s, %s, 'running', %s, %s, 0, 0, 0, 0)
                    ON CONFLICT (company_id, month) DO NOTHING
                """,
                company.id,
                month,
                fields.Datetime.now(),
                fields.Datetime.now(),
            )
        )
        run = self.search([("company_id", "=", company.id), ("month", "=", month)])
        return run.try_lock_for_update()

    def _cs_go_on(self, today):
        """Take batches until all is done or time is up; return whether there is time left."""
        self.ensure_one()
        cron = self.env["ir.cron"]
        while self.state == "running":
            partner_ids = self._cs_next_customers()
            self._cs_take(partner_ids, today, "count_done")
            if len(partner_ids) < BATCH:
                self.write({"state": "done", "date_end": fields.Datetime.now()})
                self.env["cs.churn.evaluation"]._cs_evaluate(self.company_id, self.month)
            else:
                self.last_partner_id = partner_ids[-1]
            if not cron._commit_progress(len(partner_ids), remaining=int(self.state == "running")):
                return False
            if not self.try_lock_for_update():  # a commit gives the lock away
                return True
        return self._cs_read_news(today)

    def _cs_take(self, partner_ids, today, counter):
        company = self.company_id
        for start in range(0, len(partner_ids), BATCH):
            done = self.env["cs.loyalty.index"]._cs_work_out(
                partner_ids[start : start + BATCH], company, today
            )
            self[counter] += len(done)
            self.count_listed += self.env["cs.churn.risk"]._cs_list(done, company, today)

    def _cs_next_customers(self):
        """Return the ids of the next customers: in service, members, or with a history."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner.id FROM res_partner AS partner
                 WHERE partner.id > %(after)s AND partner.active
                   AND (EXISTS (SELECT 1 FROM cs_service_number AS number
                                 WHERE number.partner_id = partner.id
                                   AND number.company_id = %(company)s)
                     OR EXISTS (SELECT 1 FROM cs_customer_event AS event
                                 WHERE event.partner_id = partner.id
                                   AND event.company_id = %(company)s)
                     OR EXISTS (SELECT 1 FROM loyalty_card AS card
                                 WHERE card.partner_id = partner.id AND card.cs_managed
                                   AND COALESCE(card.company_id, %(company)s) = %(company)s))
              ORDER BY partner.id LIMIT %(limit)s
                """,
                after=self.last_partner_id,
                company=self.company_id.id,
                limit=BATCH,
            )
        )
        return [row[0] for row in rows]
