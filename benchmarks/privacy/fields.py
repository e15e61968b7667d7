"""Two plain fields against two encrypted ones on ``res.partner``. Runs inside an Odoo shell."""

from common.versions import installed_versions

from .work import as_request, document, measured, phone

# The first of each is indexed: by a btree, by a blind index.
FIELDS = {
    "plain": ("bench_plain_phone", "bench_plain_document"),
    "sealed": ("bench_sealed_phone", "bench_sealed_document"),
}
# Ids of the partners that were made, in the order of their numbers
made = {side: [] for side in FIELDS}
# What `write` adds to the numbers that `create` gave
SECOND = 50_000_000


def prepare(env):
    """Let a purpose in force cover the measured fields, for without one nothing is stored."""
    fields = env["ir.model.fields"].search(
        [("model", "=", "res.partner"), ("name", "in", FIELDS["sealed"])]
    )
    env["cs.privacy.purpose"].create(
        {"name": "Benchmark", "code": "benchmark", "field_ids": [(6, 0, fields.ids)]}
    )
    env.cr.commit()


def create(env, side, first, count):
    """Create partners in one call and commit."""
    one, other = FIELDS[side]
    vals_list = [
        {"name": f"Customer {number}", one: phone(number), other: document(number)}
        for number in range(first, first + count)
    ]
    records = as_request(env)["res.partner"]
    env.invalidate_all()
    with measured(env.cr) as meter:
        partners = records.create(vals_list)
        env.cr.commit()
    made[side] += partners.ids
    return meter.cost


def write(env, side, first, count):
    """Write both fields of each partner, one partner a call, and commit."""
    one, other = FIELDS[side]
    partners = as_request(env)["res.partner"].browse(made[side][first : first + count])
    env.invalidate_all()
    vals_list = [
        {one: phone(number), other: document(number)}
        for number in range(first + SECOND, first + SECOND + count)
    ]
    with measured(env.cr) as meter:
        for partner, vals in zip(partners, vals_list, strict=True):
            partner.write(vals)
        env.cr.commit()
    return meter.cost


def read(env, side, first, count):
    """Read both fields of partners in one call, with an empty cache."""
    partners = as_request(env)["res.partner"].browse(made[side][first : first + count])
    env.invalidate_all()
    with measured(env.cr) as meter:
        rows = partners.read(FIELDS[side])
    assert all(row[name] for row in rows for name in FIELDS[side])
    return meter.cost


def search(env, side, first, count):
    """Find each partner by the whole number."""
    name = FIELDS[side][0]
    numbers = [phone(number) for number in range(first + SECOND, first + SECOND + count)]
    Partner = as_request(env)["res.partner"]
    env.invalidate_all()
    with measured(env.cr) as meter:
        found = [Partner.search([(name, "=", number)])._ids for number in numbers]
    assert found == [(row_id,) for row_id in made[side][first : first + count]]
    return meter.cost


def analyze(env):
    """Let PostgreSQL look at the rows, as it does by itself after a while."""
    env.cr.execute("ANALYZE res_partner")


def check(env):
    """Return how many values open to what was written, and how many masks are shown."""
    from odoo.addons.cs_privacy.encrypted import open_for_system

    partners = env["res.partner"].browse(made["sealed"])
    right = 0
    for name, value, prefix in zip(FIELDS["sealed"], (phone, document), ("+86", ""), strict=True):
        opened = open_for_system(partners, name)
        right += sum(
            opened[partner_id] == prefix + value(number + SECOND)
            for number, partner_id in enumerate(made["sealed"])
        )
    return right


def sizes(env):
    """Return ``{side: (bytes a value of each field, bytes of the index)}``."""
    found = {}
    for side, names in FIELDS.items():
        env.cr.execute(
            f"SELECT avg(pg_column_size({names[0]})), avg(pg_column_size({names[1]}))"  # noqa: S608
            f"  FROM res_partner WHERE {names[0]} IS NOT NULL"
        )
        columns = [float(size) for size in env.cr.fetchone()]
        env.cr.execute(
            "SELECT sum(pg_relation_size(indexrelid))::bigint FROM pg_index"
            " WHERE indrelid = 'res_partner'::regclass AND pg_get_indexdef(indexrelid) LIKE %s",
            [f"%{names[0]}%"],
        )
        found[side] = columns, env.cr.fetchone()[0]
    return found


def versions(env):
    """Return the versions of what is measured."""
    return installed_versions(env, ["cs_privacy"])
