from odoo.tests import tagged

from .common import PosCommon


@tagged("post_install", "-at_install")
class TestPosPrivacy(PosCommon):
    """Clause 3.2: a person sees who checked the identity, and words about it go with the person."""

    def setUp(self):
        super().setUp()
        mode = self.enter_registry_test_mode()
        mode.__enter__()
        self.addCleanup(mode.__exit__, None, None, None)
        till = self.till.with_user(self.cashier).sudo()
        till._cs_vouch(self.customer.with_env(till.env), "Boss", "Scar on the left hand")

    def test_copy(self):
        row = self.customer._cs_privacy_export()["identity_checks"][0]
        self.assertEqual((row["result"], row["supervisor"]), ("override", "Boss"))
        self.assertEqual(row["reason"], "Scar on the left hand")
        names, labels = self.customer._cs_privacy_export_labels()["identity_checks"]
        self.assertTrue(names)
        self.assertEqual(set(labels), set(row))

    def test_erased(self):
        self.customer._cs_privacy_erase()
        check = self.env["cs.pos.identity.check"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual((check.reason, check.result), ("(erased)", "override"))
