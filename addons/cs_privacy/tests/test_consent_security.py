from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged

from .consent_common import GIVEN, WITHDRAWN, ConsentCommon

KEPT = "they are recorded by the customer or with “Record Consent”"


@tagged("post_install", "-at_install")
class TestConsentSecurity(ConsentCommon):
    """Who may do what, and who may not forge what; calls as they come by RPC."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.consent = cls.consents._cs_record(
            cls.people[0], "promotion", GIVEN, cls.sms, how="phone", note="Line"
        )
        # As a cashier has: an internal user without a role of the service.
        cls.everybody = (
            cls.agent
            | cls.revealer
            | cls.officer
            | cls.security
            | cls.auditor
            | cls.plain
            | cls.portal
            | cls.env.ref("base.public_user")
        )

    def rpc(self, user, model, method, *args, **kwargs):
        return call_kw(self.env(user=user)[model], method, args, kwargs)

    def assertDenied(self, user, model, method, *args, error=AccessError, **kwargs):
        with self.subTest(user=user.login, method=method):
            with self.assertRaises(error), self.env.cr.savepoint():
                self.rpc(user, model, method, *args, **kwargs)

    def forged(self, **values):
        return {
            "partner_id": self.people[1].id,
            "purpose_id": self.promotion.id,
            "event": "given",
            "how": "portal",
            "date": "2020-01-01 00:00:00",
            "user_id": self.portal.id,
            "is_current": True,
            **values,
        }

    def test_roles(self):
        expected = {
            "cs.privacy.consent": {"r": self.agent | self.revealer | self.officer | self.security},
            "cs.privacy.consent.report": {
                "r": self.agent | self.revealer | self.officer | self.security
            },
            "cs.privacy.consent.text": {
                "r": self.everybody - self.portal - self.env.ref("base.public_user"),
                "cwu": self.officer,
            },
            "cs.privacy.purpose": {
                "r": self.everybody - self.portal - self.env.ref("base.public_user"),
                "cwu": self.officer,
            },
            "cs.privacy.consent.record": {
                "rcwu": self.agent | self.revealer | self.officer | self.security
            },
        }
        names = {"r": "read", "c": "create", "w": "write", "u": "unlink"}
        for model, rights in expected.items():
            for letter, operation in names.items():
                allowed = self.env["res.users"]
                for letters, users in rights.items():
                    if letter in letters:
                        allowed |= users
                for user in self.everybody:
                    with self.subTest(model=model, operation=operation, user=user.login):
                        may = self.env[model].with_user(user).has_access(operation)
                        self.assertEqual(may, user in allowed)

    def test_nobody_forges_a_decision(self):
        for user in self.everybody | self.env.ref("base.user_admin"):
            self.assertDenied(user, "cs.privacy.consent", "create", [self.forged()])
            for vals in ({"event": "withdrawn"}, {"date": "2020-01-01 00:00:00"}, {"how": "paper"}):
                self.assertDenied(user, "cs.privacy.consent", "write", self.consent.ids, vals)
            self.assertDenied(user, "cs.privacy.consent", "unlink", self.consent.ids)
            self.assertDenied(user, "cs.privacy.consent", "copy", self.consent.ids)
        self.assertEqual(
            self.consents.search([("partner_id", "in", self.people.ids)]), self.consent
        )
        self.assertTrue(self.consent.is_current)

    def test_not_even_the_system_changes_one(self):
        for function, args in (
            (self.consents.create, [self.forged()]),
            (self.consent.write, [{"note": "other"}]),
            (self.consent.unlink, []),
        ):
            self.assertRefused(KEPT, function, *args, error=AccessError)

    def test_context_of_a_client_is_no_door(self):
        for value in (True, 1, "DOOR", {}):
            self.assertDenied(
                self.agent,
                "cs.privacy.consent",
                "create",
                [self.forged()],
                context={"cs_privacy_consent": value},
            )

    def test_private_methods_are_closed(self):
        from odoo.service.model import get_public_method

        for model, method in (
            ("cs.privacy.consent", "_cs_record"),
            ("cs.privacy.consent", "_cs_append"),
            ("res.partner", "_cs_filter_consented"),
            ("res.partner", "_cs_unsubscribe_url"),
        ):
            with self.assertRaises(AccessError):
                get_public_method(self.env[model], method)

    def test_through_the_partner(self):
        """The list on the customer's form is no way to write decisions either."""
        for user in (self.agent, self.officer):
            self.assertDenied(
                user,
                "res.partner",
                "write",
                self.people[0].ids,
                {"cs_consent_ids": [(0, 0, self.forged())]},
            )
            self.assertDenied(
                user,
                "res.partner",
                "write",
                self.people[0].ids,
                {"cs_consent_ids": [(1, self.consent.id, {"event": "withdrawn"})]},
            )

    def test_dialog_takes_no_date_and_no_way_of_the_customers(self):
        values = {"partner_id": self.people[1].id, "purpose_id": self.promotion.id}
        for how in ("portal", "web", "link", "api"):
            self.assertDenied(
                self.agent,
                "cs.privacy.consent.record",
                "create",
                [{**values, "how": how}],
                error=ValueError,
            )
        for name in ("date", "user_id"):
            self.assertNotIn(name, self.env["cs.privacy.consent.record"]._fields)
        before = fields.Datetime.now()
        (dialog_id,) = self.rpc(
            self.agent,
            "cs.privacy.consent.record",
            "create",
            [{**values, "event": "given", "note": "Line"}],
            context={"default_date": "2020-01-01 00:00:00", "default_how": "paper"},
        )
        self.rpc(
            self.agent,
            "cs.privacy.consent.record",
            "action_record",
            [dialog_id],
            context={"default_date": "2020-01-01 00:00:00", "default_user_id": self.officer.id},
        )
        consent = self.people[1].cs_consent_ids
        self.assertGreaterEqual(consent.date, before)
        self.assertEqual(consent.user_id, self.agent)

    def test_dialog_of_others(self):
        dialog = self.env["cs.privacy.consent.record"].with_user(self.agent)
        dialog = dialog.create({"partner_id": self.people[1].id, "purpose_id": self.promotion.id})
        for user in self.everybody - self.agent:
            self.assertDenied(user, "cs.privacy.consent.record", "action_record", dialog.ids)

    def test_files_of_others_are_no_proof(self):
        file = self.env["ir.attachment"].with_user(self.officer).create({"name": "secret.pdf"})
        values = {
            "partner_id": self.people[1].id,
            "purpose_id": self.promotion.id,
            "event": "given",
        }
        self.assertDenied(
            self.agent,
            "cs.privacy.consent.record",
            "create",
            [{**values, "attachment_ids": [(4, file.id)]}],
        )
        # A file that belongs to something is not taken away from it.
        taken = {"name": "p.pdf", "res_model": "res.partner", "res_id": self.people[0].id}
        dialogs = self.env["cs.privacy.consent.record"].with_user(self.agent)
        for user in (self.agent, self.officer):
            shown = self.env["ir.attachment"].with_user(user).create(taken)
            dialog = dialogs.create({**values, "attachment_ids": [(4, shown.id)]})
            self.assertRefused("p.pdf is not yours or belongs", dialog.action_record)
        self.assertFalse(self.people[1].cs_consent_ids)

    def test_proof_cannot_be_removed(self):
        file = self.env["ir.attachment"].with_user(self.agent).create({"name": "form.pdf"})
        self.record(self.people[1], GIVEN, attachments=file)
        self.assertEqual(file.with_user(self.revealer).name, "form.pdf")
        for user in (self.agent, self.officer):
            self.assertDenied(user, "ir.attachment", "unlink", file.ids)
            self.assertDenied(user, "ir.attachment", "write", file.ids, {"raw": b"x"})

    def test_matrix_is_for_customer_service(self):
        for user in (self.plain, self.auditor, self.portal):
            self.assertDenied(user, "res.partner", "cs_consent_matrix", self.people[0].ids)

    def test_companies(self):
        other = self.env["res.company"].create({"name": "Other operator"})
        self.people[0].company_id = other
        self.assertFalse(self.consent.with_user(self.agent).has_access("read"))
        report = self.env["cs.privacy.consent.report"].with_user(self.agent)
        self.assertFalse(report.search([("partner_id", "=", self.people[0].id)]))
        self.people[0].company_id = self.env.company
        self.assertTrue(self.consent.with_user(self.agent).has_access("read"))

    # Other systems

    def report(self, user=None, **values):
        values = {
            "source": "app",
            "external_id": "7",
            "partner_id": self.people[1].id,
            "purpose": "promotion",
            "event": "given",
            "channel": "sms",
            **values,
        }
        return self.rpc(user or self.program, "cs.privacy.consent", "report", **values)

    @property
    def program(self):
        found = self.env["res.users"].search([("login", "=", "cs_p_program")])
        return found or self.create_user(
            "cs_p_program", "base.group_user,cs_base.group_cs_base_api"
        )

    def test_program_reports(self):
        first = self.report()
        self.assertEqual(self.report(), first)
        self.assertRecordValues(
            self.consents.browse(first),
            [{"how": "api", "user_id": self.program.id, "channel_id": self.sms.id}],
        )
        self.record(self.people[1], WITHDRAWN)
        self.assertEqual(self.report(), first, "an old report that comes again is no new consent")
        self.assertFalse(self.people[1]._cs_filter_consented("promotion", "sms"))

    def test_what_a_program_said_stays_said(self):
        self.record(self.people[1], GIVEN, self.sms)
        first = self.report()
        self.assertTrue(first, "kept although it was no news")
        self.record(self.people[1], WITHDRAWN, self.sms)
        self.assertEqual(self.report(), first)
        self.assertFalse(self.people[1]._cs_filter_consented("promotion", "sms"))

    def test_report_refused(self):
        for user in (self.agent, self.plain, self.portal):
            with self.assertRaisesRegex(AccessError, "Only programs with the role"):
                self.report(user)
        for values, text in (
            ({"external_id": " "}, "needs its source and external id"),
            ({"partner_id": 2**31 - 1}, "There is no customer"),
            ({"channel": "telex"}, "There is no channel telex"),
            ({"purpose": "nothing"}, "There is no purpose nothing"),
            ({"event": "maybe"}, "gives consent or withdraws it"),
        ):
            with self.assertRaisesRegex(UserError, text):
                self.report(**values)
        self.people[1].company_id = self.env["res.company"].create({"name": "Other operator"})
        with self.assertRaisesRegex(UserError, "There is no customer"):
            self.report()

    def test_report_by_an_archived_channel(self):
        self.sms.active = False
        with self.assertRaisesRegex(UserError, "The channel sms is archived"):
            self.report()
