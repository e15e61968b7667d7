from odoo import api, fields, models
from odoo.tools import email_normalize

from odoo.addons.rating.models.rating_data import _rating_to_text

from ..core.facts import OPEN_STATES

ACK_BATCH = 50
REPLY_ACTIVITY = "cs_complaint.mail_activity_type_reply"


class CsComplaintMail(models.Model):
    """Conversation with the complainant: followers, acknowledgement, replies, rating."""

    _inherit = "cs.complaint"

    # The words of the letter; from the last rating alone, which is on the row.
    cs_rating_text = fields.Selection(
        selection=[
            ("top", "Satisfied"),
            ("ok", "Okay"),
            ("ko", "Dissatisfied"),
            ("none", "Not rated yet"),
        ],
        string="Last Rating",
        compute="_compute_cs_rating_text",
        groups="base.group_user",
    )

    @api.depends("rating_last_value")
    def _compute_cs_rating_text(self):
        for complaint in self:
            # sudo: the core keeps the value from portal users, as this field is kept
            complaint.cs_rating_text = _rating_to_text(complaint.sudo().rating_last_value)

    def _cs_follow_customers(self):
        """Let the customers receive the answers that agents write in the conversation."""
        followers = [
            {
                "res_model": self._name,
                "res_id": complaint.id,
                "partner_id": complaint.partner_id.id,
            }
            for complaint in self
            # Employees are customers too: whoever handles it follows already.
            if complaint.partner_id and complaint.partner_id != complaint.user_id.partner_id
        ]
        if followers:
            subtypes = self.env["mail.message.subtype"].default_subtypes(self._name)[2]
            for values in followers:
                values["subtype_ids"] = [fields.Command.set(subtypes.ids)]
            self.env["mail.followers"].sudo().create(followers)

    def _cs_change_customers(self, before):
        """Let the customers follow, and lock out those who had a complaint by mistake.

        These get no more letters of it, and the link in those they got opens it no more.

        :param dict before: customer by complaint before the change
        """
        changed = self.filtered(lambda c: c in before and c.partner_id != before[c]).sudo()
        for complaint in changed.filtered(lambda c: before[c]):
            outsiders = complaint.message_partner_ids.filtered("partner_share")
            complaint.message_unsubscribe(outsiders.ids)
            complaint.access_token = False
        changed.filtered(lambda c: c.partner_id not in c.message_partner_ids)._cs_follow_customers()

    def _compute_ack_state(self):
        """Say once, when it is registered, whether a complaint is acknowledged."""
        for complaint in self:
            complaint.ack_state = complaint._cs_first_ack_state()

    def _cs_first_ack_state(self):
        """Hook: return the ``ack_state`` of a complaint that is being registered."""
        self.ensure_one()
        is_off = self.env.su and self.env.context.get("cs_no_acknowledgement")
        if is_off or not email_normalize(self.email_from):
            return "none"
        return "skipped" if self._cs_is_automatic_mail() else "pending"

    def _cs_request_acknowledgement(self):
        """Have those acknowledged that are to be.

        Queued in the transaction that registers them, the message goes out by a scheduled action
        a moment later: a server that dies in between loses nothing, and a batch of complaints
        does not wait for the rendering of its mails.
        """
        if any(complaint.ack_state == "pending" for complaint in self.sudo()):
            self._cs_run_soon("cs_complaint.ir_cron_acknowledge")

    def _cs_is_automatic_mail(self):
        """Tell whether the mail gateway is taking in what a machine wrote."""
        return bool(self.env.su and self.env.context.get("cs_automatic_mail"))

    def _cron_acknowledge(self):
        """Send the acknowledgements that are due, in batches."""
        self._cs_run_batches(
            [("ack_state", "=", "pending")], "id", ACK_BATCH, type(self)._cs_acknowledge
        )

    def _cs_acknowledge(self):
        """Write the acknowledgement with number and deadline to the complainants."""
        if not self:
            return
        # Robots that answer mail must not answer this one.
        headers = {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"}
        self._cs_send_template("cs_complaint.mail_template_acknowledge", headers=repr(headers))
        self._cs_transition(ack_state="sent")

    def _cs_due_text(self, lang=None):
        """Return the deadline as the customer reads it: in words, in the operator's time zone.

        :param str lang: language code; default: the complaint's
        """
        return self._cs_moment_text(self.date_resolve_due, lang)

    def _cs_send_template(self, xmlid, **email_values):
        """Queue the mails of a template for these complaints and return them.

        They are kept (no auto-delete): their state is the proof of delivery.

        :param str xmlid: a ``mail.template`` on ``cs.complaint``
        :param email_values: values of ``mail.mail`` that go before the template's
        """
        template = self.env.ref(xmlid).sudo()
        for complaint in self.sudo():
            complaint._portal_ensure_token()
        mails = template.send_mail_batch(
            self.ids,
            email_values={
                "message_type": "auto_comment",
                "subtype_id": self.env.ref("mail.mt_comment").id,
                "auto_delete": False,
                **email_values,
            },
        )
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()
        return mails

    def _message_post_after_hook(self, message, msg_values):
        result = super()._message_post_after_hook(message, msg_values)
        if message.message_type in ("comment", "email", "email_outgoing"):
            self._cs_note_conversation(message)
        return result

    def _cs_note_conversation(self, message):
        """Take the facts from a message: the first real answer, or the customer's reply."""
        self.ensure_one()
        if message.is_internal or message.subtype_id.internal or self._cs_is_automatic_mail():
            return
        author = message.author_id
        users = author.sudo().with_context(active_test=False).user_ids
        staff = users.filtered(lambda user: user._is_internal())
        # Employees are customers too: what they write about their own complaint is no answer.
        if staff and author != self.partner_id:
            if not self.date_responded:
                self.sudo().date_responded = message.date
        elif self.state == "waiting":
            self.sudo()._cs_transition(state="in_progress", state_reason=False)
        elif self.state not in OPEN_STATES and not self.env.context.get("cs_customer_step"):
            self._cs_call_handler()

    def _cs_call_handler(self):
        """Plan an activity: the customer wrote to a complaint on which nobody works any more.

        It is for the handler or else the head of the department; for nobody in particular when
        neither may see the complaint. There is one at a time.
        """
        complaint = self.sudo()
        if complaint.activity_search([REPLY_ACTIVITY]):
            return
        candidates = complaint.user_id, complaint.department_id.manager_id.user_id
        able = (user for user in candidates if user.active and self._cs_is_seen_by(user))
        complaint.activity_schedule(
            REPLY_ACTIVITY, user_id=next(able, complaint.user_id.browse()).id
        )

    def _cs_is_seen_by(self, user):
        return self.with_user(user).has_access("read")

    def _rating_get_partner(self):
        return self.partner_id

    def _rating_get_operator(self):
        return self.user_id.partner_id

    def action_view_ratings(self):
        """Open the customer's ratings of this complaint."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ratings"),
            "res_model": "rating.rating",
            "view_mode": "kanban,list,form",
            "domain": [("res_model", "=", self._name), ("res_id", "=", self.id)],
        }

    def _cs_reply_to(self):
        """Return the address to which the customer answers, in the name of the company."""
        self.ensure_one()
        company = self.company_id
        return self._notify_get_reply_to(
            default=company.email_formatted, author_id=company.partner_id.id
        )[self.id]

    def _notify_get_reply_to_batch(self, defaults=None, author_ids=None):
        """Replies come back through the alias of the company's e-mail channel, where it has one."""
        result = super()._notify_get_reply_to_batch(defaults=defaults, author_ids=author_ids)
        for company, complaints in self.grouped("company_id").items():
            address = self.env["cs.channel"]._cs_get("email", company).sudo().alias_email
            for complaint in complaints if address else ():
                result[complaint.id] = self._notify_get_reply_to_formatted_email(
                    address, author_id=(author_ids or {}).get(complaint.id, False)
                )
        return result
