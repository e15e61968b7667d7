from odoo.tests import TransactionCase, new_test_user


class ClauseCase(TransactionCase):
    """The register, an own chapter 901 with one section and one item, and one user per role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clauses = cls.env["cs.clause"].search([])
        cls.manager = new_test_user(
            cls.env, "clause_manager", groups="cs_base.group_cs_base_manager"
        )
        cls.agent = new_test_user(cls.env, "clause_agent", groups="cs_base.group_cs_base_user")
        cls.staff = new_test_user(cls.env, "clause_staff", groups="base.group_user")
        cls.head = new_test_user(cls.env, "clause_head", groups="cs_base.group_cs_base_user")
        cls.department = cls.env["hr.department"].create({"name": "Hotline"})
        cls.department.manager_id = cls.env["hr.employee"].create(
            {"name": "Head", "user_id": cls.head.id, "department_id": cls.department.id}
        )
        cls.own = cls.env["cs.clause"].create(
            [
                {"number": "901.1(1)", "name": "Own item"},
                {"number": "901", "name": "Own chapter"},
                {"number": "901.1", "name": "Own section"},
            ]
        )
        cls.item, cls.chapter, cls.section = cls.own

    def clause(self, number):
        return self.env["cs.clause"].search([("number", "=", number)])

    def assert_message(self, error, expected):
        self.assertEqual(str(error.exception), expected)
