from odoo import http
from odoo.fields import Domain
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

PER_PAGE = 20
# Larger numbers are no record ids; the database would refuse them with an error.
RECORD = "int(max=2147483647)"


class SuggestionPortal(CustomerPortal):
    """Where customers suggest something, and see what came of it (clause 7.1.3(4)).

    Portal users have no right on suggestions: they get the own ones here and no others.
    """

    def _cs_suggestions(self):
        # sudo: narrowed to the own ones by the domain that goes with every search
        return request.env["cs.suggestion"].sudo()

    def _cs_suggestion_domain(self):
        return Domain("partner_id", "=", request.env.user.partner_id.id)

    @http.route(
        ["/my/suggestions", "/my/suggestions/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def portal_my_suggestions(self, page=1, **_kwargs):
        """List the customer's suggestions."""
        own, domain = self._cs_suggestions(), self._cs_suggestion_domain()
        pager = portal_pager(
            url="/my/suggestions", total=own.search_count(domain), page=page, step=PER_PAGE
        )
        values = self._prepare_portal_layout_values()
        values.update(
            suggestions=own.search(domain, limit=PER_PAGE, offset=max(pager["offset"], 0)),
            page_name="suggestions",
            pager=pager,
            default_url="/my/suggestions",
        )
        return request.render("cs_care.portal_my_suggestions", values)

    @http.route(
        f"/my/suggestions/<{RECORD}:suggestion_id>",
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def portal_suggestion(self, suggestion_id, **_kwargs):
        """Show one of the customer's suggestions; another's is answered like none."""
        own = self._cs_suggestions().search(
            self._cs_suggestion_domain() & Domain("id", "=", suggestion_id)
        )
        if not own:
            return request.redirect("/my/suggestions")
        values = {"suggestion": own, "page_name": "suggestion"}
        return request.render("cs_care.portal_suggestion", values)
