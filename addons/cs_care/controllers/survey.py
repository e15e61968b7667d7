from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import request

from odoo.addons.survey.controllers.main import Survey

from ..core.survey_facts import SURVEY_TYPE

RECORD = "int(max=2147483647)"


class CareSurvey(Survey):
    """Customer surveys on the pages of Odoo's surveys, opened by a link of our own."""

    def _check_validity(
        self, survey_sudo, answer_sudo, answer_token, ensure_token=True, check_partner=True
    ):
        ours = survey_sudo.survey_type == SURVEY_TYPE and answer_sudo and not answer_sudo.test_entry
        code = super()._check_validity(
            survey_sudo,
            answer_sudo,
            answer_token,
            ensure_token=ensure_token,
            # The sheet of an anonymous customer has no partner; an interviewer is another one.
            check_partner=check_partner and not ours,
        )
        if code is not True or not ours:
            return code
        return self._cs_check_sheet(answer_sudo)

    def _cs_check_sheet(self, sheet):
        """Return True, or why this sheet cannot be filled in by the visitor; codes of core."""
        invitation = (
            request.env["cs.survey.invitation"]
            .sudo()
            .search([("user_input_id", "=", sheet.id)], limit=1)
        )
        if not invitation:
            return "token_wrong"
        if sheet.state != "done" and not invitation._cs_is_open():
            return "answer_deadline"
        user = request.env.user
        if user._is_internal() and user not in (
            invitation.interviewer_id | invitation.partner_id.user_ids
        ):
            return "answer_wrong_user"
        return True

    @http.route("/cs/q/<string:token>", type="http", auth="public", website=True, multilang=False)
    def cs_survey_link(self, token, **_kwargs):
        """Open the survey of an invitation, in the customer's language."""
        invitation = request.env["cs.survey.invitation"]._cs_find(token)
        if invitation and invitation._cs_is_open():
            return self._cs_private(request.redirect(invitation._cs_sheet_url()))
        if invitation:
            request.update_context(lang=invitation._cs_lang().code)
        response = request.render(
            "cs_care.survey_link_over",
            {
                "invitation": invitation,
                "company": invitation.company_id if invitation else request.env.company.sudo(),
            },
            status=200 if invitation else 404,
        )
        return self._cs_private(response)

    def _cs_private(self, response):
        # The address is the key: keep it from other sites and from caches.
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    @http.route(f"/cs/survey/interview/<{RECORD}:invitation_id>", type="http", auth="user")
    def cs_survey_interview(self, invitation_id, **_kwargs):
        """Open the sheet that an interviewer fills in while talking."""
        invitation = request.env["cs.survey.invitation"].browse(invitation_id).exists()
        try:
            is_mine = invitation and invitation._cs_is_interviewed()
        except (AccessError, UserError):
            is_mine = False
        if not is_mine:
            raise request.not_found()
        sheet = invitation._cs_answer_sheet()
        if sheet.state == "new":
            sheet._mark_in_progress()
        return self._cs_private(request.redirect(invitation._cs_sheet_url()))
