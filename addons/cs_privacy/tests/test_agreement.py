import base64
from datetime import date

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, freeze_time, tagged

from .access_common import AccessCommon

SCAN = base64.b64encode(b"%PDF-1.4 signed")


@tagged("post_install", "-at_install")
class TestAgreement(AccessCommon):
    """Clause 3.2.2(5): nobody reveals without a confidentiality agreement in force."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agreements = cls.env["cs.privacy.agreement"]
        cls.text = cls.env.ref("cs_privacy.agreement_text_1")
        cls.newcomer = cls.create_user("Nora New", "cs_privacy.group_cs_privacy_reveal")
        cls.newcomer.name = "Nora  New"

    def sign(self, user=None, name="nora new"):
        return self.agreements.with_user(user or self.newcomer)._cs_sign(name)

    def paper(self, user=None, **values):
        """Return what a privacy officer registers."""
        values = {
            "user_id": (user or self.newcomer).id,
            "text_id": self.text.id,
            "scan": SCAN,
            **values,
        }
        return self.agreements.with_user(self.officer).create(values)

    # Signing

    @freeze_time("2026-03-01")
    def test_sign(self):
        self.assertIn("No confidentiality agreement", self.newcomer._cs_privacy_obstacles()[0])
        agreement = self.sign()
        self.assertRecordValues(
            agreement,
            [
                {
                    "user_id": self.newcomer.id,
                    "method": "system",
                    "typed_name": "nora new",
                    "date_signed": date(2026, 3, 1),
                    "valid_until": date(2027, 2, 28),
                    "state": "in_force",
                }
            ],
        )
        self.assertEqual(agreement.body, self.text.body)
        self.assertEqual(len(agreement.body_digest), 64)
        self.assertEqual(self.newcomer._cs_privacy_obstacles(), [])
        self.assertEqual(self.newcomer.cs_agreement_until, date(2027, 2, 28))

    def test_months_are_a_setting(self):
        self.set_number("agreement_months", 3)
        with freeze_time("2026-03-01"):
            self.assertEqual(self.sign().valid_until, date(2026, 5, 31))

    def test_another_name(self):
        for name in ("", None, "Nora", "cs_p_officer"):
            self.assertRefused("Type your name as it is in the system", self.sign, name=name)

    def test_no_text_to_sign(self):
        self.env["cs.privacy.agreement.text"].search([]).action_withdraw()
        self.assertRefused("There is no published text to sign", self.sign)

    def test_without_having_read(self):
        wizard = self.env["cs.privacy.agreement.sign"].with_user(self.newcomer).create({})
        self.assertEqual(wizard.text_id, self.text)
        # Behind the question for the password
        sign = type(wizard).action_sign.__wrapped__
        self.assertRefused("Read the text and say so", sign, wizard)
        wizard.write({"has_read": True, "typed_name": "Nora New"})
        self.assertEqual(sign(wizard)["params"]["type"], "success")
        self.assertRefused("can only be accessed over HTTP", wizard.action_sign)

    def test_text_of_the_company_goes_first(self):
        texts = self.env["cs.privacy.agreement.text"].with_user(self.officer)
        own = texts.create({"name": "Ours", "body": "x", "company_id": self.env.company.id})
        self.assertEqual(texts._cs_current(), self.text, "A draft is not signed")
        own.action_publish()
        self.assertEqual(texts._cs_current(), own)
        own.action_publish()
        self.assertEqual(self.sign().text_id, own)
        self.assertEqual(own.agreement_count, 1)
        self.assertEqual(own.action_agreements()["domain"], [("text_id", "=", own.id)])

    def test_published_text_stays(self):
        text = self.text.with_user(self.officer)
        for values in ({"body": "y"}, {"name": "2"}, {"company_id": self.env.company.id}):
            self.assertRefused("is published and stays as it is", text.write, values)
        self.assertRefused(
            "is published and stays as it is",
            text.update_field_translations,
            "body",
            {"en_US": {"x": "y"}},
        )
        self.assertRefused("is published and stays as it is", text.unlink)
        self.assertRefused("Use the buttons to publish", text.write, {"state": "draft"})
        draft = text.create({"name": "2", "body": "y", "state": "published"})
        self.assertEqual(draft.state, "draft")
        self.assertRaises(AccessError, self.text.with_user(self.agent).action_publish)
        self.assertRaises(AccessError, self.text.with_user(self.newcomer).action_withdraw)

    # End

    def test_expired(self):
        with freeze_time("2026-03-01"):
            agreement = self.sign()
        with freeze_time("2027-03-01"):
            agreement.invalidate_recordset()
            self.assertEqual(agreement.state, "expired")
            self.assertTrue(self.newcomer._cs_privacy_obstacles())
            self.assertIn(agreement, self.agreements.search([("state", "=", "expired")]))
            self.assertNotIn(agreement, self.agreements.search([("state", "!=", "expired")]))
            self.sign()
            self.assertFalse(self.newcomer._cs_privacy_obstacles())

    def test_revoke(self):
        agreement = self.sign()
        self.assertRaises(AccessError, agreement.with_user(self.newcomer)._cs_revoke, "no reason")
        revoke = agreement.with_user(self.officer)
        self.assertRefused("Say why the agreement is revoked", revoke._cs_revoke, " ")
        action = revoke.action_revoke()
        wizard = (
            self.env["cs.privacy.agreement.revoke"]
            .with_user(self.officer)
            .with_context(**action["context"])
            .create({"reason": "Left the company"})
        )
        wizard.action_revoke()
        first = agreement.date_revoked
        wizard.action_revoke()
        self.assertEqual((agreement.state, agreement.date_revoked), ("revoked", first))
        self.assertEqual(agreement.revoked_by_id, self.officer)
        self.assertIn(agreement, self.agreements.search([("state", "=", "revoked")]))
        self.assertRefused("No confidentiality agreement", self.reveal, user=self.newcomer)

    # Evidence

    def test_paper(self):
        agreement = self.paper(date_signed="2026-01-02")
        self.assertEqual(agreement.method, "paper")
        self.assertEqual(agreement.valid_until, date(2027, 1, 1))
        self.assertRefused("Add the scanned sheet", self.paper, scan=False)
        self.assertRefused("cannot be in the future", self.paper, date_signed="2999-01-01")
        self.assertRefused("Nobody registers their own agreement", self.paper, user=self.officer)

    def test_forged_ones_are_refused(self):
        for values in (
            {"method": "system"},
            {"valid_until": "2999-01-01"},
            {"typed_name": "Nora New"},
            {"body": "nothing"},
        ):
            self.assertRefused("registers agreements on paper only", self.paper, **values)
        for user in (self.newcomer, self.agent, self.auditor, self.portal):
            with self.assertRaises(AccessError):
                self.agreements.with_user(user).create(
                    {"user_id": user.id, "text_id": self.text.id, "scan": SCAN}
                )

    def test_signed_ones_stay(self):
        agreement = self.sign()
        for user in (self.newcomer, self.officer, self.auditor):
            own = agreement.with_user(user)
            self.assertRaises(AccessError, own.write, {"valid_until": "2999-01-01"})
            self.assertRaises(AccessError, own.unlink)
        self.assertRefused("stays as it is", agreement.with_user(self.officer).write, {"body": "x"})
        self.assertRefused("is kept as proof", agreement.unlink)

    def test_who_sees_what(self):
        agreement = self.sign()
        for user in (self.newcomer, self.officer, self.auditor):
            self.assertTrue(agreement.with_user(user).body)
        self.assertNotIn(agreement, self.agreements.with_user(self.agent).search([]))
        self.assertFalse(self.newcomer.with_user(self.agent).cs_agreement_until)
        self.assertTrue(self.newcomer.with_user(self.newcomer).cs_agreement_until)
        self.assertTrue(self.newcomer.with_user(self.auditor).cs_agreement_until)

    # Reminders

    def remind(self):
        cron = self.env.ref("cs_privacy.ir_cron_remind_agreement")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()

    @freeze_time("2026-03-01")
    def test_reminder(self):
        with freeze_time("2025-03-16"):
            soon = self.sign()
        with freeze_time("2025-08-01"):
            later = self.sign_agreement(self.agent)
        self.remind()
        self.remind()
        self.assertEqual(soon.activity_ids.user_id, self.newcomer)
        self.assertEqual(soon.activity_ids.date_deadline, soon.valid_until)
        self.assertEqual(len(soon.activity_ids), 1)
        self.assertFalse(later.activity_ids)
        self.sign()
        self.assertFalse(soon.activity_ids, "Signed anew: nothing to be reminded of")

    @freeze_time("2026-03-01")
    def test_no_reminder_for_who_has_signed_anew(self):
        with freeze_time("2025-03-16"):
            soon = self.sign()
        self.sign()
        self.remind()
        self.assertFalse(soon.activity_ids)


@tagged("post_install", "-at_install")
class TestSettings(AccessCommon):
    def settings(self, **values):
        return self.env["res.config.settings"].create(values)

    def test_numbers(self):
        self.settings(cs_privacy_hour_limit=7, cs_privacy_may_copy=False).execute()
        get = self.env["ir.config_parameter"].get_param
        self.assertEqual(get("cs_privacy.hour_limit"), "7")
        self.assertFalse(self.settings().cs_privacy_may_copy)
        self.settings(cs_privacy_may_copy=True).execute()
        self.assertTrue(self.settings().cs_privacy_may_copy)
        self.assertEqual(self.settings().cs_privacy_hour_limit, 7)

    def test_wrong_numbers(self):
        self.assertRefused(
            "Records per User and Hour: type a whole number of at least 1",
            self.settings(cs_privacy_hour_limit=0).execute,
        )
        self.assertRefused(
            "has to be kept for 6 months at least", self.settings(cs_privacy_log_months=5).execute
        )


@tagged("post_install", "-at_install")
class TestSigningInTheBrowser(HttpCase, AccessCommon):
    def test_user_signs(self):
        user = self.create_user("cs_p_signer", "cs_privacy.group_cs_privacy_reveal")
        self.start_tour("/odoo", "cs_privacy_sign_tour", login="cs_p_signer")
        self.assertEqual(user.cs_agreement_ids.mapped("method"), ["system"])
        self.assertEqual(user.cs_agreement_ids.date_signed, fields.Date.today())
        self.assertRaises(UserError, user.cs_agreement_ids.unlink)
