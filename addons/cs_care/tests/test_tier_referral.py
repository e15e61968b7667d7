from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .ledger_common import NOW
from .tier_common import TierCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestTierReferral(TierCommon):
    """Enrolling a member, and members who bring others."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.cs_has_referrals = True
        for code, points in (("referral_made", 300), ("referral_joined", 200)):
            cls.env["cs.loyalty.event.rule"].create(
                {
                    "name": code,
                    "program_id": cls.program.id,
                    "kind_id": cls.env.ref(f"cs_care.event_kind_{code}").id,
                    "points": points,
                    "date_from": "2026-01-01",
                }
            )
        cls.friend = cls.env["res.partner"].create(
            {"name": "Friend", "email": "friend@customer.example"}
        )
        cls.env["cs.privacy.consent"]._cs_record(
            cls.customer2, "loyalty", "given", how="phone", note="Said yes"
        )
        cls.code = cls.member._cs_get_referral_code()

    def _enrol(self, user=None, partner=None, **vals):
        return (
            self.env["cs.loyalty.enrol"]
            .with_user(user or self.agent)
            .create(
                {
                    "partner_id": (partner or self.friend).id,
                    "program_id": self.program.id,
                    "agrees": True,
                    "note": "On the recorded line",
                    **vals,
                }
            )
        )

    def _card(self):
        self.env.invalidate_all()
        return self.program._cs_card_of(self.friend).get(self.friend.id)

    def _referral(self):
        return self.env["cs.loyalty.referral"].search([("referred_id", "=", self.friend.id)])

    def _pay(self, key="bill"):
        self.env["cs.customer.event"]._cs_record(
            "bill_paid",
            [
                {
                    "partner_id": self.friend.id,
                    "company_id": self.company.id,
                    "external_id": key,
                    "amount": 100,
                }
            ],
        )

    # Enrolment

    def test_agent_enrols_with_consent(self):
        dialog = self._enrol()
        self.assertIn("member of our loyalty program", dialog.text)
        action = dialog.action_enrol()
        card = self._card()
        self.assertEqual((action["res_id"], card.cs_tier_id), (card.id, self.basic))
        consent = self.friend._cs_filter_consented("loyalty").cs_consent_ids
        self.assertEqual((consent.how, consent.user_id), ("phone", self.agent))
        again = self._enrol(agrees=False)
        self.assertTrue(again.has_agreed)
        self.assertEqual(again.action_enrol()["res_id"], card.id)

    def test_enrolment_is_refused(self):
        with self.assertRefused(UserError, "without agreeing"):
            self._enrol(agrees=False).action_enrol()
        with self.assertRefused(UserError, "Consent needs proof"):
            self._enrol(note=False).action_enrol()
        with self.assertRefused(UserError, "Ask for the month"):
            self._enrol(wants_birthday=True).action_enrol()
        unmanaged = self.env["loyalty.program"].create(
            {"name": "Plain", "program_type": "loyalty", "applies_on": "both"}
        )
        with self.assertRefused(UserError, "has no points ledger"):
            self._enrol(program_id=unmanaged.id).action_enrol()
        with self.assertRaises(AccessError):
            self._enrol(user=self.plain)
        dialog = self._enrol().with_user(self.agent2)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            dialog.action_enrol()
        self.assertFalse(self._card())

    def test_birthday_month_is_told_and_kept_sealed(self):
        dialog = self._enrol(wants_birthday=True, birthday_month="3")
        dialog.action_enrol()
        found = self.env["res.partner"].sudo().search([("cs_birthday_month", "=", "03")])
        self.assertEqual(found, self.friend)
        self.assertTrue(self.friend._cs_filter_consented("birthday"))

    # Referral

    def test_both_are_rewarded_once_after_the_condition(self):
        self._enrol(referral_code=self.code.lower()).action_enrol()
        self.assertRecordValues(
            self._referral(), [{"state": "waiting", "referrer_id": self.customer2.id}]
        )
        with freeze_time("2026-04-10 04:00:00"):
            self.run_cron("ir_cron_settle_referrals")
            self.assertEqual(self._referral().state, "waiting")
            self._pay()
        with freeze_time("2026-04-11 04:00:00"):
            self.run_cron("ir_cron_settle_referrals")
            self.run_cron("ir_cron_settle_referrals")
            self.run_cron("ir_cron_consume_events")
            self.run_cron("ir_cron_consume_events")
        self.assertEqual(self._referral().state, "done")
        self.assertBooks(self.member, 300)
        self.assertBooks(self._card(), 200)

    def test_a_bill_alone_is_not_enough_before_the_days(self):
        self._enrol(referral_code=self.code).action_enrol()
        self._pay()
        with freeze_time("2026-04-08 04:00:00"):
            self.run_cron("ir_cron_settle_referrals")
        self.assertEqual(self._referral().state, "waiting")

    def test_condition_not_met_in_time(self):
        self._enrol(referral_code=self.code).action_enrol()
        with freeze_time("2026-09-07 04:00:00"):
            self.run_cron("ir_cron_settle_referrals")
        self.assertRecordValues(self._referral(), [{"state": "expired", "reason": "condition"}])

    def test_household_is_refused_by_what_it_shares(self):
        shared = (
            {"email": "WEI@customer.example"},
            {"cs_phone": "+852 6123 4567"},
            {"street": "12, Harbour Road", "zip": "999"},
            {"cs_id_number": "A123456(3)", "cs_id_type": "hk_id"},
        )
        self.customer2.write({"cs_phone": "61234567", "street": "12 harbour road", "zip": "999"})
        self.customer2.country_id = self.env.ref("base.hk")
        self.company.country_id = self.env.ref("base.hk")
        self.env["cs.service.number"].create(
            {"number": "+85261234567", "partner_id": self.customer2.id}
        )
        self.assertFalse(self.customer2._cs_same_household(self.friend))
        for vals in shared[:3]:
            other = self.env["res.partner"].create({"name": "O", **vals})
            with self.subTest(vals=vals):
                self.assertTrue(self.customer2._cs_same_household(other))
                self.assertTrue(other._cs_same_household(self.customer2))
        self.friend.street = "12 Harbour Road"
        self.friend.zip = "999"
        with self.assertRefused(UserError, "of their own household"):
            self._enrol(referral_code=self.code).action_enrol()

    def test_household_found_out_later_is_refused_then(self):
        self._enrol(referral_code=self.code).action_enrol()
        self._pay()
        self.friend.email = "wei@customer.example"
        with freeze_time("2026-04-10 04:00:00"):
            self.run_cron("ir_cron_settle_referrals")
        self.assertRecordValues(self._referral(), [{"state": "refused", "reason": "household"}])

    def test_who_cannot_be_recommended(self):
        claim = self.env["cs.loyalty.referral"]._cs_claim
        with self.assertRefused(UserError, "No member has this code"):
            claim("WRONG", self.friend)
        with self.assertRefused(UserError, "for new members only"):
            claim(self.code, self.friend)
        with self.assertRefused(UserError, "own household"):
            claim(self.code, self.customer2)
        with freeze_time("2026-05-10 04:00:00"):
            self._enrol().action_enrol()
        with freeze_time("2026-07-10 04:00:00"), self.assertRefused(UserError, "new members only"):
            claim(self.code, self.friend)
        self.program.cs_has_referrals = False
        with self.assertRefused(UserError, "No member has this code"):
            claim(self.code, self.friend)

    def test_most_per_year_and_one_referrer_each(self):
        claim = self.env["cs.loyalty.referral"]._cs_claim
        self._enrol(referral_code=self.code).action_enrol()
        self.assertEqual(claim(self.code, self.friend), self._referral(), "twice is once")
        other = self.card._cs_get_referral_code()
        with self.assertRefused(UserError, "by another member already"):
            claim(other, self.friend)
        self.program.cs_referral_most = 1
        third = self.env["res.partner"].create({"name": "Third"})
        with self.assertRefused(UserError, "which is the most"):
            self._enrol(partner=third, referral_code=self.code).action_enrol()

    def test_link_of_a_member(self):
        url = self.customer2._cs_referral_url(self.program)
        self.assertEqual(url.rsplit("/", 1)[1], self.code)
        self.assertEqual(len(self.code), 10)
        self.assertEqual(self.member._cs_get_referral_code(), self.code)
        self.assertNotEqual(self.card._cs_get_referral_code(), self.code)
        self.assertFalse(self.friend._cs_referral_url(self.program))
        self.program.cs_has_referrals = False
        self.assertFalse(self.customer2._cs_referral_url(self.program))

    def test_referrals_are_evidence(self):
        self._enrol(referral_code=self.code).action_enrol()
        referral = self._referral()
        with self.assertRaises(AccessError):
            referral.with_user(self.manager).write({"state": "done"})
        with self.assertRefused(UserError, "cannot be deleted"):
            referral.sudo().unlink()
