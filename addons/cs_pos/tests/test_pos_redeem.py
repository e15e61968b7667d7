from uuid import uuid4

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import PointsCommon

NUMBER = "11010519491231002X"


@tagged("post_install", "-at_install")
class TestPosRedeem(PointsCommon):
    """Clause 7.3.3: members are made with consent, and rewards handed out to who is known."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.write({"cs_id_type": "cn_id", "cs_id_number": NUMBER})
        cls.topup = cls.env["loyalty.reward"].create(
            {
                "program_id": cls.program.id,
                "description": "1 GB",
                "cs_kind": "topup",
                "required_points": 200,
                "cs_quota_total": 1,
            }
        )
        cls.card._cs_move(500, "earn", "test", "Before")
        cls.guest = cls.env["res.partner"].create({"name": "Guest"})

    def setUp(self):
        super().setUp()
        mode = self.enter_registry_test_mode()
        mode.__enter__()
        self.addCleanup(mode.__exit__, None, None, None)

    def at(self, user=None):
        return self.till.with_user(user or self.cashier).sudo(False)

    def verify(self):
        self.assertEqual(self.at().cs_pos_verify(self.customer.id, "002X")["result"], "match")

    def redeem(self, key=None, card=None, partner=None):
        return self.at().cs_pos_redeem(
            (partner or self.customer).id,
            (card or self.card).id,
            self.topup.id,
            key or str(uuid4()),
        )

    # Enrolment

    def test_enrol(self):
        text = self.at().cs_pos_consent(self.guest.id)
        self.assertTrue(text["text"])
        with self.assertRaisesRegex(UserError, "without agreeing"):
            self.at().cs_pos_enrol(self.guest.id, self.program.id, text["id"], "yes")
        self.assertFalse(self.program._cs_card_of(self.guest))
        loyalty = self.at().cs_pos_enrol(self.guest.id, self.program.id, text["id"], True)
        self.assertEqual(loyalty["cards"][0]["program"], "Club")
        consent = self.env["cs.privacy.consent"].search([("partner_id", "=", self.guest.id)])
        self.assertEqual((consent.how, consent.event), ("counter", "given"))
        self.assertEqual(consent.create_uid, self.cashier)
        self.at().cs_pos_enrol(self.guest.id, self.program.id, text["id"], True)
        self.assertEqual(len(self.program._cs_card_of(self.guest)), 1)

    def test_text_has_changed(self):
        with self.assertRaises(UserError):
            self.at().cs_pos_enrol(self.guest.id, self.program.id, 0x7FFFFFFF, True)
        self.assertFalse(self.program._cs_card_of(self.guest))

    def test_enrolments_of_a_day(self):
        limit = self.env["cs.loyalty.limit"].search([("kind", "=", "enrol_day")])
        limit.write({"amount": 1, "response": "refuse"})
        text = self.at().cs_pos_consent(self.guest.id)["id"]
        self.at().cs_pos_enrol(self.guest.id, self.program.id, text, True)
        other = self.env["res.partner"].create({"name": "Second"})
        with self.assertRaisesRegex(UserError, "enrolled 1 members"):
            self.at().cs_pos_enrol(other.id, self.program.id, text, True)

    def test_program_of_another_till(self):
        self.program.pos_config_ids = self.till.copy()
        with self.assertRaisesRegex(UserError, "not offered"):
            self.at().cs_pos_enrol(self.guest.id, self.program.id, 1, True)

    # Redemption

    def test_catalogue(self):
        rows = self.at().cs_pos_catalogue(self.customer.id, self.card.id)
        self.assertEqual([(row["name"], row["affordable"]) for row in rows], [("1 GB", True)])

    def test_identity_first(self):
        with self.assertRaisesRegex(UserError, "identity first"):
            self.redeem()
        self.env.company.cs_pos_identity_redeem = False
        self.assertEqual(self.redeem()["state"], "held")

    def test_hold_confirm(self):
        self.verify()
        key = str(uuid4())
        first = self.redeem(key)
        self.assertEqual(self.redeem(key), first)
        self.assertEqual((first["state"], self.card.points), ("held", 300))
        self.assertTrue(first["until"])
        answer = self.at().cs_pos_confirm_redemption(first["id"])
        self.assertEqual(answer["state"], "redeemed")
        self.assertEqual(self.at().cs_pos_confirm_redemption(first["id"])["state"], "redeemed")
        with self.assertRaisesRegex(UserError, "is confirmed"):
            self.at().cs_pos_cancel_redemption(first["id"])
        self.assertEqual(self.card.points, 300)

    def test_hold_cancel(self):
        self.verify()
        held = self.redeem()
        self.assertEqual(self.at().cs_pos_cancel_redemption(held["id"])["state"], "cancelled")
        self.assertEqual(self.card.points, 500)
        self.assertEqual(self.redeem()["state"], "held", "the quota came back too")

    def test_own_card(self):
        self.env.company.cs_pos_identity_redeem = False
        mine = self.program._cs_card_of(self.cashier.partner_id, create=True)
        card = mine[self.cashier.partner_id.id]
        card._cs_move(500, "earn", "test", "Before")
        with self.assertRaisesRegex(AccessError, "your own"):
            self.redeem(card=card, partner=self.cashier.partner_id)

    def test_card_of_somebody_else(self):
        self.verify()
        theirs = self.program._cs_card_of(self.guest, create=True)[self.guest.id]
        with self.assertRaisesRegex(UserError, "no such card"):
            self.redeem(card=theirs)
        with self.assertRaisesRegex(UserError, "no such card"):
            self.at().cs_pos_catalogue(self.customer.id, theirs.id)

    def test_redemption_made_elsewhere(self):
        made = self.card._cs_redeem(self.topup, "portal", "portal", hold=True)
        with self.assertRaisesRegex(UserError, "no such redemption"):
            self.at().cs_pos_cancel_redemption(made.id)

    def test_voucher_code_once(self):
        house = self.env["res.partner"].create({"name": "Tea House"})
        merchant = self.env["cs.loyalty.partner"].create({"partner_id": house.id})
        self.topup.write({"cs_kind": "voucher", "cs_merchant_id": merchant.id})
        self.env["cs.loyalty.voucher"].create({"reward_id": self.topup.id, "code": "TEA-12345"})
        self.verify()
        held = self.redeem()
        answer = self.at().cs_pos_confirm_redemption(held["id"])
        self.assertEqual((answer["code"], answer["state"]), ("TEA-12345", "delivered"))
        self.assertNotIn("code", self.at().cs_pos_confirm_redemption(held["id"]))

    def test_rights(self):
        plain = new_test_user(self.env, login="cs_plain", groups="base.group_user")
        for call in (
            lambda till: till.cs_pos_consent(self.customer.id),
            lambda till: till.cs_pos_enrol(self.guest.id, self.program.id, 1, True),
            lambda till: till.cs_pos_catalogue(self.customer.id, self.card.id),
            lambda till: till.cs_pos_redeem(self.customer.id, self.card.id, self.topup.id, "x"),
            lambda till: till.cs_pos_confirm_redemption(1),
            lambda till: till.cs_pos_cancel_redemption(1),
        ):
            with self.assertRaises(AccessError):
                call(self.at(plain))

    def test_profile(self):
        profile = self.partners().browse(self.customer.id).cs_pos_profile(self.till.id)
        row = profile["loyalty"]["cards"][0]
        self.assertEqual((row["program"], row["points"], row["blocked"]), ("Club", 500, False))
        self.assertTrue(profile["identity"]["on_file"])
