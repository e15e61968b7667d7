from uuid import uuid4

from odoo import fields
from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user

SECRETS = {
    "email": "mei.lin@secret.example",
    "street": "7 Hidden Lane",
    "zip": "99071",
    "vat": "SECRETVAT",
    "barcode": "0429999000017",
    "ref": "SECRETREF",
}
PHONE = "+8613812345678"


class PosCommon(TransactionCase):
    """A till, its cashier, and a customer with everything that a cashier does not get."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context=dict(
                cls.env.context, lang="en_US", tracking_disable=True, no_vat_validation=True
            )
        )
        cls.env.company.country_id = cls.env.ref("base.cn")
        groups = "base.group_user,point_of_sale.group_pos_user"
        cls.cashier = new_test_user(cls.env, login="cs_cashier", groups=groups)
        cls.keeper = new_test_user(
            cls.env, login="cs_keeper", groups="point_of_sale.group_pos_manager"
        )
        cls.till = cls.env["pos.config"].create({"name": "Counter"})
        cls.product = cls.env["product.product"].create(
            {
                "name": "Simcard",
                "list_price": 100.0,
                "taxes_id": False,
                "available_in_pos": True,
                "type": "consu",
            }
        )
        cls.customer = cls.env["res.partner"].create(
            {"name": "Mei Lin", "cs_phone": PHONE, "lang": "en_US", **SECRETS}
        )

    def partners(self, user=None):
        return self.env["res.partner"].with_user(user or self.cashier).with_context(lang="en_US")

    # ORDERS

    def paid(self, *lines, partner=None, user=None, **values):
        """Return an order as a till sends it, taken in from a cashier.

        :param lines: dicts of values of lines; ``qty`` 1 and the product are the defaults
        """
        order = self.order_data(*lines, partner=partner or self.customer, **values)
        return self.sync(order, user)

    def sync(self, order, user=None):
        orders = self.env["pos.order"].with_user(user or self.cashier).sudo(False)
        orders.sync_from_ui([order])
        return self.env["pos.order"].search([("uuid", "=", order["uuid"])])

    def order_data(self, *lines, partner, **values):
        if not self.till.current_session_id:
            self.till.open_ui()
        rows = [self.line_data(**line) for line in lines or [{}]]
        total = sum(row["qty"] * row["price_unit"] for row in rows)
        return {
            "amount_paid": total,
            "amount_return": 0,
            "amount_tax": 0,
            "amount_total": total,
            "date_order": fields.Datetime.to_string(fields.Datetime.now()),
            "fiscal_position_id": False,
            "pricelist_id": self.till.pricelist_id.id,
            "name": "Order",
            "last_order_preparation_change": "{}",
            "lines": [Command.create(row) for row in rows],
            "partner_id": partner and partner.id,
            "session_id": self.till.current_session_id.id,
            "payment_ids": [
                Command.create(
                    {
                        "amount": total,
                        "name": fields.Datetime.now(),
                        "payment_method_id": self.till.payment_method_ids[:1].id,
                    }
                )
            ],
            "uuid": str(uuid4()),
            "user_id": self.cashier.id,
            "to_invoice": False,
            "state": "paid",
            **values,
        }

    def line_data(self, **values):
        row = {
            "product_id": self.product.id,
            "qty": 1,
            "price_unit": 100.0,
            "uuid": str(uuid4()),
            "pack_lot_ids": [],
            "tax_ids": [],
            **values,
        }
        # As tills do: the amounts of refunds are positive.
        amount = row["qty"] * row["price_unit"]
        amount = abs(amount) if row.get("refunded_orderline_id") else amount
        return {**row, "price_subtotal": amount, "price_subtotal_incl": amount}

    def refund(self, order, *, share=1, lines=None, **values):
        """Return the paid refund of an order's lines, or of a share of each."""
        rows = [
            {
                "product_id": line.product_id.id,
                "qty": -line.qty * share,
                "price_unit": line.price_unit,
                "refunded_orderline_id": line.id,
            }
            for line in lines or order.lines
        ]
        return self.paid(*rows, partner=order.partner_id, is_refund=True, **values)


class PointsCommon(PosCommon):
    """A managed program with one point per unit of money, and the customer's card."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["loyalty.program"].search([("id", "!=", 0)]).active = False
        cls.program = cls.env["loyalty.program"].create(
            {
                "name": "Club",
                "program_type": "loyalty",
                "cs_managed": True,
                "cs_minimum_spend": 50,
                "currency_id": cls.env.company.currency_id.id,
                "rule_ids": [
                    Command.create({"reward_point_mode": "money", "reward_point_amount": 1})
                ],
                "reward_ids": [
                    Command.create(
                        {
                            "reward_type": "discount",
                            "discount_mode": "per_order",
                            "discount": 10,
                            "required_points": 60,
                            "description": "10 off",
                        }
                    )
                ],
            }
        )
        cls.reward = cls.program.reward_ids
        cls.card = cls.program._cs_card_of(cls.customer, create=True)[cls.customer.id]

    def reward_line(self, **values):
        return {
            "product_id": self.reward.discount_line_product_id.id,
            "price_unit": -10.0,
            "is_reward_line": True,
            "reward_id": self.reward.id,
            "coupon_id": self.card.id,
            "reward_identifier_code": "abc",
            "points_cost": 60,
            **values,
        }

    def moves(self):
        moves = self.env["cs.loyalty.move"].search([("card_id", "=", self.card.id)], order="id")
        return [(move.kind, move.points) for move in moves]
