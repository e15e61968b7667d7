from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import PHONE, SECRETS, PosCommon


@tagged("post_install", "-at_install")
class TestPosProfile(PosCommon):
    """Clauses 4.1.1(5) and 7.1.3(2)(3): what the counter knows when a customer is picked."""

    def setUp(self):
        super().setUp()
        # What is counted is committed by a cursor of its own.
        mode = self.enter_registry_test_mode()
        mode.__enter__()
        self.addCleanup(mode.__exit__, None, None, None)

    def profile(self, user=None):
        return self.partners(user).browse(self.customer.id).cs_pos_profile(self.till.id)

    def codes(self):
        return [badge["code"] for badge in self.profile()["badges"]]

    def test_nothing_known(self):
        profile = self.profile()
        self.assertEqual(self.codes(), ["protected"])
        self.assertEqual((profile["complaints"], profile["groups"]), ([], []))
        self.assertEqual(profile["phone"], "138****5678")

    def test_complaints(self):
        complaint = self.env["cs.complaint"].create(
            {"subject": "SECRETSUBJECT", "partner_id": self.customer.id, "severity": "major"}
        )
        profile = self.profile()
        self.assertEqual([row["name"] for row in profile["complaints"]], [complaint.name])
        self.assertEqual(profile["complaints"][0]["state"], "Registered")
        self.assertIn("Open complaints: 1", [badge["label"] for badge in profile["badges"]])
        for secret in (*SECRETS.values(), PHONE, PHONE[3:], "SECRETSUBJECT"):
            self.assertNotIn(secret, str(profile))

    def test_groups(self):
        group = self.env["cs.special.group"].create(
            {
                "name": "SECRETNAME",
                "code": "secretcode",
                "badge": "Speak slowly",
                "instruction": "<p>Write it down.</p>",
            }
        )
        self.env["cs.special.group.member"].create(
            {"partner_id": self.customer.id, "group_id": group.id}
        ).action_verify()
        profile = self.profile()
        self.assertEqual(profile["groups"][0]["label"], "Speak slowly")
        self.assertIn("Write it down.", profile["groups"][0]["instruction"])
        self.assertIn(f"group_{group.id}", self.codes())
        self.assertNotIn("SECRETNAME", str(profile))

    def test_green_channel(self):
        self.env["cs.green.grant"].create({"partner_id": self.customer.id, "reason": "Hospital"})
        self.assertIn("green", self.codes())

    def test_rights(self):
        plain = new_test_user(self.env, login="cs_pos_plain", groups="base.group_user")
        with self.assertRaisesRegex(AccessError, "Only cashiers"):
            self.profile(plain)
        with self.assertRaises(AccessError):
            self.partners(plain).browse(self.customer.id).read(["cs_pos_badges"])
        self.customer.company_id = self.env["res.company"].create({"name": "Elsewhere"})
        with self.assertRaises(AccessError):
            self.profile()

    def test_cashier_of_another_company(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        there = new_test_user(
            self.env,
            login="cs_pos_there",
            groups="base.group_user,point_of_sale.group_pos_user",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        with self.assertRaises(AccessError):
            self.profile(there)

    def test_limit(self):
        with patch("odoo.addons.cs_pos.models.res_partner_profile.MOST", 2):
            self.profile()
            self.profile()
            with self.assertRaisesRegex(UserError, "So many customers"):
                self.profile()

    def test_queries(self):
        self.profile()
        self.env.invalidate_all()
        with self.assertQueryCount(__system__=20):
            self.profile(self.cashier)
