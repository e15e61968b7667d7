"""Clauses 7.1.3(2) and (3): care says how a customer is served, complaints keep to it."""

from odoo.fields import Command
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestGreenChannel(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        cls.env["cs.green.rule"].search([("active", "in", (True, False))]).active = False
        cls.policy = cls.env["cs.complaint.policy"].create(
            {
                "name": "Green channel",
                "customer_level": "priority",
                "response_amount": 1,
                "response_unit": "hour",
                "resolve_amount": 1,
                "resolve_unit": "day",
            }
        )
        cls.customer, cls.other = cls.env["res.partner"].create([{"name": "Ho"}, {"name": "Lo"}])
        cls.complaint = cls.register(cls.customer)
        cls.other_complaint = cls.register(cls.other)

    @classmethod
    def register(cls, partner):
        category = cls.env["cs.complaint.category"].search([("parent_id", "!=", False)], limit=1)
        return cls.env["cs.complaint"].create(
            {
                "subject": "Line down",
                "description": "Since Monday",
                "partner_id": partner.id,
                "category_id": category.id,
            }
        )

    def grant(self):
        return self.env["cs.green.grant"].create(
            {"partner_id": self.customer.id, "reason": "Dialysis at home"}
        )

    def test_grant_moves_open_complaints(self):
        before = self.complaint.date_resolve_due
        grant = self.grant()
        self.assertEqual(self.complaint.customer_level, "priority")
        self.assertEqual(self.complaint.policy_id, self.policy)
        self.assertLess(self.complaint.date_resolve_due, before)
        self.assertIn("customer", self.complaint.clock_ids.mapped("kind"))
        queue = (self.complaint | self.other_complaint).search(
            [("id", "in", (self.complaint | self.other_complaint).ids)],
            order="customer_level desc, date_response_due, id",
        )
        self.assertEqual(queue[0], self.complaint)
        grant.action_revoke("Repaired")
        self.assertEqual(self.complaint.customer_level, "normal")
        self.assertEqual(self.complaint.date_resolve_due, before)

    def test_use_by_complaints_is_logged(self):
        self.grant()
        complaint = self.register(self.customer)
        self.assertEqual(complaint.customer_level, "priority")
        use = self.env["cs.green.use"].search([("res_model", "=", "cs.complaint")])
        self.assertEqual((use.res_id, use.reasons), (complaint.id, "Dialysis at home"))

    def test_complaint_tells_what_to_do(self):
        self.assertFalse(self.complaint.cs_notices()["remarks"])
        group = self.env.ref("cs_care.special_group_veteran")
        self.env["cs.green.rule"].create(
            {"name": "Veterans", "kind": "group", "group_ids": [Command.set(group.ids)]}
        )
        self.env["cs.special.group.member"].create(
            {
                "partner_id": self.customer.id,
                "group_id": group.id,
                "proof_kind": "seen",
                "proof_note": "Card",
            }
        ).action_verify()
        self.env.invalidate_all()
        self.assertIn("Serve first at the counter", self.complaint.cs_notices()["remarks"])
        self.assertEqual(self.complaint.customer_level, "priority")
