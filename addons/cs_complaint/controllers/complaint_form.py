import uuid

from odoo import http
from odoo.fields import Domain
from odoo.http import request
from odoo.tools import consteq, email_normalize, hmac

from ..core.facts import SUBJECT_MAX
from ..core.file_type import CHECKS
from .form_values import DESCRIPTION_MAX, ComplaintFormValues

HOUR = 3600
# Bots fill in every field; people never see this one.
TRAP_FIELD = "subject_again"


class ComplaintForm(http.Controller):
    """The public form: whoever has a complaint can hand it in without an account."""

    @http.route(
        "/complaint", type="http", auth="public", methods=["GET"], website=True, sitemap=True
    )
    def complaint_form(self, **_kwargs):
        """Show the empty form."""
        return self._render_form(self._values({}))

    @http.route("/complaint", type="http", auth="public", methods=["POST"], website=True)
    def complaint_submit(self, **_kwargs):
        """Check what was sent; register it, or show it again with what has to be mended."""
        form = request.httprequest.form
        if form.get(TRAP_FIELD):
            return request.redirect("/complaint/received")
        values = self._values(form)
        if not self._within_limit("ip", request.httprequest.remote_addr, 30):
            return self._render_limit(values)
        submission = self._verified_submission(form.get("submission", ""))
        if known := self._find_known(submission, values):
            return self._redirect_received(known)
        if not submission:
            values.errors["form"] = request.env._(
                "This page was open for too long. Please send it again."
            )
        if not values.check(request.httprequest.files.getlist("files")) or values.errors:
            return self._render_form(values, status=422, submission=submission)
        if values.email and not self._within_limit("email", values.email, 5):
            return self._render_limit(values)
        return self._register(values, submission)

    @http.route(
        ["/complaint/received", "/complaint/received/<string:token>"],
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        sitemap=False,
    )
    def complaint_received(self, token="", **_kwargs):
        """Show number and deadline to whoever has just sent the form.

        The link to follow the complaint goes by e-mail only: the address may be another person's.
        """
        complaint = self._complaint_of_token(token)
        if token and not complaint:
            return request.redirect("/complaint")
        values = {
            "complaint": complaint,
            "due": complaint and complaint._cs_due_text(request.env.lang),
            "is_customer": self._is_customer(),
            "page_name": "complaint_form",
            "no_breadcrumbs": True,
        }
        return self._no_store(request.render("cs_complaint.complaint_received", values))

    def _values(self, form):
        urlencoded = request.httprequest.mimetype == "application/x-www-form-urlencoded"
        return ComplaintFormValues(
            request.env, form, request.env.company, self._is_customer(), urlencoded
        )

    def _register(self, values, submission):
        partner = self._complainant(values)
        lang = request.env.lang
        complaints = request.env["cs.complaint"]
        complaint, created = complaints._cs_intake(
            values.complaint_values(partner, lang), "web", submission
        )
        if created and values.files:
            complaint._cs_customer_post(files=values.files)
        return self._redirect_received(complaint)

    def _find_known(self, submission, values):
        """Return the complaint that this form has registered before, or none.

        A second click, a reload or a lost answer sends the same again. Who went back and wrote
        something else is told, instead of losing it.
        """
        known = request.env["cs.complaint"]._cs_find_intake("web", submission).sudo()
        if known and not values.is_same_as(known):
            values.errors["form"] = request.env._(
                "This form has been sent already, as complaint %(number)s. "
                "If this is another complaint, send it again.",
                number=known.name,
            )
            return known.browse()
        return known

    def _complainant(self, values):
        """Return the partner: the portal user's, or the only one with exactly this e-mail.

        Employees' own contacts are left out: a visitor must not be able to speak as staff.
        """
        if values.is_customer:
            return request.env.user.partner_id
        # Looking up customers needs sudo; the visitor is told nothing of what is found.
        partners = request.env["res.partner"].sudo()
        email = email_normalize(values.email)
        if not email:
            return partners
        domain = Domain("email_normalized", "=", email) & Domain("partner_share", "=", True)
        domain &= Domain("company_id", "in", [False, values.company.id])
        found = partners.search(domain, limit=2)
        return found if len(found) == 1 else partners

    def _is_customer(self):
        return request.env.user._is_portal()

    def _within_limit(self, kind, key, default):
        parameters = request.env["ir.config_parameter"].sudo()
        limit = parameters.get_param(f"cs_complaint.form_limit_{kind}")
        limit = int(limit) if limit and limit.isdigit() else default
        limiter = request.env["cs.rate.limit"]
        return limiter._cs_hit(f"complaint_form_{kind}", key, max(limit, 1), HOUR)

    # The id of a submission: given out by the server, signed, so that it cannot be chosen

    def _new_submission(self):
        return str(uuid.uuid4())

    def _sign(self, scope, value):
        # Signing reads the database's secret, which needs sudo; it does not leave this method.
        return hmac(request.env(su=True), f"cs_complaint.{scope}", value)

    def _is_signed(self, scope, value, signature):
        return consteq(self._sign(scope, value).encode(), signature.encode())

    def _verified_submission(self, signed):
        """Return the submission id in ``signed``, or "" when this server did not give it out."""
        submission, _dot, signature = signed.partition(".")
        return submission if self._is_signed("submission", submission, signature) else ""

    def _redirect_received(self, complaint):
        signature = self._sign("received", str(complaint.id))
        return request.redirect(f"/complaint/received/{complaint.id}-{signature}")

    def _complaint_of_token(self, token):
        """Return the complaint (sudo: the signature is the right to see number and deadline)."""
        number, _dash, signature = token.partition("-")
        complaints = request.env["cs.complaint"].sudo()
        if not self._is_signed("received", number, signature):
            return complaints
        return complaints.browse(int(number)).exists()

    def _render_limit(self, values):
        values.errors["form"] = request.env._(
            "Too many complaints were sent from here within an hour. Your text is kept below: "
            "send it again later, or call us."
        )
        return self._render_form(values, status=429)

    def _render_form(self, values, status=200, submission=None):
        """Render the form with everything that was typed and a submission id.

        :param ComplaintFormValues values: what was typed, with the messages
        :param int status: HTTP status
        :param str submission: the id to go on with; default: a new one
        """
        if values.errors.get("form") or not submission:
            submission = self._new_submission()
        company = values.company.sudo()
        signature = self._sign("submission", submission)
        qcontext = {
            "values": values.typed,
            "errors": values.errors,
            "submission": f"{submission}.{signature}",
            "trap_field": TRAP_FIELD,
            "groups": self._category_groups(),
            "remedies": request.env["cs.complaint"]
            ._fields["remedy_sought"]
            ._description_selection(request.env),
            "numbers": values.customer_numbers(),
            "is_customer": values.is_customer,
            "had_files": status != 200 and any(request.httprequest.files.getlist("files")),
            "limits": {
                "subject": SUBJECT_MAX,
                "description": DESCRIPTION_MAX,
                "file_mb": company.cs_complaint_file_mb,
                "file_count": company.cs_complaint_file_count,
                "kinds": ",".join(f".{kind}" for kind in CHECKS),
            },
            "page_name": "complaint_form",
            "no_breadcrumbs": not values.is_customer,
        }
        return self._no_store(
            request.render("cs_complaint.complaint_form", qcontext, status=status)
        )

    def _category_groups(self):
        """Return the choices as ``[(heading, categories)]``: what customers may choose."""
        # Visitors have no right on categories; only those made for them are shown.
        categories = request.env["cs.complaint.category"].sudo().search([("is_public", "=", True)])
        tops = categories.filtered(lambda category: not category.parent_id)
        groups = [(top.name, (categories & top.child_ids) or top) for top in tops]
        grouped = categories.browse().union(*(group for _name, group in groups), tops)
        if rest := categories - grouped:
            groups.append((request.env._("Other"), rest))
        return groups

    def _no_store(self, response):
        response.headers["Cache-Control"] = "no-store"
        return response
