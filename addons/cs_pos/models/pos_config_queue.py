from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

KINDS = ("consultation", "complaint", "suggestion", "business", "after_sales")
MOST = 50


class PosConfigQueue(models.Model):
    """Tickets of the store: who is served next, the green channel first (clause 7.1.3(3)).

    Tills of one warehouse share a queue.
    """

    _inherit = "pos.config"

    cs_pos_queue = fields.Boolean(
        string="Tickets", help="Customers of this store take a ticket and are called by the tills."
    )

    def _cs_counter_queue(self):
        till = self._cs_counter()
        if not till.cs_pos_queue:
            raise UserError(self.env._("This till has no tickets. Switch them on in its settings."))
        return till

    def _cs_store(self):
        return self.picking_type_id.warehouse_id or self.warehouse_id

    def _cs_store_today(self):
        """Return the day by the clock of the store, whoever asks from wherever."""
        zone = self.company_id._cs_calendar().tz or "UTC"
        return fields.Date.context_today(self.with_context(tz=zone))

    def _cs_tickets(self, *domain):
        return self.env["cs.contact"].search(
            [
                ("cs_pos_store_id", "=", self._cs_store().id),
                ("cs_pos_day", "=", self._cs_store_today()),
                ("state", "in", ("waiting", "in_progress")),
                *domain,
            ],
            order="cs_is_green desc, date_arrived, id",
            limit=MOST,
        )

    def _cs_current_ticket(self):
        """Return the ticket that this till has called or is serving."""
        if not self.cs_pos_queue:
            return self.env["cs.contact"]
        return self._cs_tickets(
            ("cs_pos_config_id", "=", self.id), ("cs_pos_called", "!=", False)
        ).sorted("state")[:1]

    def _cs_ticket_at(self, moment, partner_id):
        """Return the ticket that this till had called or served at a moment: to it belongs what
        this customer, or an unknown one, said then.

        :param moment: UTC; what was taken down without connection comes when others are served
        :param partner_id: the customer, falsy for somebody unknown
        """
        if not self.cs_pos_queue:
            return self.env["cs.contact"]
        ticket = self.env["cs.contact"].search(
            [
                ("cs_pos_store_id", "=", self._cs_store().id),
                ("cs_pos_day", ">=", moment.date() - timedelta(days=1)),
                ("cs_pos_config_id", "=", self.id),
                ("cs_pos_called", "<=", moment),
                "|",
                ("date_ended", "=", False),
                ("date_ended", ">=", moment),
            ],
            order="cs_pos_called desc, id desc",
            limit=1,
        )
        strangers = ticket.partner_id and ticket.partner_id.id != (partner_id or False)
        return self.env["cs.contact"] if strangers else ticket

    def cs_pos_tickets(self):
        """Return ``{waiting: […], current: … | False, count}`` of the store."""
        till = self._cs_counter_queue()
        current = till._cs_current_ticket()
        waiting = till._cs_tickets(("cs_pos_called", "=", False), ("state", "=", "waiting"))
        return {
            "current": current._cs_pos_row() if current else False,
            "waiting": [ticket._cs_pos_row() for ticket in waiting],
        }

    def cs_pos_ticket_new(self, partner_id=False, kind="business"):
        """Give out a ticket, to a customer or to somebody unknown.

        :return: the ticket, see ``cs.contact._cs_pos_row``
        """
        till = self._cs_counter_queue()
        partner = self._cs_counter_customer(partner_id)
        if kind not in KINDS:
            raise UserError(self.env._("Choose what the customer has come for."))
        if not self._cs_may_take_more():
            raise UserError(self.env._("Very many tickets were given out here in this hour."))
        contacts = till.env["cs.contact"]
        store, day = till._cs_store(), till._cs_store_today()
        ticket = contacts.create(
            {
                "channel_id": till.env["cs.channel"]._cs_get("store", till.company_id).id,
                "company_id": till.company_id.id,
                "partner_id": partner.id,
                "kind": kind,
                "cs_pos_store_id": store.id,
                "cs_pos_day": day,
                "cs_pos_number": contacts._cs_pos_new_number(store, day),
            }
        )
        return ticket._cs_pos_row()

    def cs_pos_ticket_call(self):
        """Call the next customer to this till. Asked twice, the one who was called is called again.

        :return: the ticket; False when nobody waits
        """
        till = self._cs_counter_queue()
        current = till._cs_current_ticket()
        if current.state == "in_progress":
            raise UserError(self.env._("End with the customer who is being served first."))
        if not current:
            current = till._cs_take_next()
        return current._cs_pos_row() if current else False

    def _cs_take_next(self):
        """Take the next ticket of the store; two tills at once get two."""
        self.env["cs.contact"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM cs_contact
                 WHERE cs_pos_store_id = %s AND cs_pos_day = %s
                   AND state = 'waiting' AND cs_pos_called IS NULL
                 ORDER BY cs_is_green IS TRUE DESC, date_arrived, id
                 LIMIT 1 FOR UPDATE SKIP LOCKED
                """,
                self._cs_store().id,
                self._cs_store_today(),
            )
        )
        ticket = self.env["cs.contact"].browse([ticket_id for (ticket_id,) in rows])
        ticket.write({"cs_pos_called": fields.Datetime.now(), "cs_pos_config_id": self.id})
        return ticket

    def _cs_own_ticket(self, ticket_id):
        ticket = self._cs_tickets(("id", "=", ticket_id), ("cs_pos_config_id", "=", self.id))
        if not ticket:
            raise UserError(self.env._("This till does not serve this ticket."))
        return ticket

    def cs_pos_ticket_step(self, ticket_id, step):
        """Record what happens with the ticket of this till.

        :param str step: ``serve`` (the customer is here), ``end``, ``left`` (nobody came)
        """
        till = self._cs_counter_queue()
        ticket = till._cs_own_ticket(ticket_id)
        if step == "serve":
            ticket.action_answer()
        elif step == "end":
            if not ticket.outcome:
                ticket.outcome = self.env._("Served at the counter")
            ticket.action_end()
        elif step == "left":
            ticket.action_abandon()
        else:
            raise UserError(self.env._("A ticket is served, ended, or its customer has left."))
        return self.cs_pos_tickets()
