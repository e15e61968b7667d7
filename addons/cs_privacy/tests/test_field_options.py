from psycopg2.errors import UniqueViolation

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..encrypted import open_for_system
from ..schema import leave_masks, protect_column
from .common import PHONE, PHONE_MASK, PrivacyCommon
from .fake_models import CsTestVisitor, registered

TAKEN = "another record has this value already"


@tagged("post_install", "-at_install")
class TestFieldOptions(PrivacyCommon):
    """What one line of a declaration brings, on a model made for the purpose."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.enterClassContext(registered(cls.env, CsTestVisitor))
        purpose = cls.env.ref("cs_privacy.purpose_service")
        purpose.field_ids += cls.env["ir.model.fields"].search(
            [("model", "=", "cs.test.visitor"), ("name", "in", ["passport", "phone", "note"])]
        )
        cls.visitors = cls.env["cs.test.visitor"]
        cls.visitor = cls.visitors.create({"name": "One", "passport": "AB 12 34 56"})

    def objects(self, name):
        self.env.cr.execute(
            "SELECT indexdef FROM pg_indexes WHERE tablename = 'cs_test_visitor'"
            " AND indexdef LIKE %s",
            [f"%{name}%"],
        )
        return [row[0] for row in self.env.cr.fetchall()]

    def test_unique_value(self):
        self.assertIn("UNIQUE", self.objects("passport")[0])
        self.assertRefused(TAKEN, self.visitors.create, {"passport": "ab123456"})
        other = self.visitors.create({"passport": "AB123457"})
        self.assertRefused(TAKEN, other.write, {"passport": "AB-123456"})
        pair = self.visitors.create([{}, {}])
        self.assertRefused(TAKEN, pair.write, {"passport": "AB123458"})
        self.assertRefused(
            TAKEN, self.visitors.create, [{"passport": "AB123459"}, {"passport": "AB123459"}]
        )
        self.visitor.passport = "AB123456"
        other.passport = "AB123458"
        self.assertEqual(self.visitors.search_count([("passport", "!=", False)]), 2)

    @mute_logger("odoo.sql_db")
    def test_unique_value_between_transactions(self):
        other = self.visitors.create({"passport": "AB123457"})
        token = self.column(self.visitor, "passport")
        with self.assertRaises(UniqueViolation), self.env.cr.savepoint():
            self.env.cr.execute(
                "UPDATE cs_test_visitor SET passport = %s WHERE id = %s", [token, other.id]
            )

    def test_computed_and_stored(self):
        visitor = self.visitors.create({"partner_id": self.customer.id})
        self.assertEqual(visitor.phone, PHONE_MASK)
        self.assertEqual(open_for_system(visitor, "phone"), {visitor.id: PHONE})
        self.assertEqual(self.visitors.search([("phone", "=", PHONE)]), visitor)
        visitor.phone = "13700001234"
        self.assertEqual(open_for_system(visitor, "phone"), {visitor.id: "+8613700001234"})
        self.customer.cs_phone = "13700009999"
        visitor.partner_id = False
        visitor.partner_id = self.customer
        self.assertEqual(open_for_system(visitor, "phone"), {visitor.id: "+8613700009999"})

    def test_related(self):
        visitor = self.visitors.create({"partner_id": self.customer.id})
        self.assertEqual(visitor.partner_phone, PHONE_MASK)
        self.assertEqual(self.visitors.search([("partner_phone", "=", PHONE)]), visitor)

    def test_column_that_held_plain_text_is_sealed(self):
        cr = self.env.cr
        cr.execute("ALTER TABLE cs_test_visitor DROP CONSTRAINT cs_test_visitor_note_is_sealed")
        cr.execute("UPDATE cs_test_visitor SET note = ' old words '")
        protect_column(self.visitors, "note")
        self.visitor.invalidate_recordset()
        self.assertTrue(self.column(self.visitor, "note").startswith("e1$"))
        self.assertEqual(open_for_system(self.visitor, "note"), {self.visitor.id: "old words"})
        protect_column(self.visitors, "note")

    def test_column_that_stays_keeps_masks(self):
        leave_masks(self.visitors, "passport")
        self.env.cr.execute("SELECT passport FROM cs_test_visitor")
        self.assertEqual(self.env.cr.fetchall(), [("A*****56",)])
        self.assertFalse(self.objects("passport"))
