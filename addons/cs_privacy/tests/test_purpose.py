from datetime import date

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .consent_common import GIVEN, WITHDRAWN, ConsentCommon


@tagged("post_install", "-at_install")
class TestPurpose(ConsentCommon):
    """The register of purposes, as the privacy officer keeps it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own = cls.purposes.with_user(cls.officer)

    def test_officer_creates_one(self):
        """In the form, with no other right than the officer's."""
        with Form(self.own) as form:
            form.name = "Credit check"
            form.code = "credit"
            form.legal_basis = "public"
            form.retention_months = 3
            form.field_ids.add(self.field_of("res.partner", "cs_id_number"))
        purpose = form.record
        self.assertTrue(purpose.is_objectable)
        self.assertFalse(purpose.needs_consent)
        self.assertIn(purpose.id, self.purposes._cs_by_field()["res.partner", "cs_id_number"])
        self.assertTrue(purpose.field_ids.display_name)
        purpose.legal_basis = "law"
        self.assertFalse(purpose.is_objectable)

    def test_only_protected_items(self):
        fields = self.env["ir.model.fields"].with_user(self.officer)
        protected = fields.search([("cs_is_encrypted", "=", True)])
        names = {(field.model, field.name) for field in protected}
        self.assertIn(("res.partner", "cs_phone"), names)
        self.assertIn(("cs.service.number", "number"), names)
        self.assertNotIn(("res.partner", "name"), names)
        self.assertTrue(all(protected.mapped("cs_is_encrypted")))
        name = self.field_of("res.partner", "name")
        self.assertIn(name, fields.search([("cs_is_encrypted", "=", False)]).sudo())
        with self.assertRaisesRegex(ValidationError, "not a protected value"):
            self.service.with_user(self.officer).field_ids = [Command.link(name.id)]

    @mute_logger("odoo.sql_db")
    def test_limits_are_not_negative(self):
        for name in ("daily_limit", "bulk_limit", "retention_months", "consent_months"):
            with self.assertRaises(CheckViolation), self.env.cr.savepoint():
                self.create_purpose(f"minus_{name}", **{name: -1})

    def test_objection_has_its_bases(self):
        for basis in ("law", "emergency", "consent"):
            with self.assertRaisesRegex(ValidationError, "persons can object where"):
                self.create_purpose(f"x_{basis}", legal_basis=basis, is_objectable=True)

    def test_code_stays(self):
        with self.assertRaisesRegex(UserError, "stands in the access log"):
            self.service.with_user(self.officer).code = "other"
        self.service.code = "service"
        copy = self.service.copy()
        self.assertEqual(copy.code, "service_copy")

    def test_used_purpose_is_kept(self):
        used, unused = self.create_purpose("used"), self.create_purpose("unused")
        self.record(self.people[0], WITHDRAWN, None, used)
        with self.assertRaisesRegex(UserError, "Persons have decided about the purpose “used”"):
            used.with_user(self.officer).unlink()
        with self.assertRaisesRegex(UserError, "knowing its legal basis"):
            used.with_user(self.officer).legal_basis = "law"
        used.with_user(self.officer).active = False
        unused.with_user(self.officer).unlink()
        self.assertEqual(
            self.consents.search(used.action_view_consents()["domain"]).event, "withdrawn"
        )

    def test_archiving_takes_effect_at_once(self):
        self.assertIn(self.promotion.id, self.purposes._cs_on_consent())
        self.promotion.active = False
        self.assertNotIn(self.promotion.id, self.purposes._cs_on_consent())
        self.assertNotIn("promotion", self.purposes._cs_id_by_code())

    def test_changes_are_tracked(self):
        purpose = self.create_purpose("tracked")
        self.flush_tracking()
        purpose.daily_limit = 7
        purpose.field_ids = self.field_of("res.partner", "cs_phone")
        self.flush_tracking()
        tracked = purpose.message_ids.sudo().tracking_value_ids.field_id.mapped("name")
        self.assertEqual(set(tracked), {"daily_limit", "field_ids"})

    def flush_tracking(self):
        self.env.flush_all()
        self.env.cr.precommit.run()

    # Texts

    def test_text_versions(self):
        texts = self.env["cs.privacy.consent.text"].with_user(self.officer)
        self.assertEqual(self.promotion.text_id.version, 1)
        first, second = texts.create(
            [{"purpose_id": self.promotion.id, "text": text} for text in ("Two", "Three")]
        )
        self.assertEqual((first.version, second.version), (2, 3))
        self.assertEqual(self.promotion.text_id.version, 1, "a draft is not in force")
        first.text = "Two, better"
        first.action_publish()
        published = first.date_published
        first.action_publish()
        self.assertEqual(first.date_published, published)
        self.assertEqual(first.published_by_id, self.officer)
        self.assertEqual(self.promotion.text_id, first)
        self.assertEqual(first.display_name, "Promotion of products, version 2")
        second.unlink()

    def test_published_text_stays(self):
        self.env["res.lang"]._activate_lang("zh_TW")
        text = self.promotion.text_id.with_user(self.officer)
        stays = "stays as persons have read it"
        self.assertRefused(stays, text.write, {"text": "Something else"})
        self.assertRefused(stays, text.write, {"is_renewal": True})
        self.assertRefused(stays, text.update_field_translations, "text", {"zh_TW": "別的"})
        self.assertRefused(stays, text.unlink)
        self.assertRefused(stays, text.sudo().write, {"text": "Something else"})

    def test_server_sets_version_and_date(self):
        texts = self.env["cs.privacy.consent.text"].with_user(self.officer)
        values = {"purpose_id": self.promotion.id, "text": "T"}
        forged = "are set by the system"
        for extra in ({"version": 9}, {"date_published": "2020-01-01 00:00:00"}):
            self.assertRefused(forged, texts.create, {**values, **extra}, error=AccessError)
        draft = texts.create(values)
        self.assertRefused(forged, draft.write, {"published_by_id": 1}, error=AccessError)
        self.assertRefused(
            "Which texts still hold is set",
            self.promotion.with_user(self.officer).write,
            {"text_version_min": 0},
            error=AccessError,
        )
        with self.assertRaises(AccessError):
            draft.with_user(self.agent).action_publish()

    # Impact assessment

    def test_assessment_dates(self):
        with self.assertRaisesRegex(ValidationError, "comes after the last one"):
            self.service.write({"pia_date": "2026-03-01", "pia_review_date": "2026-03-01"})

    def run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("cs_privacy.ir_cron_assessment").method_direct_trigger()
        self.env.invalidate_all()

    @freeze_time("2026-03-02 06:00:00")
    def test_assessment_reminder(self):
        soon, later = self.create_purpose("soon"), self.create_purpose("later")
        soon.write({"user_id": self.officer.id, "pia_review_date": "2026-03-16"})
        later.pia_review_date = "2026-03-17"
        self.run_cron()
        self.run_cron()
        self.assertRecordValues(
            soon.activity_ids,
            [{"user_id": self.officer.id, "date_deadline": date(2026, 3, 16)}],
        )
        self.assertFalse(later.activity_ids)
        later.pia_review_date = "2026-03-03"
        self.run_cron()
        self.assertTrue(later.activity_ids.user_id.has_group("cs_privacy.group_cs_privacy_officer"))

    def test_assessment_file_is_the_officers(self):
        self.assertRefused(
            "", self.service.with_user(self.agent).read, ["pia_file"], error=AccessError
        )
        self.service.with_user(self.officer).read(["pia_file"])

    def test_retention_is_exposed(self):
        self.assertEqual(self.real_name.retention_months, 24, "two years, by law")

    def test_consent_is_withdrawable_where_it_is_the_basis(self):
        self.assertFalse(self.promotion.is_objectable)
        self.assertTrue(self.record(self.people[0], GIVEN))
        self.assertTrue(self.record(self.people[0], WITHDRAWN))
