from odoo import fields, models
from odoo.tools import html2plaintext, plaintext2html

from ..core.facts import OPEN_STATES

# The letters (acknowledgement, feedback) are left out: the page shows what they say.
TOLD_TYPES = ("comment", "email", "email_outgoing")
TIMELINE_MAX = 100


class CsComplaintCustomerView(models.Model):
    """What the customer has been told and asked, what was read of it, and since when."""

    _inherit = "cs.complaint"

    date_started = fields.Datetime(string="Work Began On", readonly=True, copy=False)
    date_told = fields.Datetime(
        string="Customer Told On",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="The last answer, question or message of the staff to the customer.",
    )
    date_seen = fields.Datetime(
        string="Read by Customer On",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="When the customer last opened the page of the complaint with something new on it.",
    )
    question_id = fields.Many2one(
        comodel_name="mail.message",
        string="Asked of the Customer",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        groups="base.group_user",
    )

    def _cs_transition(self, **values):
        """Note when work began and the customer got an answer; a question ends with waiting."""
        state = values.get("state")
        if not state:
            return super()._cs_transition(**values)
        if state == "answered":
            values["date_told"] = fields.Datetime.now()
        if state != "waiting":
            values["question_id"] = False
        fresh = self.browse()
        if state == "in_progress":
            fresh = self.filtered(lambda complaint: not complaint.date_started)
            super(CsComplaintCustomerView, fresh)._cs_transition(
                **values, date_started=fields.Datetime.now()
            )
        return super(CsComplaintCustomerView, self - fresh)._cs_transition(**values)

    def _cs_note_conversation(self, message):
        result = super()._cs_note_conversation(message)
        is_open = not (message.is_internal or message.subtype_id.internal)
        if is_open and self._cs_is_said_by_staff(message):
            self.sudo()._cs_transition(date_told=message.date)
        return result

    def _cs_is_said_by_staff(self, message):
        # sudo: who is an employee is asked on behalf of the customer, too
        author = message.sudo().author_id
        return bool(author) and author != self.partner_id and not author.partner_share

    def _cs_ask_customer(self, question):
        """Ask the customers what is needed to go on; they get it by e-mail and see it on the page.

        :param str question: plain text
        """
        for complaint in self:
            by_mail = {} if complaint.partner_id else {"outgoing_email_to": complaint.email_from}
            message = complaint.message_post(
                body=plaintext2html(question),
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                **{name: value for name, value in by_mail.items() if value},
            )
            complaint._cs_transition(question_id=message.id)

    def _cs_portal_question(self):
        """Return what the customer is asked as safe HTML, or nothing."""
        self.ensure_one()
        return self.state == "waiting" and self.sudo().question_id.body

    # Read or not

    def _cs_is_unread(self):
        """Tell whether the customer was told something and has not opened the page since."""
        self.ensure_one()
        complaint = self.sudo()
        told, seen = complaint.date_told, complaint.date_seen
        return bool(told and (not seen or seen < told))

    def _cs_mark_seen(self):
        """Note that the customer has read the page; writes only when there was something new."""
        self.ensure_one()
        if self._cs_is_unread():
            self.sudo()._cs_transition(date_seen=fields.Datetime.now())

    # The timeline

    def _cs_portal_timeline(self, limit=TIMELINE_MAX):
        """Return what happened, newest first, as the customer may know it.

        Each entry is a dict: ``date``, ``kind`` (``event``, ``you`` or ``us``), ``author``,
        ``text`` (plain text or safe HTML) and ``files``. Internal notes, names of employees and
        letters are not in it.

        :param int limit: how many messages at most, the latest ones
        """
        self.ensure_one()
        entries = self._cs_portal_events() + self._cs_portal_messages(limit)
        return sorted(entries, key=lambda entry: entry["date"], reverse=True)

    def _cs_portal_messages(self, limit):
        domain = [
            ("model", "=", self._name),
            ("res_id", "=", self.id),
            ("message_type", "in", TOLD_TYPES),
            ("is_internal", "=", False),
            ("subtype_id.internal", "=", False),
            ("subtype_id", "!=", False),
            # The rating stands in its own place.
            ("rating_ids", "=", False),
        ]
        # sudo: the caller has proved that it is the customer; notes are filtered out above
        messages = self.env["mail.message"].sudo().search(domain, order="id desc", limit=limit)
        return [self._cs_portal_message(m) for m in messages if not m._is_empty()]

    def _cs_portal_message(self, message):
        is_ours = self._cs_is_said_by_staff(message)
        is_customer = message.author_id == self.partner_id
        name = "" if is_customer or not message.author_id else message.author_id.name
        return {
            "date": message.date,
            "kind": "us" if is_ours else "you",
            "author": self._cs_portal_us() if is_ours else name or self.env._("You"),
            "text": message.body,
            "files": message.attachment_ids,
        }

    def _cs_portal_us(self):
        """Return in whose name employees speak: the department's, never their own."""
        return self.department_id.name or self.company_id.name

    def _cs_portal_events(self):
        events = [(self.date_registered, self.env._("We received your complaint."))]
        if self.date_started:
            events.append((self.date_started, self.env._("We began to work on it.")))
        # sudo: the customer learns what happened to the deadline, not why and by whom
        for entry in self.sudo().clock_ids:
            if text := self._cs_portal_clock(entry):
                events.append((entry.date, text))
        for feedback in self.feedback_ids:
            events.append((feedback.date, self.env._("We answered your complaint.")))
        if self.date_closed and self.state not in (*OPEN_STATES, "answered"):
            done = {
                "closed": self.env._("The complaint was closed."),
                "withdrawn": self.env._("The complaint was withdrawn."),
                "rejected": self.env._("We did not accept it as a complaint."),
            }
            merged = self.sudo().merged_into_id and self.env._(
                "We deal with it together with another complaint."
            )
            events.append((self.date_closed, merged or done[self.state]))
        return [
            {"date": date, "kind": "event", "author": "", "text": text, "files": []}
            for date, text in events
        ]

    def _cs_portal_clock(self, entry):
        """Return an entry of the clock in plain words, or nothing where it does not matter."""
        due = self._cs_moment_text(entry.date_resolve_due, self.env.lang)
        texts = {
            "paused": self.env._("We need something from you and wait for your answer."),
            "resumed": self.env._("We go on. You have our answer by %(due)s.", due=due),
            "reopened": self.env._(
                "We took the complaint up again. You have our answer by %(due)s.", due=due
            ),
            "pause_ended": self.env._("We go on with what we know."),
        }
        if entry.kind in texts:
            return texts[entry.kind]
        before = entry.date_resolve_before
        if before and before != entry.date_resolve_due and entry.kind != "stopped":
            return self.env._("The date of our answer has changed to %(due)s.", due=due)
        return None

    def _cs_is_said_before(self, text):
        """Tell whether the customer's last message says the same: a form that was sent twice."""
        messages = self._cs_portal_messages(1)
        if not messages or messages[0]["kind"] != "you":
            return False
        told = " ".join(html2plaintext(messages[0]["text"] or "").split())
        hidden = self.env["cs.privacy.scan"]._cs_hide_for(
            [self._name], {"body": text}, plain=("body",)
        )["body"]
        return told in (" ".join(text.split()), " ".join(hidden.split()))
