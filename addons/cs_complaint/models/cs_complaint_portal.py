from datetime import UTC
from zoneinfo import ZoneInfo

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_date

from ..core.facts import OPEN_STATES

# What customers may do: the states from which, and the states in which it has been done already
CUSTOMER_STEPS = {
    "confirm": (("answered",), ("closed",)),
    "reopen": (("answered", "closed"), OPEN_STATES),
    "withdraw": ((*OPEN_STATES, "answered"), ("withdrawn",)),
}
RATED_STATES = ("answered", "closed")
RATING_RANGE = range(1, 6)
COMMENT_MAX = 4000


class CsComplaintPortal(models.Model):
    """The complaint as its customer sees and moves it, in the portal or by the link of a letter."""

    _inherit = "cs.complaint"

    # Hidden from customers: who of the staff wrote, and the ways by which a search would reach the
    # text of internal notes. By groups, for a method would be asked for each value that is read.
    create_uid = fields.Many2one(groups="base.group_user")
    write_uid = fields.Many2one(groups="base.group_user")
    message_ids = fields.One2many(groups="base.group_user")
    # The conversation of the portal. The letters (acknowledgement, feedback) are left out: the
    # page shows what they say, and not in the layout of a mail.
    website_message_ids = fields.One2many(
        groups="base.group_user",
        domain=lambda self: [
            ("model", "=", self._name),
            ("message_type", "in", ("comment", "email", "email_outgoing")),
        ],
    )

    def _cs_moment_text(self, moment, lang=None):
        """Return ``moment`` in words, in the operator's time zone.

        :param datetime moment: naive UTC, as stored
        :param str lang: language code; default: the complaint's
        """
        self.ensure_one()
        if not moment:
            return ""
        tz = ZoneInfo(self.company_id._cs_calendar().tz or self.env.user.tz or "UTC")
        local = moment.replace(tzinfo=UTC).astimezone(tz)
        lang = lang or self.lang or self.env.lang
        day = format_date(self.env, local.date(), lang_code=lang, date_format="long")
        return f"{day} {local:%H:%M}"

    def _cs_portal_status(self):
        """Return ``(label, colour)`` of the state in plain words and as a Bootstrap colour."""
        self.ensure_one()
        return {
            "registered": (self.env._("Received"), "info"),
            "in_progress": (self.env._("In progress"), "primary"),
            "waiting": (self.env._("Waiting for you"), "warning"),
            "answered": (self.env._("Answered"), "success"),
            "closed": (self.env._("Closed"), "secondary"),
            "withdrawn": (self.env._("Withdrawn"), "secondary"),
            "rejected": (self.env._("Not accepted"), "danger"),
        }[self.state]

    def _cs_portal_steps(self):
        """Return the steps of the progress bar as ``[(label, moment, phase)]``.

        ``phase`` is ``done``, ``current`` or ``open``; ``moment`` is a naive UTC datetime or False.
        """
        self.ensure_one()
        if self.state in ("withdrawn", "rejected"):
            return [
                (self.env._("Received"), self.date_registered, "done"),
                (self._cs_portal_status()[0], self.date_closed, "current"),
            ]
        waiting = self.state == "waiting"
        steps = [
            (self.env._("Received"), self.date_registered),
            # sudo: since when it waits is a field for employees; the customer has to know it
            (self.env._("Waiting for you"), self.sudo().date_paused)
            if waiting
            else (self.env._("In progress"), self.date_started),
            (self.env._("Answered"), self.date_answered),
            (self.env._("Closed"), self.date_closed),
        ]
        order = {"registered": 0, "in_progress": 1, "waiting": 1, "answered": 2, "closed": 3}
        at = order[self.state]
        phases = ["done"] * at + ["current"] + ["open"] * (3 - at)
        return [(*step, phase) for step, phase in zip(steps, phases, strict=True)]

    def _cs_portal_actions(self):
        """Return the set of steps that the page offers to the customer now."""
        self.ensure_one()
        actions = {step for step, (allowed, _d) in CUSTOMER_STEPS.items() if self.state in allowed}
        if self.state == "closed" and not self._cs_may_reopen():
            actions.discard("reopen")
        if self.state in RATED_STATES and self._cs_current_feedback():
            actions.add("rate")
        return actions

    def _cs_may_reopen(self):
        try:
            self._cs_check_reopen_limit()
        except UserError:
            return False
        return True

    def _cs_customer_step(self, step, reason=""):
        """Take a step at the customer's word. The caller has proved that it is the customer.

        :param str step: ``confirm``, ``reopen`` or ``withdraw``
        :param str reason: the customer's words; they go into the conversation as well
        :return: False when the step had been taken before, so a second click does no harm
        :raise UserError: when the complaint is in another state, or the reason is missing
        """
        self.ensure_one()
        allowed, done = CUSTOMER_STEPS[step]
        if self.state in done:
            return False
        if self.state not in allowed:
            raise UserError(
                self.env._(
                    "This is not possible any more: complaint %(number)s is in state "
                    "“%(state)s”. Write to us in the conversation below.",
                    number=self.name,
                    state=self._cs_portal_status()[0],
                )
            )
        self._cs_check_comment(reason)
        if step == "confirm":
            self._cs_customer_confirm()
        elif step == "reopen":
            self._cs_customer_reopen(reason)
        else:
            self._cs_customer_withdraw(reason)
        if reason:
            # The step itself says what is to be done; the words call nobody once more.
            self.with_context(cs_customer_step=True)._cs_customer_post(reason)
        return True

    def _cs_check_comment(self, text):
        if len(text or "") > COMMENT_MAX:
            raise UserError(
                self.env._(
                    "Your text is %(length)s characters long, at most %(max)s are allowed. "
                    "Shorten it, or send the details as a file.",
                    length=len(text),
                    max=COMMENT_MAX,
                )
            )

    def _cs_customer_author(self):
        """Return the values of ``message_post`` that make the complainant the author."""
        self.ensure_one()
        if self.partner_id:
            return {"author_id": self.partner_id.id}
        sender = self.email_from or self.partner_name or self.env._("Complainant")
        return {"author_id": False, "email_from": sender}

    def _cs_customer_post(self, body="", files=()):
        """Post a comment of the customer; handlers who follow are told, the customer is not.

        :param str body: plain text
        :param files: ``[(name, bytes)]`` that :meth:`_cs_check_files` has passed
        """
        record = self.sudo()
        return record.message_post(
            body=body,
            attachments=list(files),
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            **record._cs_customer_author(),
        )

    def _cs_customer_reply(self, text="", files=()):
        """Take a message of the customer with files; sent twice, it is taken once.

        :param str text: plain text
        :param files: ``[(name, bytes)]`` that :meth:`_cs_read_files` has passed
        :return: False when the complaint held all of it before
        :raise UserError: without text and files, or with a text that is too long
        """
        self.ensure_one()
        if not (text or files):
            raise UserError(self.env._("Write something or choose a file first."))
        self._cs_check_comment(text)
        self._cs_hold_row()
        new = self._cs_new_files(files)
        if not new and (files or text) and (not text or self._cs_is_said_before(text)):
            return False
        self._cs_customer_post(text, new)
        return True

    def _cs_hold_row(self):
        """Let two clicks at once not leave two of something.

        The second one waits here and, as the row has changed, is repeated by the framework.
        """
        self.env.cr.execute(
            SQL("UPDATE cs_complaint SET write_date = write_date WHERE id = %s", self.id)
        )

    def _cs_current_rating(self):
        """Return the rating that the customer gave to the current feedback, or none."""
        self.ensure_one()
        feedback = self._cs_current_feedback()[:1]
        ratings = self.sudo().rating_ids.filtered(
            lambda rating: (
                rating.consumed
                and rating.partner_id == self.partner_id
                and feedback
                and rating.message_id.date
                and rating.message_id.date >= feedback.date
            )
        )
        return ratings.sorted("id")[-1:]

    def _cs_customer_rate(self, value, comment=""):
        """Record the customer's rating: one per feedback, which may be changed afterwards.

        :param int value: 1 (bad) to 5 (good)
        :param str comment: plain text
        :return: the ``rating.rating``
        :raise UserError: without an answer to rate, or with another value
        """
        self.ensure_one()
        if "rate" not in self._cs_portal_actions():
            raise UserError(self.env._("You can rate our answer as soon as you have received it."))
        if value not in RATING_RANGE:
            raise UserError(self.env._("Choose one to five stars."))
        self._cs_check_comment(comment)
        # As it is stored, so that a second click finds it
        hidden = self.env["cs.privacy.scan"]._cs_hide_for(
            [self._name], {"comment": comment}, plain=("comment",)
        )
        comment = hidden["comment"]
        self._cs_hold_row()
        rating = self._cs_current_rating()
        if (rating.rating, rating.feedback or "") == (value, comment):
            return rating
        record = self.sudo()
        token = None if rating else record._rating_get_access_token()
        return record.rating_apply(value, token=token, rating=rating, feedback=comment)

    def message_post(self, *, author_id=None, email_from=None, **kwargs):
        """Visitors with the link of a letter, and ratings, speak as the complainant."""
        if not (self.env.su or self.env.user._is_internal()):
            # The page posts as superuser, with values that it has chosen.
            raise AccessError(
                self.env._("Write to us about the complaint in the conversation on its page.")
            )
        # Over RPC anybody who may post could otherwise hang words of his own on a rating and have
        # them said by the customer.
        if not self.env.su:
            kwargs.pop("rating_id", None)
        rating_id = kwargs.get("rating_id")
        if author_id is None and email_from is None and (rating_id or self.env.user._is_public()):
            author = self._cs_customer_author()
            author_id, email_from = author["author_id"], author.get("email_from")
        thread = self.with_context(cs_customer_step=True) if rating_id else self
        message = super(CsComplaintPortal, thread).message_post(
            author_id=author_id, email_from=email_from, **kwargs
        )
        rating = self.env["rating.rating"].sudo().browse(rating_id or [])
        if rating and not rating.message_id:
            rating.message_id = message
        return message

    def _get_allowed_message_params(self):
        # A rating is given once per feedback, by the form made for it; not with any message.
        return super()._get_allowed_message_params() - {"rating_value"}

    def _cs_customer_files(self):
        """Return the files that the customer may download: evidence, and those of comments."""
        self.ensure_one()
        record = self.sudo()
        comments = record.message_ids.filtered(
            lambda message: not message.is_internal and not message.subtype_id.internal
        )
        return record.feedback_ids.attachment_ids | comments.attachment_ids
