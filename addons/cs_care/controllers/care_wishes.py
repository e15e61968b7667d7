from odoo import http
from odoo.exceptions import ValidationError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal


class CareWishesPortal(CustomerPortal):
    """Where customers say how often and by which channel they want to hear from us (7.1.2)."""

    @http.route("/my/care", type="http", auth="user", website=True, methods=["GET", "POST"])
    def portal_my_care(self, frequency=None, channel=None, **_kwargs):
        """Show the wishes of the customer who is logged in; POST: change them."""
        partner = request.env.user.partner_id
        values = self._prepare_portal_layout_values()
        values.update(page_name="care_wishes", is_saved=False, error=False)
        if request.httprequest.method == "POST":
            try:
                partner._cs_care_preferences({"frequency": frequency, "channel": channel or False})
                values["is_saved"] = True
            except ValidationError as error:
                values["error"] = str(error)
        values["wishes"] = partner._cs_care_preferences()
        return request.render("cs_care.portal_my_care", values)
