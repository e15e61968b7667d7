from datetime import timedelta

from odoo.tests import freeze_time, tagged

from .common import NOON, CsBaseCommon

LIST = {
    "display_name": {},
    "date_arrived": {},
    "partner_id": {"fields": {"display_name": {}}},
    "channel_id": {"fields": {"display_name": {}}},
    "department_id": {"fields": {"display_name": {}}},
    "user_id": {"fields": {"display_name": {}}},
    "kind": {},
    "wait_seconds": {},
    "is_late": {},
    "state": {},
}


@tagged("post_install", "-at_install")
@freeze_time(NOON + timedelta(days=1))
class TestPerformance(CsBaseCommon):
    """Opening a view costs the same number of queries with few records and with many."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mine = [("user_id", "=", cls.agent.id)]

    def create_contacts(self, count):
        partners = self.env["res.partner"].create([{"name": f"P{n}"} for n in range(count)])
        self.env["cs.contact"].create(
            [
                {
                    "channel_id": self.phone.id,
                    "partner_id": partner.id,
                    "user_id": self.agent.id,
                    "department_id": self.department.id,
                    "date_arrived": NOON + timedelta(minutes=number),
                }
                for number, partner in enumerate(partners)
            ]
        )
        self.env.flush_all()
        return partners

    def count_queries(self, function):
        function()
        self.env.flush_all()
        self.env.invalidate_all()
        function()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function()
        return self.env.cr.sql_log_count - before

    def assertFlat(self, function, most):
        self.create_contacts(3)
        few = self.count_queries(function)
        self.create_contacts(60)
        many = self.count_queries(function)
        self.assertEqual(few, many)
        self.assertLessEqual(many, most)

    def test_list(self):
        contacts = self.env["cs.contact"].with_user(self.agent)
        self.assertFlat(lambda: contacts.web_search_read(self.mine, LIST, limit=80), 9)

    def test_kanban(self):
        contacts = self.env["cs.contact"].with_user(self.agent)
        self.assertFlat(
            lambda: contacts.web_read_group(
                self.mine, ["state"], [], auto_unfold=True, unfold_read_specification=LIST
            ),
            14,
        )

    def test_customer_list(self):
        partners = self.env["res.partner"].with_user(self.agent)
        self.assertFlat(
            lambda: partners.web_search_read([("name", "=like", "P%")], {"cs_contact_count": {}}),
            8,
        )

    def test_timeline(self):
        customer = self.customer.with_user(self.agent)

        def create(count):
            for _n in range(count):
                self.create_contact(partner_id=customer.id, user_id=self.colleague.id)

        create(2)
        few = self.count_queries(customer.cs_timeline)
        create(20)
        many = self.count_queries(customer.cs_timeline)
        self.assertEqual(few, many)
        # Each source of the time line costs one or two: contacts, complaints, decisions about
        # consent, special groups, the green channel, suggestions.
        self.assertLessEqual(many, 16)
