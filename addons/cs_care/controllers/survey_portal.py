from odoo import fields, http
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal

RECORD = "int(max=2147483647)"
MOST = 50


class SurveyPortal(CustomerPortal):
    """Surveys that wait for the customer."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "cs_survey_count" in counters:
            values["cs_survey_count"] = len(self._cs_open_surveys())
        return values

    def _cs_open_surveys(self):
        # sudo: customers have no rights on invitations; these are their own
        return (
            request.env["cs.survey.invitation"]
            .sudo()
            .search(
                [
                    ("partner_id", "=", request.env.user.partner_id.id),
                    ("state", "=", "asked"),
                    ("date_expires", ">", fields.Datetime.now()),
                    ("campaign_id.state", "=", "running"),
                ],
                limit=MOST,
            )
        )

    @http.route("/my/surveys", type="http", auth="user", website=True, readonly=True)
    def portal_my_surveys(self, **_kwargs):
        """List the surveys that the customer may answer."""
        values = self._prepare_portal_layout_values()
        values.update(page_name="surveys", invitations=self._cs_open_surveys())
        return request.render("cs_care.portal_my_surveys", values)

    @http.route(f"/my/surveys/<{RECORD}:invitation_id>", type="http", auth="user", website=True)
    def portal_my_survey(self, invitation_id, **_kwargs):
        """Open one of them."""
        invitation = self._cs_open_surveys().filtered(lambda found: found.id == invitation_id)
        if not invitation:
            return request.redirect("/my/surveys")
        response = request.redirect(invitation._cs_sheet_url())
        response.headers["Cache-Control"] = "no-store"
        return response
