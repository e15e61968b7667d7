from werkzeug.exceptions import TooManyRequests

from odoo import api, fields, models
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Domain
from odoo.tools import html2plaintext

from ..core.customer_text import clean_line, clean_text

API_GROUP = "cs_complaint.group_cs_complaint_api"
SOURCE_MAX, EXTERNAL_ID_MAX = 64, 128
CALLS_PER_MINUTE = 300
# What a client's context may say; other keys switch off parts of the server's work
CONTEXT_KEYS = ("lang", "tz", "allowed_company_ids")


class CsComplaintApi(models.Model):
    """What programs of the operator, such as an app's backend, do for customers (clause 6.1.1).

    The ``api_…`` methods are all that a program's key opens: it has no right on any model. It
    reaches what it has registered itself; everything else is answered like what does not exist.
    """

    _inherit = "cs.complaint"

    api_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Registered By Program",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
        copy=False,
        groups="base.group_user",
    )
    # The program's own name for the ticket: what ``source`` and ``external_id`` are made of
    api_owner = fields.Char(string="Program", readonly=True, copy=False, groups="base.group_user")
    api_reference = fields.Char(
        string="Reference of the Program", readonly=True, copy=False, groups="base.group_user"
    )
    api_date_requested = fields.Datetime(
        string="Solution Asked For By", readonly=True, copy=False, groups="base.group_user"
    )

    @api.model
    def api_register(self, source, external_id, subject, description, **values):
        """Register a complaint of a customer, once per ``(source, external_id)``.

        :param str source: name of the program's part, e.g. ``app``
        :param str external_id: its own id of the complaint
        :param str subject: a few words, at most 200 characters
        :param str description: what happened
        :param values: any of ``complaint_class`` (service, product, marketing, policy),
            ``severity`` (ordinary, major, extra_major), ``channel`` (code, default app),
            ``phone``, ``email``, ``name`` of the complainant, ``lang``
        :return: dict as of :meth:`api_read`, with ``created``
        :raise UserError: says which value cannot be taken
        """
        self._cs_api_check()
        complaint, created = self._cs_api_register(
            source, external_id, {"subject": subject, "description": description, **values}
        )
        return {**complaint._cs_api_facts(), "created": created}

    def api_read(self):
        """Return what the customer may know of these complaints, as a list of dicts.

        Times are UTC. There is nothing in it by which a person is known.
        """
        return [complaint._cs_api_facts() for complaint in self._cs_api_own()]

    @api.model
    def api_find(self, source, external_id):
        """Return what :meth:`api_read` says of the complaint registered under this id, or False."""
        self._cs_api_check()
        door = self._cs_api_door()
        found = door._cs_find_intake(self._cs_api_source(source), str(external_id))
        return found._cs_api_facts() if found.filtered_domain(self._cs_api_domain()) else False

    def api_reply(self, text):
        """Add words of the customer to the conversation; the handler is told.

        What equals the customer's last message is not added again.
        """
        complaint = self._cs_api_own_one()
        return complaint._cs_api_post(text)

    def api_withdraw(self, reason=""):
        """Withdraw at the customer's word; False when it is withdrawn already."""
        return self._cs_api_own_one()._cs_customer_step("withdraw", clean_text(reason))

    def api_confirm(self):
        """Close an answered complaint at the customer's word; False when it is closed already."""
        return self._cs_api_own_one()._cs_customer_step("confirm")

    def api_reopen(self, reason):
        """Take an answered complaint up again at the customer's word."""
        return self._cs_api_own_one()._cs_customer_step("reopen", clean_text(reason))

    def api_rate(self, stars, comment=""):
        """Record the customer's rating of the answer.

        :param int stars: 1 (bad) to 5 (good)
        :param str comment: plain text
        """
        complaint = self._cs_api_own_one()
        stars = stars if type(stars) is int else 0
        complaint._cs_customer_rate(stars, clean_text(comment))
        return True

    # What the doors of programs have in common

    @api.model
    def _cs_api_check(self):
        """Let programs in, up to a number of calls a minute.

        :raise AccessError: the caller is no complaint program
        :raise TooManyRequests: answered with 429
        """
        if not self.env.user.has_group(API_GROUP):
            raise AccessError(
                self.env._(
                    "You may not use this interface. Ask for the role “Complaint API” for the user "
                    "of this key."
                )
            )
        limit = self.env["ir.config_parameter"].sudo().get_param("cs_complaint.api_limit") or ""
        limit = int(limit) if limit.isdigit() and int(limit) else CALLS_PER_MINUTE
        if not self.env["cs.rate.limit"]._cs_hit("complaint_api", self.env.uid, limit, 60):
            raise TooManyRequests(
                self.env._("More than %(limit)s calls in a minute. Wait a minute.", limit=limit),
                retry_after=60,
            )

    def _cs_api_door(self):
        """Return ``self`` as superuser without what a client put into the context."""
        context = self.env.context
        # pylint: disable-next=context-overridden
        door = self.with_context({key: context[key] for key in CONTEXT_KEYS if key in context})
        return door.sudo()

    @api.model
    def _cs_api_domain(self):
        """Return the domain of what the calling program has registered, in its company."""
        return Domain("api_user_id", "=", self.env.uid) & Domain(
            "company_id", "=", self.env.company.id
        )

    def _cs_api_own(self):
        """Return these complaints as superuser when the program has registered all of them.

        :raise MissingError: for others, as for ids of nothing
        """
        self._cs_api_check()
        door = self._cs_api_door()
        own = door.search(Domain("id", "in", self.ids) & self._cs_api_domain())
        if len(own) != len(set(self.ids)):
            raise MissingError(
                self.env._("There is no such complaint among those that this program registered.")
            )
        return own

    def _cs_api_own_one(self):
        if len(self) != 1:
            raise UserError(self.env._("Name one complaint: one number in “ids”."))
        return self._cs_api_own()

    @api.model
    def _cs_api_source(self, source):
        """Return ``source`` with the program in it: programs do not meet each other's ids."""
        source = clean_line(str(source or ""))
        if not source or len(source) > SOURCE_MAX:
            raise UserError(
                self.env._(
                    "Name the source with 1 to %(max)s characters, for example “app”.",
                    max=SOURCE_MAX,
                )
            )
        return f"api:{self.env.uid}:{source}"

    @api.model
    def _cs_api_register(self, source, external_id, values):
        """Register from a program's door. The caller has checked the program's right.

        :return: ``(complaint as superuser, created)``
        :raise UserError: says which value cannot be taken
        """
        # Read before sudo(), under which any company named in the context would pass
        company = self.env.company
        external_id = clean_line(str(external_id or ""))
        if not external_id or len(external_id) > EXTERNAL_ID_MAX:
            raise UserError(
                self.env._(
                    "Give the external id with 1 to %(max)s characters.", max=EXTERNAL_ID_MAX
                )
            )
        full_source = self._cs_api_source(source)
        vals = self._cs_api_values(values, company)
        vals |= {
            "api_user_id": self.env.uid,
            "api_owner": clean_line(str(source)),
            "api_reference": external_id,
        }
        complaint, created = self._cs_api_door()._cs_intake(vals, full_source, external_id)
        if created:
            complaint._cs_api_note("create")
        elif not complaint._cs_api_is_same(vals):
            raise UserError(
                self.env._(
                    "“%(reference)s” was registered before with another text, as complaint "
                    "%(number)s. Give the new complaint an id of its own.",
                    reference=external_id,
                    number=complaint.name,
                )
            )
        return complaint, created

    def _cs_api_is_same(self, vals):
        shown = self._cs_shown_text
        typed = (shown(vals["subject"]), shown(vals["description"]))
        return typed == (self.subject, self.description)

    def _cs_api_post(self, text, files=()):
        """Post the customer's words; False when they are the customer's last ones already."""
        self.ensure_one()
        text = clean_text(text if isinstance(text, str) else "")
        if not text and not files:
            raise UserError(self.env._("Write what the customer says."))
        self._cs_check_comment(text)
        last = self._cs_public_messages()[-1:]
        if not files and last and not self._cs_is_by_staff(last):
            hidden = self.env["cs.privacy.scan"]._cs_hide_for(
                [self._name], {"body": text}, plain=("body",)
            )
            if html2plaintext(last.body).strip() == hidden["body"]:
                return False
        self._cs_customer_post(text, files)
        return True

    def _cs_public_messages(self):
        """Return the messages of the conversation that the customer may see, oldest first."""
        messages = self.sudo().message_ids.filtered(
            lambda message: (
                message.message_type in ("comment", "email", "email_outgoing")
                and not message.is_internal
                and not message.subtype_id.internal
            )
        )
        return messages.sorted("id")

    def _cs_is_by_staff(self, message):
        author = message.author_id
        return author != self.partner_id and any(
            user._is_internal() for user in author.sudo().user_ids
        )

    def _cs_api_facts(self):
        self.ensure_one()
        feedback = self._cs_current_feedback()[:1]
        return {
            "id": self.id,
            "number": self.name,
            "source": self.api_owner,
            "external_id": self.api_reference,
            "state": self.state,
            "severity": self.severity,
            "complaint_class": self.complaint_class,
            "date_registered": self.date_registered,
            "date_resolve_due": self.date_resolve_due,
            "date_answered": self.date_answered,
            "date_closed": self.date_closed,
            "answer": (
                feedback
                and {
                    "department": feedback.department_id.name,
                    "process": feedback.process,
                    "result": feedback.result,
                }
            )
            or False,
            "messages": [
                {
                    "date": message.date,
                    "author": "operator" if self._cs_is_by_staff(message) else "customer",
                    "text": html2plaintext(message.body).strip(),
                }
                for message in self._cs_public_messages()
            ],
            "steps": sorted(self._cs_portal_actions()),
        }
