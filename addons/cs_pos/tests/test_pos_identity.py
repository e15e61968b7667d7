from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import PosCommon

NUMBER = "11010519491231002X"


@tagged("post_install", "-at_install")
class TestPosIdentity(PosCommon):
    """Clause 3.2: is this the customer? Asked, logged, locked; never shown."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.write({"cs_id_type": "cn_id", "cs_id_number": NUMBER})
        cls.env.company.cs_pos_identity_failures = 3

    def setUp(self):
        super().setUp()
        mode = self.enter_registry_test_mode()
        mode.__enter__()
        self.addCleanup(mode.__exit__, None, None, None)

    def verify(self, signs, user=None, customer=None):
        till = self.till.with_user(user or self.cashier).sudo(False)
        return till.cs_pos_verify((customer or self.customer).id, signs)

    def results(self):
        self.env.invalidate_all()
        checks = self.env["cs.pos.identity.check"].search(
            [("partner_id", "=", self.customer.id)], order="id"
        )
        return checks.mapped("result")

    def test_match(self):
        answer = self.verify("002x")
        self.assertEqual(answer["result"], "match")
        self.assertTrue(answer["identity"]["verified"])
        self.assertEqual(self.results(), ["match"])

    def test_wrong_then_locked_for_all(self):
        other = new_test_user(
            self.env, login="cs_other", groups="base.group_user,point_of_sale.group_pos_user"
        )
        for _n in range(3):
            self.assertEqual(self.verify("1111")["result"], "wrong")
        answer = self.verify("002X")
        self.assertEqual(answer["result"], "locked", "also the right ones")
        self.assertTrue(answer["identity"]["locked"])
        self.assertFalse(answer["identity"]["verified"])
        self.assertEqual(self.verify("002X", user=other)["result"], "locked")
        self.assertEqual(self.results(), ["wrong"] * 3 + ["locked"] * 2)

    def test_locked_for_the_cashier(self):
        people = self.env["res.partner"].create(
            [
                {"name": f"P{n}", "cs_id_type": "passport", "cs_id_number": f"A123456{n}"}
                for n in range(4)
            ]
        )
        for person in people[:3]:
            for _n in range(2):
                self.assertEqual(self.verify("ZZZZ", customer=person)["result"], "wrong")
        self.assertEqual(self.verify("4563", customer=people[3])["result"], "locked")

    def test_lock_ends(self):
        for _n in range(3):
            self.verify("1111")
        self.env.cr.execute("UPDATE cs_pos_identity_check SET date = date - interval '16 minutes'")
        self.env.invalidate_all()
        self.assertEqual(self.verify("002X")["result"], "match")

    def test_no_digit_is_kept(self):
        self.verify("9731")
        self.env.cr.execute("SELECT c::text FROM cs_pos_identity_check c ORDER BY id DESC LIMIT 1")
        facts = self.env.cr.fetchone()[0]
        self.assertNotIn("9731", facts)
        self.assertNotIn(
            "002X", str(self.partners().browse(self.customer.id).cs_pos_profile(self.till.id))
        )

    def test_bad_input(self):
        for signs in ("", "123", "12345", "١٢٣٤", "%%%%", None, 1234, "1 OR"):
            with self.assertRaisesRegex(UserError, "last four"):
                self.verify(signs)
        self.customer.write({"cs_id_number": False})
        with self.assertRaisesRegex(UserError, "No ID number"):
            self.verify("1111")
        self.assertFalse(self.results())

    def test_rights(self):
        plain = new_test_user(self.env, login="cs_plain", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.verify("002X", user=plain)
        with self.assertRaises(AccessError):
            self.env["cs.pos.identity.check"].with_user(self.cashier).search([])
        self.verify("002X")
        check = self.env["cs.pos.identity.check"].search([("partner_id", "=", self.customer.id)])
        for call in (
            lambda: check.with_user(self.keeper).write({"result": "match"}),
            lambda: check.unlink(),
            lambda: check.create({"partner_id": self.customer.id}),
        ):
            with self.assertRaises(AccessError):
                call()
        self.assertEqual(check.with_user(self.keeper).result, "match")
        with self.assertRaises(AttributeError):
            check.with_user(self.cashier).cs_attempt  # noqa: B018
