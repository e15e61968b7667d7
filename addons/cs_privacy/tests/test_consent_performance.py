from odoo.tests import tagged

from .consent_common import GIVEN, ConsentCommon

LIST = {
    "date": {},
    "partner_id": {"fields": {"display_name": {}}},
    "purpose_id": {"fields": {"display_name": {}}},
    "channel_label": {},
    "event": {},
    "standing": {},
    "how": {},
    "user_id": {"fields": {"display_name": {}}},
}


@tagged("post_install", "-at_install")
class TestConsentPerformance(ConsentCommon):
    """The number of queries does not grow with the persons."""

    def create_people(self, count):
        people = self.partners.create([{"name": f"Q{n}"} for n in range(count)])
        self.record(people, GIVEN, self.sms | self.email)
        self.env.flush_all()
        return people

    def queries(self, function):
        for _warm_up in range(2):
            function()
            self.env.flush_all()
            self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function()
        return self.env.cr.sql_log_count - before

    def test_audience_is_one_query(self):
        for people in (self.create_people(3), self.create_people(300)):
            for purpose in ("promotion", "service"):
                people._cs_filter_consented(purpose, "sms")
                with self.assertQueryCount(1):
                    people._cs_filter_consented(purpose, "sms")

    def test_domain_is_one_query(self):
        people = self.create_people(20)

        def search():
            domain = self.partners._cs_consented_domain("promotion", "sms")
            return self.partners.search([*domain, ("id", "in", people.ids)])

        self.assertEqual(search(), people)
        with self.assertQueryCount(1):
            search()

    def test_recording(self):
        few, many = (self.partners.create([{"name": "P"}] * n) for n in (3, 100))
        self.record(self.people, GIVEN, self.sms)
        counts = [
            self.count(lambda people=people: self.record(people, GIVEN, self.sms))
            for people in (few, many)
        ]
        self.assertEqual(counts[0], counts[1])

    def count(self, function):
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        function()
        return self.env.cr.sql_log_count - before

    def test_list(self):
        consents = self.consents.with_user(self.agent)
        self.create_people(2)
        few = self.queries(lambda: consents.web_search_read([], LIST, limit=500))
        self.create_people(50)
        many = self.queries(lambda: consents.web_search_read([], LIST, limit=500))
        self.assertEqual(few, many)
        self.assertLessEqual(many, 12)

    def test_matrix(self):
        person = self.create_people(1).with_user(self.agent)
        few = self.queries(person.cs_consent_matrix)
        for number in range(5):
            purpose = self.create_purpose(f"p{number}")
            self.record(person, "withdrawn", None, purpose)
        self.assertEqual(self.queries(person.cs_consent_matrix), few)

    def test_counts_of_a_list(self):
        few, many = (self.create_people(n).with_user(self.agent) for n in (2, 40))
        counts = [
            self.queries(lambda people=people: people.mapped("cs_consent_count"))
            for people in (few, many)
        ]
        self.assertEqual(counts[0], counts[1])
