from lxml import etree

from odoo import fields
from odoo.tests import Form, TransactionCase, freeze_time, new_test_user, tagged

NOON = fields.Datetime.to_datetime("2026-03-02 12:00:00")
SEVERITIES = ("ordinary", "major", "extra_major")


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestPerformance(TransactionCase):
    """A complaint costs few queries; opening a view costs the same with few and with many."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agents = [
            new_test_user(
                cls.env,
                login=f"cs_performance_{number}",
                groups="cs_complaint.group_cs_complaint_agent",
                tz="UTC",
            )
            for number in range(3)
        ]
        cls.agent = cls.agents[0]
        departments = cls.env["hr.department"].create(
            [
                {"name": function, "cs_function": function}
                for function in ("service", "product", "marketing", "policy")
            ]
        )
        cls.env["hr.employee"].create(
            {"name": "Agent", "user_id": cls.agent.id, "department_id": departments[0].id}
        )
        cls.categories = cls.env["cs.complaint.category"].search([("parent_id", "!=", False)])
        cls.customers = cls.env["res.partner"].create(
            [
                {"name": f"Customer {number}", "email": f"customer{number}@customer.example"}
                for number in range(100)
            ]
        )
        cls.domain = [("partner_id", "in", cls.customers.ids)]
        cls.env.flush_all()

    # DATA

    def values(self, count):
        return [
            {
                "subject": f"Complaint {number}",
                "partner_id": self.customers[number].id,
                "category_id": self.categories[number % len(self.categories)].id,
                "severity": SEVERITIES[number % 3],
            }
            for number in range(count)
        ]

    def create_complaints(self, count):
        complaints = self.env["cs.complaint"].create(
            [
                {**values, "user_id": self.agents[number % 3].id}
                for number, values in enumerate(self.values(count))
            ]
        )
        complaints[::2].action_start()
        complaints[: count // 3].activity_schedule("mail.mail_activity_data_todo")
        self.env.flush_all()

    # UTILS

    def specification(self, view):
        """Return what the web client asks for to show the shipped ``view``."""
        view = self.env.ref(f"cs_complaint.{view}")
        complaints = self.env["cs.complaint"].with_user(self.agent)
        names = etree.fromstring(complaints.get_view(view.id, view.type)["arch"]).xpath(
            "//field[not(ancestor::field)]/@name"
        )
        return {
            name: {"fields": {"display_name": {}}} if complaints._fields[name].relational else {}
            for name in names
        }

    def count_queries(self, function):
        """Return the queries of the second of two calls, each in a state as a request finds it."""
        for _turn in ("warm-up", "counted"):
            self.env.flush_all()
            # Beside the records it forgets what the environments remember of user and company;
            # otherwise the count would depend on when Python collects its garbage.
            self.env.transaction.reset()
            before = self.cr.sql_log_count
            function()
            self.env.flush_all()
        return self.cr.sql_log_count - before

    def assertFlat(self, function, most):
        """A call costs the same, and little, with few records and with many."""
        counts = []
        for more in (12, 84):
            self.create_complaints(more)
            counts.append(self.count_queries(function))
        self.assertEqual(counts[0], counts[1])
        self.assertLessEqual(counts[1], most)

    # TESTS

    def test_create_batch(self):
        complaints = self.env["cs.complaint"].with_user(self.agent)
        few = self.count_queries(lambda: complaints.create(self.values(40)))
        many = self.count_queries(lambda: complaints.create(self.values(100)))
        # One of them writes the clocks of the whole batch, another who has the complaints, one
        # looks for repeats, one tells the other services; all of them are some, which are linked
        # and counted.
        self.assertLessEqual(many, 25)
        self.assertEqual(few, many, "A record in a batch costs no query of its own")

    def test_create_by_form(self):
        complaints = self.env["cs.complaint"].with_user(self.agent)

        def create():
            form = Form(complaints)
            form.partner_id = self.customers[0]
            form.subject = "Charged twice"
            form.description = "Twice in May"
            form.category_id = self.categories[0]
            return form.save()

        # Ten of them show the clock, the escalations and why the deadline is what it is; six who
        # has the complaint, who may assign it and what other departments were asked for; eight
        # find, link, count and show that it is a repeat; some for each field that is
        # typed say whether the same is in work already; five what to know of the customer.
        self.assertLessEqual(self.count_queries(create), 75)

    def test_list(self):
        complaints = self.env["cs.complaint"].with_user(self.agent)
        specification = self.specification("cs_complaint_view_list")
        self.assertFlat(
            lambda: complaints.web_search_read(self.domain, specification, limit=100), 17
        )

    def test_kanban(self):
        complaints = self.env["cs.complaint"].with_user(self.agent)
        options = {
            "auto_unfold": True,
            "unfold_read_specification": self.specification("cs_complaint_view_kanban"),
            "unfold_read_default_limit": 40,
        }
        self.assertFlat(
            lambda: complaints.web_read_group(self.domain, ["state"], [], **options), 16
        )
