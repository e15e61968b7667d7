from http import HTTPStatus

from werkzeug.exceptions import HTTPException

from odoo import models
from odoo.exceptions import AccessDenied, AccessError, MissingError, UserError
from odoo.http import request

from ..core.tmf621 import BASE_PATH, TmfError, error_body

NAMES = {
    400: "badRequest",
    401: "unauthorized",
    403: "forbidden",
    404: "notFound",
    405: "methodNotAllowed",
    409: "conflict",
    413: "tooLarge",
    429: "tooManyRequests",
    500: "internalError",
}


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _handle_error(cls, exception):
        """Answer errors of the Trouble Ticket interface in the standard's form."""
        if not request.httprequest.path.startswith(f"{BASE_PATH}/"):
            return super()._handle_error(exception)
        if isinstance(exception, TmfError):
            return cls._cs_tmf_error(exception.status, exception.body())
        status, message, headers = 500, "The server failed. Send the request again later.", []
        if isinstance(exception, HTTPException):
            status = exception.code or 500
            message = exception.description or ""
            # Who has to log in is told how; the type of the body is ours.
            headers = [
                header
                for header in exception.get_headers(request.httprequest.environ)
                if header[0].lower() in ("www-authenticate", "retry-after", "allow")
            ]
        elif isinstance(exception, MissingError):
            status, message = 404, str(exception)
        elif isinstance(exception, AccessDenied):
            status, message = 401, str(exception)
        elif isinstance(exception, AccessError):
            status, message = 403, str(exception)
        elif isinstance(exception, UserError):
            status, message = 409 if request.httprequest.method == "PATCH" else 400, str(exception)
        reason = HTTPStatus(status).phrase
        body = error_body(status, NAMES.get(status, "error"), reason, str(message))
        return cls._cs_tmf_error(status, body, headers)

    @classmethod
    def _cs_tmf_error(cls, status, body, headers=()):
        response = request.make_json_response(body, status=status)
        response.headers.extend(headers)
        response.headers["Cache-Control"] = "no-store"
        return response
