from odoo.tests import HttpCase, new_test_user, tagged

from .rights_common import RightsCommon


@tagged("post_install", "-at_install")
class TestRightsTour(RightsCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_number(cls.customer)
        # Tours log in with the login as password.
        cls.officer.password = cls.officer.login
        cls.user = new_test_user(
            cls.env,
            login="cs_rights_wanda",
            password="cs_rights_wanda",
            groups="base.group_portal",
            partner_id=cls.customer.id,
            name=cls.customer.name,
            email=cls.customer.email,
        )

    def setUp(self):
        super().setUp()
        self.env.cr.execute("DELETE FROM cs_rate_limit")

    def _own(self):
        return self.env["cs.privacy.request"].search([("partner_id", "=", self.customer.id)])

    def test_person(self):
        """A person sees the own values, asks for a correction and for an erasure."""
        self.start_tour("/my/privacy", "cs_privacy_person", login=self.user.login)
        states = {asked.kind: asked.state for asked in self._own()}
        self.assertEqual(states, {"correction": "received", "erasure": "cancelled"})

    def test_officer(self):
        """The officer erases what may be erased, and reads in the dialog what may not."""
        self._ask("erasure", identity_method="document")
        self.start_tour("/odoo/privacy-requests", "cs_privacy_officer", login=self.officer.login)
        self.assertEqual(self._own().state, "done")
        self.env.invalidate_all()
        self.assertFalse(self.customer.email)
        self.assertTrue(self.customer.cs_id_number)
