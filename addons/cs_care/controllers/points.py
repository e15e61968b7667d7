from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.loyalty.controllers.portal import CustomerPortalLoyalty

from ..core.figures import figure


class PointsPortal(CustomerPortalLoyalty):
    """The customer's own points: balance, lots, tier, history (clause 7.3.3).

    Everything is about the partner of the user who is logged in; a card of anybody else is answered
    like one that does not exist.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "cards_per_programs" in values:
            # Managed cards have a page of their own; core's dialog knows neither lots nor tiers.
            values["cards_per_programs"] = {
                program: cards
                for program, cards in values["cards_per_programs"].items()
                if not program.cs_managed
            }
        return values

    @http.route()
    def portal_my_loyalty_card_history(self, card_id, page=1, sortby="date", **kw):
        if card_id in self._cs_own_cards().ids:
            return request.redirect(f"/my/points/{card_id}")
        return super().portal_my_loyalty_card_history(card_id, page, sortby, **kw)

    @http.route(
        ["/my/points", "/my/points/<int:card_id>"],
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def portal_my_points(self, card_id=None, page=None, done=None, **_kwargs):
        """Show one card, or what there is to join."""
        card = self._cs_own_card(card_id)
        return self._cs_points_render(card, page, done_text=self._cs_points_done_text(done))

    @http.route("/my/points/join", type="http", auth="user", methods=["POST"], website=True)
    def portal_my_points_join(self, **_kwargs):
        """Make the customer a member, once the text was agreed to. May be sent twice."""
        form = request.httprequest.form
        program_id = self._cs_points_number(form, "program_id")
        program = self._cs_open_programs().filtered(lambda known: known.id == program_id)
        if not program:
            raise NotFound()
        try:
            with request.env.cr.savepoint():
                card = self._cs_points_join(program, form)
        except UserError as error:
            return self._cs_points_render(self._cs_own_card(), None, refusal=str(error), status=422)
        return request.redirect(f"/my/points/{card.id}?done=joined")

    def _cs_points_join(self, program, form):
        partner = request.env.user.partner_id
        if not partner._cs_filter_consented("loyalty"):
            if not form.get("agrees"):
                raise UserError(request.env._("Tick that you agree; without it nobody joins."))
            text_id = self._cs_points_number(form, "text_id")
            request.env["cs.privacy.consent"]._cs_record(
                partner,
                "loyalty",
                "given",
                how="portal",
                # sudo: whoever is asked reads it; the door compares it with the one in force
                text=request.env["cs.privacy.consent.text"].sudo().browse(text_id),
            )
        return program._cs_card_of(partner, create=True)[partner.id]

    # Common ------------------------------------------------------------------------------------

    def _cs_points_number(self, form, name):
        value = form.get(name, "")
        # Longer numbers are no record ids; the database would refuse them with an error.
        return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else False

    def _cs_own_cards(self):
        return request.env["loyalty.card"]._cs_portal_cards(request.env.user.partner_id)

    def _cs_own_card(self, card_id=None):
        cards = self._cs_own_cards()
        if card_id is None:
            return cards[:1]
        card = cards.filtered(lambda known: known.id == card_id)
        if not card:
            raise NotFound()
        return card

    def _cs_open_programs(self):
        """Return the programmes that this customer may join, in superuser mode."""
        # sudo: names and texts of what is offered to customers; those of the own company only
        programs = request.env["loyalty.program"].sudo()
        company = request.env.user.company_id
        return programs.search(
            [
                ("cs_managed", "=", True),
                ("company_id", "in", (False, company.id)),
                ("id", "not in", self._cs_own_cards().program_id.ids),
            ]
        )

    def _cs_points_done_text(self, done):
        return {"joined": request.env._("Welcome! You are a member now.")}.get(done)

    def _cs_points_values(self, card, page):
        """Return the values of the page; extend it by ``super()``."""
        purpose = request.env["cs.privacy.purpose"]._cs_find("loyalty")
        partner = request.env.user.partner_id
        return {
            **self._prepare_portal_layout_values(),
            **(card._cs_portal_values(page) if card else {"card": card}),
            "page_name": "points",
            "figure": figure,
            "cards": self._cs_own_cards(),
            "open_programs": self._cs_open_programs(),
            "has_agreed": bool(partner._cs_filter_consented("loyalty")),
            "consent_text": purpose.text_id,
        }

    def _cs_points_render(self, card, page, status=200, **shown):
        number = int(page) if str(page or "").isdecimal() and len(str(page)) < 7 else 1
        values = {**self._cs_points_values(card, number), **shown}
        response = request.render("cs_care.portal_my_points", values, status=status)
        response.headers["Cache-Control"] = "no-store"
        return response
