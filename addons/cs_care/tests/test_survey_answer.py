from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .survey_common import SurveyCommon


@tagged("post_install", "-at_install")
class TestSurveyAnswer(SurveyCommon):
    # Asking

    def _mails(self):
        return self.env["mail.mail"].search([("recipient_ids", "in", self.customers.ids)])

    def test_mail(self):
        invitations = self._ask(self._draw(self._campaign()))
        self.assertEqual(set(invitations.mapped("state")), {"asked"})
        mails = self._mails()
        self.assertEqual(len(mails), 2)
        for invitation in invitations:
            mail = mails.filtered(lambda m, i=invitation: m.recipient_ids == i.partner_id)
            self.assertIn(invitation._cs_url(), mail.body_html)
            # Nobody finds the link on the record.
            self.assertFalse(mail.model)
        # A second run sends nothing.
        invitations._cs_next_step()
        self.assertEqual(len(self._mails()), 2)

    def test_mail_of_objectable_purpose_has_unsubscribe(self):
        purpose = self.env.ref("cs_privacy.purpose_improvement")
        self.env["cs.privacy.consent"].sudo()._cs_record(
            self.customer, purpose, "given", how="phone", note="Yes"
        )
        self._ask(self._draw(self._campaign(purpose_id=purpose.id)))
        mail = self._mails()
        self.assertIn("/privacy/unsubscribe/", mail.headers)
        self.assertIn("/privacy/unsubscribe/", mail.body_html)

    def test_consent_is_asked_again_when_sending(self):
        purpose = self.env.ref("cs_privacy.purpose_improvement")
        consents = self.env["cs.privacy.consent"].sudo()
        consents._cs_record(self.customer, purpose, "given", how="phone", note="Yes")
        invitation = self._draw(self._campaign(purpose_id=purpose.id))
        consents._cs_record(self.customer, purpose, "withdrawn", how="phone", note="No")
        self._ask(invitation)
        self.assertEqual(invitation.state, "skipped")
        self.assertEqual(invitation.skip_reason, "No consent, no address, or addressed too often.")
        self.assertFalse(self._mails())

    def test_sms(self):
        self.customer.write({"email": False, "phone": "+886 912 345 678"})
        campaign = self._campaign(
            use_email=False, use_sms=True, domain=f"[('id', '=', {self.customer.id})]"
        )
        invitation = self._ask(self._draw(campaign))
        sms = self.env["sms.sms"].search([("partner_id", "=", self.customer.id)])
        self.assertIn(invitation._cs_url(), sms.body)
        self.assertLess(len(sms.body), 160)

    @freeze_time("2026-05-04 01:30:00")
    def test_quiet_hours(self):
        self.company.write({"cs_survey_hour_from": 9, "cs_survey_hour_to": 20})
        self.company.cs_calendar_id.tz = "Asia/Taipei"
        campaign = self._campaign()
        invitations = self._draw(campaign)
        # 09:30 in Taipei
        self.assertEqual(
            self.company._cs_survey_next_moment(fields.Datetime.now()), fields.Datetime.now()
        )
        with freeze_time("2026-05-04 13:00:00"):
            self._ask(invitations)
        self.assertEqual(set(invitations.mapped("state")), {"drawn"})
        self.assertEqual(
            set(invitations.mapped("next_at")), {fields.Datetime.to_datetime("2026-05-05 01:00:00")}
        )

    def test_reminder_once_then_expiry(self):
        campaign = self._campaign(remind_days=3, expire_days=14)
        invitation = self._ask(self._draw(campaign))[0]
        start = fields.Datetime.now()
        with freeze_time(start + timedelta(days=3, minutes=1)):
            invitation._cs_next_step()
            self.assertTrue(invitation.date_reminded)
            invitation._cs_next_step()
        self.assertEqual(
            len(self._mails().filtered(lambda m: m.recipient_ids == invitation.partner_id)), 2
        )
        with freeze_time(start + timedelta(days=14, minutes=1)):
            invitation._cs_next_step()
        self.assertEqual(invitation.state, "expired")
        self.assertFalse(invitation.next_at)

    def test_count_of_queries_of_sending(self):
        self._create_customers(30)
        invitations = self._draw(self._campaign(use_email=False, use_portal=False, use_sms=True))
        self.assertFalse(invitations)
        invitations = self._draw(self._campaign())

        def cost(found):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._ask(found)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        small, large = cost(invitations[:2]), cost(invitations[2:])
        self.assertLess(large, small + 30 * 4)

    # Answering

    def test_answer(self):
        response = self._answered(satisfaction=5, text="Quick. Call me at 0912 345 678")
        self.assertRecordValues(
            response,
            [
                {
                    "satisfaction": 5,
                    "score": 100.0,
                    "has_score": True,
                    "nps_group": False,
                    "partner_id": self.customer.id,
                    "channel": "email",
                }
            ],
        )
        invitation = response.invitation_id
        self.assertEqual((invitation.state, invitation.score), ("answered", 100.0))
        words = response.answer_ids.filtered("is_text")
        self.assertIn("Quick", words.text)
        self.assertNotIn("345 678", words.text)
        lines = invitation.user_input_id.user_input_line_ids
        self.assertNotIn("345 678", " ".join(filter(None, lines.mapped("value_text_box"))))

    def test_nps(self):
        survey = self.env.ref("cs_care.survey_nps")
        response = self._answered(nps=0, survey_id=survey.id)
        self.assertRecordValues(
            response,
            [{"nps": 0, "nps_group": "detractor", "score": 0.0, "satisfaction": 0}],
        )

    def test_answer_counts_once(self):
        response = self._answered(satisfaction=4)
        invitation = response.invitation_id
        invitation.user_input_id._mark_done()
        found = self.env["cs.survey.response"].search([("invitation_id", "=", invitation.id)])
        self.assertEqual(found, response)
        self.assertFalse(invitation._cs_is_open())

    def test_event(self):
        response = self._answered(satisfaction=4)
        event = self.env["cs.customer.event"].search(
            [("partner_id", "=", self.customer.id), ("kind_id.code", "=", "survey_answered")]
        )
        self.assertEqual(event.res_id, response.invitation_id.id)

    def test_test_run_counts_nowhere(self):
        sheet = self.survey._create_answer(user=self.env.user, test_entry=True)
        sheet._mark_done()
        found = self.env["cs.survey.response"].search([("survey_id", "=", self.survey.id)])
        self.assertFalse(found.filtered(lambda r: r.date == fields.Date.today()))

    def test_only_by_invitation(self):
        with self.assertRefused(UserError, "by invitation"):
            self.survey._create_answer(email="x@example.com")

    def test_language(self):
        self.env["res.lang"]._activate_lang("zh_TW")
        self.customer.lang = "zh_TW"
        campaign = self._campaign(domain=f"[('id', '=', {self.customer.id})]")
        invitation = self._ask(self._draw(campaign))
        self.assertEqual(invitation._cs_answer_sheet().lang_id.code, "zh_TW")

    def test_answers_are_evidence(self):
        response = self._answered(satisfaction=4, text="Fine")
        with self.assertRefused(UserError, "evidence and stays as it is"):
            response.score = 1
        with self.assertRefused(UserError, "evidence and stays as it is"):
            response.answer_ids[0].text = "Other"
        for records in (response, response.answer_ids):
            with self.assertRefused(UserError, "evidence and stays as it is"):
                records.unlink()
        with self.assertRefused(UserError, "base of the response rate"):
            response.invitation_id.unlink()
        with self.assertRefused(UserError, "evidence and stays"):
            response.campaign_id.draw_ids.unlink()
        with self.assertRefused(UserError, "evidence and stays"):
            response.campaign_id.draw_ids.stratum_ids.unlink()

    # Anonymous

    def test_anonymous(self):
        """No reference, order or hour leads from an answer to a customer."""
        self._create_customers(5)
        campaign = self._campaign(is_anonymous=True)
        invitations = self._ask(self._draw(campaign))
        self.assertEqual(len(invitations), 7)
        for number, invitation in enumerate(invitations[:5]):
            sheet = invitation._cs_answer_sheet()
            self.assertFalse(sheet.partner_id or sheet.email or sheet.nickname)
            self.assertFalse(self._answer(invitation, satisfaction=1 + number))
        responses = self.env["cs.survey.response"].search([("campaign_id", "=", campaign.id)])
        self.assertFalse(responses)
        sheets = invitations.user_input_id
        self.env["cs.survey.campaign"]._cron_close()
        responses = self.env["cs.survey.response"].search([("campaign_id", "=", campaign.id)])
        self.assertEqual(sorted(responses.mapped("satisfaction")), [1, 2, 3, 4, 5])
        self.assertFalse(responses.partner_id or responses.invitation_id or responses.region_id)
        self.assertFalse(
            invitations[:5].user_input_id
            or sheets.exists().filtered(lambda sheet: sheet.state == "done")
        )
        self.assertFalse(any(invitations.mapped("has_score")))
        followups = self.env["cs.survey.followup"].search([("campaign_id", "=", campaign.id)])
        self.assertFalse(followups)

    def test_few_anonymous_answers_are_deleted(self):
        campaign = self._campaign(is_anonymous=True)
        for invitation in self._ask(self._draw(campaign)):
            self._answer(invitation, satisfaction=1)
        campaign._cs_release()
        self.assertEqual(len(self._invitations(campaign).user_input_id), 2)
        campaign.action_close()
        self.assertFalse(self.env["cs.survey.response"].search([("campaign_id", "=", campaign.id)]))
        self.assertFalse(self._invitations(campaign).user_input_id)
        self.assertIn("2 answers were deleted", campaign.message_ids[0].body)

    # The questionnaire

    def test_survey_is_fixed(self):
        with self.assertRefused(ValidationError, "by invitation, without login"):
            self.survey.access_mode = "public"
        self._campaign()
        with self.assertRefused(UserError, "keeps its type"):
            self.survey.survey_type = "survey"

    def test_questions_are_fixed_after_answers(self):
        self._answered(satisfaction=4)
        question = self.survey._cs_question("satisfaction")
        with self.assertRefused(UserError, "another meaning"):
            question.cs_role = False
        question.title = "How satisfied?"

    def test_roles_of_questions(self):
        question = self.survey._cs_question("satisfaction")
        with self.assertRefused(ValidationError, "scale from 1 to 5"):
            question.scale_max = 10
        text = self.survey._cs_question("topic")
        with self.assertRefused(ValidationError, "not a text box"):
            text.question_type = "numerical_box"
        with self.assertRefused(ValidationError, "Only one question"):
            question.copy({"survey_id": self.survey.id})
        with self.assertRefused(ValidationError, "cannot be kept as e-mail"):
            self.env["survey.question"].create(
                {
                    "survey_id": self.survey.id,
                    "title": "Your e-mail",
                    "question_type": "char_box",
                    "validation_email": True,
                    "save_as_email": True,
                }
            )
