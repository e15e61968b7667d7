from contextlib import contextmanager

from odoo.tests import TransactionCase, new_test_user


class CareCommon(TransactionCase):
    """A user per role, a user of none of them, and two customers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, no_reset_password=True, lang="en_US"))
        cls.company = cls.env.company
        cls.agent = cls._create_user("agent")
        cls.agent2 = cls._create_user("agent", "agent2")
        cls.supervisor = cls._create_user("supervisor")
        cls.manager = cls._create_user("manager")
        cls.plain = new_test_user(cls.env, login="cs_care_plain", groups="base.group_user")
        cls.customer, cls.customer2 = cls.env["res.partner"].create(
            [
                {"name": "Mei Lin", "email": "mei@customer.example", "lang": "en_US"},
                {"name": "Wei Chen", "email": "wei@customer.example", "lang": "en_US"},
            ]
        )

    # ASSERTS

    @contextmanager
    def assertRefused(self, error, text):
        """The block raises ``error`` and its message holds ``text``."""
        with self.assertRaises(error) as caught:
            yield
        self.assertIn(text, str(caught.exception))

    # DATA

    @classmethod
    def _create_user(cls, role, name=None):
        name = name or role
        user = new_test_user(
            cls.env,
            login=f"cs_care_{name}",
            groups=f"cs_care.group_cs_care_{role}",
            name=name.capitalize(),
            email=f"{name}@operator.example",
        )
        cls.env["hr.employee"].create({"name": name, "user_id": user.id})
        return user
