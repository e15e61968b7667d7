from werkzeug.exceptions import TooManyRequests

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Domain
from odoo.tools import email_normalize, html2plaintext

from ..core.customer_text import clean_line, clean_text, looks_like_phone
from ..core.facts import SUBJECT_MAX

API_GROUP = "cs_complaint.group_cs_complaint_api"
SOURCE_MAX, EXTERNAL_ID_MAX, TEXT_MAX, NAME_MAX = 64, 128, 20_000, 120
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

    @api.model
    def _cs_api_values(self, values, company):
        """Return the values of the complaint; what is not named here is refused."""
        known = {"subject", "description", "complaint_class", "severity", "channel", "lang"}
        known |= {"phone", "email", "name", "date_requested"}
        for name in values:
            if name not in known:
                raise UserError(
                    self.env._(
                        "“%(name)s” is not a value of a new complaint. Use: %(known)s.",
                        name=clean_line(str(name))[:60],
                        known=", ".join(sorted(known)),
                    )
                )
        texts = {name: self._cs_api_text(values, name) for name in known - {"date_requested"}}
        vals = {
            "subject": texts["subject"],
            "description": texts["description"],
            "company_id": company.id,
            "severity": self._cs_api_choice("severity", texts["severity"] or "ordinary"),
            "channel_id": self._cs_api_channel(texts["channel"] or "app", company).id,
            "api_date_requested": values.get("date_requested") or False,
            **self._cs_api_complainant(texts, company),
        }
        if texts["complaint_class"]:
            chosen = self._cs_api_choice("complaint_class", texts["complaint_class"])
            vals["category_id"] = self._cs_top_category(chosen).id
        if texts["lang"]:
            vals["lang"] = self._cs_api_choice("lang", texts["lang"])
        return vals

    @api.model
    def _cs_api_text(self, values, name):
        limits = {"subject": SUBJECT_MAX, "description": TEXT_MAX, "name": NAME_MAX}
        text, limit = values.get(name) or "", limits.get(name, 254)
        if not isinstance(text, str) or len(text) > limit:
            raise UserError(
                self.env._(
                    "“%(name)s” is a text of at most %(max)s characters.", name=name, max=limit
                )
            )
        text = clean_text(text) if name == "description" else clean_line(text)
        if name in ("subject", "description") and not text:
            raise UserError(self.env._("“%(name)s” is missing.", name=name))
        return text

    @api.model
    def _cs_api_choice(self, name, value):
        choices = self._fields[name].get_values(self.env)
        if value not in choices:
            raise UserError(
                self.env._(
                    "“%(value)s” is not a value of “%(name)s”. Use one of: %(choices)s.",
                    value=value[:60],
                    name=name,
                    choices=", ".join(choices),
                )
            )
        return value

    @api.model
    def _cs_api_channel(self, code, company):
        channels = self.env["cs.channel"]
        channel = channels._cs_get(code, company)
        if not channel:
            raise UserError(
                self.env._(
                    "There is no channel “%(code)s”. Use one of: %(codes)s.",
                    code=code[:60],
                    codes=", ".join(channels._fields["code"].get_values(self.env)),
                )
            )
        return channel

    @api.model
    def _cs_top_category(self, complaint_class):
        # Programs have no right on categories; the choice is the same for everybody.
        categories = self.env["cs.complaint.category"].sudo()
        domain = [("complaint_class", "=", complaint_class), ("parent_id", "=", False)]
        return categories.search(domain, limit=1)

    @api.model
    def _cs_api_complainant(self, texts, company):
        phone, email = texts["phone"], texts["email"]
        if phone and not looks_like_phone(phone):
            raise UserError(
                self.env._("“phone” is no telephone number. Write it like +853 6612 3456.")
            )
        if email and not email_normalize(email):
            raise UserError(
                self.env._("“email” is no e-mail address. Write it like name@example.com.")
            )
        return {
            "partner_id": self._cs_door_customer(phone, email, company).id,
            "phone": phone or False,
            "email_from": email_normalize(email) or False,
            "partner_name": texts["name"] or False,
        }

    @api.model
    def _cs_door_customer(self, phone, email, company):
        """Return the only customer with exactly this number or address, or none.

        The system's own search: it counts for nobody, and the door tells nobody what it found.
        Employees' own contacts are left out: nobody shall speak as staff.

        :param str phone: telephone number in clear, or none
        :param str email: e-mail address, or none
        :param company: ``res.company`` whose customers and shared ones are looked at
        """
        partners = self.env["res.partner"].with_user(SUPERUSER_ID).with_company(company)
        allowed = Domain("partner_share", "=", True)
        allowed &= Domain("company_id", "in", [False, company.id])
        for domain in (
            phone and partners._cs_domain_of_number(phone),
            phone and Domain("phone_sanitized", "=", partners._phone_format(number=phone) or ""),
            email and Domain("email_normalized", "=", email_normalize(email)),
        ):
            found = partners.search(domain & allowed, limit=2) if domain else partners
            if found:
                return partners.browse(found.ids if len(found) == 1 else []).sudo()
        return partners.browse().sudo()

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
