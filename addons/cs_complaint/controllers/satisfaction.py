from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from ..core.customer_text import clean_text
from ..core.facts import TRANSITION

STARS = {"1", "2", "3", "4", "5"}


class Satisfaction(http.Controller):
    """The page behind the link in a letter or SMS: one question, one click."""

    @http.route("/cs/s/<string:token>", type="http", auth="public", website=True, multilang=False)
    def satisfaction(self, token, v=None, done=None, **_kwargs):
        """Ask. Opening the page records nothing: programs that check links open it too."""
        asked = self._asked(token)
        stars = v if v in STARS else ""
        return self._render(asked, token, stars=stars, is_done=bool(done))

    @http.route(
        "/cs/s/<string:token>/rate",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
        multilang=False,
    )
    def satisfaction_rate(self, token, **_kwargs):
        """Take the rating."""
        form = request.httprequest.form
        stars, comment = form.get("stars", ""), clean_text(form.get("comment"))
        asked = self._asked(token)
        if not asked or not asked._cs_is_open():
            return self._render(asked, token)
        complaint = asked.complaint_id.with_context(cs_rating_link=TRANSITION)
        try:
            with request.env.cr.savepoint():
                complaint._cs_customer_rate(int(stars) if stars in STARS else 0, comment)
        except UserError as error:
            return self._render(asked, token, 422, stars, comment=comment, refusal=str(error))
        return request.redirect(f"/cs/s/{token}?done=1")

    def _asked(self, token):
        """Return the request behind the link, in the customer's language, or nothing."""
        asked = request.env["cs.complaint.satisfaction"]._cs_find(token)
        lang = asked.complaint_id.lang
        if lang and request.env["res.lang"]._get_data(code=lang):
            request.update_context(lang=lang)
            asked = asked.with_context(lang=lang)
        return asked

    def _render(self, asked, token, status=200, stars="", **shown):
        rating = asked.complaint_id._cs_current_rating() if asked else None
        is_open = bool(asked) and asked._cs_is_open()
        values = {
            "asked": asked,
            "token": token,
            "is_open": is_open,
            "rating": rating,
            "chosen": stars or (str(round(rating.rating)) if rating else ""),
            "comment": rating.feedback if rating else "",
            "company": asked.company_id if asked else request.env.company.sudo(),
            "star_labels": [
                ("5", request.env._("Very satisfied")),
                ("4", request.env._("Satisfied")),
                ("3", request.env._("Neither satisfied nor dissatisfied")),
                ("2", request.env._("Rather dissatisfied")),
                ("1", request.env._("Not satisfied")),
            ],
            **shown,
        }
        response = request.render("cs_complaint.satisfaction_page", values, status=status)
        if not asked:
            response.status_code = 404
        # The address is the key: keep it from other sites and from caches.
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response
