from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .survey_common import SurveyCommon


@tagged("post_install", "-at_install")
class TestSurveyResults(SurveyCommon):
    def _give(self, invitations, scores):
        for invitation, score in zip(invitations, scores, strict=False):
            self._answer(invitation, satisfaction=score)

    def test_overall(self):
        self._create_customers(18)
        campaign = self._campaign()
        invitations = self._ask(self._draw(campaign))
        self._give(invitations, [5, 5, 4, 4, 4, 3, 2, 5, 4, 1])
        results = campaign.with_user(self.supervisor)._cs_results()
        total = results["total"]
        self.assertEqual((total["asked"], total["answered"], total["rated"]), (20, 10, 10))
        self.assertAlmostEqual(total["response"].value, 0.5)
        self.assertAlmostEqual(total["satisfied"].value, 0.7)
        self.assertAlmostEqual(total["mean"].value, 3.7)
        # Half of the population has answered: surer than ten of an endless one.
        self.assertEqual(results["population"], 20)
        self.assertGreater(total["satisfied"].low, 0.397)
        self.assertLess(total["satisfied"].high, 0.892)
        self.assertIsNone(total["nps"])

    def test_unequal_strata_are_weighted_back(self):
        """Nine tenths of the customers live where all are satisfied, and one where nobody is."""
        regions = self.env["res.country.state"].create(
            [
                {"name": "North", "code": "XN", "country_id": self.env.ref("base.be").id},
                {"name": "South", "code": "XS", "country_id": self.env.ref("base.be").id},
            ]
        )
        self.customers.state_id = regions[0]
        self._create_customers(34, state_id=regions[0].id)
        self._create_customers(4, state_id=regions[1].id)
        campaign = self._campaign(
            sample_method="number", sample_number=8, stratify_by="region", allocation="equal"
        )
        for invitation in self._ask(self._draw(campaign)):
            score = 5 if invitation.region_id == regions[0] else 1
            self._answer(invitation, satisfaction=score)
        results = campaign._cs_results()
        self.assertTrue(results["is_weighted"])
        self.assertAlmostEqual(results["total"]["satisfied"].value, 0.9)
        self.assertAlmostEqual(results["total"]["mean"].value, 4.6)
        groups = dict(results["groups"])
        strata = {row["name"].split(" (")[0]: row for row in groups["By stratum"]}
        self.assertAlmostEqual(strata["North"]["satisfied"].value, 1.0)
        self.assertAlmostEqual(strata["South"]["satisfied"].value, 0.0)
        self.assertEqual(strata["South"]["asked"], 4)

    def test_nps(self):
        self._create_customers(8)
        campaign = self._campaign(survey_id=self.env.ref("cs_care.survey_nps").id)
        invitations = self._ask(self._draw(campaign))
        for invitation, nps in zip(invitations, [10, 9, 9, 9, 8, 7, 7, 6, 3, 0], strict=True):
            self._answer(invitation, nps=nps)
        nps = campaign._cs_results()["total"]["nps"]
        self.assertAlmostEqual(nps.value, 0.1)
        # All have answered: there is no error of sampling.
        self.assertEqual((nps.low, nps.high), (nps.value, nps.value))

    def test_page(self):
        self._create_customers(38)
        campaign = self._campaign()
        invitations = self._ask(self._draw(campaign))
        self.assertIn("Nobody has answered yet", campaign.results_html)
        self._give(invitations, [5] * 17 + [3] * 3)
        campaign.invalidate_recordset()
        page = campaign.with_user(self.supervisor).results_html
        self.assertIn("85.0", page)
        self.assertIn("Too few answers to tell", page)
        self.assertIn("The population of 40 customers", page)

    def test_report(self):
        """Rates of the analysis are quotients of sums; who was not asked is in none."""
        campaign = self._campaign()
        self._create_customers(2)
        invitations = self._draw(campaign)
        invitations = self._ask(invitations)
        self._answer(invitations[0], satisfaction=2)
        report = self.env["cs.survey.report"].with_user(self.supervisor)
        [(asked, answered, rate, satisfied, average)] = report._read_group(
            [("campaign_id", "=", campaign.id)],
            [],
            [
                *("asked_count:sum", "answered_count:sum", "response_rate:avg"),
                *("satisfied_rate:avg", "satisfaction:avg"),
            ],
        )
        self.assertEqual((asked, answered, rate), (4, 1, 25.0))
        self.assertEqual((satisfied, average), (0.0, 2.0))

    def test_counts_of_campaigns(self):
        campaign = self._campaign()
        invitations = self._ask(self._draw(campaign))
        self._answer(invitations[0], satisfaction=1)
        self.assertRecordValues(
            campaign,
            [
                {
                    "invitation_count": 2,
                    "answered_count": 1,
                    "response_rate": 50.0,
                    "followup_count": 1,
                    "call_count": 0,
                }
            ],
        )

    def test_by_month(self):
        """Recurring draws have no one population; months are listed."""
        campaign = self._campaign(repeat="month")
        self._ask(self._draw(campaign))
        self._answer(self._invitations(campaign)[0], satisfaction=5)
        self.env["cs.survey.asked"].search([]).sudo().unlink()
        second = self._ask(self._draw(campaign))
        second.sudo().date_asked = fields.Datetime.now() + timedelta(days=40)
        self._answer(second[0], satisfaction=3)
        results = campaign._cs_results()
        self.assertIsNone(results["population"])
        self.assertAlmostEqual(results["total"]["satisfied"].value, 0.5)
