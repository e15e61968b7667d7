"""The store counter: what a till loads, finds, shows and sends. Runs inside an Odoo shell."""

import gc
import gzip
import io
import json
import random
from uuid import UUID

from common.meter import Meter
from common.versions import installed_versions

FIRST = 1_000_000  # ids of the customers, above those that the installation has made
CHUNK = 50_000
SURNAMES = ("Chen", "Lin", "Huang", "Chang", "Li", "Wang", "王", "陳", "林", "黃")
MEMBERS, COMPLAINTS, BALANCE = 5000, 300, 100_000
LEAVES = (
    "name",
    "parent_name",
    "phone_mobile_search",
    "email",
    "barcode",
    "street",
    "zip",
    "city",
    "state_id",
    "country_id",
    "vat",
)


def name(number):
    surname = SURNAMES[number % len(SURNAMES)]
    given = number // len(SURNAMES)
    return (
        f"{surname}{chr(0x4E00 + given % 3000)}{given}" if number % 10 > 5 else f"{surname} {given}"
    )


def phone(number):
    return f"+8613{number + 100_000_000}"


def prepare(env, customers):
    """Fill the customers in below the ORM; make a till, its cashier, members and complaints."""
    gc.disable()
    env["loyalty.program"].search([]).active = False
    groups = ("base.group_user", "point_of_sale.group_pos_user")
    env["res.users"].with_context(no_reset_password=True).create(
        {
            "name": "Cashier",
            "login": "cashier",
            "group_ids": [(6, 0, [env.ref(group).id for group in groups])],
        }
    )
    env.company.country_id = env.ref("base.cn")
    _copy_customers(env, customers)
    env["product.product"].create(
        {"name": "Phone", "list_price": 100, "available_in_pos": True, "taxes_id": False}
    )
    till = env["pos.config"].create({"name": "Counter"})
    till.with_user(_cashier(env)).open_ui()
    _program(env, min(MEMBERS, customers))
    if "cs.complaint" in env:
        # Neither how often a cashier searches nor what a card earns in a day is measured here.
        env["ir.config_parameter"].set_param("cs_privacy.search_limit", "10000000")
        env["cs.loyalty.limit"].search([]).active = False
        env["cs.complaint"].create(
            [{"subject": "Bill", "partner_id": FIRST + n} for n in range(COMPLAINTS)]
        )
    env.cr.commit()
    env.cr.execute("ANALYZE")
    env.cr.commit()


def _copy_customers(env, customers):
    columns = ["id", "name", "complete_name", "active", "type", "partner_share", "email"]
    columns += ["commercial_partner_id", "autopost_bills"]
    seal = _sealing(env)
    columns += ["cs_phone"] if seal else ["phone", "phone_sanitized"]
    for start in range(0, customers, CHUNK):
        rows = io.StringIO()
        for n in range(start, min(start + CHUNK, customers)):
            number = [seal(FIRST + n, phone(n))] if seal else [phone(n)] * 2
            row = [
                FIRST + n,
                name(n),
                name(n),
                "t",
                "contact",
                "t",
                f"c{n}@x.example",
                FIRST + n,
                "ask",
            ]
            rows.write("\t".join(map(str, [*row, *number])) + "\n")
        rows.seek(0)
        env.cr.copy_from(rows, "res_partner", columns=columns)
        env.cr.commit()


def _sealing(env):
    field = env["res.partner"]._fields.get("cs_phone")
    if not field:
        return None
    from odoo.addons.cs_privacy import keys

    field_keys = keys.sealing(env, field.context_name)
    return lambda record_id, value: field.seal(field_keys, record_id, value)


def _program(env, members):
    managed = {"cs_managed": True} if "cs.loyalty.move" in env else {}
    program = env["loyalty.program"].create(
        {
            **managed,
            "name": "Club",
            "program_type": "loyalty",
            "applies_on": "both",
            "trigger": "auto",
            "rule_ids": [(0, 0, {"reward_point_mode": "money", "reward_point_amount": 1})],
            "reward_ids": [
                (
                    0,
                    0,
                    {
                        "reward_type": "discount",
                        "discount": 10,
                        "discount_mode": "per_order",
                        "required_points": 200,
                    },
                )
            ],
        }
    )
    people = env["res.partner"].browse(range(FIRST, FIRST + members))
    if not managed:
        env["loyalty.card"].create(
            [
                {"program_id": program.id, "partner_id": person.id, "points": BALANCE}
                for person in people
            ]
        )
        return
    cards = program._cs_card_of(people, create=True)
    rows = [
        {"card": card, "points": BALANCE, "kind": "adjust", "idem_key": "start", "note": "Start"}
        for card in cards.values()
    ]
    env["loyalty.card"]._cs_move_many(rows)


def _cashier(env):
    return env["res.users"].search([("login", "=", "cashier")])


def _as_cashier(env):
    return env(user=_cashier(env).id, su=False, context={"lang": "en_US", "tz": "UTC"})


