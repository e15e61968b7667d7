from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .survey_common import SurveyCommon


@tagged("post_install", "-at_install")
class TestSurveyCall(SurveyCommon):
    def _calls(self, **values):
        self.customers.phone = "+886 912 345 678"
        campaign = self._campaign(
            use_email=False,
            use_phone=True,
            **{"domain": f"[('id', '=', {self.customer.id})]", **values},
        )
        return self._ask(self._draw(campaign))

    def _record_outcome(self, invitation, outcome, user=None, **values):
        wizard = (
            self.env["cs.survey.call.outcome"]
            .with_user(user or self.agent)
            .create({"invitation_id": invitation.id, "outcome": outcome, **values})
        )
        return wizard.action_record()

    def test_interview(self):
        invitation = self._calls()
        self.assertEqual(invitation.state, "asked")
        action = invitation.with_user(self.agent).action_interview()
        self.assertEqual(action["url"], f"/cs/survey/interview/{invitation.id}")
        invitation.with_user(self.agent).action_interview()
        self.assertRecordValues(
            invitation.call_ids, [{"user_id": self.agent.id, "outcome": "interview"}]
        )
        response = self._answer(invitation, satisfaction=4)
        self.assertEqual((response.channel, invitation.interviewer_id), ("phone", self.agent))
        with self.assertRefused(UserError, "not to be called any more"):
            invitation.with_user(self.agent).action_interview()

    def test_never_by_who_served(self):
        self._contact(self.customer, user=self.agent)
        invitation = self._calls(population="contacts")
        self.assertFalse(
            self.env["cs.survey.invitation"]
            .with_user(self.agent)
            .search([("id", "=", invitation.id)])
        )
        with self.assertRaises(AccessError):
            invitation.with_user(self.agent).action_interview()
        invitation.sudo().served_by_id = self.supervisor
        with self.assertRefused(UserError, "somebody else has to ask"):
            invitation.with_user(self.supervisor).action_interview()
        self.assertTrue(invitation.with_user(self.agent2).action_interview())

    def test_attempts(self):
        invitation = self._calls(max_attempts=2)
        self._record_outcome(invitation, "no_answer")
        self.assertEqual(invitation.state, "asked")
        self.assertGreater(invitation.next_call_at, fields.Datetime.now() + timedelta(hours=3))
        self._record_outcome(invitation, "busy")
        self.assertEqual((invitation.state, invitation.attempt_count), ("unreachable", 2))

    def test_call_back(self):
        invitation = self._calls()
        with self.assertRefused(UserError, "a time ahead"):
            self._record_outcome(invitation, "call_back")
        later = fields.Datetime.now().replace(microsecond=0) + timedelta(days=1)
        self._record_outcome(invitation, "call_back", call_back_at=later, note="At 0912 345 678")
        self.assertEqual(invitation.next_call_at, later)
        self.assertNotIn("345 678", invitation.call_ids.note)
        self.assertFalse(invitation.is_due)

    def test_refused(self):
        invitation = self._calls()
        self._record_outcome(invitation, "refused")
        self.assertEqual(invitation.state, "refused")
        with self.assertRefused(UserError, "stay as they are"):
            invitation.call_ids.outcome = "busy"
        with self.assertRefused(UserError, "stay as they are"):
            invitation.call_ids.unlink()

    def test_withdrawn_meanwhile(self):
        purpose = self.env.ref("cs_privacy.purpose_improvement")
        consents = self.env["cs.privacy.consent"].sudo()
        consents._cs_record(self.customer, purpose, "given", how="phone", note="Yes")
        invitation = self._calls(purpose_id=purpose.id)
        consents._cs_record(self.customer, purpose, "withdrawn", how="phone", note="No")
        told = invitation.with_user(self.agent).action_interview()
        self.assertIn("do not call", told["params"]["message"])
        self.assertEqual((invitation.state, len(invitation.call_ids)), ("skipped", 0))

    def test_next_call(self):
        """Two agents get two customers."""
        invitations = self._calls(domain=f"[('id', 'in', {self.customers.ids})]")
        calls = self.env["cs.survey.invitation"]
        first = calls.with_user(self.agent).action_next_call()
        second = calls.with_user(self.agent2).action_next_call()
        self.assertEqual({first["res_id"], second["res_id"]}, set(invitations.ids))
        none = calls.with_user(self.agent).action_next_call()
        self.assertEqual(none["params"]["message"], "No call is due now.")

    def test_masked(self):
        self.customer.sudo()._cs_protect()
        invitation = self._calls()
        self.assertNotIn("345", invitation.with_user(self.agent).partner_phone)

    def test_remarks(self):
        self.customer.comment = "<p>Is hard of hearing</p>"
        invitation = self._calls()
        self.assertIn("hard of hearing", invitation.with_user(self.agent).remarks)

    # The hall

    def _counter(self, **values):
        survey = self.env.ref("cs_care.survey_hall")
        return self._campaign(population="counter", survey_id=survey.id, **values)

    def test_counter(self):
        campaign = self._counter()
        responses = self.env["cs.survey.response"].sudo()
        given = {"partner": self.customer, "user": self.agent, "comment": "Long queue"}
        response = responses._cs_counter_score("pos", "order/7", 2, **given)
        again = responses._cs_counter_score("pos", "order/7", 5, **given)
        self.assertEqual(again, response)
        self.assertRecordValues(
            response,
            [
                {
                    "campaign_id": campaign.id,
                    "satisfaction": 2,
                    "channel": "store",
                    "partner_id": self.customer.id,
                    "user_id": self.agent.id,
                }
            ],
        )
        followup = self.env["cs.survey.followup"].search([("response_id", "=", response.id)])
        self.assertEqual(followup.partner_id, self.customer)
        self.assertEqual(
            response.answer_ids.topic_ids, self.env.ref("cs_care.survey_topic_waiting")
        )

    def test_counter_of_nobody(self):
        self._counter()
        responses = self.env["cs.survey.response"].sudo()
        response = responses._cs_counter_score("pos", "order/8", 5)
        self.assertFalse(response.partner_id)
        with self.assertRefused(UserError, "from 1 to 5"):
            responses._cs_counter_score("pos", "order/9", 6)

    def test_counter_without_campaign(self):
        with self.assertRefused(UserError, "No survey campaign for ratings in the hall"):
            self.env["cs.survey.response"].sudo()._cs_counter_score("pos", "order/9", 5)

    def test_invite(self):
        campaign = self._campaign(is_started=False)
        invitations = self.env["cs.survey.invitation"].sudo()
        with self.assertRefused(UserError, "does not run"):
            invitations._cs_invite(campaign, self.customer, "portal")
        campaign.action_start()
        invitation = invitations._cs_invite(campaign, self.customer, "portal")
        self.assertTrue(invitation._cs_is_open())
