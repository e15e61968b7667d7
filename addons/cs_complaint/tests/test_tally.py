import random

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..core.tally import CUBES, DIMENSIONS
from .common import ComplaintCommon

SEVERITIES = ("ordinary", "major", "extra_major")
QUESTIONS = (
    ([], ["state"]),
    ([("state", "in", ("registered", "in_progress", "waiting"))], ["severity"]),
    ([("state", "!=", "closed")], ["department_id", "state"]),
    ([("user_id", "=", False)], ["complaint_class"]),
    ([("state", "not in", ["withdrawn"])], ["user_id"]),
    (["|", ("severity", "=", "major"), ("channel_id", "=", False)], ["category_id"]),
    ([], []),
)


@tagged("post_install", "-at_install")
class TestTally(ComplaintCommon):
    """Kept numbers are those that counting would give, for everybody, at any moment."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        pick = random.Random(6).choice
        categories = cls.env["cs.complaint.category"].search([("parent_id", "!=", False)])
        channels = cls.env["cs.channel"].search([("code", "in", ("phone", "email"))])
        cls.complaints = cls.env["cs.complaint"].create(
            [
                {
                    "subject": "Bill too high",
                    "category_id": pick(categories).id,
                    "severity": pick(SEVERITIES),
                    "channel_id": pick([*channels.ids, False]),
                    "user_id": pick([False, cls.agent.id, cls.member.id]),
                }
                for _number in range(40)
            ]
        )
        cls.complaints.filtered("user_id")[:9].action_start()
        cls.complaints[-5:].action_withdraw("Solved")

    # UTILS

    def plainly(self, complaints, domain, groupby, aggregates, **options):
        """Count from the complaints themselves: the numbers know no ids."""
        domain = [*domain, ("id", "!=", 0)]
        return complaints._read_group(domain, groupby, aggregates, **options)

    def assertKept(self, user=None):
        complaints = self.env["cs.complaint"].with_user(user or self.supervisor)
        for domain, groupby in QUESTIONS:
            kept = complaints._cs_kept_domain(domain, groupby, ["__count"], [])
            self.assertIsNotNone(kept, f"{domain} by {groupby} is kept")
            aggregates = ["__count", "reopen_count:sum"]
            found = complaints._read_group(domain, groupby, aggregates)
            expected = self.plainly(complaints, domain, groupby, aggregates)
            self.assertEqual(
                found,
                [
                    tuple(value or 0 if n >= len(groupby) else value for n, value in enumerate(row))
                    for row in expected
                ],
            )
            records = [value for row in found for value in row if hasattr(value, "env")]
            self.assertFalse([record for record in records if record.env.su])

    # TESTS

    def test_numbers_follow_every_change(self):
        self.assertKept()
        with self.subTest("a transition"):
            self.complaints[:3].filtered(lambda c: c.state == "registered").action_withdraw("x")
            self.assertKept()
        with self.subTest("below the ORM"):
            self.env.cr.execute(
                "UPDATE cs_complaint SET severity = 'major', reopen_count = 2 WHERE id = ANY(%s)",
                [self.complaints[10:20].ids],
            )
            self.env.invalidate_all()
            self.assertKept()
        with self.subTest("deleted"):
            self.env.cr.execute(
                "DELETE FROM cs_complaint_clock WHERE complaint_id = ANY(%s)",
                [self.complaints[20:24].ids],
            )
            self.env.cr.execute(
                "DELETE FROM cs_complaint WHERE id = ANY(%s)", [self.complaints[20:24].ids]
            )
            self.env.invalidate_all()
            self.assertKept()
        with self.subTest("not yet flushed"):
            self.complaints[30].sudo().with_context(tracking_disable=True).description = "x"
            self.register_more()
            self.assertKept()

    def register_more(self):
        self._register(severity="extra_major")

    def test_everybody_counts_what_they_may_see(self):
        for user in (self.agent, self.member, self.head, self.manager):
            with self.subTest(user=user.login):
                complaints = self.env["cs.complaint"].with_user(user)
                for domain, groupby in (([], ["state"]), ([("severity", "=", "major")], [])):
                    self.assertEqual(
                        complaints._read_group(domain, groupby, ["__count"]),
                        self.plainly(complaints, domain, groupby, ["__count"]),
                    )
        self.assertKept(self.agent)
        seen = self.env["cs.complaint"].with_user(self.member)
        self.assertIsNotNone(seen._cs_kept_domain([], ["state"], ["__count"], []))
        # The rule of a department member asks for handler and department: no numbers by channel.
        self.assertIsNone(seen._cs_kept_domain([], ["channel_id"], ["__count"], []))

    def test_who_may_not_read_complaints_counts_none(self):
        stranger = new_test_user(self.env, login="cs_stranger")
        with self.assertRaises(AccessError):
            self.env["cs.complaint"].with_user(stranger)._read_group([], ["state"], ["__count"])
        with self.assertRaises(AccessError):
            self.env["cs.complaint.tally"].with_user(self.manager).search_count([])

    def test_fields_of_employees_are_not_counted_by_customers(self):
        portal = new_test_user(self.env, login="cs_tally_portal", groups="base.group_portal")
        complaints = self.env["cs.complaint"].with_user(portal)
        name = next(n for n in DIMENSIONS if complaints._fields[n].groups)
        for domain, groupby in (([], [name]), ([(name, "!=", False)], [])):
            with self.assertRaises(AccessError):
                complaints._read_group(domain, groupby, ["__count"])

    def test_other_companies_stay_apart(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.env["cs.complaint"].create({"subject": "x", "company_id": other.id})
        complaints = self.env["cs.complaint"].with_user(self.supervisor)
        [(count,)] = complaints._read_group([], [], ["__count"])
        self.assertEqual(count, complaints.search_count([]))
        self.assertFalse(
            complaints._read_group([("company_id", "=", other.id)], [], ["__count"])[0][0]
        )

    def test_what_is_not_kept_is_counted(self):
        complaints = self.env["cs.complaint"].with_user(self.supervisor)
        for domain, groupby, aggregates in (
            ([("subject", "=", "x")], ["state"], ["__count"]),
            ([], ["date_registered:month"], ["__count"]),
            ([], ["state"], ["__count", "pause_seconds:max"]),
            ([], ["channel_id", "user_id"], ["__count"]),
            ([("department_id", "ilike", "Serv")], ["state"], ["__count"]),
            ([("department_id.name", "=", "Service")], ["state"], ["__count"]),
            ([("department_id", "in", ["Service"])], ["state"], ["__count"]),
        ):
            with self.subTest(domain=domain, groupby=groupby):
                self.assertIsNone(
                    complaints._cs_kept_domain(domain, groupby, aggregates, []),
                )

    def test_order_and_limit_are_the_same(self):
        complaints = self.env["cs.complaint"].with_user(self.supervisor)
        for options in (
            {"order": "__count desc, severity"},
            {"order": "severity desc", "limit": 2},
            {"order": "severity", "limit": 2, "offset": 1},
        ):
            self.assertEqual(
                complaints._read_group([], ["severity"], ["__count"], **options),
                self.plainly(complaints, [], ["severity"], ["__count"], **options),
            )
        self.assertEqual(
            complaints._read_group([], ["category_id"], ["__count"], order="category_id"),
            self.plainly(complaints, [], ["category_id"], ["__count"], order="category_id"),
        )

    def test_compacting_keeps_the_numbers(self):
        self.env.flush_all()
        tally = self.env["cs.complaint.tally"]
        before = tally.search_count([])
        with self.enter_registry_test_mode():
            self.env.ref("cs_complaint.ir_cron_compact").method_direct_trigger()
        self.env.invalidate_all()
        self.assertLess(tally.search_count([]), before)
        self.assertKept()
        for cube, held in CUBES.items():
            rows = tally.search([("cube", "=", cube)])
            kinds = {tuple(row[name] for name in held) for row in rows}
            self.assertEqual(len(kinds), len(rows))

    def test_numbers_are_put_right_by_an_update(self):
        self.env.flush_all()
        self.env.cr.execute("UPDATE cs_complaint_tally SET number = number + 7")
        self.env["cs.complaint.tally"]._cs_recount()
        self.env.invalidate_all()
        self.assertKept()

    def test_list_groups_by_kept_numbers_in_few_queries(self):
        complaints = self.env["cs.complaint"].with_user(self.supervisor)
        complaints.web_read_group([], ["state"], ["__count"])
        with self.assertQueryCount(2):
            complaints.web_read_group([], ["state"], ["__count", "reopen_count:sum"])

    def test_every_dimension_is_stored(self):
        for name in DIMENSIONS:
            field = self.env["cs.complaint"]._fields[name]
            self.assertTrue(field.store)
