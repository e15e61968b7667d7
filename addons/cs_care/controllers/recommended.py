from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

HOUR = 3600
TRIES = 60


class Recommended(http.Controller):
    """Where the link leads by which a member recommends a loyalty programme."""

    @http.route(
        "/loyalty/recommended/<string:code>",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        sitemap=False,
    )
    def recommended(self, code, **_kwargs):
        """Say what the programme is; who is logged in reads the text and may join."""
        return self._render(self._values(code))

    @http.route(
        "/loyalty/recommended/<string:code>",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def recommended_join(self, code, **_kwargs):
        """Make the customer who is logged in a member, with consent, and note who brought him."""
        values = self._values(code)
        if not values["program"]:
            return self._render(values)
        form = request.httprequest.form
        try:
            with request.env.cr.savepoint():
                self._join(values["program"], code, form)
        except UserError as error:
            return self._render({**values, "refusal": str(error)}, 422)
        return self._render({**values, "joined": True})

    def _join(self, program, code, form):
        partner = request.env.user.partner_id
        if not partner._cs_filter_consented("loyalty"):
            if not form.get("agrees"):
                raise UserError(request.env._("Tick that you agree; without it nobody joins."))
            text_id = form.get("text_id", "")
            request.env["cs.privacy.consent"]._cs_record(
                partner,
                "loyalty",
                "given",
                how="portal",
                text=request.env["cs.privacy.consent.text"]
                .sudo()  # read by everybody who is asked; compared with the one in force
                .browse(int(text_id) if text_id.isdecimal() else 0),
            )
        program._cs_card_of(partner, create=True)
        request.env["cs.loyalty.referral"]._cs_claim(code, partner)

    def _values(self, code):
        """Return what the page shows; no programme where the code is nobody's."""
        program = request.env["loyalty.program"]
        if self._within_limit():
            # The code is the right to see the programme's name, and nothing of its holder.
            card = request.env["loyalty.card"].sudo()._cs_of_referral_code(code)
            program = card.program_id
        user = request.env.user
        is_customer = not user._is_public()
        text = request.env["cs.privacy.purpose"]._cs_find("loyalty").text_id
        return {
            "code": code,
            "program": program,
            "tiers": program.cs_tier_ids.filtered("benefits"),
            "is_customer": is_customer,
            "has_agreed": is_customer and bool(user.partner_id._cs_filter_consented("loyalty")),
            "text": text,
            "page_name": "loyalty_recommended",
            "no_breadcrumbs": True,
        }

    def _within_limit(self):
        address = request.httprequest.remote_addr
        return request.env["cs.rate.limit"]._cs_hit("loyalty_code", address, TRIES, HOUR)

    def _render(self, values, status=200):
        if not values["program"]:
            status = 404
        response = request.render("cs_care.recommended", values)
        response.status_code = status
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response
