import uuid

from odoo import http
from odoo.fields import Domain
from odoo.http import request
from odoo.tools import consteq, email_normalize, hmac

from ..core.suggestion import NAME_MAX, SUBJECT_MAX, TEXT_MAX, clean_line, clean_text

HOUR = 3600
# Bots fill in every field; people never see this one.
TRAP_FIELD = "subject_again"
TYPED = ("subject", "description", "category_id", "name", "email")


class SuggestionForm(http.Controller):
    """The public form: whoever has an idea can hand it in without an account."""

    @http.route(
        "/suggestion", type="http", auth="public", methods=["GET"], website=True, sitemap=True
    )
    def suggestion_form(self, **_kwargs):
        """Show the empty form."""
        return self._cs_render_form(dict.fromkeys(TYPED, ""), {})

    @http.route("/suggestion", type="http", auth="public", methods=["POST"], website=True)
    def suggestion_submit(self, **_kwargs):
        """Check what was sent; take it in, or show it again with what has to be mended."""
        form = request.httprequest.form
        if form.get(TRAP_FIELD):
            return request.redirect("/suggestion/received")
        typed = {name: form.get(name, "") for name in TYPED}
        if not self._cs_within_limit():
            return self._cs_render_form(typed, {"form": self._cs_limit_text()}, 429)
        submission = self._cs_verified(form.get("submission", ""))
        values, errors = self._cs_check(typed)
        if not submission:
            errors["form"] = request.env._("This page was open for too long. Please send it again.")
        if errors:
            return self._cs_render_form(typed, errors, 422)
        suggestion, _created = request.env["cs.suggestion"]._cs_receive(values, "web", submission)
        request.session["cs_suggestion"] = suggestion.name
        return request.redirect("/suggestion/received")

    @http.route(
        "/suggestion/received",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        sitemap=False,
    )
    def suggestion_received(self, **_kwargs):
        """Thank whoever has just sent the form."""
        values = {
            "number": request.session.get("cs_suggestion"),
            "is_customer": self._cs_is_customer(),
            "page_name": "suggestion_form",
            "no_breadcrumbs": True,
        }
        return request.render("cs_care.suggestion_received", values)

    def _cs_is_customer(self):
        return request.env.user._is_portal()

    def _cs_within_limit(self):
        limit = request.env["ir.config_parameter"].sudo().get_param("cs_care.suggestion_limit")
        limit = int(limit) if limit and limit.isdigit() else 10
        limiter = request.env["cs.rate.limit"]
        key = request.httprequest.remote_addr
        return limiter._cs_hit("suggestion_form", key, max(limit, 1), HOUR)

    def _cs_limit_text(self):
        return request.env._(
            "Many suggestions came from here within an hour. Your text is kept below: please send "
            "it again later."
        )

    def _cs_check(self, typed):
        """Return ``(values of the suggestion, {field: message})``."""
        errors = {}
        subject, text = clean_line(typed["subject"]), clean_text(typed["description"])
        if not subject:
            errors["subject"] = request.env._("Say your idea in a few words.")
        for name, value, limit in (
            ("subject", subject, SUBJECT_MAX),
            ("description", text, TEXT_MAX),
            ("name", clean_line(typed["name"]), NAME_MAX),
        ):
            if len(value) > limit:
                errors[name] = request.env._(
                    "This is %(length)s characters long, at most %(max)s are allowed.",
                    length=len(value),
                    max=limit,
                )
        category = self._cs_category(typed["category_id"])
        if not category:
            errors["category_id"] = request.env._("Choose what your idea is about.")
        values = {
            "subject": subject,
            "description": text,
            "category_id": category.id,
            "company_id": request.env.company.id,
        }
        return {**values, **self._cs_person(typed, errors)}, errors

    def _cs_category(self, typed):
        number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0
        # sudo: visitors have no right on categories; only those made for them are shown
        categories = request.env["cs.suggestion.category"].sudo()
        return categories.search([("id", "=", number), ("is_public", "=", True)])

    def _cs_person(self, typed, errors):
        channels = request.env["cs.channel"]
        lang = request.env.lang
        if self._cs_is_customer():
            return {
                "partner_id": request.env.user.partner_id.id,
                "channel_id": channels._cs_get("portal").id,
                "lang": lang,
            }
        email = email_normalize(typed["email"])
        if not email:
            errors["email"] = request.env._("Enter your e-mail address, so that we can answer you.")
        return {
            "partner_id": self._cs_known_customer(email).id,
            "partner_name": clean_line(typed["name"]) or False,
            "email_from": email,
            "channel_id": channels._cs_get("web").id,
            "lang": lang,
        }

    def _cs_known_customer(self, email):
        """Return the only customer with exactly this address; the visitor learns nothing of it."""
        # sudo: looking up customers; employees' own contacts are left out
        partners = request.env["res.partner"].sudo()
        if not email:
            return partners
        domain = Domain("email_normalized", "=", email) & Domain("partner_share", "=", True)
        domain &= Domain("company_id", "in", [False, request.env.company.id])
        found = partners.search(domain, limit=2)
        return found if len(found) == 1 else partners

    # The id of a submission is given out and signed here, so that a second click is known.

    def _cs_sign(self, value):
        # Signing reads the database's secret, which needs sudo; it does not leave this method.
        return hmac(request.env(su=True), "cs_care.suggestion", value)

    def _cs_verified(self, signed):
        submission, _dot, signature = signed.partition(".")
        known = consteq(self._cs_sign(submission).encode(), signature.encode())
        return submission if known else ""

    def _cs_render_form(self, typed, errors, status=200):
        submission = str(uuid.uuid4())
        # sudo: see above
        categories = request.env["cs.suggestion.category"].sudo()
        values = {
            "values": typed,
            "errors": errors,
            "submission": f"{submission}.{self._cs_sign(submission)}",
            "trap_field": TRAP_FIELD,
            "categories": categories.search([("is_public", "=", True)]),
            "is_customer": self._cs_is_customer(),
            "limits": {"subject": SUBJECT_MAX, "description": TEXT_MAX, "name": NAME_MAX},
            "page_name": "suggestion_form",
            "no_breadcrumbs": not self._cs_is_customer(),
        }
        response = request.render("cs_care.suggestion_form", values, status=status)
        response.headers["Cache-Control"] = "no-store"
        return response
