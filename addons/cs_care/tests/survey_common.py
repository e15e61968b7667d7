from datetime import timedelta

from odoo import fields
from odoo.fields import Command

from .common import CareCommon


class SurveyCommon(CareCommon):
    """A survey with both scores and a text, and helpers to draw and to answer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        days = [
            Command.create(
                {"name": f"day {day}", "dayofweek": str(day), "hour_from": 0, "hour_to": 23.98}
            )
            for day in range(7)
        ]
        cls.company.cs_calendar_id = cls.env["resource.calendar"].create(
            {"name": "Always", "tz": "UTC", "attendance_ids": [Command.clear(), *days]}
        )
        cls.company.write({"cs_survey_hour_from": 0, "cs_survey_hour_to": 24})
        cls.env["cs.survey.campaign"].search([("state", "=", "running")])._cs_trusted().write(
            {"state": "closed"}
        )
        cls.purpose = cls.env.ref("cs_privacy.purpose_service")
        cls.survey = cls.env.ref("cs_care.survey_contact")
        cls.customers = cls.customer | cls.customer2
        cls.tag = cls.env["res.partner.category"].create({"name": "Survey"})
        cls.customers.category_id = cls.tag

    @classmethod
    def _create_customers(cls, count, **values):
        return cls.env["res.partner"].create(
            [
                {
                    "name": f"Customer {number}",
                    "email": f"c{number}@customer.example",
                    "category_id": cls.tag.ids,
                    **values,
                }
                for number in range(count)
            ]
        )

    def _campaign(self, user=None, is_started=True, **values):
        """Create a campaign for the customers of the test; default: all, by e-mail."""
        campaign = (
            self.env["cs.survey.campaign"]
            .with_user(user or self.manager)
            .create(
                {
                    "name": "Autumn",
                    "survey_id": self.survey.id,
                    "purpose_id": self.purpose.id,
                    "population": "customers",
                    "domain": f"[('category_id', 'in', [{self.tag.id}])]",
                    "sample_method": "all",
                    **values,
                }
            )
        )
        if is_started:
            campaign.action_start()
        return campaign

    def _draw(self, campaign):
        known = campaign.sudo().draw_ids
        campaign.action_draw()
        draw = campaign.sudo().draw_ids - known
        return self._invitations(campaign).filtered(lambda found: found.draw_id == draw)

    def _invitations(self, campaign):
        return (
            self.env["cs.survey.invitation"]
            .sudo()
            .search([("campaign_id", "=", campaign.id)], order="partner_id")
        )

    def _ask(self, invitations):
        """Let the scheduled action take the step that is due."""
        invitations._cs_next_step()
        return invitations

    def _answer(self, invitation, satisfaction=None, nps=None, text=None):
        """Fill in the answer sheet of an invitation, as the page does."""
        sheet = invitation.sudo()._cs_answer_sheet()
        given = {"satisfaction": satisfaction, "nps": nps, "topic": text}
        for role, value in given.items():
            question = sheet.survey_id.question_ids.filtered(lambda q, r=role: q.cs_role == r)[:1]
            if value is not None and question:
                sheet._save_lines(question, str(value))
        sheet._mark_done()
        return invitation.sudo().response_id

    def _answered(self, satisfaction=None, nps=None, text=None, **values):
        """Return the response of one customer to a new campaign."""
        campaign = self._campaign(**{"domain": f"[('id', '=', {self.customer.id})]", **values})
        invitation = self._ask(self._draw(campaign))
        return self._answer(invitation, satisfaction, nps, text)

    def _contact(self, partner, user=None, days=1, **values):
        moment = fields.Datetime.now() - timedelta(days=days)
        return self.env["cs.contact"].create(
            {
                "channel_id": self.env["cs.channel"]._cs_get("phone").id,
                "partner_id": partner.id,
                "user_id": (user or self.agent).id,
                "date_arrived": moment,
                "date_answered": moment,
                "date_ended": moment,
                "outcome": "Told",
                **values,
            }
        )
