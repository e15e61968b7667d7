"""Sales orders with a loyalty program, managed or as Odoo has it. Runs inside an Odoo shell.

Programs of one database are alike; the pricelist of an order decides which one it meets.
"""

import gc

from common.meter import Meter
from common.versions import installed_versions

LINES, CUSTOMERS = 5, 50
# What the cards begin with; every second order spends a part of it.
BALANCE, REWARD = 100_000, 200


def prepare(env, sides, orders):
    """Make a program for each side, and ``orders`` quotations with points and rewards applied."""
    gc.disable()
    env["loyalty.program"].search([]).active = False
    salesman = (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            {
                "name": "Salesman",
                "login": "salesman",
                "email": "salesman@company.example",
                "group_ids": [(6, 0, env.ref("sales_team.group_sale_salesman_all_leads").ids)],
            }
        )
    )
    products = env["product.product"].create(
        [
            {"name": f"Phone {n}", "list_price": 100 + n, "taxes_id": False, "type": "service"}
            for n in range(LINES)
        ]
    )
    for side in sides:
        pricelist = env["product.pricelist"].create({"name": side})
        # Of this side alone: Odoo looks at all cards of a customer.
        customers = env["res.partner"].create(
            [
                {"name": f"Customer {n}", "email": f"{side}{n}@customer.example"}
                for n in range(CUSTOMERS)
            ]
        )
        _open_cards(env, _program(env, side, pricelist), customers)
        _orders(env, pricelist, products, customers, salesman, orders)
        env.cr.commit()
    env.cr.execute("ANALYZE")
    env.cr.commit()


def _program(env, side, pricelist):
    managed = {"cs_managed": True} if side == "managed" else {}
    return env["loyalty.program"].create(
        {
            **managed,
            "name": side,
            "program_type": "loyalty",
            "applies_on": "both",
            "trigger": "auto",
            "portal_visible": True,
            "pricelist_ids": [(6, 0, pricelist.ids)],
            "rule_ids": [(0, 0, {"reward_point_mode": "money", "reward_point_amount": 1})],
            "reward_ids": [
                (
                    0,
                    0,
                    {
                        "reward_type": "discount",
                        "discount": 10,
                        "discount_mode": "per_order",
                        "required_points": REWARD,
                    },
                )
            ],
        }
    )


def _open_cards(env, program, customers):
    if program.name != "managed":
        env["loyalty.card"].create(
            [
                {"program_id": program.id, "partner_id": customer.id, "points": BALANCE}
                for customer in customers
            ]
        )
        return
    env["loyalty.card"]._cs_move_many(
        [
            # Not earned, or every order would be above what a card may earn in a day.
            {
                "card": card,
                "points": BALANCE,
                "kind": "adjust",
                "idem_key": "start",
                "note": "Start",
            }
            for card in program._cs_card_of(customers, create=True).values()
        ]
    )


def _orders(env, pricelist, products, customers, salesman, count):
    for number in range(count):
        order = (
            env["sale.order"]
            .with_user(salesman)
            .create(
                {
                    "partner_id": customers[number % len(customers)].id,
                    "pricelist_id": pricelist.id,
                    "order_line": [
                        (0, 0, {"product_id": product.id, "product_uom_qty": 1 + number % 3})
                        for product in products
                    ],
                }
            )
        )
        order._update_programs_and_rewards()
        if number % 2:
            for coupon, rewards in order._get_claimable_rewards().items():
                order._apply_program_reward(rewards[:1], coupon)


def confirm(env, side, number):
    """Confirm the ``number``-th quotation of a side as the salesman; return the cost."""
    salesman = env["res.users"].search([("login", "=", "salesman")])
    order = (
        env(user=salesman.id, context={"lang": "en_US", "tz": "UTC"})["sale.order"]
        .sudo(False)
        .search([("pricelist_id.name", "=", side)], order="id", offset=number, limit=1)
    )
    env.invalidate_all()
    gc.collect()
    with Meter(env.cr) as meter:
        order.action_confirm()
        env.cr.commit()
    return {**meter.cost, "state": order.state}


def verify(env, sides):
    """Return how many orders each side has confirmed, and the points of its cards."""
    found = {}
    for side in sides:
        program = env["loyalty.program"].search([("name", "=", side)])
        cards = env["loyalty.card"].search([("program_id", "=", program.id)])
        domain = [("pricelist_id.name", "=", side), ("state", "=", "sale")]
        found[side] = (env["sale.order"].search_count(domain), sum(cards.mapped("points")))
    return found


def differences(env):
    """Return on how many cards the books differ."""
    return len(env["cs.loyalty.check"]._cs_differences())


def versions(env, modules):
    """Return the versions of what is measured."""
    return installed_versions(env, modules)
