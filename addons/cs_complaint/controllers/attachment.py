from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.mail.controllers.attachment import AttachmentController

UPLOADS_PER_HOUR = 40


class ComplaintAttachmentController(AttachmentController):
    @http.route()
    def mail_attachment_upload(self, ufile, thread_id, thread_model, is_pending=False, **kwargs):
        """Hold the files that customers add to the conversation to the rules of the form."""
        if thread_model == "cs.complaint" and not request.env.user._is_internal():
            thread = self._get_thread_with_access_for_post(thread_model, thread_id, **kwargs)
            try:
                ufile.filename = self._cs_checked_name(ufile, thread.sudo())
            except UserError as error:
                return request.make_json_response({"error": str(error)})
        return super().mail_attachment_upload(ufile, thread_id, thread_model, is_pending, **kwargs)

    def _cs_checked_name(self, ufile, thread):
        limiter = request.env["cs.rate.limit"]
        key = f"{thread.id}:{request.httprequest.remote_addr}"
        if not limiter._cs_hit("complaint_upload", key, UPLOADS_PER_HOUR, 3600):
            raise UserError(
                request.env._("Too many files were sent within an hour. Send the others later.")
            )
        ((name, _data),) = request.env["cs.complaint"]._cs_read_files([ufile], thread.company_id)
        ufile.stream.seek(0)
        return name
