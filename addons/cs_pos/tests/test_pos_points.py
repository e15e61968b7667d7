from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import PointsCommon


@tagged("post_install", "-at_install")
class TestPosPoints(PointsCommon):
    """Clause 7.3.3: points of the counter are booked by the server, once, and taken back."""

    def assertBooks(self, *moves):
        self.assertEqual(self.moves(), list(moves))
        self.assertEqual(self.card.points, sum(points for _kind, points in moves))
        self.assertFalse(self.env["cs.loyalty.check"]._cs_differences(self.card))

    def alerts(self):
        rule = self.env.ref("cs_pos.cs_loyalty_alert_rule_counter")
        return self.env["cs.loyalty.alert"].search([("rule_id", "=", rule.id)])

    # Earning

    def test_earned_once(self):
        data = self.order_data({"qty": 2}, partner=self.customer)
        for _time in range(2):
            order = self.sync(dict(data, lines=list(data["lines"])))
        order.action_pos_order_paid()
        self.assertBooks(("earn", 200))
        move = self.card.cs_move_ids
        self.assertEqual((move.res_model, move.res_id), ("pos.order", order.id))
        self.assertFalse(self.alerts())

    def test_nobody_becomes_a_member(self):
        other = self.env["res.partner"].create({"name": "Guest"})
        order = self.paid(partner=other)
        order.with_user(self.cashier).confirm_coupon_programs(
            {-1: {"points": 500, "program_id": self.program.id, "partner_id": other.id}}
        )
        self.assertFalse(self.program._cs_card_of(other))

    def test_without_customer(self):
        self.sync(self.order_data({}, partner=None))
        self.assertBooks()

    def test_unit_order_and_minimum(self):
        self.program.rule_ids = [
            Command.clear(),
            Command.create({"reward_point_mode": "unit", "reward_point_amount": 3}),
            Command.create({"reward_point_mode": "order", "reward_point_amount": 5}),
            Command.create(
                {"reward_point_mode": "order", "reward_point_amount": 7, "minimum_qty": 4}
            ),
            Command.create(
                {"reward_point_mode": "order", "reward_point_amount": 9, "minimum_amount": 500}
            ),
        ]
        self.paid({"qty": 3})
        self.assertBooks(("earn", 14))

    def test_products_of_the_rule(self):
        other = self.env["product.product"].create(
            {"name": "Cable", "available_in_pos": True, "taxes_id": False}
        )
        self.program.rule_ids.product_ids = other
        self.paid({}, {"product_id": other.id, "price_unit": 30})
        self.assertBooks(("earn", 30))

    def test_discount_counts(self):
        self.paid({"discount": 0, "price_unit": 80})
        self.assertBooks(("earn", 80))

    def test_day_of_the_sale(self):
        """A sale without connection arrives after the program's last day and earns all the same."""
        self.till.open_ui()
        session = self.till.current_session_id
        start = fields.Datetime.now() - timedelta(days=3)
        session.start_at = start
        self.program.date_to = fields.Datetime.subtract(fields.Datetime.now(), days=2).date()

        def sold(moment):
            return self.paid(date_order=fields.Datetime.to_string(moment))

        sold(fields.Datetime.now())
        self.assertBooks()
        sold(start)
        self.assertBooks(("earn", 100))
        session.start_at = fields.Datetime.now()
        sold(start)  # nobody sells before the session
        self.assertBooks(("earn", 100))

    def test_goods_that_come_back_without_their_order(self):
        self.paid({"qty": -2})
        self.assertBooks()
        self.assertFalse(self.alerts())

    def test_unmanaged_till(self):
        self.program.pos_config_ids = self.till.copy()
        self.paid()
        self.assertBooks()

    # Spending

    def test_spent_and_earned(self):
        self.card._cs_move(100, "earn", "test", "Before")
        self.paid({}, self.reward_line())
        self.assertBooks(("earn", 100), ("earn", 100), ("spend", -60))
        self.assertFalse(self.alerts())

    def test_too_few_points(self):
        self.program.cs_pending_days = 3
        self.paid({"price_unit": 40}, self.reward_line())
        self.assertEqual(self.moves(), [("earn", 40), ("debt", -60)])
        self.assertEqual(self.card.cs_debt_points, 20)
        self.assertEqual(self.alerts().card_id, self.card)

    def test_cost_that_the_till_made_up(self):
        self.card._cs_move(100, "earn", "test", "Before")
        self.paid({}, self.reward_line(points_cost=1))
        self.assertBooks(("earn", 100), ("earn", 100), ("spend", -60))
        self.assertIn("costs 60", self.alerts().name)

    def test_negative_cost(self):
        self.paid({}, self.reward_line(points_cost=-5000))
        self.assertBooks(("earn", 100), ("spend", -60))
        self.assertTrue(self.alerts())

    def test_card_of_somebody_else(self):
        other = self.env["res.partner"].create({"name": "Victim"})
        theirs = self.program._cs_card_of(other, create=True)[other.id]
        theirs._cs_move(500, "earn", "test", "Before")
        self.paid({}, self.reward_line(coupon_id=theirs.id))
        self.assertEqual(theirs.points, 500)
        self.assertBooks(("earn", 100), ("spend", -60))
        self.assertEqual(self.alerts().card_id, theirs)

    def test_per_point(self):
        self.reward.write({"discount_mode": "per_point", "discount": 0.5, "required_points": 50})
        self.card._cs_move(100, "earn", "test", "Before")
        self.paid({}, self.reward_line(price_unit=-40.0, points_cost=80))
        self.paid({}, self.reward_line(price_unit=-40.0, points_cost=1))
        self.assertEqual(self.card.points, 100 + 100 - 80 + 100 - 80)
        self.assertEqual(len(self.alerts()), 1)

    # Refunds

    def test_refund(self):
        order = self.paid()
        refund = self.refund(order)
        refund.action_pos_order_paid()
        self.assertBooks(("earn", 100), ("reverse", -100))

    def test_refund_in_parts(self):
        order = self.paid({"qty": 3})
        self.refund(order, share=1 / 3)
        self.assertEqual(self.card.points, 200)
        self.refund(order, share=2 / 3)
        self.assertEqual(self.card.points, 0)
        self.assertBooks(("earn", 300), ("reverse", -100), ("reverse", -200))

    def test_refund_returns_what_was_spent(self):
        self.card._cs_move(100, "earn", "test", "Before")
        order = self.paid({}, self.reward_line())
        self.refund(order)
        self.assertEqual(self.card.points, 100)

    def test_refund_of_points_spent_meanwhile(self):
        order = self.paid()
        self.card._cs_move(-80, "spend", "test", "Elsewhere")
        self.refund(order)
        self.assertEqual((self.card.points, self.card.cs_debt_points), (0, 80))

    def test_refund_in_the_back_office(self):
        order = self.paid()
        refund = order._refund()
        refund.add_payment(
            {
                "pos_order_id": refund.id,
                "amount": -100,
                "payment_method_id": self.till.payment_method_ids[:1].id,
            }
        )
        refund.action_pos_order_paid()
        self.assertBooks(("earn", 100), ("reverse", -100))

    # What tills say

    def test_confirm(self):
        order = self.paid()
        answer = order.with_user(self.cashier).confirm_coupon_programs(
            {self.card.id: {"points": 5000, "program_id": self.program.id}}
        )
        self.assertBooks(("earn", 100))
        update = answer["coupon_updates"][0]
        self.assertEqual((update["id"], update["points"]), (self.card.id, 100))

    def test_confirm_with_another_program(self):
        plain = self.env["loyalty.program"].create(
            {"name": "Plain", "program_type": "loyalty", "applies_on": "both"}
        )
        order = self.paid()
        order.with_user(self.cashier).confirm_coupon_programs(
            {self.card.id: {"points": 5000, "program_id": plain.id}}
        )
        self.assertBooks(("earn", 100))
        order.with_user(self.cashier).confirm_coupon_programs(
            {-1: {"points": 50, "program_id": plain.id, "partner_id": self.customer.id}}
        )
        cards = self.env["loyalty.card"].search([("program_id", "=", plain.id)])
        self.assertEqual(cards.points, 50, "Odoo's own programs go on as they were")

    def test_offered_at_tills(self):
        config = self.till.with_user(self.cashier)
        rewards = self.env["loyalty.reward"].with_user(self.cashier)
        hidden = self.reward.copy({"cs_kind": "topup"}) | self.reward.copy({"required_points": 10})
        found = rewards.search(rewards._load_pos_data_domain({}, config))
        ids = [row["id"] for row in rewards._load_pos_data_read(found, config)]
        self.assertIn(self.reward.id, ids)
        self.assertFalse(set(hidden.ids) & set(ids))

    # A cashier at the back door

    def test_back_doors(self):
        env = self.env(user=self.cashier)
        card = env["loyalty.card"].browse(self.card.id)
        history = {"card_id": card.id, "description": "x", "issued": 5, "used": 0}
        for attempt in (
            lambda: card.write({"points": 99999}),
            lambda: card.write({"partner_id": self.cashier.partner_id.id}),
            lambda: env["loyalty.card"].create(
                {"program_id": self.program.id, "partner_id": self.cashier.partner_id.id}
            ),
            lambda: env["loyalty.history"].create(history),
            lambda: (
                env["loyalty.card.update.balance"]
                .create({"card_id": card.id, "new_balance": 123456, "description": "x"})
                .action_update_card_point()
            ),
            lambda: (
                env["loyalty.generate.wizard"]
                .create(
                    {
                        "program_id": self.program.id,
                        "mode": "selected",
                        "customer_ids": [Command.set(self.cashier.partner_id.ids)],
                        "points_granted": 500,
                    }
                )
                .generate_coupons()
            ),
            lambda: env["cs.loyalty.move"].create({"card_id": card.id, "points": 5}),
            lambda: env["cs.loyalty.lot"].search([]),
        ):
            with self.subTest(attempt), self.assertRaises(UserError):
                attempt()
                env.flush_all()
        self.assertBooks()
