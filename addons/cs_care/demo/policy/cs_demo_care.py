from odoo import api, fields, models


class CsDemoCare(models.AbstractModel):
    _inherit = "cs.demo"

    @api.model
    def _cs_load_care(self):
        """Let a greeting go out every month, customers learn, and the next best care be found."""
        from .care_story import READERS

        policy = self._cs_demo_policy(
            name="Greeting of the month",
            goal="Customers who hear from us stay: fewer should end their service.",
            schedule="monthly",
            holdout_percent=20,
            max_actions=500,
        )
        events = [(self._cs_moment(70), lambda: self._cs_demo_start_policy(policy))]
        for days in (69, 38, 8):
            events.append((self._cs_moment(days), lambda: self._cs_demo_run(policy)))
        items = self.env["cs.education.item"]
        events.append((self._cs_moment(60), lambda: self._cs_demo_education(items)))
        for name, days, is_done in READERS:
            events.append(
                (
                    self._cs_moment(days),
                    lambda name=name, is_done=is_done: self._cs_demo_reader(name, is_done),
                )
            )
        events.append((self._cs_moment(6), self._cs_demo_open_complaint))
        events.append((self._cs_moment(5), self._cs_demo_advice))
        self.with_context(mail_notify_force_send=False)._cs_play(events)

    @api.model
    def _cs_demo_policy(self, **values):
        manager = self.env.ref("cs_base.user_manager")
        return (
            self.env["cs.care.policy"]
            .with_user(manager)
            .create(
                {
                    "user_id": manager.id,
                    "mail_template_id": self.env.ref("cs_care.mail_template_care_greeting").id,
                    "sms_template_id": self.env.ref("cs_care.sms_template_care_greeting").id,
                    "date_start": fields.Date.subtract(fields.Date.context_today(self), days=90),
                    **values,
                }
            )
        )

    @api.model
    def _cs_demo_start_policy(self, policy):
        policy.action_submit()
        policy.with_user(self.env.ref("base.user_admin")).action_approve()

    @api.model
    def _cs_demo_run(self, policy):
        policy = policy.sudo().with_company(policy.company_id)
        while policy._cs_run_step():
            pass

    @api.model
    def _cs_demo_education(self, items):
        from .care_story import EDUCATION

        for name, kind, summary, content, is_rewarded in EDUCATION:
            items.with_user(self.env.ref("cs_base.user_manager")).create(
                {
                    "name": name,
                    "kind": kind,
                    "summary": summary,
                    "content": content,
                    "is_rewarded": is_rewarded,
                }
            ).action_publish()

    @api.model
    def _cs_demo_reader(self, name, is_done):
        item = self.env["cs.education.item"].search([("kind", "=", "fraud")], limit=1)
        partner = self.env.ref(f"cs_base.partner_{name}")
        reach = self.env["cs.education.reach"]._cs_reach(item, partner)
        reach._cs_sent()
        reach._cs_opened()
        if is_done:
            reach._cs_complete("portal")

    @api.model
    def _cs_demo_open_complaint(self):
        now = fields.Datetime.now()
        self.env["cs.contact"].create(
            {
                "name": "A charge that nobody can explain",
                "kind": "complaint",
                "partner_id": self.env.ref("cs_base.partner_huang").id,
                "channel_id": self.env["cs.channel"]._cs_get("phone").id,
                "user_id": self.env.ref("cs_base.user_agent").id,
                "department_id": self.env.ref("cs_base.department_service").id,
                "date_arrived": now,
                "date_answered": now,
            }
        )

    @api.model
    def _cs_demo_advice(self):
        from .care_story import ADVICE

        for name, signal, reason, priority in ADVICE:
            policy = self._cs_demo_policy(
                name=name,
                schedule="suggestion",
                kind="visit",
                call_reason=reason,
                holdout_percent=0,
                purpose_id=self.env.ref("cs_care.purpose_visit").id,
            )
            self._cs_demo_start_policy(policy)
            self.env["cs.care.suggestion.rule"].with_user(policy.user_id).create(
                {
                    "name": name,
                    "signal": signal,
                    "policy_id": policy.id,
                    "sequence": priority,
                }
            )
        partners = self.env["res.partner"].search([("partner_share", "=", True)], limit=1000)
        self.env["cs.care.suggestion"]._cs_suggest(partners, limit=True)
