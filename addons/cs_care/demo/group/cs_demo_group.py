from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command


class CsDemo(models.AbstractModel):
    _inherit = "cs.demo"

    @api.model
    def _cs_load_groups(self):
        """Let special groups, the green channel and suggestions of the story happen."""
        from .group_story import CALLS, GRANTS, MEMBERS, SUGGESTIONS

        self.env.ref("base.module_cs_care")._update_translations()
        self._cs_demo_green_rules()
        events = [(self._cs_moment(90), self._cs_demo_ages)]
        for row in MEMBERS:
            events.append((self._cs_moment(row[5]), lambda row=row: self._cs_demo_member(*row)))
        for row in GRANTS:
            events += self._cs_demo_grant_events(*row)
        for row in CALLS:
            events.append((self._cs_moment(row[2]), lambda row=row: self._cs_demo_call(*row)))
        taken = {}
        for number, row in enumerate(SUGGESTIONS):
            events += self._cs_demo_suggestion_events(taken, number, *row)
        self.with_context(mail_notify_force_send=False)._cs_play(events)

    @api.model
    def _cs_demo_user(self, name):
        return self.env.ref(f"cs_base.user_{name}")

    @api.model
    def _cs_demo_customer(self, name):
        return self.env.ref(f"cs_base.partner_{name}")

    @api.model
    def _cs_demo_green_rules(self):
        groups = self.env.ref("cs_care.special_group_mobility")
        groups |= self.env.ref("cs_care.special_group_veteran")
        self.env["cs.green.rule"].create(
            {
                "name": "Limited mobility and veterans",
                "kind": "group",
                "group_ids": [Command.set(groups.ids)],
                "grace_days": 14,
            }
        )
        self.env["cs.special.group"].search([("id", "!=", False)]).user_id = self._cs_demo_user(
            "supervisor"
        )

    @api.model
    def _cs_demo_ages(self):
        members = self.env["cs.special.group.member"]
        for group in self.env["cs.special.group"].search([("is_automatic", "=", True)]):
            ids = members._cs_came_of_age(group, 1000)
            members._cs_join(group, self.env["res.partner"].browse(ids))

    @api.model
    def _cs_demo_member(self, customer, code, reason, kind, note, _days, is_verified):
        partner = self._cs_demo_customer(customer)
        group = self.env.ref(f"cs_care.special_group_{code}")
        user = self._cs_demo_user("supervisor" if group.is_sensitive else "agent")
        if group.is_sensitive and is_verified:
            self.env["cs.privacy.consent"].with_user(user)._cs_record(
                partner, group.purpose_id, "given", how="counter", note="Form signed at the counter"
            )
        member = (
            self.env["cs.special.group.member"]
            .with_user(user)
            .create(
                {
                    "partner_id": partner.id,
                    "group_id": group.id,
                    "reason": reason,
                    "proof_kind": kind,
                    "proof_note": note,
                }
            )
        )
        if is_verified:
            member.action_verify()

    @api.model
    def _cs_demo_grant_events(self, customer, reason, days_ago, days, revoked):
        grant = self.env["cs.green.grant"].with_user(self._cs_demo_user("supervisor"))
        moment = self._cs_moment(days_ago)

        def give():
            nonlocal grant
            today = fields.Date.context_today(grant)
            grant = grant.create(
                {
                    "partner_id": self._cs_demo_customer(customer).id,
                    "reason": reason,
                    "date_to": today + timedelta(days=days),
                }
            )

        events = [(moment, give)]
        if revoked:
            after, why = revoked
            events.append((moment + timedelta(days=after), lambda: grant.action_revoke(why)))
        return events

    @api.model
    def _cs_demo_call(self, customer, subject, _days, wait, minutes):
        now = fields.Datetime.now()
        answered = now + timedelta(seconds=wait)
        ended = answered + timedelta(minutes=minutes)
        # What lies ahead is refused, so the call is written down when it is over.
        back = ended - now
        self.env["cs.contact"].create(
            {
                "name": subject,
                "partner_id": self._cs_demo_customer(customer).id,
                "channel_id": self.env["cs.channel"]._cs_get("phone").id,
                "user_id": self._cs_demo_user("agent").id,
                "department_id": self.env.ref("cs_base.department_service").id,
                "date_arrived": now - back,
                "date_answered": answered - back,
                "date_ended": ended - back,
                "outcome": "Done on the line.",
                "is_resolved": True,
            }
        )

    @api.model
    def _cs_demo_suggestion_events(
        self, taken, number, customer, channel, category, subject, text, days, state, answer
    ):
        moment = self._cs_moment(days)
        supervisor = self._cs_demo_user("supervisor")

        def suggest():
            taken[number] = (
                self.env["cs.suggestion"]
                .with_user(self._cs_demo_user("agent"))
                .create(
                    {
                        "partner_id": self._cs_demo_customer(customer).id,
                        "channel_id": self.env["cs.channel"]._cs_get(channel).id,
                        "category_id": self.env.ref(f"cs_care.suggestion_category_{category}").id,
                        "subject": subject,
                        "description": text,
                    }
                )
            )

        def one():
            return taken[number].with_user(supervisor)

        day = timedelta(days=1)
        steps = {
            "new": [],
            "review": [(2, lambda: one().action_review())],
            "declined": [(5, lambda: one().action_decline(answer))],
            "adopted": [(7, lambda: one().action_adopt(answer))],
            "realised": [
                (7, lambda: one().action_adopt(answer)),
                (35, lambda: one().action_realise()),
            ],
        }
        if state.startswith("same as"):
            target = int(state.split()[-1])
            steps[state] = [(1, lambda: one()._cs_merge(taken[target].with_user(supervisor)))]
        return [(moment, suggest), *((moment + n * day, step) for n, step in steps[state])]
