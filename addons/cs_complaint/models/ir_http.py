import logging

from werkzeug.exceptions import RequestEntityTooLarge

from odoo import models
from odoo.http import Response, request

from ..core.log_filter import TOKEN_FILTER

OUR_PATHS = ("/complaint", "/my/complaints/")


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def _register_hook(self):
        super()._register_hook()
        # Whoever reads the log of requests must not get the customers' keys from it.
        logging.getLogger("werkzeug").addFilter(TOKEN_FILTER)

    @classmethod
    def _get_translation_frontend_modules_name(cls):
        # The words of the public pages' scripts are translated too.
        return [*super()._get_translation_frontend_modules_name(), "cs_complaint"]

    @classmethod
    def _handle_error(cls, exception):
        """Name the limit when a customer sends more than the server reads at all.

        The framework's own page says no limit, and reading the form for it would fail again.
        """
        ours = request.httprequest.path.startswith(OUR_PATHS)
        if not (ours and isinstance(exception, RequestEntityTooLarge) and request.env.uid):
            return super()._handle_error(exception)
        company = request.env.company.sudo()
        values = {"mb": company.cs_complaint_file_mb, "count": company.cs_complaint_file_count}
        views = request.env["ir.ui.view"]
        page = views._render_template("cs_complaint.request_too_large", values)
        return Response(page, status=413, content_type="text/html; charset=utf-8")
