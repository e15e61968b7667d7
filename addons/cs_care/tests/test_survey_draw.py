from collections import Counter
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .survey_common import SurveyCommon


@tagged("post_install", "-at_install")
class TestSurveyDraw(SurveyCommon):
    def test_all(self):
        campaign = self._campaign()
        invitations = self._draw(campaign)
        self.assertEqual(invitations.partner_id, self.customers)
        self.assertEqual(set(invitations.mapped("channel")), {"email"})
        self.assertEqual(len(set(invitations.mapped("token"))), 2)
        self.assertEqual({len(token) for token in invitations.mapped("token")}, {22})
        draw = campaign.draw_ids
        self.assertRecordValues(
            draw,
            [
                {
                    "number": 1,
                    "state": "done",
                    "population_count": 2,
                    "eligible_count": 2,
                    "sample_count": 2,
                    "drawn_count": 2,
                }
            ],
        )

    def test_is_drawn_once(self):
        """A customer is asked once in the days of the company, over all campaigns."""
        self._draw(self._campaign())
        other = self._campaign()
        self.assertFalse(self._draw(other))
        self.assertEqual(other.draw_ids.population_count, 2)
        self.assertEqual(other.draw_ids.eligible_count, 0)
        asked = self.env["cs.survey.asked"].search([("partner_id", "in", self.customers.ids)])
        asked.sudo().date_asked = fields.Datetime.now() - timedelta(
            days=self.company.cs_survey_interval_days + 1
        )
        self.assertEqual(len(self._draw(other)), 2)

    def test_draw_is_repeatable(self):
        """The same seed, number and population give the same sample."""
        self._create_customers(40)
        campaign = self._campaign(sample_method="number", sample_number=10)
        first = self._draw(campaign).partner_id
        self.assertEqual(len(first), 10)
        self.env["cs.survey.asked"].search([]).sudo().unlink()
        again = self._campaign(sample_method="number", sample_number=10)
        again.sudo().seed = campaign.sudo().seed
        self.assertEqual(self._draw(again).partner_id, first)
        self.env["cs.survey.asked"].search([]).sudo().unlink()
        other = self._campaign(sample_method="number", sample_number=10)
        self.assertNotEqual(self._draw(other).partner_id, first)

    def test_batches(self):
        """Filled in batches, a draw gives the same as at once and nobody twice."""
        self._create_customers(30)
        campaign = self._campaign(sample_method="number", sample_number=20)
        draw = campaign.sudo()._cs_next_draw()
        for _batch in range(5):
            draw._cs_fill(7)
        self.assertEqual(draw.state, "done")
        self.assertEqual(draw.drawn_count, 20)
        self.assertEqual(len(self._invitations(campaign).partner_id), 20)
        self.assertEqual(draw._cs_fill(7), 0)

    def test_cron(self):
        self._create_customers(3)
        campaign = self._campaign(repeat="day")
        cron = self.env.ref("cs_care.ir_cron_survey_draw")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual(len(self._invitations(campaign)), 5)
        self.assertGreater(campaign.next_draw_at, fields.Datetime.now())
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual(len(campaign.draw_ids), 1)

    def test_strata(self):
        """Equal allocation draws the same of a large and a small region, by lots within each."""
        regions = self.env["res.country.state"].create(
            [
                {"name": "North", "code": "XN", "country_id": self.env.ref("base.be").id},
                {"name": "South", "code": "XS", "country_id": self.env.ref("base.be").id},
            ]
        )
        self.customers.state_id = regions[0]
        self._create_customers(28, state_id=regions[0].id)
        self._create_customers(10, state_id=regions[1].id)
        design = {"sample_method": "number", "sample_number": 12, "stratify_by": "region"}
        campaign = self._campaign(allocation="equal", **design)
        invitations = self._draw(campaign)
        self.assertEqual(Counter(i.region_id.name for i in invitations), {"North": 6, "South": 6})
        self.assertEqual(
            {
                stratum.name.split(" (")[0]: (stratum.population_count, stratum.drawn_count)
                for stratum in campaign.draw_ids.stratum_ids
            },
            {"North": (30, 6), "South": (10, 6)},
        )
        self.env["cs.survey.asked"].search([]).sudo().unlink()
        invitations = self._draw(self._campaign(**design))
        self.assertEqual(Counter(i.region_id.name for i in invitations), {"North": 9, "South": 3})

    def test_contacts(self):
        """Customers with a contact count once, with the last one; who served is remembered."""
        self._contact(self.customer, days=9)
        last = self._contact(self.customer, user=self.agent2, days=2)
        self._contact(self.customer2, days=60)
        campaign = self._campaign(population="contacts", population_days=30)
        invitations = self._draw(campaign)
        self.assertRecordValues(
            invitations,
            [
                {
                    "partner_id": self.customer.id,
                    "contact_id": last.id,
                    "served_by_id": self.agent2.id,
                    "contact_channel_id": last.channel_id.id,
                }
            ],
        )
        complaints = self._campaign(population="complaints", population_days=90)
        self.assertFalse(self._draw(complaints))

    def test_consent(self):
        """Who has not agreed is no part of the sample, and counts in the population."""
        campaign = self._campaign(purpose_id=self.env.ref("cs_privacy.purpose_improvement").id)
        self.assertFalse(self._draw(campaign))
        self.assertEqual(campaign.draw_ids.population_count, 2)

    def test_channels(self):
        """The first way by which a customer can be reached is used."""
        self.customer2.email = False
        self.customer2.phone = "+886 912 345 678"
        campaign = self._campaign(use_sms=True)
        channels = {i.partner_id: i.channel for i in self._draw(campaign)}
        self.assertEqual(channels, {self.customer: "email", self.customer2: "sms"})

    def test_staff_and_archived_are_left_out(self):
        self.customer.active = False
        self.agent.partner_id.category_id = self.tag
        self.assertEqual(self._draw(self._campaign()).partner_id, self.customer2)

    def test_count_of_queries(self):
        """A draw costs the same for two customers and for two hundred."""
        self._draw(self._campaign())

        def cost(campaign):
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            campaign.action_draw()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        self.env["cs.survey.asked"].search([]).sudo().unlink()
        small = cost(self._campaign())
        self._create_customers(200)
        self.env["cs.survey.asked"].search([]).sudo().unlink()
        large = cost(self._campaign())
        self.assertLessEqual(large, small + 2)

    # Refusals

    def test_refusals_of_design(self):
        with self.assertRefused(ValidationError, "cannot end before it starts"):
            self._campaign(date_start="2026-05-02", date_end="2026-05-01")
        with self.assertRefused(ValidationError, "cannot be asked by telephone"):
            self._campaign(is_anonymous=True, use_phone=True)
        with self.assertRefused(ValidationError, "Strata by channel need contacts"):
            self._campaign(stratify_by="channel")
        with self.assertRefused(ValidationError, "cannot be read"):
            self._campaign(domain="[('no_such_field', '=', 1)]")
        with self.assertRefused(UserError, "at least one way"):
            self._campaign(use_email=False)

    def test_design_stays_after_draw(self):
        campaign = self._campaign()
        self._draw(campaign)
        with self.assertRefused(UserError, "stay as they are"):
            campaign.sample_method = "number"
        campaign.name = "Other name"
        with self.assertRefused(UserError, "Archive it instead"):
            campaign.unlink()

    def test_draw_only_when_running(self):
        campaign = self._campaign(is_started=False)
        with self.assertRefused(UserError, "drawn in running campaigns"):
            campaign.action_draw()
        counter = self._campaign(population="counter")
        with self.assertRefused(UserError, "drawn in running campaigns"):
            counter.action_draw()

    def test_start_needs_a_score(self):
        survey = self.survey.copy()
        survey.question_ids.cs_role = False
        with self.assertRefused(UserError, "no question of satisfaction"):
            self._campaign(survey_id=survey.id)
        other = self.env["survey.survey"].create({"title": "Open", "survey_type": "survey"})
        with self.assertRefused(UserError, "no customer survey"):
            self._campaign(survey_id=other.id)

    def test_who_draws(self):
        campaign = self._campaign()
        for user in self.supervisor | self.agent:
            with self.assertRaises(AccessError):
                campaign.with_user(user).action_draw()
        with self.assertRefused(UserError, "by the button of a campaign"):
            self.env["cs.survey.draw"].with_user(self.manager).create({})

    def test_close(self):
        campaign = self._campaign()
        invitations = self._ask(self._draw(campaign))
        campaign.action_close()
        self.assertEqual(campaign.state, "closed")
        self.assertFalse(any(invitation._cs_is_open() for invitation in invitations))
        invitations._cs_next_step()
        self.assertEqual(set(invitations.mapped("state")), {"expired"})
        campaign.action_close()

    def test_cron_closes(self):
        today = fields.Date.today()
        campaign = self._campaign(date_start=today - timedelta(days=60), date_end=today)
        self.env["cs.survey.campaign"]._cron_close()
        self.assertEqual(campaign.state, "running")
        campaign.date_end = today - timedelta(days=campaign.expire_days + 2)
        self.env["cs.survey.campaign"]._cron_close()
        self.assertEqual(campaign.state, "closed")
