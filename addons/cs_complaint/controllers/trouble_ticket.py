import uuid

from odoo import http
from odoo.fields import Domain
from odoo.http import request
from odoo.modules.module import get_manifest

from ..core import tmf621, tmf621_schema
from ..core.tmf621 import BASE_PATH, PATH, TmfError

BODY_MAX = 20 * 1024 * 1024
CREATE_TYPES = ("application/json",)
PATCH_TYPES = ("application/merge-patch+json", "application/json")
CONTROLS = ("fields", "offset", "limit", "sort")

OPTIONS = {
    "type": "http",
    "auth": "bearer",
    "csrf": False,
    "save_session": False,
    "max_content_length": BODY_MAX,
}


class TroubleTicketDoor:
    """What the routes have in common."""

    def _complaints(self):
        """Return the model for the calling program, in the program's own company."""
        complaints = request.env["cs.complaint"]
        complaints._cs_api_check()
        return complaints

    def _own(self, ticket_id):
        number = tmf621.read_id(ticket_id)
        complaints = self._complaints()
        domain = complaints._cs_api_domain()
        found = number and complaints.sudo().search([("id", "=", number), *domain])
        if not found:
            raise self._not_found()
        return found

    def _not_found(self):
        return TmfError(
            404,
            "notFound",
            "Not Found",
            "There is no such ticket among those that this program registered.",
        )

    def _body(self, types, schema):
        mimetype = request.httprequest.mimetype
        if mimetype not in types:
            raise TmfError(
                415,
                "unsupportedMediaType",
                "Unsupported Media Type",
                f"Send the body as {types[0]}.",
            )
        body = tmf621.read_json(request.httprequest.get_data())
        tmf621_schema.check(schema, body)
        return body

    def _ticket(self, complaint, status, fields=None, created=False):
        ticket = complaint._cs_tmf_ticket()
        tag = tmf621.etag(ticket)
        headers = {"ETag": tag}
        if created:
            headers["Location"] = ticket["href"]
        if status == 200 and request.httprequest.headers.get("If-None-Match") == tag:
            return self._json(None, 304, headers)
        return self._json(self._selected(ticket, fields), status, headers)

    def _selected(self, ticket, fields):
        if fields is None:
            return ticket
        return {name: ticket[name] for name in fields if name in ticket}

    def _json(self, value, status=200, headers=()):
        if status in (204, 304):
            response = request.make_response("", headers=[], status=status)
        else:
            response = request.make_json_response(value, status=status)
        response.headers["Cache-Control"] = "no-store"
        for name, text in dict(headers).items():
            response.headers[name] = str(text)
        return response


class TroubleTicket(TroubleTicketDoor, http.Controller):
    """TMF621 v5 Trouble Ticket of the complaints that the calling program registered."""

    @http.route(PATH, methods=["POST"], **OPTIONS)
    def create_ticket(self, **_kwargs):
        """Register a complaint; the same one twice is answered with the first."""
        complaints = self._complaints()
        body = self._body(CREATE_TYPES, tmf621_schema.CREATE)
        key = request.httprequest.headers.get("Idempotency-Key") or str(uuid.uuid4())
        complaint, created = complaints._cs_tmf_create(body, key[: tmf621_schema.ID_MAX])
        return self._ticket(complaint, 201 if created else 200, created=True)

    @http.route(PATH, methods=["GET"], **OPTIONS)
    def list_tickets(self, **_kwargs):
        """List tickets by ``offset``, ``limit``, ``sort``, ``fields`` and filters."""
        complaints = self._complaints()
        query = request.httprequest.args
        fields = tmf621.read_fields(query.get("fields", ""))
        limit = tmf621.read_number(
            query.get("limit"), "limit", tmf621.LIMIT_DEFAULT, tmf621.LIMIT_MAX
        )
        offset = tmf621.read_number(query.get("offset"), "offset", 0, 2**31 - 1)
        order = tmf621.read_sort(query.get("sort"))
        pairs = [pair for pair in query.items(multi=True) if pair[0] not in CONTROLS]
        domain = complaints._cs_api_domain() & Domain(tmf621.read_filters(pairs))
        complaints = complaints.sudo()
        total = complaints.search_count(domain)
        # Without this, a limit of none would be no limit.
        found = (
            complaints.search(domain, offset=offset, limit=limit, order=order)
            if limit
            else complaints.browse()
        )
        tickets = [self._selected(complaint._cs_tmf_ticket(), fields) for complaint in found]
        return self._json(tickets, headers={"X-Total-Count": total, "X-Result-Count": len(tickets)})

    @http.route(f"{PATH}/<string:ticket_id>", methods=["GET"], **OPTIONS)
    def get_ticket(self, ticket_id, **_kwargs):
        """Return one ticket; 304 when the client has it already."""
        complaint = self._own(ticket_id)
        fields = tmf621.read_fields(request.httprequest.args.get("fields", ""))
        return self._ticket(complaint, 200, fields)

    @http.route(f"{PATH}/<string:ticket_id>", methods=["PATCH"], **OPTIONS)
    def patch_ticket(self, ticket_id, **_kwargs):
        """Take the customer's step; nothing else of a ticket is changed by clients."""
        complaint = self._own(ticket_id)
        body = self._body(PATCH_TYPES, tmf621_schema.PATCH)
        complaint._cs_tmf_lock()
        expected = request.httprequest.headers.get("If-Match")
        if expected and expected not in ("*", tmf621.etag(complaint._cs_tmf_ticket())):
            raise TmfError(
                412,
                "changedMeanwhile",
                "Precondition Failed",
                "The ticket has changed meanwhile. Read it again, then decide.",
            )
        complaint._cs_tmf_patch(body)
        return self._ticket(complaint, 200)

    @http.route(
        f"{PATH}/<string:ticket_id>/attachment/<string:file_id>", methods=["GET"], **OPTIONS
    )
    def get_attachment(self, ticket_id, file_id, **_kwargs):
        """Download a file of the conversation or the evidence."""
        complaint = self._own(ticket_id)
        number = tmf621.read_id(file_id)
        file = complaint._cs_customer_files().filtered(lambda file: file.id == number)
        if not file:
            raise self._not_found()
        stream = request.env["ir.binary"]._get_stream_from(file.sudo())
        return stream.get_response(as_attachment=True)

    @http.route(f"{BASE_PATH}/openapi.json", methods=["GET"], **OPTIONS)
    def openapi(self, **_kwargs):
        """Return the OpenAPI document of this interface."""
        self._complaints()
        return self._json(tmf621_schema.openapi(get_manifest("cs_complaint")["version"]))
