from odoo import fields
from odoo.tests import TransactionCase, new_test_user

NOON = fields.Datetime.to_datetime("2026-03-02 12:00:00")


class CsBaseCommon(TransactionCase):
    """Users of every role, two departments, a customer, and helpers to record contacts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, no_reset_password=True))
        cls.company = cls.env.company
        cls.department = cls.env["hr.department"].create(
            {"name": "Hotline Test", "cs_tier": "centre", "cs_function": "service"}
        )
        cls.other_department = cls.env["hr.department"].create({"name": "Billing Test"})
        cls.agent = cls.create_user("cs_agent", "cs_base.group_cs_base_user", cls.department)
        cls.colleague = cls.create_user("cs_colleague", "cs_base.group_cs_base_user")
        cls.manager = cls.create_user("cs_manager", "cs_base.group_cs_base_manager")
        cls.program = cls.create_user(
            "cs_program", "base.group_user,cs_base.group_cs_base_api", has_employee=False
        )
        cls.employee_user = cls.create_user("cs_plain", "base.group_user")
        cls.portal_user = cls.create_user("cs_portal", "base.group_portal", has_employee=False)
        cls.public_user = cls.env.ref("base.public_user")
        cls.phone = cls.env["cs.channel"]._cs_get("phone")
        cls.email = cls.env["cs.channel"]._cs_get("email")
        cls.customer = cls.env["res.partner"].create(
            {"name": "Chan Tai Man", "email": "chan@customer.example", "phone": "+85223456789"}
        )

    # DATA

    @classmethod
    def create_user(cls, login, groups, department=None, has_employee=True):
        user = new_test_user(cls.env, login=login, groups=groups, name=login, tz="UTC")
        if has_employee:
            cls.env["hr.employee"].create(
                {"name": login, "user_id": user.id, "department_id": department and department.id}
            )
        return user

    @classmethod
    def create_contact(cls, **values):
        return cls.env["cs.contact"].create(
            {"channel_id": cls.phone.id, "name": "Bill", "date_arrived": NOON, **values}
        )

    def row(self, external_id="1", **values):
        """Return one row as a program sends it; a value of ``None`` leaves its key empty."""
        return {
            "source": "test-pbx",
            "external_id": external_id,
            "channel": "phone",
            "date_arrived": "2026-03-02T12:00:00Z",
            **values,
        }

    def ingest(self, *rows, user=None):
        model = self.env["cs.contact"].with_user(user or self.program)
        return model.ingest(list(rows))

    def reported(self, external_id="1"):
        return self.env["cs.contact"].search(
            [("source", "=", "test-pbx"), ("external_id", "=", external_id)]
        )

    # ASSERTS

    def assertStatuses(self, results, *statuses):
        self.assertEqual(
            [result["status"] for result in results],
            list(statuses),
            [result["error"] for result in results],
        )

    def assertRowError(self, message, **values):
        (result,) = self.ingest(self.row("refused", **values))
        self.assertEqual((result["status"], result["id"]), ("error", False))
        self.assertIn(message, result["error"])
        self.assertFalse(self.reported("refused"), "A refused row leaves nothing behind")
