from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.cs_pos.tests.common import PosCommon


class VouchCommon(PosCommon):
    """A till with a supervisor, a clerk, and somebody who does not work there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = cls.env.company.id
        cls.boss, cls.clerk, cls.stranger = cls.env["hr.employee"].create(
            [
                {"name": "Boss Bao", "pin": "2468", "company_id": company},
                {"name": "Clerk Chen", "pin": "1357", "company_id": company},
                {"name": "Stranger Sun", "pin": "2468", "company_id": company},
            ]
        )
        cls.till.write(
            {
                "module_pos_hr": True,
                "advanced_employee_ids": [Command.set(cls.boss.ids)],
                "basic_employee_ids": [Command.set(cls.clerk.ids)],
            }
        )

    def checks(self):
        self.env.invalidate_all()
        return self.env["cs.pos.identity.check"].search(
            [("partner_id", "=", self.customer.id)], order="id"
        )


@tagged("post_install", "-at_install")
class TestVouch(VouchCommon):
    """Clause 3.2: a supervisor vouches for a customer at the till, with the own PIN."""

    def setUp(self):
        super().setUp()
        mode = self.enter_registry_test_mode()
        mode.__enter__()
        self.addCleanup(mode.__exit__, None, None, None)

    def vouch(self, pin="2468", employee=None, reason="Passport", user=None):
        till = self.till.with_user(user or self.cashier).sudo(False)
        return till.cs_pos_vouch(self.customer.id, (employee or self.boss).id, pin, reason)

    def test_vouched(self):
        self.assertTrue(self.vouch()["verified"])
        check = self.checks()
        self.assertEqual(
            (check.result, check.supervisor, check.reason, check.user_id),
            ("override", "Boss Bao", "Passport", self.cashier),
        )

    def test_ends_a_lock(self):
        self.customer.write({"cs_id_type": "cn_id", "cs_id_number": "11010519491231002X"})
        self.env.company.cs_pos_identity_failures = 2
        till = self.till.with_user(self.cashier).sudo(False)
        for _n in range(2):
            answer = till.cs_pos_verify(self.customer.id, "1111")
        self.assertTrue(answer["identity"]["locked"])
        identity = self.vouch()
        self.assertTrue(identity["verified"])
        self.assertFalse(identity["locked"])

    def test_no_supervisor(self):
        for employee in (self.clerk, self.stranger):
            with self.assertRaisesRegex(AccessError, "advanced rights"):
                self.vouch(employee=employee, pin=employee.pin)
        self.stranger.user_id = self.keeper
        self.assertTrue(self.vouch(employee=self.stranger)["verified"], "manager of the shop")

    def test_wrong_pin(self):
        for pin in ("1357", "", None, 2468):
            with self.assertRaisesRegex(AccessError, "not the PIN"):
                self.vouch(pin=pin)
        self.assertEqual(set(self.checks().mapped("result")), {"pin"})
        self.boss.pin = False
        with self.assertRaisesRegex(AccessError, "not the PIN"):
            self.vouch(pin="")
        with self.assertRaisesRegex(UserError, "too often"):
            self.vouch(pin="2468")

    def test_reason(self):
        for reason in ("", " ", None):
            with self.assertRaisesRegex(UserError, "recognised"):
                self.vouch(reason=reason)
        self.vouch(reason="Passport, number 13812345678 on it")
        self.assertNotIn("13812345678", self.checks().reason)

    def test_rights(self):
        plain = new_test_user(self.env, login="cs_plain", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.vouch(user=plain)


@tagged("post_install", "-at_install")
class TestVouchTour(VouchCommon, HttpCase):
    """The same in the browser, as an employee who logs in at the till."""

    def test_tour(self):
        self.clerk.user_id = self.cashier
        self.till.open_ui()
        with mute_logger("odoo.http"):
            self.start_tour(f"/pos/ui/{self.till.id}", "cs_pos_hr_vouch_tour", login="cs_cashier")
        # In tests a request that fails takes back what a second cursor has committed meanwhile.
        self.assertEqual(self.checks().mapped("result"), ["override"])
