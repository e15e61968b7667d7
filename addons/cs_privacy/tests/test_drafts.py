from odoo.tests import tagged

from .common import PHONE, PHONE_MASK, PrivacyCommon


@tagged("post_install", "-at_install")
class TestDrafts(PrivacyCommon):
    """What Odoo keeps for a while on the way to a record holds no number either."""

    def test_draft_of_a_message(self):
        composer = self.env["mail.compose.message"].with_user(self.agent)
        draft = composer.create(
            {
                "model": "res.partner",
                "res_ids": str(self.customer.ids),
                "subject": f"Call {PHONE}",
                "body": f"<p>Call {PHONE}</p>",
            }
        )
        self.assertEqual(draft.subject, f"Call {PHONE_MASK}")
        self.assertIn(PHONE_MASK, draft.body)
        draft.write({"body": f"<p>Or {PHONE}</p>"})
        self.assertNotIn(PHONE, draft.body)

    def test_file_goes_with_its_import(self):
        options = {"quoting": '"', "separator": ",", "has_headers": True, "encoding": "utf-8"}
        options |= {"float_thousand_separator": ",", "float_decimal_separator": "."}
        importer = self.env["base_import.import"].create(
            {
                "res_model": "res.partner",
                "file": b"name,cs_phone\nImported,%s\n" % PHONE.encode(),
                "file_type": "text/csv",
            }
        )
        fields = ["name", "cs_phone"]
        importer.execute_import(fields, fields, options, dryrun=True)
        self.assertTrue(importer.file)
        result = importer.execute_import(fields, fields, options)
        self.assertTrue(result["ids"], result["messages"])
        self.assertFalse(importer.file)

    def test_file_stays_until_the_import_has_worked(self):
        importer = self.env["base_import.import"].create(
            {
                "res_model": "res.partner",
                "file": b"name,cs_birth_date\nImported,1990-02-30\n",
                "file_type": "text/csv",
            }
        )
        fields = ["name", "cs_birth_date"]
        options = {"quoting": '"', "separator": ",", "has_headers": True, "encoding": "utf-8"}
        result = importer.execute_import(fields, fields, options)
        self.assertTrue(result["messages"])
        self.assertTrue(importer.file)

    def test_note_of_a_decision(self):
        purpose = self.env.ref("cs_privacy.purpose_promotion")
        self.env["cs.privacy.consent"]._cs_record(
            self.customer, purpose, "given", how="phone", note=f"Said yes on {PHONE}"
        )
        decision = self.env["cs.privacy.consent"].search(
            [("partner_id", "=", self.customer.id)], limit=1
        )
        self.assertEqual(decision.note, f"Said yes on {PHONE_MASK}")

    def test_draft_of_a_text_message(self):
        composer = self.env["sms.composer"].with_context(default_res_model="res.partner")
        values = {"composition_mode": "mass", "res_ids": repr(self.customer.ids)}
        draft = composer.create({**values, "body": f"Yours is {PHONE}"})
        self.assertEqual(draft.body, f"Yours is {PHONE_MASK}")
        draft.body = f"Or {PHONE}?"
        self.assertEqual(draft.body, f"Or {PHONE_MASK}?")
        elsewhere = self.env["sms.composer"].create({"res_model": "res.users", "body": PHONE})
        self.assertEqual(elsewhere.body, PHONE)

    def test_dialogs(self):
        """Reasons typed into a dialog stand in its table until the next clean-up."""
        asked = self.env["cs.privacy.request"].create({"partner_id": self.customer.id})
        card = self.env["ir.attachment"].create({"name": "card", "raw": b"x"})
        for model, values in (
            (
                "cs.privacy.request.reason",
                {"request_ids": asked.ids, "transition": "done", "reason": PHONE},
            ),
            (
                "cs.privacy.document.open",
                {
                    "attachment_id": card.id,
                    "purpose_id": self.env.ref("cs_privacy.purpose_service").id,
                    "reason": PHONE,
                    "reference": PHONE,
                },
            ),
            (
                "cs.privacy.consent.record",
                {
                    "partner_id": self.customer.id,
                    "purpose_id": self.env.ref("cs_privacy.purpose_promotion").id,
                    "note": PHONE,
                },
            ),
        ):
            dialog = self.env[model].create(values)
            texts = [dialog[name] for name, value in values.items() if value == PHONE]
            self.assertEqual(set(texts), {PHONE_MASK}, model)

    def test_explanation_of_an_alert(self):
        rule = self.env.ref("cs_privacy.watch_rule_own")
        alert = self.env["cs.privacy.alert"].create(
            {
                "rule_id": rule.id,
                "user_ref": self.agent.id,
                "key": "x",
                "date_from": "2026-03-02",
                "date_to": "2026-03-02",
                "explanation": f"Asked {PHONE}",
            }
        )
        self.assertEqual(alert.explanation, f"Asked {PHONE_MASK}")
