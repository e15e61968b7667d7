import csv
import io
from datetime import timedelta

from psycopg2.errors import CheckViolation

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .access_common import AccessCommon
from .common import PHONE, PHONE_MASK


class RequestCommon(AccessCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls.create_user("cs_p_second", "cs_privacy.group_cs_privacy_officer")
        cls.sign_agreement(cls.second)
        cls.clear = {person.id: f"+861391234{n:04}" for n, person in enumerate(cls.people)}

    def approve(self, request):
        request.with_user(self.officer).action_approve()
        return request


@tagged("post_install", "-at_install")
class TestAccessRequest(RequestCommon):
    """Many records at once: somebody else has to agree, and once is once."""

    # Asking

    def test_ask(self):
        request = self.ask(self.people, field_names="cs_phone,cs_phone", res_ids="3,1,3")
        self.assertRegex(request.name, r"PA/\d{4}/\d{4}")
        self.assertRecordValues(
            request.sudo(),
            [
                {
                    "state": "requested",
                    "user_id": self.revealer.id,
                    "res_ids": "1,3",
                    "res_count": 2,
                    "field_names": "cs_phone",
                    "field_labels": "Protected Phone",
                    "model_name": "Contact",
                    "valid_hours": 24,
                }
            ],
        )
        self.assertIn(self.officer, request.sudo().activity_ids.user_id)
        self.assertNotIn(self.revealer, request.sudo().activity_ids.user_id)

    def test_numbers_stay_out_of_the_texts(self):
        text = f"Wanted by {PHONE}, they called"
        request = self.ask(self.people, reason=text, reference=PHONE)
        self.assertEqual(request.reason, f"Wanted by {PHONE_MASK}, they called")
        self.assertEqual(request.reference, PHONE_MASK)
        request.with_user(self.officer).write({"decision_note": text})
        self.assertNotIn(PHONE, request.sudo().decision_note)

    def test_what_cannot_be_asked(self):
        for text, values in (
            ("Choose protected values", {"model": "res.users"}),
            ("Choose protected values", {"model": "no.model"}),
            ("Choose protected values", {"field_names": "name"}),
            ("Choose protected values", {"field_names": ""}),
            ("A request is for 1 to 20000 records", {"res_ids": ""}),
            ("A request is for 1 to 20000 records", {"res_ids": "1,x"}),
            ("A request is for 1 to 20000 records", {"res_ids": ",".join(map(str, range(20001)))}),
            ("Say in a sentence", {"reason": "   please   "}),
        ):
            with self.subTest(values=values):
                self.assertRefused(text, self.ask, self.people, **values)

    def test_out_of_reach(self):
        self.env["ir.rule"].create(
            {
                "name": "Not these",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": "[('name', 'not like', 'Person')]",
            }
        )
        self.assertRaises(AccessError, self.ask, self.people)

    def test_forged_ones_are_refused(self):
        for values in (
            {"state": "approved"},
            {"user_id": self.officer.id},
            {"approver_id": self.officer.id},
            {"valid_until": "2999-01-01 00:00:00"},
            {"name": "PA/1"},
        ):
            self.assertRefused("set by the system only", self.ask, self.people, **values)
        request = self.ask(self.people)
        for user in (self.revealer, self.auditor, self.agent, self.portal):
            for values in ({"state": "approved"}, {"res_ids": "1"}, {"decision_note": "ok"}):
                self.assertRaises(AccessError, request.with_user(user).write, values)
        officer = request.with_user(self.officer)
        self.assertRefused("set by the system only", officer.write, {"state": "approved"})
        self.assertRefused("set by the system only", officer.write, {"reason": "another one"})
        self.assertRaises(AccessError, officer.unlink)
        self.assertRefused("Requests are kept as proof", request.sudo().unlink)
        for user in (self.agent, self.security, self.auditor, self.portal):
            self.assertRaises(AccessError, self.ask, self.people, user=user)

    def test_default_in_the_context_is_no_way(self):
        request = (
            self.env["cs.privacy.access.request"]
            .with_user(self.revealer)
            .with_context(default_state="approved", default_valid_until="2999-01-01 00:00:00")
            .action_prepare(
                "reveal",
                "res.partner",
                self.people.ids,
                ["cs_phone"],
                self.service.id,
                "The network is rebuilt",
            )
        )
        request = self.env["cs.privacy.access.request"].browse(request["res_id"])
        self.assertEqual(request.state, "requested")
        self.assertRefused("need an approval", self.reveal, self.people)

    def test_who_sees_what(self):
        request = self.ask(self.people)
        other = self.create_user("cs_p_other", "cs_privacy.group_cs_privacy_reveal")
        model = self.env["cs.privacy.access.request"]
        self.assertNotIn(request, model.with_user(other).search([]))
        for user in (self.revealer, self.officer, self.auditor):
            self.assertIn(request, model.with_user(user).search([]))
        self.assertRaises(AccessError, model.with_user(self.security).search, [])
        action = request.with_user(self.officer).action_show_records()
        self.assertEqual(action["domain"], [("id", "in", sorted(self.people.ids))])

    # Deciding

    def test_approve(self):
        request = self.ask(self.people)
        officer = request.with_user(self.officer)
        self.assertTrue(officer.may_decide)
        officer.write({"valid_hours": 2, "decision_note": "Agreed"})
        before = fields.Datetime.now()
        officer.action_approve()
        officer.action_approve()
        self.assertRecordValues(
            request.sudo(), [{"state": "approved", "approver_id": self.officer.id}]
        )
        self.assertGreaterEqual(request.valid_until, before + timedelta(hours=2))
        self.assertFalse(request.sudo().activity_ids)
        told = self.env["mail.message"].search(
            [("model", "=", request._name), ("res_id", "=", request.id)]
        )
        self.assertIn(self.revealer.partner_id, told.notified_partner_ids)
        self.assertRefused("is decided already", request.with_user(self.second).action_refuse)
        self.assertRefused("only once", officer.write, {"valid_hours": 99})

    def test_refuse(self):
        request = self.ask(self.people).with_user(self.officer)
        self.assertRefused("Say in the note why", request.action_refuse)
        request.decision_note = "Five are enough"
        request.action_refuse()
        request.action_refuse()
        self.assertEqual(request.state, "refused")
        self.assertRefused("need an approval", self.reveal, self.people)
        self.assertRefused("is decided already", request.with_user(self.second).action_approve)

    def test_four_eyes(self):
        own = self.ask(self.people, user=self.officer)
        self.assertRefused("Nobody decides on their own request", own.action_approve)
        self.assertRefused("Nobody decides on their own request", own.action_refuse)
        self.assertRefused(
            "Only a privacy officer who has not asked", own.write, {"valid_hours": 1}
        )
        request = self.ask(self.people)
        for user in (self.revealer, self.auditor):
            self.assertRefused("Only a privacy officer", request.with_user(user).action_approve)
        own.with_user(self.second).action_approve()
        self.assertEqual(own.state, "approved")

    def test_cancel(self):
        request = self.approve(self.ask(self.people))
        self.assertRefused("Only who asked withdraws", request.with_user(self.second).action_cancel)
        request.action_cancel()
        request.action_cancel()
        self.assertEqual(request.state, "cancelled")
        self.assertRefused("need an approval", self.reveal, self.people)

    # Using

    def test_use_once(self):
        self.set_number("hour_limit", 5)
        request = self.approve(self.ask(self.people))
        with self.enter_registry_test_mode():
            values = self.reveal(self.people)
            self.assertEqual(values[self.people[0].id], {"cs_phone": "+8613912340000"})
            self.assertEqual(len(values), 8)
            request.invalidate_recordset()
            self.assertEqual(request.state, "used")
            self.assertTrue(request.date_used)
            self.assertRefused("8 records at once need an approval", self.reveal, self.people)
            self.assertTrue(self.reveal(), "What was approved does not count for the limit")
            entry = self.log.search([("approval_ref", "=", request.id)])
            self.assertEqual((entry.outcome, entry.res_count), ("allowed", 8))

    def test_what_it_does_not_cover(self):
        self.approve(self.ask(self.people[:6]))
        with self.enter_registry_test_mode():
            refused = "records at once need an approval"
            self.assertRefused(refused, self.reveal, self.people)
            self.assertRefused(refused, self.reveal, self.people[:6], names=["cs_id_number"])
            self.assertRefused(refused, self.reveal, self.people[:6], user=self.second)
            self.assertRefused(
                refused, self.reveal, self.people[:6], purpose="real_name", names=["cs_id_number"]
            )
            self.assertTrue(self.reveal(self.people[:5]), "Few need no approval, and use none up")
            self.assertTrue(self.reveal(self.people[:6]))

    def test_not_for_a_file(self):
        self.approve(self.ask(self.people, kind="export"))
        with self.enter_registry_test_mode():
            self.assertRefused("need an approval", self.reveal, self.people)

    def test_rollback_gives_nothing_back(self):
        request = self.approve(self.ask(self.people))
        with self.enter_registry_test_mode():
            taken = request.with_user(self.revealer)._cs_consume()
            self.assertEqual(taken, request.id)
            self.assertIsNone(request.with_user(self.revealer)._cs_consume())
            self.assertIsNone(request.with_user(self.second)._cs_consume())

    def test_expiry(self):
        request = self.approve(self.ask(self.people))
        request.sudo().valid_until = fields.Datetime.now() - timedelta(minutes=1)
        with self.enter_registry_test_mode():
            self.assertRefused("need an approval", self.reveal, self.people)
            self.env.ref("cs_privacy.ir_cron_expire_access").method_direct_trigger()
        self.assertEqual(request.state, "expired")

    def test_use_is_for_who_asked(self):
        request = self.ask(self.people)
        self.assertRefused("Only who asked uses", request.action_use)
        self.approve(request)
        self.assertRefused("Only who asked uses", request.with_user(self.officer).action_use)
        self.assertEqual(request.action_use()["tag"], "cs_privacy_reveal_approved")
        file = self.approve(self.ask(self.people, kind="export"))
        self.assertEqual(file.action_use()["tag"], "cs_privacy_export")

    def test_list_action(self):
        action = self.people.with_user(self.revealer).action_cs_reveal_many()
        self.assertEqual(action["params"], {"model": "res.partner", "ids": self.people.ids})

    def test_refused_file_is_logged(self):
        request = self.ask(self.people, kind="export")
        refused = "is not approved, or was used, or its time is over"
        self.assertRefused(refused, self.people.with_user(self.revealer)._cs_open_export, request)
        (entry,) = self.entries()
        self.assertEqual((entry["kind"], entry["outcome"]), ("export", "refused"))
        self.assertEqual(entry["res_count"], 8)

    def test_ordinary_export_gives_masks(self):
        for user in (self.revealer, self.officer):
            user.group_ids += self.env.ref("base.group_allow_export")
            rows = self.people.with_user(user).export_data(["cs_phone"])["datas"]
            self.assertEqual(rows[0], ["139****0000"])

    def test_hours_positive(self):
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            self.ask(self.people, valid_hours=0).flush_recordset()


@tagged("post_install", "-at_install")
class TestExport(HttpCase, RequestCommon):
    """Files of clear values are handed out once, and stored nowhere."""

    def setUp(self):
        super().setUp()
        self.authenticate("cs_p_eye", "cs_p_eye")

    def get_file(self, request, file_format="csv", **values):
        data = {"request_id": request.id, "file_format": file_format, **values}
        data.setdefault("csrf_token", self.csrf_token())
        return self.url_open("/cs_privacy/export", data=data)

    def csrf_token(self):
        page = self.url_open("/odoo").text
        return page.split('csrf_token: "')[1].split('"')[0]

    def test_csv(self):
        attachments = self.env["ir.attachment"].search_count([])
        self.people[0].name = "=HYPERLINK(1)"
        request = self.approve(self.ask(self.people, kind="export"))
        answer = self.get_file(request)
        self.assertEqual(answer.status_code, 200)
        self.assertIn("no-store", answer.headers["Cache-Control"])
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        self.assertEqual(rows[0], ["ID", "Name", "Protected Phone"])
        self.assertIn([str(self.people[0].id), "'=HYPERLINK(1)", "'+8613912340000"], rows)
        self.assertEqual(len(rows), 9)
        self.assertEqual(request.sudo().state, "used")
        entry = self.log.search([("kind", "=", "export")], limit=1)
        self.assertEqual((entry.outcome, entry.approval_ref), ("allowed", request.id))
        self.assertEqual(self.env["ir.attachment"].search_count([]), attachments)
        with mute_logger("odoo.http"):
            again = self.get_file(request)
        self.assertNotEqual(again.status_code, 200)
        self.assertIn("is not approved, or was used", again.text)

    def test_xlsx(self):
        request = self.approve(self.ask(self.people, kind="export"))
        answer = self.get_file(request, "xlsx")
        self.assertEqual(answer.status_code, 200)
        self.assertTrue(answer.content.startswith(b"PK"))
        self.assertIn("PA-", answer.headers["Content-Disposition"])

    @mute_logger("odoo.http")
    def test_refused(self):
        request = self.ask(self.people, kind="export")
        self.assertIn("is not approved", self.get_file(request).text)
        shown = self.approve(self.ask(self.people))
        self.assertIn("Only who asked for a file", self.get_file(shown).text)
        self.assertIn("There is no such request", self.get_file(request, "pdf").text)
        self.assertIn(
            "There is no such request",
            self.get_file(self.env["cs.privacy.access.request"].browse(2**30)).text,
        )
        self.approve(request)
        self.assertNotEqual(self.get_file(request, csrf_token="x").status_code, 200)
        self.assertEqual(request.sudo().state, "approved")

    @mute_logger("odoo.http")
    def test_limit(self):
        self.set_number("export_limit", 10)
        self.assertEqual(
            self.get_file(self.approve(self.ask(self.people, kind="export"))).status_code, 200
        )
        answer = self.get_file(self.approve(self.ask(self.people, kind="export")))
        self.assertIn("You may get 10 records in files within 24 hours", answer.text)

    @mute_logger("odoo.http")
    def test_of_another(self):
        request = self.approve(self.ask(self.people, kind="export", user=self.second))
        self.assertNotEqual(self.get_file(request).status_code, 200)
        self.assertEqual(request.sudo().state, "approved")
