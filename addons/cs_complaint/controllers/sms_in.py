import json

from odoo import SUPERUSER_ID, http
from odoo.exceptions import UserError
from odoo.http import request

from ..models.ir_http_sms import BODY_MAX

FAILURES_PER_MINUTE = 30
NAMES = ("external_id", "from", "to", "text", "time")


class SmsIn(http.Controller):
    """The door by which gateways hand in customers' short messages."""

    @http.route(
        "/cs/sms/in",
        type="http",
        auth="cs_sms",
        methods=["POST"],
        csrf=False,
        save_session=False,
        max_content_length=BODY_MAX,
    )
    def sms_in(self, **_kwargs):
        """Take one message, as JSON or as a form; sent twice it is taken once."""
        body = request.httprequest.get_data(cache=True)
        limiter = request.env["cs.rate.limit"]
        gateway = request.env["cs.sms.gateway"]._cs_authenticate(request.httprequest.headers, body)
        if not gateway:
            address = request.httprequest.remote_addr
            allowed = limiter._cs_hit("sms_in_failure", address, FAILURES_PER_MINUTE, 60)
            status = 401 if allowed else 429
            return self._error(status, request.env._("The gateway did not prove who it is."))
        if not limiter._cs_hit("sms_in", gateway.id, gateway.per_minute, 60):
            return self._error(429, request.env._("Too many messages. Send it again in a minute."))
        values = self._values(body)
        if values is None:
            return self._error(400, request.env._("Send a JSON object, or a form, in UTF-8."))
        unknown = sorted(set(values) - set(NAMES))
        if unknown:
            return self._error(
                400,
                request.env._(
                    "“%(name)s” is not known here. Send: %(names)s.",
                    name=unknown[0][:60],
                    names=", ".join(NAMES),
                ),
            )
        return self._take(gateway, values)

    def _take(self, gateway, values):
        # The gateway has proved who it is; messages come in as the system's, in its company.
        complaints = request.env["cs.complaint"].with_user(SUPERUSER_ID)
        company = gateway.company_id
        try:
            with request.env.cr.savepoint():
                outcome, complaint = complaints.with_company(company)._cs_sms_ingest(
                    gateway.code,
                    values.get("external_id"),
                    values.get("from"),
                    values.get("text"),
                    company,
                    date=values.get("time"),
                    receiver=values.get("to"),
                )
        except UserError as error:
            return self._error(422, str(error))
        answer = {"status": outcome, "number": complaint.name or None}
        return request.make_json_response(answer, headers={"Cache-Control": "no-store"})

    def _values(self, body):
        """Return the values of the request, ``None`` when they cannot be read."""
        if request.httprequest.mimetype == "application/json":
            try:
                values = json.loads(body.decode())
            except (ValueError, RecursionError):
                return None
            return values if isinstance(values, dict) else None
        return dict(request.httprequest.form)

    def _error(self, status, message):
        return request.make_json_response({"error": message}, status=status)
