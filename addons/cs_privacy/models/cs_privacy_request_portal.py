from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..core.rights import OPEN_STATES

# What one person may do in so many seconds
LIMITS = {
    "password": (5, 900),
    "export": (10, 3600),
    "request": (10, 86400),
}


class CsPrivacyRequestPortal(models.Model):
    """What persons do in the customer page. The caller has proved that it is the person."""

    _inherit = "cs.privacy.request"

    @api.model
    def _cs_portal_limit(self, what):
        """Count one attempt of the current user.

        :param str what: ``password``, ``export`` or ``request``
        :raise UserError: too many lately
        """
        most, seconds = LIMITS[what]
        limit = self.env["cs.rate.limit"].sudo()
        if not limit._cs_hit(f"privacy_{what}", str(self.env.uid), most, seconds):
            raise UserError(
                self.env._(
                    "Too many attempts. Try again in %(minutes)s minutes.", minutes=seconds // 60
                )
            )

    @api.model
    def _cs_portal_own(self):
        """Return the requests of the current user's own person, newest first."""
        return self.sudo().search([("partner_id", "=", self.env.user.partner_id.id)])

    @api.model
    def _cs_portal_create(self, kind, note="", values=None):
        """Register a request of the current user, whose identity has been checked.

        :param str kind: kind of request
        :param str note: the person's words
        :param dict values: for a correction, ``{field name: new value}``
        :return: the request, as superuser
        :raise UserError: one of this kind is open, or nothing is asked for
        """
        self._cs_portal_limit("request")
        person = self.env.user.partner_id
        if kind not in dict(self._fields["kind"].selection):
            raise UserError(self.env._("Choose what you ask for."))
        known = self._cs_portal_own().filtered(
            lambda request: request.kind == kind and request.state in OPEN_STATES
        )
        if known:
            raise UserError(
                self.env._(
                    "Your request %(number)s about this is open already. Take it back first to "
                    "make another one.",
                    number=known[0].name,
                )
            )
        lines = [
            {"field_name": name, "new_value": value}
            for name, value in (values or {}).items()
            if value and value.strip()
        ]
        if kind == "correction" and not lines:
            raise UserError(self.env._("Type the new value of what is to be corrected."))
        if kind == "objection" and not (note or "").strip():
            raise UserError(self.env._("Say what you object to."))
        return self.sudo().create(
            {
                "partner_id": person.id,
                "company_id": self.env.user.company_id.id,
                "kind": kind,
                "note": (note or "").strip() or False,
                "channel_id": self.env["cs.channel"]._cs_get("portal").id,
                "is_from_portal": True,
                "identity_method": "portal",
                "line_ids": [Command.create(line) for line in lines],
            }
        )

    def _cs_portal_status(self):
        """Return ``(label, colour)`` of the state in plain words and as a Bootstrap colour."""
        self.ensure_one()
        return {
            "received": (self.env._("Received"), "info"),
            "identity": (self.env._("We check that it is you"), "warning"),
            "in_progress": (self.env._("In work"), "primary"),
            "done": (self.env._("Done"), "success"),
            "refused": (self.env._("Refused"), "danger"),
            "cancelled": (self.env._("Taken back"), "secondary"),
        }[self.state]

    def _cs_portal_may_cancel(self):
        self.ensure_one()
        return self.state in OPEN_STATES
