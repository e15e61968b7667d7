from odoo import http
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools import verify_hash_signed

from ..models.res_partner_consent import UNSUBSCRIBE


class Unsubscribe(http.Controller):
    """Withdraws consent by the link of a message, without logging in."""

    @http.route(
        "/privacy/unsubscribe/<string:token>",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        sitemap=False,
        readonly=True,
    )
    def unsubscribe(self, token, **_kwargs):
        """Ask to confirm: programs that look into messages follow links, too."""
        return self._render(token, is_done=False)

    # The token is the right to withdraw and to nothing else. Mail programs that post here for
    # "List-Unsubscribe-Post" (RFC 8058) cannot have a CSRF token.
    @http.route(
        "/privacy/unsubscribe/<string:token>",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
        csrf=False,
    )
    def unsubscribe_confirm(self, token, **_kwargs):
        """Withdraw, effective at once."""
        found = self._read(token)
        if found:
            partner, purpose, channel = found
            request.env["cs.privacy.consent"]._cs_record(
                partner, purpose, "withdrawn", channel, how="link"
            )
        return self._render(token, is_done=True)

    def _read(self, token):
        """Return ``(partner, purpose, channel)`` of a token of ours, as superuser, else nothing."""
        try:
            partner_id, purpose_id, channel_id = verify_hash_signed(
                request.env(su=True), UNSUBSCRIBE, token
            )
        except (ValueError, TypeError):
            return None
        partner = request.env["res.partner"].sudo().browse(partner_id).exists()
        channel = request.env["cs.channel"].sudo().browse(channel_id or False).exists()
        if not partner or (channel_id and not channel):
            return None
        try:
            return partner, request.env["cs.privacy.purpose"]._cs_find(purpose_id), channel
        except UserError:
            return None

    def _render(self, token, is_done):
        found = self._read(token)
        values = {"token": token, "is_done": is_done, "is_valid": bool(found)}
        if found:
            partner, purpose, channel = found
            lang = partner.lang
            if lang and request.env["res.lang"]._get_data(code=lang):
                request.update_context(lang=lang)
            values["purpose"] = purpose.with_context(lang=request.env.lang)
            values["channel"] = channel.with_context(lang=request.env.lang)
        status = 200 if found else 404
        response = request.render("cs_privacy.unsubscribe", values, status=status)
        # The address is a key: keep it from other sites, caches and search engines.
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        return response
