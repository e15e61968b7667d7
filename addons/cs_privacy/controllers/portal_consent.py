from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal

HISTORY = 50
NAME_MAX = 100


class PrivacyPortal(CustomerPortal):
    """The customer's page of privacy: what their information is used for, and what they agree to.

    Everything is about the partner of the user who is logged in; no other can be named. Other
    sections add their values to :meth:`_cs_privacy_page_values` and their template to the element
    ``cs_privacy_sections`` of ``cs_privacy.portal_my_privacy``.
    """

    @http.route("/my/privacy", type="http", auth="user", methods=["GET"], website=True)
    def portal_my_privacy(self, done=None, **_kwargs):
        """Show the page."""
        return self._cs_render_privacy({"done_text": self._cs_privacy_done_text(done)})

    @http.route("/my/privacy/consent", type="http", auth="user", methods=["POST"], website=True)
    def portal_my_privacy_consent(self, **_kwargs):
        """Take one decision of the customer and show the page again."""
        form = request.httprequest.form
        event = form.get("event", "")
        try:
            with request.env.cr.savepoint():
                self._cs_take_decision(form, event)
        except UserError as error:
            return self._cs_render_privacy({"refusal": str(error)}, 422)
        return request.redirect(f"/my/privacy?done={event}#cs_privacy_consent")

    def _cs_take_decision(self, form, event):
        """Record the decision of a form.

        :raise UserError: it is not one of those that the page offers
        """
        partner = request.env.user.partner_id
        # Customers have no rights on the registers; what they choose of is checked here.
        purpose = request.env["cs.privacy.purpose"]._cs_find(self._cs_number(form, "purpose_id"))
        channel = request.env["cs.channel"].sudo().browse(self._cs_number(form, "channel_id"))
        if channel and channel not in purpose.channel_ids:
            raise UserError(request.env._("This choice is no longer offered. Load the page again."))
        text_id = self._cs_number(form, "text_id")
        guardian = " ".join(form.get("guardian_name", "").split())[:NAME_MAX]
        request.env["cs.privacy.consent"]._cs_record(
            partner,
            purpose,
            event,
            channel,
            how="portal",
            text=request.env["cs.privacy.consent.text"].sudo().browse(text_id),
            guardian_name=guardian or False,
        )

    def _cs_number(self, form, name):
        value = form.get(name, "")
        # Longer numbers are no record ids; the database would refuse them with an error.
        return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else False

    def _cs_privacy_done_text(self, done):
        return {
            "given": request.env._("Thank you. Your consent is recorded and holds from now on."),
            "withdrawn": request.env._("Done. We stop using your information for this at once."),
        }.get(done)

    def _cs_privacy_page_values(self):
        """Return what the sections of the page show; extend it by ``super()``."""
        # Of the customer's own partner only, read for them in superuser mode.
        partner = request.env.user.partner_id.sudo()
        purposes = request.env["cs.privacy.purpose"]._cs_in_force()
        decisions = request.env["cs.privacy.consent"].sudo()
        return {
            "page_name": "privacy",
            "partner": partner,
            "consent_rows": partner._cs_consent_rows(purposes),
            "decisions": decisions.search([("partner_id", "=", partner.id)], limit=HISTORY),
            "is_minor": partner.cs_age_band == "minor",
        }

    def _cs_render_privacy(self, shown, status=200):
        values = {
            **self._prepare_portal_layout_values(),
            **self._cs_privacy_page_values(),
            **shown,
        }
        response = request.render("cs_privacy.portal_my_privacy", values, status=status)
        response.headers["Cache-Control"] = "no-store"
        return response
