from odoo import http
from odoo.http import request

from ..models.ir_attachment import open_content
from ..wizard.cs_privacy_document_open import is_ticket

# What a browser shows without running anything in it; everything else is downloaded.
SHOWN = ("image/jpeg", "image/png", "image/webp", "application/pdf")


class DocumentController(http.Controller):
    @http.route(
        "/cs_privacy/document/<int(max=2147483647):attachment_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def cs_privacy_document(self, attachment_id, ticket="", **_kwargs):
        """Show an identity document to whoever has just given a reason for it."""
        attachment = request.env["ir.attachment"].browse(attachment_id).exists()
        if not attachment or not is_ticket(attachment, ticket) or not attachment.has_access("read"):
            raise request.not_found()
        kind = attachment.sudo().cs_content_type or "application/octet-stream"
        place = "inline" if kind in SHOWN else "attachment"
        return request.make_response(
            open_content(attachment),
            [
                ("Content-Type", kind if kind in SHOWN else "application/octet-stream"),
                ("Content-Disposition", http.content_disposition(attachment.name, place)),
                ("Cache-Control", "no-store"),
                ("Content-Security-Policy", "default-src 'none'"),
                ("X-Content-Type-Options", "nosniff"),
                ("Referrer-Policy", "no-referrer"),
            ],
        )
