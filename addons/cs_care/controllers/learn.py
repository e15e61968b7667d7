from odoo import http
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal

# Larger numbers are no record ids; the database would refuse them with an error.
RECORD = "int(max=2147483647)"


class LearnPortal(CustomerPortal):
    """Where customers learn: by the link of a message, or in the portal (7.1.3(5)).

    Customers have no right on education: they get what is published for them, and no more.
    """

    @http.route(
        f"/learn/<{RECORD}:item_id>/<{RECORD}:partner_id>/<string:token>",
        type="http",
        auth="public",
        website=True,
        multilang=False,
        methods=["GET", "POST"],
    )
    def learn(self, item_id, partner_id, token, **_kwargs):
        """Show an item by its signed link; POST: read to the end."""
        item, partner = request.env["cs.education.reach"]._cs_find(item_id, partner_id, token)
        if not item:
            return self._cs_private(request.render("cs_care.learn_over", {}, status=404))
        if partner.lang:
            request.update_context(lang=partner.lang)
        return self._cs_show(item.with_env(request.env(su=True)), partner, "link")

    @http.route("/my/learn", type="http", auth="user", website=True, readonly=True)
    def portal_my_learn(self, **_kwargs):
        """List what is meant for the customer, and what has been completed."""
        partner = request.env.user.partner_id
        items = request.env["cs.education.item"]._cs_items_of(partner)
        values = self._prepare_portal_layout_values()
        values.update(items=items, done=self._cs_done(items, partner), page_name="learn")
        return request.render("cs_care.portal_my_learn", values)

    @http.route(
        f"/my/learn/<{RECORD}:item_id>",
        type="http",
        auth="user",
        website=True,
        methods=["GET", "POST"],
    )
    def portal_learn(self, item_id, **_kwargs):
        """Show one item; what is not meant for the customer is answered like none."""
        partner = request.env.user.partner_id
        items = request.env["cs.education.item"]._cs_items_of(partner)
        item = items.filtered(lambda item: item.id == item_id)
        if not item:
            return request.redirect("/my/learn")
        return self._cs_show(item, partner, "portal")

    def _cs_show(self, item, partner, how):
        # sudo: a row about the very customer who reads
        reach = request.env["cs.education.reach"].sudo()._cs_reach(item, partner)
        if request.httprequest.method == "POST" and item.kind != "workshop":
            reach._cs_complete(how)
        else:
            reach._cs_opened()
        values = {"item": item, "reach": reach, "page_name": "learn_item", "how": how}
        return self._cs_private(request.render("cs_care.learn_item", values))

    def _cs_done(self, items, partner):
        # sudo: rows of the very customer who reads
        rows = (
            request.env["cs.education.reach"]
            .sudo()
            .search(
                [
                    ("partner_id", "=", partner.id),
                    ("item_id", "in", items.ids),
                    ("date_completed", "!=", False),
                ]
            )
        )
        return {row.item_id.id for row in rows if row.version == row.item_id.version}

    def _cs_private(self, response):
        # The address is the key: keep it from other sites and from caches.
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response
