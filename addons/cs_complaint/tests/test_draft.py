from odoo.tests import Form, tagged

from ..models.cs_complaint_draft import LATER
from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestDraft(ComplaintCommon):
    """While a complaint is typed, nothing is counted that its form does not show."""

    def test_deadlines_come_with_the_number(self):
        form = Form(self.env["cs.complaint"].with_user(self.agent))
        form.subject = "Bill"
        form.partner_id = self.customer
        form.category_id = self.category
        form.description = "Too high"
        self.assertEqual(form.department_id, self.service)
        for name in LATER.intersection(form._view["fields"]):
            if not name.endswith("_ids"):
                self.assertFalse(form[name], name)
        complaint = form.save()
        self.assertTrue(complaint.date_resolve_due)
        self.assertEqual(form.date_resolve_due, str(complaint.date_resolve_due))

    def test_saved_ones_keep_following(self):
        form = Form(self._register().with_user(self.agent))
        due = form.date_resolve_due
        form.category_id = self.category_product
        self.assertTrue(due)
        self.assertEqual(form.department_id, self.product)

    def test_fields_exist(self):
        self.assertFalse(LATER - set(self.env["cs.complaint"]._fields))

    def test_queries(self):
        """One complaint by its form: opened, four fields filled in, saved and read back."""
        complaints = self.env["cs.complaint"].with_user(self.agent)

        def register():
            form = Form(complaints)
            form.subject = "Bill"
            form.partner_id = self.customer
            form.category_id = self.category_product
            form.description = "Too high"
            self.env.flush_all()
            self.env.transaction.reset()
            before = self.cr.sql_log_count
            form.save()
            self.env.flush_all()
            return self.cr.sql_log_count - before

        register()
        self.assertLessEqual(register(), 25)
