from datetime import timedelta

from odoo import api, fields, models

CALL_MINUTES = 7
# On these an agent writes the complaint down; by the other channels it comes in by itself
SPOKEN = ("phone", "store", "chat")
HANDLERS = {"product": "product", "marketing": "marketing_head", "policy": "policy_head"}


class CsDemo(models.AbstractModel):
    _inherit = "cs.demo"

    @api.model
    def _cs_load_complaints(self):
        """Let the complaints of the story happen."""
        from . import (
            story_marketing,
            story_outage,
            story_policy,
            story_product,
            story_routing,
            story_service,
        )

        # The letters are written in the language of the customer.
        self.env.ref("base.module_cs_complaint")._update_translations()
        events = []
        for module in (
            story_service,
            story_product,
            story_marketing,
            story_policy,
            story_outage,
            story_routing,
        ):
            for case in module.CASES:
                events += self._cs_case_events(case)
        longest = max(at for at, _happen in events) - min(at for at, _happen in events)
        for day in range(longest.days + 1):
            # Deadlines end with the working day, 18:00 in Taipei.
            evening = fields.Datetime.now() - timedelta(days=day)
            events.append((evening.replace(hour=10, minute=3), self._cs_mark_breaches))
        context = {"mail_notify_force_send": False}
        self.with_context(**context)._cs_play(events)
        self._cs_find_topics()

    @api.model
    def _cs_find_topics(self):
        """Find what rises, as the scheduled action does at night."""
        topics = self.env["cs.complaint.topic"]
        company = self.env.company
        # The day of the installation counts, or the newest complaints would not be spoken of.
        tomorrow = topics._cs_today(company) + timedelta(days=1)
        for _counted in self.env["cs.complaint.term"]._cs_count_days(company, tomorrow):
            pass
        topics._cs_find(company, tomorrow)

    @api.model
    def _cs_case_events(self, case):
        """Return the events of one case."""
        told = self.env["cs.complaint"]
        moment = self._cs_moment(case.days_ago)
        if case.via not in SPOKEN:
            # People write in the evening before or at night.
            moment = moment.replace(hour=0) - timedelta(hours=case.days_ago % 10)

        def register():
            nonlocal told
            told = self._cs_register(case)

        events = [(moment, register)]
        for step in case.steps:
            moment = self._cs_later(moment, step.hours * 3600)
            events.append((moment, lambda step=step: self._cs_step(case, told, step)))
        return events

    @api.model
    def _cs_mark_breaches(self):
        self.env["cs.complaint"].search(
            [
                ("breached_at", "=", False),
                ("date_resolve_due", "<=", fields.Datetime.now()),
                ("state", "in", ("registered", "in_progress")),
            ]
        )._cs_mark_breached()

    @api.model
    def _cs_user(self, login):
        return self.env.ref(f"cs_base.user_{login}")

    @api.model
    def _cs_register(self, case):
        """Register a complaint by the door it came through, and acknowledge it."""
        vals = {
            **self._cs_complainant(case.customer),
            "subject": case.subject,
            "description": case.text,
            "severity": case.severity,
            "category_id": self.env.ref(f"cs_complaint.cs_complaint_category_{case.category}").id,
            "channel_id": self.env["cs.channel"]._cs_get(case.via).id,
        }
        complaints = self.env["cs.complaint"]
        if case.via in SPOKEN:
            contact = self._cs_call(case, vals)
            complaint = complaints.with_user(self._cs_user(case.by)).create(
                {**vals, "contact_id": contact.id}
            )
            contact.outcome = f"{complaint.name}"
            contact.action_end()
        else:
            key = f"{fields.Datetime.now():%Y%m%d%H%M}.{case.category}@{case.via}.example"
            complaint, _created = complaints._cs_intake(vals, case.via, key)
        complaint = self.env["cs.complaint"].browse(complaint.id)
        complaint.filtered(lambda c: c.ack_state == "pending")._cs_acknowledge()
        return complaint

    @api.model
    def _cs_complainant(self, customer):
        """Return the values for a partner of the story, for "Name <address>", or for nobody."""
        if not customer:
            return {"is_anonymous": True}
        if "<" in customer:
            return {"partner_name": customer.split("<")[0].strip(), "email_from": customer}
        return {"partner_id": self.env.ref(f"cs_base.partner_{customer}").id}

    @api.model
    def _cs_call(self, case, vals):
        """Return the contact in which the customer complained to an agent."""
        arrived = fields.Datetime.now() - timedelta(minutes=CALL_MINUTES)
        return (
            self.env["cs.contact"]
            .with_user(self._cs_user(case.by))
            .with_context(cs_contact_manual=True)
            .create(
                {
                    "name": case.subject,
                    "kind": "complaint",
                    "channel_id": vals["channel_id"],
                    "partner_id": vals.get("partner_id"),
                    "date_arrived": arrived,
                    "date_answered": arrived + timedelta(seconds=16),
                }
            )
        )

    @api.model
    def _cs_step(self, case, complaint, step):
        """Let the handler, the head of department or the customer take one step."""
        login = HANDLERS.get(complaint.complaint_class, case.by)
        handler = complaint.user_id or self._cs_user(login)
        getattr(self, f"_cs_step_{step.name}")(complaint, complaint.with_user(handler), step)

    @api.model
    def _cs_step_start(self, complaint, own, step):
        own.action_start()

    @api.model
    def _cs_step_assign(self, complaint, own, step):
        complaint.with_user(self._cs_user(step.by)).user_id = self._cs_user(step.text)

    @api.model
    def _cs_step_say(self, complaint, own, step):
        own.message_post(body=step.text, message_type="comment", subtype_xmlid="mail.mt_comment")

    @api.model
    def _cs_step_note(self, complaint, own, step):
        own.message_post(body=step.text, message_type="comment", subtype_xmlid="mail.mt_note")

    @api.model
    def _cs_step_tell(self, complaint, own, step):
        complaint.message_post(
            body=step.text,
            author_id=complaint.partner_id.id or False,
            email_from=complaint.email_from,
            message_type="email",
            subtype_xmlid="mail.mt_comment",
        )

    @api.model
    def _cs_step_todo(self, complaint, own, step):
        own.activity_schedule(
            "mail.mail_activity_data_call",
            date_deadline=fields.Date.context_today(own) + timedelta(days=2),
            summary=step.text,
            user_id=own.env.uid,
        )

    @api.model
    def _cs_step_wait(self, complaint, own, step):
        own.action_wait(step.text)

    @api.model
    def _cs_step_answer(self, complaint, own, step):
        if complaint.severity != "ordinary":
            self._cs_enter_cause(own)
        by_email = {} if complaint.email_from else {"note": "Told by telephone, no question left."}
        own.env["cs.complaint.answer"].create(
            {"complaint_id": own.id, "process": step.text, "result": step.more, **by_email}
        ).action_send()
        self._cs_post_arrives(complaint.feedback_ids.sorted("id")[-1:])

    @api.model
    def _cs_post_arrives(self, feedback):
        """The letters of the story are not sent to the addresses of people who do not exist."""
        mails = self.env["mail.mail"].search(
            [("mail_message_id", "in", feedback.mail_message_id.ids)]
        )
        mails.state = "sent"
        mails._postprocess_sent_message([], [])

    @api.model
    def _cs_step_close(self, complaint, own, step):
        own.action_close()

    @api.model
    def _cs_step_reject(self, complaint, own, step):
        own.action_reject(step.text)

    @api.model
    def _cs_step_confirm(self, complaint, own, step):
        complaint._cs_customer_confirm()

    @api.model
    def _cs_step_reopen(self, complaint, own, step):
        complaint._cs_customer_reopen(step.text)

    @api.model
    def _cs_step_withdraw(self, complaint, own, step):
        complaint._cs_customer_withdraw(step.text)

    @api.model
    def _cs_step_rate(self, complaint, own, step):
        token = complaint._rating_get_access_token()
        complaint.rating_apply(step.more, token=token, feedback=step.text)
