import json
from unittest.mock import patch

from odoo.fields import Command
from odoo.http import JsonRPCDispatcher
from odoo.tests import HttpCase, tagged

from .common import PHONE, SECRETS, PointsCommon

NUMBER = "11010519491231002X"


@tagged("post_install", "-at_install")
class TestPosTour(PointsCommon, HttpCase):
    """What a cashier does and sees in the browser; every answer of the server is looked through."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.write({"cs_id_type": "cn_id", "cs_id_number": NUMBER})

    def tour(self, name):
        answers = []
        respond = JsonRPCDispatcher._response

        def noted(dispatcher, result=None, error=None):
            answers.append(json.dumps([result, error], default=str))
            return respond(dispatcher, result, error)

        self.till.open_ui()
        with patch.object(JsonRPCDispatcher, "_response", noted):
            self.start_tour(f"/pos/ui/{self.till.id}", name, login="cs_cashier")
        text = "\n".join(answers)
        self.assertIn("cs_pos_badges", text, "Nothing was looked through")
        for secret in (*SECRETS.values(), PHONE, PHONE[3:], NUMBER, NUMBER[-4:]):
            self.assertNotIn(secret, text)

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
        self.env["cs.service.guide"].create(
            {
                "name": "New card",
                "material_ids": [Command.create({"name": "Passport"})],
                "product_tmpl_ids": [Command.set(self.product.product_tmpl_id.ids)],
            }
        ).action_publish()
        self.tour("cs_pos_care_tour")
        told = complaints.search([("partner_id", "=", self.customer.id)], order="id") - known
        self.assertEqual(told.mapped("subject"), ["Rude at the counter", "Rude without connection"])
        self.assertEqual(set(told.mapped("severity")), {"major"})
        self.assertEqual(set(told.mapped("description")), {"TOLDBYTHECUSTOMER"})
        order = self.env["pos.order"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(order.state, "paid")
        response = self.env["cs.survey.response"].search([("external_id", "=", order.uuid)])
        self.assertEqual((response.satisfaction, response.partner_id), (4, self.customer))

    def test_points(self):
        member = self.env["res.partner"].create({"name": "Wang Fang"})
        self.env["cs.loyalty.tier"].create(
            {
                "program_id": self.program.id,
                "name": "Gold",
                "sequence": 10,
                "entry_points": 500,
                "multiplier": 1.5,
            }
        )
        self.card._cs_move(500, "earn", "test", "Before")
        self.tour("cs_pos_points_tour")
        card = self.program._cs_card_of(member)[member.id]
        moves = card.cs_move_ids.sorted("id")
        self.assertEqual(
            [(move.kind, move.points) for move in moves],
            [("earn", 100), ("earn", 100), ("spend", -60), ("reverse", -100)],
        )
        self.assertFalse(self.env["cs.loyalty.check"]._cs_differences(card))
        self.assertFalse(self.env["cs.loyalty.alert"].search([("card_id", "=", card.id)]))

    def test_identity(self):
        self.env.company.cs_pos_identity_failures = 3
        self.env["loyalty.reward"].create(
            {
                "program_id": self.program.id,
                "description": "1 GB",
                "cs_kind": "topup",
                "required_points": 200,
            }
        )
        self.card._cs_move(500, "earn", "test", "Before")
        self.tour("cs_pos_identity_tour")
        checks = self.env["cs.pos.identity.check"].search(
            [("partner_id", "=", self.customer.id)], order="id"
        )
        self.assertEqual(checks.mapped("result"), ["wrong", "match", "wrong", "wrong", "locked"])
        self.assertEqual(self.card.points, 300)
