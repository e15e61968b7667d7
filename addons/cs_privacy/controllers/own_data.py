import time

from odoo import http
from odoo.exceptions import AccessDenied, UserError, ValidationError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal

from .. import handout
from .request_copy import RECORD, file_response

# Odoo's own key and term: who has just proved to be the user elsewhere need not do it again.
IDENTITY_KEY = "identity-check-last"
IDENTITY_SECONDS = 600
TEXT_MAX = 2000

CORRECTIONS = ("name", "cs_id_number", "cs_birth_date", "cs_phone")
ASKED_KINDS = ("erasure", "objection")


class OwnDataPortal(CustomerPortal):
    """What persons see of their own data, and do with it. Never of anybody else's.

    No route takes a person: it is always the user's own. Values are clear in the answer to a form
    only, which no cache keeps.
    """

    def _cs_own_person(self):
        return request.env.user.partner_id.sudo()

    # My data ----------------------------------------------------------------------------------

    @http.route("/my/privacy/data", type="http", auth="user", website=True)
    def portal_privacy_data(self, done=None, **_kwargs):
        """Show the person's own data, protected values masked."""
        return self._cs_own_render_data(done_text=self._cs_own_done_text(done))

    @http.route("/my/privacy/data/show", type="http", auth="user", website=True, methods=["POST"])
    def portal_privacy_show(self, password=None, **_kwargs):
        """Show the own protected values in clear, after the password."""

        def act():
            values = handout.own_values(self._cs_own_person(), "Seen in the customer page")
            return self._cs_own_render_data(clear=values)

        return self._cs_own_as_person(password, act, self._cs_own_render_data)

    @http.route(
        "/my/privacy/data/download", type="http", auth="user", website=True, methods=["POST"]
    )
    def portal_privacy_download(self, password=None, file="json", **_kwargs):
        """Hand out everything about the person as JSON or PDF, after the password."""

        def act():
            requests = request.env["cs.privacy.request"]
            requests._cs_portal_limit("export")
            kind = "pdf" if file == "pdf" else "json"
            person = self._cs_own_person().with_context(lang=request.env.lang)
            content = handout.document(person, "Downloaded in the customer page")
            if kind == "pdf":
                data = handout.as_pdf(person.env, content)
            else:
                data = handout.as_json(content)
            return file_response(data, kind, person.id)

        return self._cs_own_as_person(password, act, self._cs_own_render_data)

    @http.route(
        "/my/privacy/data/correct", type="http", auth="user", website=True, methods=["POST"]
    )
    def portal_privacy_correct(self, password=None, **_kwargs):
        """Ask for the correction of values that an officer confirms."""
        form = request.httprequest.form
        values = {name: form.get(name, "").strip()[:200] for name in CORRECTIONS}

        def act():
            request.env["cs.privacy.request"]._cs_portal_create("correction", values=values)
            return request.redirect("/my/privacy/requests?done=created")

        def again(**shown):
            # Not what was typed: a page that comes back must not hold it in clear.
            return self._cs_own_render_data(open_form="correct", **shown)

        return self._cs_own_as_person(password, act, again)

    # My requests -------------------------------------------------------------------------------

    @http.route("/my/privacy/requests", type="http", auth="user", website=True)
    def portal_privacy_requests(self, done=None, **_kwargs):
        """List the person's requests with their state and deadline."""
        return self._cs_own_render_requests(done_text=self._cs_own_done_text(done))

    @http.route(
        "/my/privacy/requests/new", type="http", auth="user", website=True, methods=["POST"]
    )
    def portal_privacy_ask(self, kind=None, password=None, **_kwargs):
        """Ask for an erasure, or object to a use."""
        note = (request.httprequest.form.get("note") or "")[:TEXT_MAX]

        def act():
            if kind not in ASKED_KINDS:
                raise UserError(request.env._("Choose what you ask for."))
            request.env["cs.privacy.request"]._cs_portal_create(kind, note)
            return request.redirect("/my/privacy/requests?done=created")

        def again(**shown):
            return self._cs_own_render_requests(open_form=kind, note=note, **shown)

        return self._cs_own_as_person(password, act, again)

    @http.route(
        f"/my/privacy/requests/<{RECORD}:request_id>/cancel",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_privacy_cancel(self, request_id, **_kwargs):
        """Take an own request back; another person's is answered like one that does not exist."""
        own = request.env["cs.privacy.request"]._cs_portal_own()
        asked = own.filtered(lambda known: known.id == request_id)
        if not asked:
            return request.redirect("/my/privacy/requests")
        try:
            with request.env.cr.savepoint():
                asked._cs_person_cancel()
        except UserError as error:
            return self._cs_own_render_requests(refusal=str(error), status=422)
        return request.redirect("/my/privacy/requests?done=cancelled")

    # Common ------------------------------------------------------------------------------------

    def _cs_own_is_identified(self):
        return request.session.get(IDENTITY_KEY, 0) > time.time() - IDENTITY_SECONDS

    def _cs_own_as_person(self, password, act, again):
        """Let ``act()`` run once the user has proved to be the person; say refusals on the page.

        :param str password: what was typed, if the form asked for it
        :param act: returns the response
        :param again: renders the page, with ``refusal`` and ``status``
        """
        try:
            self._cs_own_identify(password)
            with request.env.cr.savepoint():
                return act()
        except (UserError, ValidationError) as error:
            return again(refusal=str(error), status=422)

    def _cs_own_identify(self, password):
        """Check the password, unless it was checked within the last ten minutes.

        :raise UserError: it is wrong, missing, or was tried too often
        """
        if self._cs_own_is_identified():
            return
        request.env["cs.privacy.request"]._cs_portal_limit("password")
        credential = {"login": request.env.user.login, "password": password, "type": "password"}
        try:
            request.env["res.users"]._check_credentials(credential, {"interactive": True})
        except AccessDenied:
            raise UserError(
                request.env._("The password is not right. Type the one you log in with.")
            ) from None
        request.session[IDENTITY_KEY] = time.time()

    def _cs_own_done_text(self, done):
        return {
            "created": request.env._(
                "We have received your request. You see its state and the deadline here."
            ),
            "cancelled": request.env._("Your request is taken back."),
        }.get(done)

    def _cs_own_render_data(self, clear=None, status=200, **shown):
        person = self._cs_own_person()
        values = self._prepare_portal_layout_values()
        values.update(
            page_name="privacy_data",
            person=person,
            clear=clear,
            rows=self._cs_own_data_rows(person, clear or {}),
            numbers=self._cs_own_number_rows(person, clear),
            is_identified=self._cs_own_is_identified(),
            **{"open_form": None, **shown},
        )
        return self._cs_own_answer("cs_privacy.portal_privacy_data", values, status)

    def _cs_own_data_rows(self, person, clear):
        """Return ``[(label, value)]`` of the basic data, protected values as ``clear`` has them."""

        def choice(name):
            return dict(person._fields[name]._description_selection(request.env)).get(person[name])

        return [
            (request.env._("Name"), person.name),
            (request.env._("ID document"), choice("cs_id_type")),
            (request.env._("ID number"), clear.get("cs_id_number") or person.cs_id_number),
            (request.env._("Birth date"), clear.get("cs_birth_date") or person.cs_birth_date),
            (request.env._("Gender"), choice("cs_gender")),
            (request.env._("Protected phone"), clear.get("cs_phone") or person.cs_phone),
            (request.env._("Phone"), person.phone),
            (request.env._("E-mail"), person.email),
            (
                request.env._("Address"),
                person._display_address(without_company=True).replace("\n", " ").strip(),
            ),
        ]

    def _cs_own_number_rows(self, person, clear):
        statuses = dict(
            person.cs_service_number_ids._fields["status"]._description_selection(request.env)
        )
        shown = clear and clear.get("service_numbers")
        return [
            (shown[index] if shown else number.number, statuses[number.status], number.date_end)
            for index, number in enumerate(person.cs_service_number_ids)
        ]

    def _cs_own_render_requests(self, status=200, **shown):
        requests = request.env["cs.privacy.request"]._cs_portal_own()
        person = self._cs_own_person()
        values = self._prepare_portal_layout_values()
        values.update(
            page_name="privacy_requests",
            requests=requests.with_context(lang=request.env.lang),
            holds=person.with_context(lang=request.env.lang)
            ._cs_privacy_hold_reasons()
            .get(person.id, ()),
            is_identified=self._cs_own_is_identified(),
            **{"open_form": None, "note": "", **shown},
        )
        return self._cs_own_answer("cs_privacy.portal_privacy_requests", values, status)

    def _cs_own_answer(self, template, values, status):
        response = request.render(template, values, status=status)
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Frame-Options"] = "SAMEORIGIN"
        response.headers["Referrer-Policy"] = "same-origin"
        return response
