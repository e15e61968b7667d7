from functools import partial

from odoo import api, models

from .story import CONTACT_ANSWERS, HALL_RATINGS


class CsDemo(models.AbstractModel):
    _inherit = "cs.demo"

    @api.model
    def _cs_load_surveys(self):
        """Let the manager run three campaigns, and customers answer two of them."""
        contact = self._cs_demo_campaign(
            "survey_contact",
            name="客戶接觸後滿意度",
            population="contacts",
            population_days=60,
            sample_percent=70.0,
            stratify_by="channel",
            use_phone=True,
        )
        hall = self._cs_demo_campaign("survey_hall", name="營業廳服務評分", population="counter")
        events = [
            (self._cs_moment(16), partial(self._cs_demo_start_campaign, contact)),
            (self._cs_moment(15.9), partial(self._cs_demo_step, contact)),
            (self._cs_moment(12.5), partial(self._cs_demo_step, contact)),
        ]
        for number, answer in enumerate(CONTACT_ANSWERS):
            moment = self._cs_moment(15 - number * 0.4)
            events.append((moment, partial(self._cs_demo_answer, contact, *answer)))
        events.append((self._cs_moment(12.2), partial(self._cs_demo_follow_up, contact)))
        events.append((self._cs_moment(20), hall.action_start))
        for number, (stars, words) in enumerate(HALL_RATINGS):
            moment = self._cs_moment(19 - number * 1.1)
            events.append((moment, partial(self._cs_demo_rate, number, stars, words)))
        self._cs_play(events)
        self._cs_demo_calls()
        self._cs_demo_campaign(
            "survey_nps",
            name="Would you recommend us? Spring",
            population="customers",
            sample_method="number",
            sample_number=400,
            is_anonymous=True,
            stratify_by="region",
        )

    @api.model
    def _cs_demo_user(self, login):
        return self.env.ref(f"cs_base.user_{login}")

    @api.model
    def _cs_demo_campaign(self, survey, **values):
        campaigns = self.env["cs.survey.campaign"].with_user(self._cs_demo_user("manager"))
        return campaigns.create(
            {
                "survey_id": self.env.ref(f"cs_care.{survey}").id,
                "purpose_id": self.env.ref("cs_privacy.purpose_service").id,
                "date_start": self._cs_moment(21).date(),
                **values,
            }
        )

    @api.model
    def _cs_demo_start_campaign(self, campaign):
        campaign.action_start()
        campaign.action_draw()

    @api.model
    def _cs_demo_step(self, campaign):
        self.env["cs.survey.invitation"].search([("campaign_id", "=", campaign.id)])._cs_next_step()

    @api.model
    def _cs_demo_answer(self, campaign, satisfaction, settled, words):
        """Let the customer who was asked first and has not answered yet answer."""
        waiting = [("campaign_id", "=", campaign.id), ("state", "=", "asked")]
        invitation = self.env["cs.survey.invitation"].search(
            [*waiting, ("channel", "=", "email")], order="id", limit=1
        )
        if not invitation:
            return
        sheet = invitation._cs_answer_sheet()
        survey = invitation.survey_id
        choice = survey.question_ids.filtered(lambda q: q.question_type == "simple_choice")
        sheet._save_lines(survey._cs_question("satisfaction"), str(satisfaction))
        sheet._save_lines(choice, choice.suggested_answer_ids[settled].id)
        if words:
            sheet._save_lines(survey._cs_question("topic"), words)
        sheet._mark_done()

    @api.model
    def _cs_demo_follow_up(self, campaign):
        """Let a supervisor finish the first follow-up."""
        supervisor = self._cs_demo_user("supervisor")
        followup = self.env["cs.survey.followup"].search(
            [("campaign_id", "=", campaign.id)], order="id", limit=1
        )
        followup = followup.with_user(supervisor)
        if not followup:
            return
        followup.action_take()
        followup.write(
            {
                "cause": "基地台維修期間訊號不穩,且尖峰時段人力不足。",
                "measure": "已確認基地台修復;尖峰時段加派一名人員。",
                "told_note": "電話說明處理結果,客戶表示理解。",
            }
        )
        followup.action_told()
        followup.action_done()

    @api.model
    def _cs_demo_rate(self, number, stars, words):
        agent = self._cs_demo_user(("agent", "agent2")[number % 2])
        self.env["cs.survey.response"]._cs_counter_score(
            "pos", f"demo/{number}", stars, user=agent, comment=words
        )

    @api.model
    def _cs_demo_calls(self):
        """Leave some interviews by telephone to be made."""
        campaign = self._cs_demo_campaign(
            "survey_contact",
            name="電話滿意度訪問",
            population="customers",
            sample_method="number",
            sample_number=6,
            use_email=False,
            use_phone=True,
        )
        campaign.action_start()
        campaign.action_draw()
        invitations = self.env["cs.survey.invitation"].search([("campaign_id", "=", campaign.id)])
        # Whatever the hour at which the demonstration is loaded
        for invitation in invitations:
            invitation._cs_first(campaign.sudo(), "phone", self._cs_moment(0.2))
