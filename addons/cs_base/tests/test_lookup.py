from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestLookup(TransactionCase):
    """The remembered channel and department follow every change that matters to them."""

    def test_channel(self):
        channels = self.env["cs.channel"]
        shared = channels._cs_get("app")
        own = channels.create({"name": "Own", "code": "app", "company_id": self.env.company.id})
        self.assertEqual(channels._cs_get("app"), own)
        own.active = False
        self.assertEqual(channels._cs_get("app"), shared)
        own.active = True
        self.assertEqual(channels._cs_get("app"), own)
        own.unlink()
        self.assertEqual(channels._cs_get("app"), shared)
        shared.active = False
        self.assertFalse(channels._cs_get("app"))
        archived = channels.with_context(active_test=False)
        self.assertFalse(archived._cs_get("app"), "A look-up finds active channels only")

    def test_department(self):
        departments = self.env["hr.department"]
        departments.search([("cs_function", "=", "policy")]).cs_function = False
        self.assertFalse(departments._cs_for_function("policy"))
        parent, child = departments.create(
            [{"name": "Parent"}, {"name": "Child", "cs_function": "policy"}]
        )
        self.assertEqual(departments._cs_for_function("policy"), child)
        parent.cs_function = "policy"
        self.assertEqual(departments._cs_for_function("policy"), parent)
        parent.parent_id = child
        self.assertEqual(departments._cs_for_function("policy"), child)
        child.company_id = self.env["res.company"].create({"name": "Elsewhere"})
        self.assertEqual(departments._cs_for_function("policy"), parent)
        parent.active = False
        self.assertFalse(departments._cs_for_function("policy"))
