from odoo import api, fields, models
from odoo.tools import SQL

TICKET_LOCK = 7364113
BATCH = 200
DAY_HOURS = 18
FACTS = frozenset(
    {"cs_pos_store_id", "cs_pos_day", "cs_pos_number", "cs_pos_called", "cs_pos_config_id"}
)


class CsContact(models.Model):
    """Tickets of a store: arrival, call, service and leaving are facts of the contact ledger, so
    waiting at the counter is measured as it is on the telephone (clause 4.1.1(5))."""

    _inherit = "cs.contact"

    cs_pos_store_id = fields.Many2one(
        comodel_name="stock.warehouse",
        string="Store",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    cs_pos_day = fields.Date(string="Day of the Ticket", readonly=True, copy=False)
    cs_pos_number = fields.Integer(
        string="Ticket", readonly=True, copy=False, aggregator=None, help="Counted anew each day."
    )
    cs_pos_called = fields.Datetime(string="Called On", readonly=True, copy=False)
    cs_pos_config_id = fields.Many2one(
        comodel_name="pos.config",
        string="Called By",
        readonly=True,
        copy=False,
        ondelete="set null",
    )

    _cs_pos_ticket_uniq = models.UniqueIndex(
        "(cs_pos_store_id, cs_pos_day, cs_pos_number) WHERE cs_pos_store_id IS NOT NULL",
        "This ticket has been given out already.",
    )
    _cs_pos_waiting_idx = models.Index(
        "(cs_pos_store_id, cs_pos_day, cs_is_green, date_arrived) "
        "WHERE cs_pos_store_id IS NOT NULL AND state IN ('waiting', 'in_progress')"
    )

    @api.model
    def _cs_sealed_facts(self):
        return super()._cs_sealed_facts() | FACTS

    @api.model
    def _cs_computed_facts(self):
        # By hand nobody gives out tickets: what is sent for these on creation is ignored.
        facts = super()._cs_computed_facts()
        return facts if self.env.su else facts | FACTS

    @api.model
    def _cs_pos_new_number(self, store, day):
        """Return the next number of a store's day; held until the end of the transaction."""
        self.env.cr.execute(SQL("SELECT pg_advisory_xact_lock(%s, %s)", TICKET_LOCK, store.id))
        last = self.search(
            [("cs_pos_store_id", "=", store.id), ("cs_pos_day", "=", day)],
            order="cs_pos_number desc",
            limit=1,
        )
        return last.cs_pos_number + 1

    def _cs_pos_row(self):
        """Return what the queue shows of this ticket."""
        return {
            "id": self.id,
            "number": self.cs_pos_number,
            "name": self.partner_id.name or "",
            "partner_id": self.partner_id.id,
            "green": self.cs_is_green,
            "state": self.state,
            "arrived": fields.Datetime.to_string(self.date_arrived),
            "called": fields.Datetime.to_string(self.cs_pos_called) or False,
            "till": self.cs_pos_config_id.name or "",
        }

    @api.model
    def _cron_leave_tickets(self, limit=BATCH):
        """Who still waits or is served when the day is over has left."""
        cron = self.env["ir.cron"]
        # Of every time zone: no store is open for so long.
        over = fields.Datetime.subtract(fields.Datetime.now(), hours=DAY_HOURS)
        domain = [
            ("cs_pos_day", "!=", False),
            ("date_arrived", "<", over),
            ("state", "in", ("waiting", "in_progress")),
        ]
        cron._commit_progress(remaining=self.search_count(domain))
        while tickets := self.search(domain, limit=limit):
            tickets.filtered(lambda ticket: ticket.state == "waiting").action_abandon()
            served = tickets.filtered(lambda ticket: ticket.state == "in_progress")
            for ticket in served.filtered(lambda ticket: not ticket.outcome):
                ticket.outcome = self.env._("Not ended at the counter")
            served.action_end()
            if not cron._commit_progress(len(tickets)):
                break
