import unittest
from datetime import timedelta

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import PHONE
from .consent_common import GIVEN, WITHDRAWN, ConsentCommon


@tagged("post_install", "-at_install")
class TestBasis(ConsentCommon):
    """Nothing is stored or shown without a basis."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.phone_field = cls.env["ir.model.fields"]._get("res.partner", "cs_phone")
        # They came before this transaction.
        cls.env.cr.execute(
            "UPDATE res_partner SET create_date = create_date - interval '1 day' WHERE id IN %s",
            [cls.people._ids],
        )
        cls.people.invalidate_recordset()
        cls.own = cls.people.with_user(cls.agent)

    def only_by_consent(self):
        """Leave promotion as the only purpose that covers the telephone."""
        others = self.purposes.search([("code", "!=", "promotion")])
        others.field_ids = [Command.unlink(self.phone_field.id)]

    def uncover(self):
        self.purposes.search([]).field_ids = [Command.unlink(self.phone_field.id)]

    # Storing

    def test_covered_by_the_contract(self):
        self.own[0].cs_phone = PHONE
        self.assertTrue(self.own[0].cs_phone)

    def test_not_covered(self):
        self.uncover()
        refused = "Protected Phone cannot be stored: no purpose in force covers it."
        self.assertRefused(refused, self.own[0].write, {"cs_phone": PHONE})
        self.assertRefused(refused, self.people[0].write, {"cs_phone": PHONE})
        self.assertRefused(refused, self.partners.create, {"name": "N", "cs_phone": PHONE})
        self.own[0].write({"cs_phone": False, "name": "Other fields stay writable"})

    def test_archived_purpose_covers_nothing(self):
        self.only_by_consent()
        self.promotion.active = False
        self.assertRefused("no purpose in force", self.people[0].write, {"cs_phone": PHONE})

    def test_by_consent_only(self):
        self.only_by_consent()
        refused = "used with consent only (Promotion of products), and Person 0 has not agreed"
        self.assertRefused(refused, self.own[0].write, {"cs_phone": PHONE})
        self.record(self.people[0], GIVEN, self.sms)
        self.own[0].cs_phone = PHONE
        self.record(self.people[0], WITHDRAWN)
        self.assertRefused(refused, self.own[0].write, {"cs_phone": "13900002222"})
        self.own[0].cs_phone = False

    def test_by_consent_of_every_person(self):
        self.only_by_consent()
        self.record(self.people[:3], GIVEN)
        self.assertRefused("Person 3 has not agreed", self.own.write, {"cs_phone": PHONE})
        self.own[:3].write({"cs_phone": PHONE})

    def test_the_systems_own_doors_need_the_purpose_only(self):
        self.only_by_consent()
        self.people[0].cs_phone = PHONE

    def test_new_person_may_agree_until_the_end_of_the_transaction(self):
        self.only_by_consent()
        creator = self.partners.with_user(self.create_user("cs_p_creator", self.creator_groups()))
        new = creator.create({"name": "New", "cs_phone": PHONE})
        self.record(new, GIVEN, self.sms)
        self.env.cr.precommit.run()
        self.assertTrue(new.cs_phone)

    def test_new_person_who_does_not_agree(self):
        self.only_by_consent()
        creator = self.partners.with_user(self.create_user("cs_p_creator", self.creator_groups()))
        creator.create({"name": "New", "cs_phone": PHONE})
        # Odoo's own assertRaises() opens a savepoint, and that runs what waits for the commit.
        with unittest.TestCase.assertRaises(self, UserError) as caught:
            self.env.cr.precommit.run()
        self.assertIn("New has not agreed", str(caught.exception))

    def test_new_person_who_is_gone_again(self):
        self.only_by_consent()
        creator = self.partners.with_user(self.create_user("cs_p_creator", self.creator_groups()))
        creator.create({"name": "New", "cs_phone": PHONE}).sudo().unlink()
        self.env.cr.precommit.run()

    def creator_groups(self):
        return "cs_base.group_cs_base_user,base.group_partner_manager"

    def test_record_of_a_person(self):
        """What another record holds needs the consent of the person behind it."""
        number_field = self.field_of("cs.service.number", "number")
        others = self.purposes.search([("code", "!=", "promotion")])
        others.field_ids = [Command.unlink(number_field.id)]
        numbers = self.env["cs.service.number"].with_user(self.agent)
        values = {"number": PHONE, "partner_id": self.people[0].id}
        self.assertRefused("Person 0 has not agreed", numbers.create, values)
        self.record(self.people[0], GIVEN)
        self.assertTrue(numbers.create(values))

    def test_cost(self):
        """No query more when a covered value is stored."""
        self.own[0].cs_phone = PHONE
        self.env.flush_all()
        with self.assertQueryCount(0):
            self.own[0]._cs_check_basis(["cs_phone"])

    # Showing

    def test_reveal_by_consent(self):
        self.people[:3].write({"cs_phone": PHONE})
        people = self.people[:3].with_user(self.revealer)

        def reveal(purpose):
            return people.privacy_reveal(["cs_phone"], purpose, "calls back")

        self.record(self.people[0], GIVEN, self.sms)
        self.record(self.people[1], GIVEN)
        self.record(self.people[1], WITHDRAWN)
        self.assertRefused("needs consent, and 2 of the persons", reveal, "promotion")
        self.assertEqual(reveal("service")[people[1].id], {"cs_phone": PHONE})
        self.record(self.people[1:3], GIVEN, self.email)
        self.assertEqual(reveal("promotion")[people[2].id], {"cs_phone": PHONE})
        self.promotion.consent_months = 1
        self.record(self.people[2], WITHDRAWN)
        self.assertRefused("1 of the persons", reveal, "promotion")

    def test_reveal_costs_one_query_for_consent(self):
        self.record(self.people, GIVEN)
        people = self.people.with_user(self.revealer)
        people._cs_check_consent(["cs_phone"], self.promotion)
        with self.assertQueryCount(1):
            people._cs_check_consent(["cs_phone"], self.promotion)

    def test_age_of_the_person_is_what_counts(self):
        self.assertLess(self.people[0].create_date, self.env.cr.now() - timedelta(hours=1))
