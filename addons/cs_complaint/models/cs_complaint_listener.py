import secrets
from urllib.parse import parse_qs

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.cs_privacy.encrypted import EncryptedChar, open_for_system
from odoo.addons.cs_privacy.forged import without_defaults

from ..core.facts import TRANSITION
from ..core.outgoing import Refused, check_url, resolve

EVENT_TYPES = {
    "create": "TroubleTicketCreateEvent",
    "status": "TroubleTicketStatusChangeEvent",
    "resolved": "TroubleTicketResolvedEvent",
    "information": "TroubleTicketInformationRequiredEvent",
    "value": "TroubleTicketAttributeValueChangeEvent",
}
LISTENERS_MAX = 5


class CsComplaintListener(models.Model):
    """A program's address that is told of events of its complaints (TMF621, hub)."""

    _name = "cs.complaint.listener"
    _description = "Listener of a Program"
    _inherit = ["cs.privacy.mixin"]
    _rec_name = "callback"
    _order = "user_id, id"

    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Program",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    callback = fields.Char(string="Address", required=True, readonly=True)
    query = fields.Char(
        readonly=True, help="The kinds of events that are told, e.g. eventType=…; empty: all."
    )
    secret = EncryptedChar(kind="free", exact=False, copy=False, readonly=True)
    active = fields.Boolean(default=True)
    delivery_ids = fields.One2many(
        comodel_name="cs.complaint.api.delivery", inverse_name="listener_id", readonly=True
    )

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.context.get("cs_transition") is not TRANSITION:
            raise UserError(
                self.env._(
                    "Listeners are registered by the program itself, at the hub of the interface."
                )
            )
        return super(CsComplaintListener, without_defaults(self, self._fields)).create(vals_list)

    def write(self, vals):
        if set(vals) - {"active"} and not self.env.su:
            raise UserError(
                self.env._("A listener is not changed. Let the program register another one.")
            )
        return super().write(vals)

    @api.constrains("callback")
    def _check_callback(self):
        for listener in self:
            try:
                host, port, _path = check_url(listener.callback)
                resolve(host, port, self._cs_allows_private())
            except Refused as error:
                raise ValidationError(
                    self.env._(
                        "This address is not called: %(reason)s Give a public one with https.",
                        reason=error,
                    )
                ) from None

    @api.model
    def _cs_allows_private(self):
        parameters = self.env["ir.config_parameter"].sudo()
        return parameters.get_param("cs_complaint.listener_private") == "True"

    @api.model
    def _cs_register(self, callback, query):
        """Register an address of the calling program; the same one twice is one.

        :return: ``(listener as superuser, secret)``; the secret is given out this once only, None
            for an address that is known
        """
        user, company = self.env.user, self.env.company
        listeners = self.sudo().with_context(cs_transition=TRANSITION)
        self._cs_kinds(query)
        own = listeners.search([("user_id", "=", user.id), ("company_id", "=", company.id)])
        known = own.filtered(lambda li: (li.callback, li.query or "") == (callback, query or ""))
        if known:
            return known[:1], None
        if len(own) >= LISTENERS_MAX:
            raise UserError(
                self.env._(
                    "A program has at most %(max)s listeners. Remove one first.", max=LISTENERS_MAX
                )
            )
        secret = secrets.token_urlsafe(32)
        values = {"user_id": user.id, "company_id": company.id, "secret": secret}
        return listeners.create({**values, "callback": callback, "query": query or False}), secret

    @api.model
    def _cs_kinds(self, query):
        """Return the kinds of events that ``query`` asks for."""
        if not query:
            return set(EVENT_TYPES)
        names = {name for text in parse_qs(query).get("eventType", []) for name in text.split(",")}
        kinds = {kind for kind, name in EVENT_TYPES.items() if name in names}
        if not kinds or len(kinds) != len(names):
            raise UserError(
                self.env._(
                    "The query names events by eventType=…; the events are: %(names)s.",
                    names=", ".join(EVENT_TYPES.values()),
                )
            )
        return kinds

    @api.model
    def _cs_queue(self, event):
        """Queue an event for the listeners of the program that registered the complaint."""
        complaint = event.complaint_id
        listeners = self.search(
            [
                ("user_id", "=", complaint.api_user_id.id),
                ("company_id", "=", complaint.company_id.id),
            ]
        ).filtered(lambda listener: event.kind in self._cs_kinds(listener.query))
        if listeners:
            deliveries = self.env["cs.complaint.api.delivery"].with_context(
                cs_transition=TRANSITION
            )
            deliveries.create([{"listener_id": li.id, "event_id": event.id} for li in listeners])
            self.env.ref("cs_complaint.ir_cron_deliver")._trigger()

    def _cs_secret(self):
        self.ensure_one()
        return open_for_system(self, "secret").get(self.id, "")
