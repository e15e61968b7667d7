from odoo.tests import HttpCase, tagged

from .common import PointsCommon


@tagged("post_install", "-at_install")
class TestPosTour(PointsCommon, HttpCase):
    """What a cashier does and sees in the browser."""

    def tour(self, name):
        self.till.open_ui()
        self.start_tour(f"/pos/ui/{self.till.id}", name, login="cs_cashier")

    def test_masked_search(self):
        self.tour("cs_pos_masked_tour")

    def test_care(self):
        self.card.sudo().unlink()
        category = self.env["cs.complaint.category"].create(
            {"name": "Counter", "complaint_class": "service", "is_public": True}
        )
        complaints = self.env["cs.complaint"]
        known = complaints.create(
            {"subject": "Bill", "partner_id": self.customer.id, "category_id": category.id}
        )
        self.env["cs.survey.campaign"].create(
            {
                "name": "Hall",
                "survey_id": self.env.ref("cs_care.survey_hall").id,
                "population": "counter",
            }
        ).action_start()
        self.tour("cs_pos_care_tour")
        told = complaints.search([("partner_id", "=", self.customer.id)], order="id") - known
        self.assertEqual(
            told.mapped("subject"), ["Rude at the counter", "Rude without connection"]
        )
        self.assertEqual(set(told.mapped("severity")), {"major"})
        self.assertEqual(set(told.mapped("description")), {"TOLDBYTHECUSTOMER"})
        order = self.env["pos.order"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(order.state, "paid")
        response = self.env["cs.survey.response"].search([("external_id", "=", order.uuid)])
        self.assertEqual((response.satisfaction, response.partner_id), (4, self.customer))
