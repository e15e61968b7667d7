from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request

from .. import handout

# Larger numbers are no record ids; the database would refuse them with an error.
RECORD = "int(max=2147483647)"

JSON = "application/json; charset=utf-8"
PDF = "application/pdf"


def file_response(data, kind, number):
    """Return a file that nobody keeps: neither the server nor the browser's cache.

    :param bytes data: content
    :param str kind: ``json`` or ``pdf``
    :param str number: for the name of the file, which names nobody
    """
    return request.make_response(
        data,
        [
            ("Content-Type", PDF if kind == "pdf" else JSON),
            ("Content-Disposition", f'attachment; filename="personal-data-{number}.{kind}"'),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
        ],
    )


class RequestCopy(http.Controller):
    """The copy of a person's data for the officer who answers a request."""

    @http.route(f"/cs_privacy/request/<{RECORD}:request_id>/copy", type="http", auth="user")
    def request_copy(self, request_id, **_kwargs):
        """Hand out the copy that a request in progress asks for; logged as an export."""
        asked = request.env["cs.privacy.request"].browse(request_id)
        try:
            asked._cs_check_officer()
            asked.check_access("read")
            asked = asked.exists()
        except (AccessError, MissingError):
            asked = asked.browse()
        if not asked:
            raise request.not_found()
        try:
            return self._cs_copy(asked)
        except UserError as error:
            return request.make_response(str(error), [("Content-Type", "text/plain")], status=422)

    def _cs_copy(self, asked):
        if asked.state != "in_progress" or asked.kind not in ("access", "portability"):
            raise UserError(
                request.env._("A copy is taken while a request for one is in progress.")
            )
        person = asked.partner_id.sudo().with_context(lang=asked._cs_lang())
        content = handout.document(person, "Answer to a request", asked.name)
        if asked.kind == "portability":
            return file_response(handout.as_json(content), "json", asked.name)
        return file_response(handout.as_pdf(person.env, content), "pdf", asked.name)
