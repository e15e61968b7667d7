from odoo import http
from odoo.http import request

from ..core.customer_text import clean_text
from .complaint_portal import RECORD, ComplaintPortal


class FollowUp(ComplaintPortal):
    """A customer complains again about what is closed for too long to be taken up again."""

    @http.route(
        f"/my/complaints/<{RECORD}:complaint_id>/again",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
    )
    def portal_complaint_again(self, complaint_id, access_token=None, **_kwargs):
        """Register a new complaint that follows the closed one; twice makes no second one."""
        reason = clean_text(request.httprequest.form.get("reason"))

        def take(complaint):
            complaint._cs_check_comment(reason)
            complaint._cs_customer_follow_up(reason)

        return self._cs_act(complaint_id, access_token, "again", take, reason=reason)

    def _cs_done_text(self, done):
        if done == "again":
            return request.env._(
                "We have registered a new complaint about it. Our letter with its number is on "
                "its way."
            )
        return super()._cs_done_text(done)
