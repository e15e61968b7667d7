from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestSaleLedger(TransactionCase):
    """Clause 7.3: sales earn and spend through the ledger; a salesman gains nothing else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, lang="en_US", tracking_disable=True))
        cls.env["loyalty.program"].search([("active", "=", True)]).active = False
        cls.customer = cls.env["res.partner"].create({"name": "Mei Lin", "lang": "en_US"})
        cls.product = cls.env["product.product"].create(
            {
                "name": "Phone",
                "list_price": 100,
                "taxes_id": False,
                "invoice_policy": "order",
                "type": "service",
            }
        )
        cls.program = cls._program(name="Club", cs_managed=True)
        cls.card = cls.program._cs_card_of(cls.customer, create=True)[cls.customer.id]
        cls.salesman = new_test_user(
            cls.env,
            login="cs_care_salesman",
            groups="sales_team.group_sale_salesman_all_leads,account.group_account_invoice",
        )

    # DATA

    @classmethod
    def _program(cls, **vals):
        return cls.env["loyalty.program"].create(
            {
                "program_type": "loyalty",
                "applies_on": "both",
                "trigger": "auto",
                "rule_ids": [
                    Command.create({"reward_point_mode": "money", "reward_point_amount": 1})
                ],
                "reward_ids": [
                    Command.create(
                        {
                            "reward_type": "discount",
                            "discount": 10,
                            "discount_mode": "per_order",
                            "required_points": 200,
                        }
                    )
                ],
                **vals,
            }
        )

    def order(self, quantity=3, user=None):
        order = (
            self.env["sale.order"]
            .with_user(user or self.salesman)
            .create(
                {
                    "partner_id": self.customer.id,
                    "order_line": [
                        Command.create({"product_id": self.product.id, "product_uom_qty": quantity})
                    ],
                }
            )
        )
        order._update_programs_and_rewards()
        return order

    def redeem(self, order):
        for coupon, rewards in order._get_claimable_rewards().items():
            order._apply_program_reward(rewards[:1], coupon)

    def moves(self, order):
        domain = [("res_model", "=", "sale.order"), ("res_id", "=", order.id)]
        return self.env["cs.loyalty.move"].search(domain, order="id")

    # ASSERTS

    def assertPoints(self, points, debt=0):
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual((self.card.points, self.card.cs_debt_points), (points, debt))
        self.assertFalse(self.env["cs.loyalty.check"]._cs_differences(self.card))
        history = self.card.history_ids
        self.assertEqual(
            sum(history.mapped("issued")) - sum(history.mapped("used")),
            points + self.card.cs_pending_points - debt,
        )

    def test_confirm_earns(self):
        order = self.order()
        self.assertPoints(0)
        order.action_confirm()
        self.assertPoints(300)
        self.assertRecordValues(
            self.moves(order),
            [
                {
                    "kind": "earn",
                    "points": 300,
                    "qualifying_points": 300,
                    "idem_key": f"sale.order,{order.id},{self.card.id},earn,1",
                    "note": f"Order {order.name}",
                    "user_id": self.salesman.id,
                }
            ],
        )
        self.assertEqual(self.card.history_ids.order_id, order.id)
        self.assertEqual(order.loyalty_data["issued"], 300)
        order._cs_follow_ledger()
        self.assertPoints(300)

    def test_confirm_costs_few_queries_more_than_plain(self):
        plain = self._program(name="Plain")
        counts = []
        for active in (plain, self.program, plain, self.program):
            (plain | self.program).write({"active": False})
            active.active = True
            order = self.order()
            self.redeem(order)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            order.action_confirm()
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[3] - counts[2], 16)
        self.assertEqual(self.moves(order).mapped("kind"), ["earn", "spend"])

    def test_cancel_gives_back(self):
        self.card._cs_move(250, "earn", "start", "Welcome")
        order = self.order()
        self.redeem(order)
        order.action_confirm()
        self.assertPoints(250 + 300 - 200)
        order.sudo()._action_cancel()
        self.assertPoints(250)
        kinds = self.moves(order).mapped("kind")
        self.assertEqual(kinds, ["earn", "spend", "reverse", "reverse"])
        self.assertEqual(sum(self.moves(order).mapped("qualifying_points")), 0)
        order.action_draft()
        order._update_programs_and_rewards()
        order.action_confirm()
        self.assertPoints(550)

    def test_lines_of_a_confirmed_order(self):
        order = self.order()
        order.action_confirm()
        self.redeem(order)
        self.assertPoints(100)
        spent = self.moves(order)[-1]
        self.assertEqual((spent.kind, spent.points), ("spend", -200))

    def test_more_sold_after_confirmation(self):
        order = self.order()
        order.action_confirm()
        order.order_line[0].product_uom_qty = 5
        order._update_programs_and_rewards()
        self.assertPoints(500)
        order.order_line[0].product_uom_qty = 2
        order._update_programs_and_rewards()
        self.assertPoints(200)

    def refund(self, order, quantity):
        invoice = order.sudo()._create_invoices()
        invoice.action_post()
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id})
        )
        note = self.env["account.move"].browse(wizard.reverse_moves()["res_id"])
        note.invoice_line_ids.filtered("product_id")[0].quantity = quantity
        note.action_post()
        return note

    def test_credit_note_takes_its_share(self):
        order = self.order()
        order.action_confirm()
        note = self.refund(order, 1)
        self.assertPoints(200)
        note.button_draft()
        self.assertPoints(300)
        note.action_post()
        self.assertPoints(200)
        self.assertEqual([m.points for m in self.moves(order)], [300, -100, 100, -100])

    def test_refund_of_spent_points_is_owed(self):
        order = self.order()
        order.action_confirm()
        self.card._cs_move(-250, "spend", "gift", "Gift")
        self.refund(order, 3)
        self.assertPoints(0, debt=250)
        self.order(4).action_confirm()
        self.assertPoints(150)

    def test_pending_points_do_not_pay(self):
        self.program.cs_pending_days = 14
        order = self.order()
        self.assertFalse(order._get_claimable_rewards())
        order.action_confirm()
        self.assertPoints(0)
        self.assertEqual(self.card.cs_pending_points, 300)

    def test_minimum_spend(self):
        self.program.cs_minimum_spend = 250
        self.assertFalse(self.order()._get_claimable_rewards())

    def test_salesman_invents_nothing(self):
        order = self.order()
        self.redeem(order)
        order.action_confirm()
        self.assertPoints(100)
        line = order.order_line.filtered("reward_id")
        card = self.card.with_user(self.salesman)
        for forged in ({"points_cost": -9999}, {"points_cost": 0}, {"points_cost": 1}):
            with self.assertRaises(UserError) as caught:
                line.write(forged)
            self.assertIn("costs fewer points than its program asks for", str(caught.exception))
            self.env.invalidate_all()
        with self.assertRaises(UserError), self.cr.savepoint():
            order.write(
                {
                    "order_line": [
                        Command.create(
                            {
                                "product_id": self.product.id,
                                "coupon_id": card.id,
                                "points_cost": -500,
                            }
                        )
                    ]
                }
            )
        for claim in (True, {"follow": True}, "Booking"):
            with self.assertRaises(AccessError):
                card.with_context(cs_booking=claim).write({"points": 99999})
        with self.assertRaises(AccessError):
            self.env["loyalty.history"].with_user(self.salesman).create(
                {"card_id": card.id, "description": "Gift", "issued": 500}
            )
        wizard = self.env["loyalty.card.update.balance"].with_user(self.salesman)
        with self.assertRaises(AccessError):
            wizard.create(
                {"card_id": card.id, "new_balance": 999, "description": "?"}
            ).action_update_card_point()

    def test_sales_manager_types_no_points_in(self):
        manager = new_test_user(
            self.env, login="cs_care_salesboss", groups="sales_team.group_sale_manager"
        )
        order = self.order()
        points = order.coupon_point_ids.with_user(manager)
        with self.assertRaises(AccessError) as caught:
            points.write({"points": 99999})
        self.assertIn("is counted from its lines", str(caught.exception))
        with self.assertRaises(AccessError):
            order.with_user(manager).write(
                {"coupon_point_ids": [Command.create({"coupon_id": self.card.id, "points": 99999})]}
            )
        with self.assertRaises(AccessError):
            self.card.with_user(manager).write({"points": 99999})

    def test_unmanaged_programs_stay_as_they_are(self):
        self.program.active = False
        plain = self._program(name="Plain")
        self.assertFalse(plain.cs_managed)
        order = self.order()
        order.action_confirm()
        card = self.env["loyalty.card"].search([("program_id", "=", plain.id)])
        self.assertEqual(card.points, 300)
        self.assertEqual(card.history_ids.issued, 300)
        self.assertFalse(self.moves(order))
