from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestComplaint(ComplaintCommon):
    def test_numbers_are_consecutive_and_unique(self):
        complaints = self.env["cs.complaint"].create(
            [{"subject": f"Case {i}", "category_id": self.category.id} for i in range(5)]
        )
        numbers = [int(name.rsplit("-", 1)[1]) for name in complaints.mapped("name")]
        self.assertEqual(numbers, list(range(numbers[0], numbers[0] + 5)))

    def test_numbers_of_a_sequence_without_gaps(self):
        self.env.ref("cs_complaint.sequence_complaint").implementation = "no_gap"
        names = self.env["cs.complaint"].create([{"subject": "A"}, {"subject": "B"}]).mapped("name")
        self.assertEqual(len(set(names)), 2)

    def test_missing_sequence_says_what_to_do(self):
        self.env.ref("cs_complaint.sequence_complaint").unlink()
        with self.assertRefused(UserError, "no number sequence with the code cs.complaint"):
            self._register()

    def test_class_gives_the_department(self):
        self.assertEqual(self._register().department_id, self.service)
        product = self._register(category_id=self.category_product.id)
        self.assertEqual(product.complaint_class, "product")
        self.assertEqual(product.department_id, self.product)
        product.category_id = self.category
        self.assertEqual(product.department_id, self.service)

    def test_class_without_department_goes_to_customer_service(self):
        category = self.env.ref("cs_complaint.cs_complaint_category_policy_change")
        self.assertEqual(self._register(category_id=category.id).department_id, self.service)

    def test_unclassified_goes_to_customer_service(self):
        self.assertEqual(self._register(category_id=False).department_id, self.service)

    def test_complainant_is_taken_from_the_customer(self):
        complaint = self._register()
        self.assertEqual(complaint.partner_name, "Mei Lin")
        self.assertIn("mei@customer.example", complaint.email_from)
        self.assertEqual(complaint.lang, "en_US")

    def test_unknown_complainant_keeps_what_was_told(self):
        complaint = self._register(
            partner_id=False, partner_name="Somebody", email_from="some@body.example"
        )
        self.assertEqual(complaint.partner_name, "Somebody")
        self.assertEqual(complaint.email_from, "some@body.example")

    def test_subject_is_required_and_short(self):
        with self.assertRefused(ValidationError, "Say in a few words"):
            self._register(subject="   ")
        with self.assertRefused(ValidationError, "at most 200 are allowed"):
            self._register(subject="x" * 10_000)

    def test_unknown_severity_is_refused(self):
        with self.assertRefused(ValidationError, "There is no severity gigantic"):
            self._register(severity="gigantic")
        with self.assertRefused(ValidationError, "ordinary, major, extra_major"):
            self._register().severity = "gigantic"

    def test_worked_on_complaint_cannot_be_deleted(self):
        complaint = self._register()
        complaint.action_start()
        with self.assertRefused(UserError, "is evidence and stays"):
            complaint.with_user(self.manager).unlink()

    def test_categories_have_two_levels(self):
        with self.assertRefused(ValidationError, "two levels"):
            self.env["cs.complaint.category"].create(
                {"name": "Third", "parent_id": self.category.id}
            )

    def test_category_takes_the_class_of_its_parent(self):
        child = self.env["cs.complaint.category"].create(
            {
                "name": "Roaming",
                "parent_id": self.env.ref("cs_complaint.cs_complaint_category_product").id,
            }
        )
        self.assertEqual(child.complaint_class, "product")

    def test_targets_must_be_positive(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.company.cs_complaint_days_major = 0
            self.company.flush_recordset()

    def test_contact_becomes_complaint(self):
        contact = (
            self.env["cs.contact"]
            .with_user(self.agent)
            .create(
                {
                    "name": "Angry call",
                    "kind": "complaint",
                    "channel_id": self.env["cs.channel"]._cs_get("phone").id,
                    "partner_id": self.customer.id,
                }
            )
        )
        action = contact.action_register_complaint()
        complaint = (
            self.env["cs.complaint"]
            .with_user(self.agent)
            .with_context(**action["context"])
            .create({"category_id": self.category.id})
        )
        self.assertEqual(complaint.contact_id, contact)
        self.assertEqual(complaint.subject, "Angry call")
        self.assertEqual(contact.cs_complaint_ids, complaint)

    def test_customer_page_counts_and_lists(self):
        child = self.env["res.partner"].create({"name": "Son", "parent_id": self.customer.id})
        first, second = self._register(), self._register(partner_id=child.id)
        customer = self.customer.with_user(self.agent)
        self.assertEqual(customer.cs_complaint_count, 2)
        self.assertEqual(child.with_user(self.agent).cs_complaint_count, 1)
        shown = [
            entry["id"] for entry in customer.cs_timeline() if entry["model"] == "cs.complaint"
        ]
        self.assertEqual(set(shown), {first.id, second.id})

    def test_form_asks_for_complainant_and_content(self):
        """Clause 6.2.1; e-mails and programs may lack them and are taken in all the same."""
        form = Form(self.env["cs.complaint"].with_user(self.agent))
        form.subject = "Bill too high"
        with self.assertRaisesRegex(AssertionError, "partner_name"):
            form.save()
        form.phone = "6612 3456"
        with self.assertRaisesRegex(AssertionError, "description"):
            form.save()
        form.description = "Twice in May"
        self.assertEqual(form.save().phone, "66****56")

    def test_anonymous_keeps_nothing_out_of_sight(self):
        form = Form(self.env["cs.complaint"].with_user(self.agent))
        form.subject, form.description = "Bill too high", "Twice in May"
        form.partner_name, form.email_from = "Mei Lin", "mei@customer.example"
        form.is_anonymous = True
        complaint = form.save()
        self.assertFalse(complaint.partner_name or complaint.email_from or complaint.phone)
        self.assertEqual(complaint.ack_state, "none")
