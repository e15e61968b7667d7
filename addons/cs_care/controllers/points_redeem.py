import re
import uuid

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import UserError, ValidationError
from odoo.http import request

from odoo.addons.cs_privacy.controllers.own_data import OwnDataPortal

from ..core.figures import figure
from .points import PointsPortal

KEY = re.compile(r"[0-9a-f]{32}")


class PointsRedeemPortal(PointsPortal, OwnDataPortal):
    """Redeeming the own points: choose, look at it once more, confirm; then see what one got.

    The form of the second step holds a key, so that a second click or a reload redeems nothing.
    """

    @http.route(
        "/my/points/<int:card_id>/redeem/<int:reward_id>",
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def portal_points_confirm(self, card_id, reward_id, **_kwargs):
        """Show the reward, its price and its conditions, and ask once more."""
        card = self._cs_own_card(card_id)
        return self._cs_points_render_confirm(card, self._cs_offered_reward(card, reward_id))

    @http.route(
        "/my/points/<int:card_id>/redeem/<int:reward_id>",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def portal_points_redeem(self, card_id, reward_id, key="", **_kwargs):
        """Redeem once per key; refusals are told on the page of the reward."""
        card = self._cs_own_card(card_id)
        reward = self._cs_offered_reward(card, reward_id)
        if not KEY.fullmatch(key):
            return self._cs_points_render_confirm(
                card,
                reward,
                422,
                refusal=request.env._("This form is incomplete. Please confirm once more."),
            )
        try:
            with request.env.cr.savepoint():
                card._cs_redeem(reward, f"portal,{key}", "portal", place="/my/points")
        except (UserError, ValidationError) as error:
            return self._cs_points_render_confirm(card, reward, 422, refusal=str(error))
        return request.redirect(f"/my/points/{card.id}?done=redeemed#cs_points_redemptions")

    @http.route(
        "/my/points/redemptions/<int:redemption_id>/code",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def portal_points_code(self, redemption_id, password=None, **_kwargs):
        """Show the code of an own voucher, once, after the password."""
        cards = self._cs_own_cards()
        redemption = cards._cs_portal_redemptions().filtered(lambda one: one.id == redemption_id)
        if not redemption:
            raise NotFound()

        def act():
            return again(code=redemption._cs_show_code())

        def again(status=200, **shown):
            # The answer to a form only, which no cache keeps.
            return self._cs_points_render(
                redemption.card_id, None, status=status, code_of=redemption, **shown
            )

        return self._cs_own_as_person(password, act, again)

    def _cs_offered_reward(self, card, reward_id):
        offered = request.env["loyalty.reward"]._cs_catalogue(card)
        reward = offered.filtered(lambda known: known.id == reward_id)
        if not reward:
            raise NotFound()
        return reward

    def _cs_points_values(self, card, page):
        values = super()._cs_points_values(card, page)
        if card:
            values.update(
                rewards=request.env["loyalty.reward"]._cs_catalogue(card),
                redemptions=card._cs_portal_redemptions(),
                states=dict(
                    request.env["cs.loyalty.redemption"]
                    ._fields["state"]
                    ._description_selection(request.env)
                ),
            )
        return {
            **values,
            "is_identified": self._cs_own_is_identified(),
            "code": None,
            "code_of": None,
        }

    def _cs_points_done_text(self, done):
        if done == "redeemed":
            return request.env._("Done. You find what you got under “My rewards”.")
        return super()._cs_points_done_text(done)

    def _cs_points_render_confirm(self, card, reward, status=200, **shown):
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "points",
            "figure": figure,
            "card": card,
            "reward": reward,
            "left": card.points - reward.required_points,
            "key": uuid.uuid4().hex,
            **shown,
        }
        response = request.render("cs_care.portal_points_confirm", values, status=status)
        response.headers["Cache-Control"] = "no-store"
        return response
