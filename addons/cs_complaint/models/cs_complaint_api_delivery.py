import json
from datetime import timedelta

from urllib3.exceptions import HTTPError

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..core import outgoing
from ..core.facts import TRANSITION
from ..core.tmf621 import PATH, instant, to_tmf_state
from .cs_complaint_listener import EVENT_TYPES

BATCH = 100
# Minutes until the next attempt; after the last one the delivery has failed.
BACKOFF = (1, 5, 15, 60, 240, 720, 1440)
KEPT_DAYS = 30


class CsComplaintApiDelivery(models.Model):
    """The outbox: an event on its way to a listener. It holds ids and a state, no personal data."""

    _name = "cs.complaint.api.delivery"
    _description = "Delivery of an Event"
    _order = "id desc"
    _rec_name = "event_id"

    listener_id = fields.Many2one(
        comodel_name="cs.complaint.listener",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )
    event_id = fields.Many2one(
        comodel_name="cs.complaint.api.event",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )
    company_id = fields.Many2one(
        related="listener_id.company_id", store=True, precompute=True, index=True
    )
    state = fields.Selection(
        selection=[("pending", "To be sent"), ("sent", "Sent"), ("failed", "Failed")],
        required=True,
        default="pending",
        readonly=True,
    )
    attempts = fields.Integer(readonly=True, aggregator=None)
    next_try_at = fields.Datetime(string="Next Attempt", default=fields.Datetime.now, readonly=True)
    date_sent = fields.Datetime(string="Sent On", readonly=True)
    # The kind of the fault, never the words of the other side
    fault = fields.Char(readonly=True)

    _once = models.UniqueIndex("(listener_id, event_id)")
    _due_idx = models.Index("(next_try_at) WHERE state = 'pending'")

    @api.model_create_multi
    def create(self, vals_list):
        self._cs_check_door()
        return super().create(vals_list)

    def write(self, vals):
        self._cs_check_door()
        return super().write(vals)

    def _cs_check_door(self):
        if self.env.context.get("cs_transition") is not TRANSITION:
            raise AccessError(self.env._("Deliveries are made and sent by the system alone."))

    def action_retry(self):
        """Send what failed once more, at once; what is sent or waits is left alone."""
        self.check_access("read")
        if not self.env.user.has_group("cs_complaint.group_cs_complaint_manager"):
            raise AccessError(self.env._("Only complaint managers send deliveries again."))
        failed = self.filtered(lambda delivery: delivery.state == "failed")
        failed._cs_note(state="pending", attempts=0, next_try_at=fields.Datetime.now())
        self.env.ref("cs_complaint.ir_cron_deliver").sudo()._trigger()

    def _cs_note(self, **values):
        if self:
            # sudo: the right has been checked; these facts are nobody's to write
            self.sudo().with_context(cs_transition=TRANSITION).write(values)

    def _cron_deliver(self):
        """Send what is due, one after the other; each one is committed before the next."""
        domain = [
            ("state", "=", "pending"),
            ("next_try_at", "<=", fields.Datetime.now()),
            ("listener_id.active", "=", True),
        ]
        cron = self.env["ir.cron"]
        due = self.search(domain, order="next_try_at, id", limit=BATCH)
        cron._commit_progress(remaining=self.search_count(domain))
        for delivery in due:
            # Empty when another server holds it, or has sent it since
            delivery = delivery.try_lock_for_update()
            delivery.invalidate_recordset()
            if delivery and delivery.state == "pending":
                delivery._cs_send()
            if not cron._commit_progress(1):
                break

    def _cs_send(self):
        """Send one event; count the attempt and plan the next one when it fails."""
        self.ensure_one()
        body = json.dumps(self._cs_payload(), ensure_ascii=False).encode()
        now = fields.Datetime.now()
        timestamp = str(int(now.timestamp()))
        signature = outgoing.sign(self.listener_id._cs_secret(), timestamp, body)
        headers = {
            "Content-Type": "application/json",
            "X-CS-Timestamp": timestamp,
            "X-CS-Signature": signature,
        }
        private = self.listener_id._cs_allows_private()
        try:
            status = outgoing.post(self.listener_id.callback, body, headers, private)
            fault = "" if 200 <= status < 300 else f"HTTP {status}"
        except outgoing.Refused as error:
            fault = str(error)
        except (HTTPError, OSError) as error:
            fault = type(error).__name__
        if not fault:
            self._cs_note(state="sent", date_sent=now, attempts=self.attempts + 1, fault=False)
            return
        values = {"attempts": self.attempts + 1, "fault": fault}
        if self.attempts < len(BACKOFF):
            values["next_try_at"] = now + timedelta(minutes=BACKOFF[self.attempts])
        else:
            values["state"] = "failed"
        self._cs_note(**values)

    def _cs_payload(self):
        """Return the event as the standard has it: ids, state and times, nothing of a person."""
        event = self.event_id
        ticket_id = str(event.complaint_id.id)
        ticket = {
            "@type": "TroubleTicket",
            "id": ticket_id,
            "href": f"{PATH}/{ticket_id}",
            "status": to_tmf_state(event.state),
        }
        return {
            "@type": EVENT_TYPES[event.kind],
            "eventId": event.uuid,
            "eventType": EVENT_TYPES[event.kind],
            "eventTime": instant(event.date),
            "event": {"troubleTicket": ticket},
        }

    @api.autovacuum
    def _gc_sent(self):
        """Forget what was sent long ago."""
        before = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        self.search([("state", "=", "sent"), ("date_sent", "<", before)], limit=10_000).unlink()