def _till(env):
    return env["pos.config"].search([("name", "=", "Counter")])


def load(env, preload):
    """Open the till; return the cost and how many bytes the browser gets, compressed."""
    till = _till(env)
    if "cs_pos_preload" in till._fields:
        till.cs_pos_preload = preload
        env.cr.commit()
    session = _as_cashier(env)["pos.session"].browse(till.current_session_id.id)
    env.invalidate_all()
    gc.collect()
    with Meter(env.cr) as meter:
        data = session.load_data([])
        text = json.dumps(data, default=str).encode()
    partners = len(data["res.partner"])
    return {**meter.cost, "bytes": len(gzip.compress(text, 6)), "partners": partners}


def term(kind, number, customers):
    """Return what a cashier types, and the customer that is meant, if it is one."""
    chosen = random.Random(f"{kind}{number}").randrange(customers)
    if kind == "number":
        return phone(chosen), FIRST + chosen
    if kind == "name":
        return name(chosen), FIRST + chosen
    if kind == "surname":
        return ("Chen", "Huang", "王一", "陳丁")[number % 4], None
    return f"Nobody {number}", None


def search(env, kind, number, customers):
    """Look for customers as the till does; return the cost and whether the one meant was found."""
    text, meant = term(kind, number, customers)
    domain = ["|"] * (len(LEAVES) - 1) + [[leaf, "ilike", text + "%"] for leaf in LEAVES]
    partners = _as_cashier(env)["res.partner"]
    till = _till(env).id
    env.invalidate_all()
    with Meter(env.cr) as meter:
        answer = partners.get_new_partner(till, domain, 0)
        env.cr.commit()
    found = [row["id"] for row in answer["res.partner"]]
    return {**meter.cost, "is_found": meant is None or meant in found, "count": len(found)}


def profile(env, number):
    """Ask for the profile of a member; one of ten has an open complaint."""
    span = COMPLAINTS if number % 10 == 0 else MEMBERS
    chosen = FIRST + random.Random(number).randrange(span)
    partner = _as_cashier(env)["res.partner"].browse(chosen)
    till = _till(env).id
    env.invalidate_all()
    with Meter(env.cr) as meter:
        answer = partner.cs_pos_profile(till)
        env.cr.commit()
    return {**meter.cost, "cards": len(answer["loyalty"]["cards"])}


def sync(env, number):
    """Send a paid order of a member, as the till does it: check, order, points."""
    own = _as_cashier(env)
    till = _till(env)
    partner = FIRST + number % MEMBERS
    card = env["loyalty.card"].search([("partner_id", "=", partner)], limit=1)
    order = _order(env, till, partner, number)
    orders = own["pos.order"]
    env.invalidate_all()
    gc.collect()
    with Meter(env.cr) as meter:
        orders.validate_coupon_programs({str(card.id): 100}, [])
        env.cr.commit()
        env.invalidate_all()
        answer = orders.sync_from_ui([order])
        env.cr.commit()
        env.invalidate_all()
        made = orders.browse(answer["pos.order"][0]["id"])
        made.confirm_coupon_programs(
            {
                str(card.id): {
                    "points": 100,
                    "program_id": card.program_id.id,
                    "partner_id": partner,
                    "coupon_id": card.id,
                    "barcode": False,
                }
            }
        )
        env.cr.commit()
    return meter.cost


def _order(env, till, partner, number):
    product = env["product.product"].search([("name", "=", "Phone")])
    line = {
        "product_id": product.id,
        "qty": 1,
        "price_unit": 100,
        "price_subtotal": 100,
        "price_subtotal_incl": 100,
        "tax_ids": [],
        "pack_lot_ids": [],
        "uuid": str(UUID(int=2 * number + 1)),
    }
    payment = {
        "amount": 100,
        "name": "2026-01-01 00:00:00",
        "payment_method_id": till.payment_method_ids[:1].id,
    }
    return {
        "amount_paid": 100,
        "amount_return": 0,
        "amount_tax": 0,
        "amount_total": 100,
        "date_order": "2026-01-01 00:00:00",
        "fiscal_position_id": False,
        "pricelist_id": till.pricelist_id.id,
        "name": f"Order {number}",
        "last_order_preparation_change": "{}",
        "lines": [(0, 0, line)],
        "partner_id": partner,
        "session_id": till.current_session_id.id,
        "payment_ids": [(0, 0, payment)],
        "uuid": str(UUID(int=2 * number + 2)),
        "user_id": _cashier(env).id,
        "to_invoice": False,
        "state": "paid",
    }


def verify(env):
    """Return how many orders were paid, and the points of all cards."""
    paid = env["pos.order"].search_count([("state", "=", "paid")])
    return paid, sum(env["loyalty.card"].search([]).mapped("points"))


def versions(env, modules):
    """Return the versions of what is measured."""
    return installed_versions(env, modules)
