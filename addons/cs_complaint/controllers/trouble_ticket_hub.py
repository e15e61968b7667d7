from odoo import http
from odoo.http import request

from ..core import tmf621, tmf621_schema
from ..core.tmf621 import BASE_PATH, TmfError
from .trouble_ticket import CREATE_TYPES, OPTIONS, TroubleTicketDoor

PATH = f"{BASE_PATH}/hub"


class TroubleTicketHub(TroubleTicketDoor, http.Controller):
    """Where programs say to which address events are told."""

    @http.route(PATH, methods=["POST"], **OPTIONS)
    def create_hub(self, **_kwargs):
        """Register a listener; its secret is in this answer only."""
        self._complaints()
        body = self._body(CREATE_TYPES, tmf621_schema.HUB)
        listeners = request.env["cs.complaint.listener"]
        listener, secret = listeners._cs_register(body["callback"], body.get("query"))
        answer = self._hub(listener)
        if secret:
            answer["secret"] = secret
        location = {"Location": f"{PATH}/{listener.id}"}
        return self._json(answer, 201 if secret else 200, location)

    @http.route(f"{PATH}/<string:hub_id>", methods=["GET"], **OPTIONS)
    def get_hub(self, hub_id, **_kwargs):
        """Return a listener of this program."""
        return self._json(self._hub(self._own_hub(hub_id)))

    @http.route(f"{PATH}/<string:hub_id>", methods=["DELETE"], **OPTIONS)
    def delete_hub(self, hub_id, **_kwargs):
        """Remove a listener of this program, with what waits for it."""
        self._own_hub(hub_id).unlink()
        return self._json(None, 204)

    def _own_hub(self, hub_id):
        self._complaints()
        number = tmf621.read_id(hub_id)
        # A program has no right on any model; it finds its own here.
        listeners = request.env["cs.complaint.listener"].sudo()
        domain = [("user_id", "=", request.env.uid), ("company_id", "=", request.env.company.id)]
        found = number and listeners.search([("id", "=", number), *domain])
        if not found:
            raise TmfError(
                404, "notFound", "Not Found", "There is no such listener of this program."
            )
        return found

    def _hub(self, listener):
        hub = {"@type": "Hub", "id": str(listener.id), "callback": listener.callback}
        return {**hub, "query": listener.query} if listener.query else hub
