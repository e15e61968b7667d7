from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Domain
from odoo.http import request
from odoo.tools import consteq

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

from ..core.customer_text import clean_line, clean_text
from ..core.facts import DONE_STATES, OPEN_STATES
from ..core.file_type import CHECKS

# Larger numbers are no record ids; the database would refuse them with an error.
RECORD = "int(max=2147483647)"
SEARCH_MAX = 100
REPLIES_PER_HOUR = 30
# Where the session keeps the keys of links, so that no address shows them
LINKS = "cs_complaint_links"
LINKS_MAX = 20


class ComplaintPortal(CustomerPortal):
    """What customers see of their complaints and do with them.

    A complaint that is not the visitor's is answered like one that does not exist.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "cs_complaint_count" in counters:
            complaints = request.env["cs.complaint"]
            allowed = complaints.has_access("read")
            values["cs_complaint_count"] = (
                complaints.search_count(self._cs_complaint_domain()) if allowed else 0
            )
        return values

    def _cs_complaint_domain(self):
        # The rule of portal users says the same; employees would see other customers' as well.
        return Domain("partner_id", "=", request.env.user.partner_id.id)

    def _cs_complaint_filters(self):
        return {
            "all": {"label": request.env._("All"), "domain": Domain.TRUE},
            "open": {
                "label": request.env._("Open"),
                "domain": Domain("state", "in", (*OPEN_STATES, "answered")),
            },
            "done": {
                "label": request.env._("Closed"),
                "domain": Domain("state", "in", DONE_STATES),
            },
        }

    def _cs_complaint_sortings(self):
        return {
            "date": {"label": request.env._("Newest"), "order": "date_registered desc, id desc"},
            "due": {"label": request.env._("Deadline"), "order": "date_resolve_due, id"},
            "state": {"label": request.env._("State"), "order": "state, id desc"},
        }

    @http.route(
        ["/my/complaints", "/my/complaints/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def portal_my_complaints(self, page=1, sortby=None, filterby=None, search="", **_kwargs):
        """List the customer's complaints."""
        complaints = request.env["cs.complaint"]
        if not complaints.has_access("read"):
            return request.redirect("/my")
        sortings, filters = self._cs_complaint_sortings(), self._cs_complaint_filters()
        sortby = sortby if sortby in sortings else "date"
        filterby = filterby if filterby in filters else "all"
        search = clean_line(search)[:SEARCH_MAX]
        domain = self._cs_complaint_domain() & filters[filterby]["domain"]
        if search:
            domain &= Domain("name", "ilike", search) | Domain("subject", "ilike", search)
        pager = portal_pager(
            url="/my/complaints",
            url_args={"sortby": sortby, "filterby": filterby, "search": search},
            total=complaints.search_count(domain),
            page=page,
            step=self._cs_complaints_per_page(),
        )
        found = complaints.search(
            domain,
            order=sortings[sortby]["order"],
            limit=self._cs_complaints_per_page(),
            offset=max(pager["offset"], 0),
        )
        request.session["my_complaints_history"] = found.ids[:100]
        values = self._prepare_portal_layout_values()
        values.update(
            complaints=found.sudo(),
            page_name="complaints",
            default_url="/my/complaints",
            pager=pager,
            searchbar_sortings=sortings,
            sortby=sortby,
            searchbar_filters=filters,
            filterby=filterby,
            search=search,
        )
        return request.render("cs_complaint.portal_my_complaints", values)

    def _cs_complaints_per_page(self):
        return 20

    @http.route(f"/my/complaints/<{RECORD}:complaint_id>", type="http", auth="public", website=True)
    def portal_complaint(self, complaint_id, access_token=None, done=None, **_kwargs):
        """Show one complaint to its customer, logged in or with the link of a letter."""
        complaint = self._cs_complaint(complaint_id, access_token)
        if not complaint:
            return self._cs_refuse_link(complaint_id, access_token)
        if access_token:
            return self._cs_remember_link(complaint, access_token, done)
        response = self._cs_render(complaint, shown={"done_text": self._cs_done_text(done)})
        if self._cs_is_customer(complaint):
            # The page is rendered only now: what is new was marked as new once more.
            response.flatten()
            complaint._cs_mark_seen()
        return response

    @http.route(
        f"/my/complaints/<{RECORD}:complaint_id>/file/<{RECORD}:file_id>",
        type="http",
        auth="public",
        website=True,
        multilang=False,
    )
    def portal_complaint_file(self, complaint_id, file_id, access_token=None, **_kwargs):
        """Download a file of the conversation or the evidence; never shown within the page."""
        complaint = self._cs_complaint(complaint_id, access_token)
        file = complaint and complaint._cs_customer_files().filtered(lambda f: f.id == file_id)
        if not file:
            return request.redirect("/my")
        stream = request.env["ir.binary"]._get_stream_from(file.sudo())
        return stream.get_response(as_attachment=True)

    @http.route(
        f"/my/complaints/<{RECORD}:complaint_id>/<any(confirm,reopen,withdraw):step>",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
    )
    def portal_complaint_step(self, complaint_id, step, access_token=None, **_kwargs):
        """Confirm the answer, object to it or withdraw the complaint."""
        reason = clean_text(request.httprequest.form.get("reason"))

        def take(complaint):
            complaint._cs_customer_step(step, reason)

        return self._cs_act(complaint_id, access_token, step, take, reason=reason)

    @http.route(
        f"/my/complaints/<{RECORD}:complaint_id>/rate",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
    )
    def portal_complaint_rate(self, complaint_id, access_token=None, **_kwargs):
        """Take the customer's rating of the answer, one to five stars with a comment."""
        form = request.httprequest.form
        stars = form.get("stars", "")
        comment = clean_text(form.get("comment"))

        def take(complaint):
            value = int(stars) if stars in {"1", "2", "3", "4", "5"} else 0
            complaint._cs_customer_rate(value, comment)

        return self._cs_act(complaint_id, access_token, "rate", take, stars=stars, comment=comment)

    @http.route(
        f"/my/complaints/<{RECORD}:complaint_id>/reply",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
    )
    def portal_complaint_reply(self, complaint_id, access_token=None, **_kwargs):
        """Take a message with files, without any script in the browser."""
        text = clean_text(request.httprequest.form.get("text"))
        uploads = request.httprequest.files.getlist("files")

        def take(complaint):
            limiter = request.env["cs.rate.limit"]
            key = f"{complaint.id}:{request.httprequest.remote_addr}"
            if not limiter._cs_hit("complaint_reply", key, REPLIES_PER_HOUR, 3600):
                raise UserError(
                    request.env._(
                        "You have sent many messages within an hour. Your text is kept below: "
                        "please send it again later, or call us."
                    )
                )
            files = complaint._cs_read_files(uploads, complaint.company_id)
            complaint._cs_customer_reply(text, files)

        return self._cs_act(complaint_id, access_token, "reply", take, text=text)

    def _cs_complaint(self, complaint_id, access_token=None):
        """Return the complaint as superuser when the visitor may see it, else nothing.

        The key comes with the request or from the session, where the link of a letter left it.
        """
        token = access_token or (request.session.get(LINKS) or {}).get(str(complaint_id)) or ""
        if not token.isascii():
            token = ""  # no token of ours; comparing it would end in an error
        try:
            complaint = self._document_check_access("cs.complaint", complaint_id, token)
        except (AccessError, MissingError):
            return None
        own = request.env["cs.complaint"].browse(complaint_id)
        if complaint._cs_is_link_over() and not own.has_access("read"):
            return None
        return complaint.with_context(lang=request.env.lang)

    def _cs_remember_link(self, complaint, access_token, done=None):
        """Keep the key of a letter's link in the session and go on without it.

        Otherwise it would stand in the address bar, the history and what is handed on from there.
        """
        if self._cs_valid_token(complaint, access_token):
            links = dict(request.session.get(LINKS) or {})
            links.pop(str(complaint.id), None)
            links[str(complaint.id)] = access_token
            request.session[LINKS] = dict(list(links.items())[-LINKS_MAX:])
        query = {"done": done} if done else {}
        return self._cs_private(request.redirect_query(f"/my/complaints/{complaint.id}", query))

    def _cs_refuse_link(self, complaint_id, access_token):
        """Say that a link has ended to whoever holds it; others learn nothing."""
        complaint = request.env["cs.complaint"].sudo().browse(complaint_id).exists()
        links = request.session.get(LINKS) or {}
        held = access_token or links.get(str(complaint_id)) or ""
        is_key = held.isascii() and complaint and self._cs_valid_token(complaint, held)
        if not is_key:
            return request.redirect("/my")
        values = {"complaint": complaint, "page_name": "complaint_link", "no_breadcrumbs": True}
        page = request.render("cs_complaint.portal_link_over", values, status=410)
        return self._cs_private(page)

    def _cs_private(self, response):
        """Keep the page and its address from caches, other sites and search engines."""
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    def _cs_is_customer(self, complaint):
        """Employees may look at the page, but only the customer takes the customer's steps."""
        user = request.env.user
        return not user._is_internal() or user.partner_id == complaint.partner_id

    def _cs_act(self, complaint_id, access_token, done, take, **typed):
        """Let ``take(complaint)`` act for the customer and go back to the page.

        What the model refuses is said on the page, with what was typed.
        """
        complaint = self._cs_complaint(complaint_id, access_token)
        if not complaint:
            return request.redirect("/my")
        if not self._cs_is_customer(complaint):
            refusal = request.env._(
                "Only the customer can do this here. Use the complaint's own page."
            )
            return self._cs_render(complaint, 403, {"refusal": refusal})
        try:
            with request.env.cr.savepoint():
                take(complaint)
        except UserError as error:
            shown = {"refusal": str(error), "refused_step": done, "typed": typed}
            return self._cs_render(complaint, 422, shown)
        return self._cs_remember_link(complaint, access_token, done)

    def _cs_valid_token(self, complaint, access_token):
        """Tell whether ``access_token`` is the complaint's; users may come with a stale one."""
        held = (complaint.access_token or "").encode()
        is_valid = access_token and held and consteq(held, access_token.encode())
        return bool(is_valid)

    def _cs_done_text(self, done):
        return {
            "confirm": request.env._("Thank you. The complaint is closed."),
            "reopen": request.env._(
                "We take your complaint up again. Below you see by when you have our answer."
            ),
            "withdraw": request.env._("Your complaint is withdrawn."),
            "rate": request.env._("Thank you for your rating."),
            "reply": request.env._("Thank you. We have received your message."),
        }.get(done)

    def _cs_stars(self):
        return [
            ("5", request.env._("Five stars: very satisfied")),
            ("4", request.env._("Four stars")),
            ("3", request.env._("Three stars")),
            ("2", request.env._("Two stars")),
            ("1", request.env._("One star: not satisfied")),
        ]

    def _cs_render(self, complaint, status=200, shown=None):
        """Render the page of a complaint.

        :param complaint: superuser's ``cs.complaint`` that the visitor may see
        :param int status: HTTP status
        :param dict shown: what goes over the empty page: messages and what was typed
        """
        lang = request.env.lang
        company = complaint.company_id
        values = {
            "page_name": "complaint",
            "complaint": complaint,
            "moment": lambda moment: complaint._cs_moment_text(moment, lang),
            "actions": self._cs_offered(complaint),
            "is_customer": self._cs_is_customer(complaint),
            "rating": complaint._cs_current_rating(),
            "timeline": complaint._cs_portal_timeline(),
            "question": complaint._cs_portal_question(),
            "limits": {
                "file_mb": company.cs_complaint_file_mb,
                "file_count": company.cs_complaint_file_count,
                "kinds": ",".join(f".{kind}" for kind in CHECKS),
            },
            "typed": {},
            "refused_step": None,
            "stars": self._cs_stars(),
            **(shown or {}),
        }
        values = self._get_page_view_values(complaint, None, values, "my_complaints_history", False)
        return self._cs_private(
            request.render("cs_complaint.portal_complaint", values, status=status)
        )

    def _cs_offered(self, complaint):
        return complaint._cs_portal_actions() if self._cs_is_customer(complaint) else set()
