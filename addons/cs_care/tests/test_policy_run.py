from ast import literal_eval
from datetime import datetime
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.cs_care.core.holdout import is_held_back
from odoo.addons.cs_care.models.policy import cs_care_policy_run
from odoo.addons.sms.tools.sms_api import SmsApi

from .policy_common import PolicyCommon


@tagged("post_install", "-at_install")
class TestPolicyRun(PolicyCommon):
    """Each customer gets the care once per period, by the right channel, within the budget."""

    def test_email_with_a_way_out(self):
        policy = self.start()
        self.run_policy(policy)
        action = self.action_of(policy, self.customer)
        self.assertEqual(
            (action.state, action.channel, action.delivery), ("done", "email", "queued")
        )
        mail = (
            self.env["mail.mail"]
            .sudo()
            .search([("mail_message_id", "=", action.mail_message_id.id)])
        )
        self.assertEqual((mail.state, mail.recipient_ids), ("outgoing", self.customer))
        headers = literal_eval(mail.headers)
        self.assertIn("/privacy/unsubscribe/", headers["List-Unsubscribe"])
        self.assertEqual(headers["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click")
        self.assertIn("/privacy/unsubscribe/", mail.body_html)
        self.assertIn("Mei Lin", mail.body_html)
        mail._postprocess_sent_message([self.customer.id], [])
        self.assertEqual(action.delivery, "sent")
        touch = self.env["cs.care.touch"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual((touch.channel, touch.source), ("email", "Greeting"))

    def test_sms_by_preference(self):
        self.customer.write({"phone": "+886912555101", "cs_care_channel": "sms"})
        policy = self.start()
        self.run_policy(policy)
        action = self.action_of(policy, self.customer)
        self.assertEqual((action.state, action.channel), ("done", "sms"))
        sms = (
            self.env["sms.sms"].sudo().search([("mail_message_id", "=", action.mail_message_id.id)])
        )
        self.assertEqual(sms.state, "outgoing")
        self.assertIn("/privacy/unsubscribe/", sms.body)
        sms.sms_tracker_id._action_update_from_sms_state("sent")
        self.assertEqual(action.delivery, "delivered")
        self.assertEqual(self.action_of(policy, self.customer2).channel, "email")

    def test_once_per_period(self):
        policy = self.start(schedule="monthly")
        with freeze_time("2026-03-02 04:00:00"):
            self.run_policy(policy)
            self.run_policy(policy)
        with freeze_time("2026-03-20 04:00:00"):
            late = self.create_people(1)
            self.run_policy(policy)
        self.assertEqual(self.states(policy), {"done": 3})
        self.assertEqual(self.action_of(policy, late).period, "2026-03")
        with freeze_time("2026-04-03 04:00:00"):
            self.run_policy(policy)
        self.assertEqual(self.states(policy), {"done": 6})
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.action_of(policy, late)[:1].copy({"period": "2026-03"})

    def test_draws_in_parts(self):
        self.create_people(5)
        policy = self.start()
        with patch.object(cs_care_policy_run, "DRAW_SIZE", 2):
            policy._cs_run_step()
            self.assertEqual(self.states(policy), {"planned": 2})
            self.assertTrue(policy.drawn_to)
            self.run_policy(policy)
        self.assertEqual(self.states(policy), {"done": 7})
        self.assertEqual(policy.drawn_to, -1)

    def test_budget(self):
        self.create_people(5)
        policy = self.start(max_actions=3, unit_cost=2, max_money=100)
        self.run_policy(policy)
        self.assertEqual((policy.state, policy.state_reason), ("paused", "The budget is used up."))
        self.assertEqual(self.states(policy), {"done": 3, "planned": 4})
        self.assertEqual((policy.used_actions, policy.used_money), (3, 6))
        self.assertEqual(policy.activity_ids.user_id, self.manager)
        with self.assertRefused(UserError, "is used up. Take it back to draft"):
            policy.with_user(self.manager).action_resume()
        money = self.start(unit_cost=2, max_money=5)
        self.run_policy(money)
        self.assertEqual((money.used_actions, money.used_money), (2, 4))

    def test_held_back(self):
        people = self.create_people(58) | self.people
        policy = self.start(holdout_percent=30)
        self.run_policy(policy)
        held = self.actions.search([("policy_id", "=", policy.id), ("state", "=", "holdout")])
        expected = people.filtered(lambda partner: is_held_back(policy.id, partner.id, 30))
        self.assertTrue(expected)
        self.assertEqual(held.partner_id, expected, "PostgreSQL and Python draw the same persons")
        self.assertFalse(self.env["cs.care.touch"].search([("partner_id", "in", expected.ids)]))

    def test_consent_counts_when_it_is_sent(self):
        policy = self.start()
        policy._cs_run_step()
        self.assertEqual(self.states(policy), {"planned": 2})
        self.agree(self.customer, "withdrawn")
        self.run_policy(policy)
        action = self.action_of(policy, self.customer)
        self.assertEqual((action.state, action.why), ("skipped", "consent"))
        self.assertEqual(self.action_of(policy, self.customer2).state, "done")
        self.assertNotIn(
            self.customer, self.env["res.partner"].search(policy._cs_audience_domain())
        )

    def test_withdrawn_while_it_waits_in_the_queue(self):
        self.customer.write({"phone": "+886912555101", "cs_care_channel": "sms"})
        self.customer2.phone = "+886912555102"
        policies = self.start(), self.start(name="SMS", channel_mode="sms")
        for policy in policies:
            self.run_policy(policy)
        by_sms = self.action_of(policies[0], self.customer)
        by_mail, other = (self.action_of(policy, self.customer2) for policy in policies)
        self.assertEqual((by_mail.channel, other.channel), ("email", "sms"))
        self.agree(self.people, "withdrawn", "email")
        self.agree(self.customer, "withdrawn", "sms")
        mails = (
            self.env["mail.mail"]
            .sudo()
            .search([("mail_message_id", "=", by_mail.mail_message_id.id)])
        )
        mails.send()
        self.assertEqual((mails.state, by_mail.delivery), ("cancel", "recalled"))
        sms = self.env["sms.sms"].sudo()
        queued = sms.search(
            [("mail_message_id", "in", (by_sms | other).mail_message_id.ids)], order="id"
        )
        sent = []

        def send(api, messages, **_options):
            sent.extend(entry for message in messages for entry in message["numbers"])
            return [{"uuid": entry["uuid"], "state": "sent"} for entry in sent]

        uuid = queued.filtered(lambda one: one.partner_id == self.customer2).uuid
        with patch.object(SmsApi, "_send_sms_batch", send):
            queued.send(unlink_sent=False)
        self.assertEqual([entry["uuid"] for entry in sent], [uuid], "one of the two only")
        self.assertEqual(by_sms.delivery, "recalled")
        self.assertIn(other.delivery, ("sent", "delivered"))

    def test_no_address(self):
        self.customer.email = False
        policy = self.start()
        self.run_policy(policy)
        self.assertEqual(self.action_of(policy, self.customer).why, "address")

    def test_cap_over_all_policies(self):
        self.company.cs_care_cap = 2
        for number in range(3):
            policy = self.start(name=f"Policy {number}")
            self.run_policy(policy)
        self.assertEqual(self.action_of(policy, self.customer).why, "cap")
        self.assertEqual(
            self.env["cs.care.touch"].search_count([("partner_id", "=", self.customer.id)]), 2
        )

    def test_wishes_of_the_customer(self):
        self.customer.cs_care_frequency = "never"
        self.customer2.cs_care_frequency = "monthly"
        for number in range(2):
            policy = self.start(name=f"Policy {number}")
            self.run_policy(policy)
        self.assertEqual(self.states(policy), {"skipped": 2})
        self.assertEqual(
            self.env["cs.care.touch"].search([("partner_id", "in", self.people.ids)]).partner_id,
            self.customer2,
        )

    @freeze_time("2026-03-02 14:00:00")
    def test_quiet_hours_where_the_customer_is(self):
        self.company.write({"cs_care_quiet_from": 21, "cs_care_quiet_to": 8})
        self.customer.tz, self.customer2.tz = "Asia/Taipei", "Europe/Prague"
        policy = self.start()
        self.run_policy(policy)
        action = self.action_of(policy, self.customer)
        self.assertEqual((action.state, action.date_due), ("deferred", datetime(2026, 3, 3)))
        self.assertEqual(self.action_of(policy, self.customer2).state, "done")
        with freeze_time("2026-03-03 00:00:00"):
            self.run_policy(policy)
        self.assertEqual(action.state, "done")

    @freeze_time("2026-03-07 03:00:00")
    def test_working_time(self):
        policy = self.start(is_working_time=True)
        self.run_policy(policy)
        action = self.action_of(policy, self.customer)
        self.assertEqual((action.state, action.date_due.weekday()), ("deferred", 0))

    def test_one_failure_spoils_only_itself(self):
        policy = self.start()
        kinds = type(self.actions)
        values = kinds._cs_email_values

        def fail(action, *args):
            if action.partner_id == self.customer:
                raise ValueError("secret")
            return values(action, *args)

        with patch.object(kinds, "_cs_email_values", fail):
            self.run_policy(policy)
        self.assertEqual(self.states(policy), {"done": 1, "failed": 1})
        self.assertEqual(policy.used_actions, 1)

    def test_broken_policy_is_paused(self):
        policy = self.start()
        with (
            patch.object(type(policy), "_cs_draw", side_effect=ValueError("secret")),
            mute_logger("odoo.addons.cs_care.models.policy.cs_care_policy_run"),
        ):
            self.assertEqual(policy._cs_run_step_or_pause(), 0)
        self.assertEqual(
            (policy.state, policy.state_reason), ("paused", "It failed (ValueError); see to it.")
        )

    def test_scheduled_action(self):
        policy = self.start()
        ended = self.start(date_end="2099-01-01")
        ended._cs_step(date_end="2020-02-01")
        with self.enter_registry_test_mode():
            self.env.ref("cs_care.ir_cron_care_policy").method_direct_trigger()
        self.assertEqual(self.states(policy), {"done": 2})
        self.assertEqual((ended.state, self.states(ended)), ("done", {}))

    def test_reply(self):
        policy = self.start()
        self.run_policy(policy)
        action = self.action_of(policy, self.customer)
        action.message_post(author_id=self.customer.id, body="Thanks", message_type="email")
        self.assertTrue(action.date_replied)

    def test_queries_do_not_grow(self):
        counts = []
        for size in (10, 60):
            self.create_people(size)
            policy = self.start()
            policy._cs_run_step()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            policy._cs_run_step()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLess(counts[1] - counts[0], 25, counts)

    def test_surveys_count_and_keep_to_the_cap(self):
        campaign = self.env["cs.survey.campaign"].create(
            {
                "name": "How are we doing?",
                "survey_id": self.env.ref("cs_care.survey_nps").id,
                "purpose_id": self.env.ref("cs_privacy.purpose_promotion").id,
            }
        )
        invitations = self.env["cs.survey.invitation"].sudo()
        asked, capped = invitations.create(
            [
                {
                    "campaign_id": campaign.id,
                    "survey_id": campaign.survey_id.id,
                    "company_id": self.company.id,
                    "partner_id": partner.id,
                    "channel": "email",
                }
                for partner in self.people
            ]
        )
        self.customer2.cs_care_frequency = "never"
        self.assertEqual((asked | capped)._cs_may_be_asked(campaign, "email"), asked)
        asked._cs_send("email")
        touch = self.env["cs.care.touch"].search([("partner_id", "in", self.people.ids)])
        self.assertEqual(len(touch), 1)
        self.assertEqual((touch.partner_id, touch.res_model), (self.customer, campaign._name))
