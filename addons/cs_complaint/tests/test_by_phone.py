from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import Form, freeze_time, new_test_user, tagged
from odoo.tools import SQL

from odoo.addons.cs_privacy.encrypted import open_for_system

from .common import ComplaintCommon

NUMBER = "+8613912345678"
PHONE = "+8613812345678"
ID_NUMBER = "11010519491231002X"
NOON = fields.Datetime.to_datetime("2026-03-02 04:00:00")


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestByPhone(ComplaintCommon):
    """An agent finds the customer, writes down, registers and reads back, on one form."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.country_id = cls.env.ref("base.cn")
        cls.customer.write(
            {
                "cs_phone": PHONE,
                "cs_id_type": "cn_id",
                "cs_id_number": ID_NUMBER,
                "comment": "<p>Speak slowly</p>",
            }
        )
        cls.number = cls.env["cs.service.number"].create(
            {"number": NUMBER, "partner_id": cls.customer.id}
        )

    # UTILS

    def _form(self, user=None, context=None, **values):
        calls = self.env["cs.complaint.by.phone"].with_user(user or self.agent)
        form = Form(calls.with_context(**(context or {})))
        for name, value in {
            "description": "The bill of October is too high",
            "category_id": self.category,
            **values,
        }.items():
            setattr(form, name, value)
        return form

    def _register_call(self, **values):
        call = self._form(**values).save()
        call.action_register()
        return call

    def _searches(self):
        """Return how many searches the access log holds; they are committed beside us."""
        with self.registry.cursor() as cr:
            cr.execute("SELECT count(*) FROM cs_privacy_access_log WHERE kind = 'search'")
            return cr.fetchone()[0]

    # FINDING

    def test_found_by_any_whole_number(self):
        for typed in ("139 1234 5678", "13812345678", ID_NUMBER):
            with self.subTest(typed=typed):
                form = self._form(typed=typed)
                self.assertEqual(form.lookup, "found")
                self.assertEqual(form.partner_id, self.customer)
                self.assertEqual(form.complainant, "known")

    def test_service_number_is_taken(self):
        self.assertEqual(self._form(typed=NUMBER).service_number_id, self.number)
        self.assertFalse(self._form(typed=PHONE).service_number_id)

    def test_a_part_finds_nobody(self):
        form = self._form(typed="1234")
        self.assertEqual(form.lookup, "part")
        self.assertFalse(form.partner_id)

    def test_unknown_number(self):
        form = self._form(typed="13712345678")
        self.assertEqual((form.lookup, form.complainant), ("nobody", "new"))

    def test_several(self):
        twin = self.env["res.partner"].create({"name": "Twin", "cs_phone": PHONE})
        form = self._form(typed=PHONE)
        self.assertEqual(form.lookup, "several")
        self.assertFalse(form.partner_id)
        self.assertEqual(set(form.candidate_ids.ids), {twin.id, self.customer.id})
        form.candidate_id = twin
        self.assertEqual(form.partner_id, twin)

    def test_searches_count_and_are_limited(self):
        before = self._searches()
        self._form(typed="13712345678")
        self.assertEqual(self._searches(), before + 1)
        self.env["ir.config_parameter"].sudo().set_param("cs_privacy.search_limit", "1")
        with self.assertRefused(UserError, "which is the limit"):
            self._form(typed="13712345679")

    def test_card_shows_masks(self):
        self._register(subject="Known matter")
        done = self._register(subject="Old matter", category_id=self.category_product.id)
        done.sudo().action_withdraw("Settled")
        card = self._form(typed=NUMBER).customer_card
        for shown in ("139****5678", "138****5678", "Speak slowly", "Known matter", "Old matter"):
            self.assertIn(shown, card)
        for hidden in (NUMBER, NUMBER[3:], PHONE[3:], ID_NUMBER):
            self.assertNotIn(hidden, card)

    def test_duplicates_are_shown(self):
        known = self._register(subject="Bill of October too high")
        self.assertIn(known.name, self._form(typed=NUMBER).duplicate_notice)

    # REGISTERING

    def test_known_customer(self):
        call = self._register_call(
            typed=NUMBER, place="Harbour shop", remedy_sought="refund", compensation_asked=30
        )
        self.assertRecordValues(
            call.complaint_id,
            [
                {
                    "partner_id": self.customer.id,
                    "service_number_id": self.number.id,
                    "subject": "The bill of October is too high",
                    "department_id": self.service.id,
                    "place": "Harbour shop",
                    "remedy_sought": "refund",
                    "compensation_asked": 30,
                    "source": "phone",
                    "create_uid": self.agent.id,
                    "ack_state": "pending",
                    "phone": "138****5678",
                }
            ],
        )
        self.assertEqual(call.complaint_id.channel_id.code, "phone")

    def test_call_is_in_the_ledger(self):
        form = self._form(typed=NUMBER)
        with freeze_time(NOON + timedelta(minutes=6)):
            call = form.save()
            call.action_register()
        contact = call.complaint_id.contact_id
        self.assertRecordValues(
            contact,
            [
                {
                    "kind": "complaint",
                    "direction": "in",
                    "partner_id": self.customer.id,
                    "user_id": self.agent.id,
                    "department_id": self.service.id,
                    "date_arrived": NOON,
                    "date_answered": NOON,
                    "date_ended": NOON + timedelta(minutes=6),
                    "state": "ended",
                }
            ],
        )
        self.assertIn(call.complaint_id.name, contact.outcome)
        self.assertEqual(contact.channel_id.code, "phone")

    def test_arrival_cannot_be_made_up(self):
        call = self._form(typed=NUMBER).save()
        call.sudo().date_opened = NOON - timedelta(days=3)
        call.action_register()
        arrived = call.complaint_id.contact_id.date_arrived
        self.assertEqual(arrived, NOON - timedelta(hours=4))

    def test_second_press_changes_nothing(self):
        call = self._register_call(typed=NUMBER)
        complaint = call.complaint_id
        call.action_register()
        self.assertEqual(call.complaint_id, complaint)
        mine = [("partner_id", "=", self.customer.id)]
        self.assertEqual(self.env["cs.complaint"].search_count(mine), 1)
        self.assertEqual(self.env["cs.contact"].search_count(mine), 1)

    def test_read_aloud(self):
        call = self._register_call(typed=NUMBER)
        self.assertIn(call.complaint_id.name, call.read_aloud)
        self.assertIn(call.complaint_id._cs_due_text(), call.read_aloud)
        self.assertEqual(call.display_name, call.complaint_id.name)

    def test_new_customer(self):
        call = self._register_call(typed="13712345678", new_name="New Person")
        partner = call.complaint_id.partner_id
        self.assertRecordValues(
            partner,
            [{"name": "New Person", "phone": False, "cs_phone": "137****5678"}],
        )
        self.assertTrue(partner.cs_is_protected)
        self.assertEqual(open_for_system(partner, "cs_phone")[partner.id], "+8613712345678")
        self.assertEqual(call.complaint_id.phone, "137****5678")

    def test_new_customer_needs_a_basis(self):
        """Where no purpose covers telephone numbers, none is stored; nothing typed is lost."""
        call = self._form(typed="13712345678", new_name="New Person").save()
        field = self.env.ref("cs_privacy.field_res_partner__cs_phone")
        self.env["cs.privacy.purpose"].search([]).field_ids -= field
        with self.assertRefused(UserError, "no purpose in force covers it"), self.cr.savepoint():
            call.action_register()
        self.assertFalse(call.complaint_id)
        self.assertEqual(call.new_name, "New Person")
        self.assertTrue(call.typed)

    def test_anonymous(self):
        call = self._register_call(typed="13712345678", complainant="anonymous")
        self.assertRecordValues(
            call.complaint_id,
            [
                {
                    "is_anonymous": True,
                    "partner_id": False,
                    "phone": False,
                    "ack_state": "none",
                }
            ],
        )
        self.assertFalse(call.complaint_id.contact_id.caller)

    def test_on_behalf(self):
        call = self._register_call(
            typed=NUMBER,
            is_on_behalf=True,
            representative_name="Son Lin",
            representative_relation="family",
            representative_phone="13712345679",
            representative_authority="Customer agreed on the line",
        )
        self.assertRecordValues(
            call.complaint_id,
            [
                {
                    "partner_id": self.customer.id,
                    "representative_name": "Son Lin",
                    "representative_phone": "137****5679",
                    "representative_authority": "Customer agreed on the line",
                }
            ],
        )

    def test_nothing_is_lost_when_something_is_missing(self):
        for values, text in (
            ({"partner_id": self.env["res.partner"]}, "Who complains?"),
            ({"description": " "}, "Write down what the customer complains about."),
            ({"category_id": self.env["cs.complaint.category"]}, "Choose a category"),
        ):
            call = self._form(typed=NUMBER, place="Pier").save()
            call.write({name: getattr(value, "id", value) for name, value in values.items()})
            with self.subTest(text=text), self.assertRefused(UserError, text):
                call.action_register()
            self.assertEqual(call.place, "Pier")
            self.assertTrue(call.typed)
        call = self._form(typed="13712345678", new_name="x").save()
        call.new_name = " "
        with self.assertRefused(UserError, "Enter the name of the new customer."):
            call.action_register()

    def test_nothing_in_clear_in_the_dialog(self):
        call = self._form(
            typed=NUMBER,
            service_number_id=self.env["cs.service.number"],
            number_told="13612345678",
            description=f"My ID is {ID_NUMBER}, call 13712345678",
        ).save()
        self.env.flush_all()
        row = self.env.execute_query(
            SQL("SELECT c::text FROM cs_complaint_by_phone c WHERE id = %s", call.id)
        )[0][0]
        for clear in ("13912345678", ID_NUMBER, "13712345678", "13612345678"):
            self.assertNotIn(clear, row)
        call.action_register()
        complaint = call.complaint_id
        told = open_for_system(complaint, "cs_told")[complaint.id]
        self.assertIn(ID_NUMBER, told)
        self.assertNotIn(ID_NUMBER, complaint.description)
        for name in ("typed", "cs_told", "told_phone", "number_told"):
            self.assertFalse(call[name], name)

    def test_from_a_contact(self):
        contact = (
            self.env["cs.contact"]
            .with_user(self.agent)
            .with_context(cs_contact_manual=True)
            .create({"name": "Bill", "partner_id": self.customer.id})
        )
        action = contact.action_complaint_by_phone()
        call = self._form(context=action["context"]).save()
        call.action_register()
        self.assertEqual(call.complaint_id.contact_id, contact)
        self.assertEqual(call.complaint_id.subject, "Bill")

    def test_from_the_customer(self):
        action = self.customer.with_user(self.agent).action_cs_complaint_by_phone()
        form = self._form(context=action["context"])
        self.assertEqual(form.partner_id, self.customer)

    # ACKNOWLEDGEMENT BY SMS

    def test_acknowledged_by_sms(self):
        self.customer.email = False
        complaint = self._register_call(typed=NUMBER).complaint_id
        self.assertEqual(complaint.ack_state, "pending")
        complaint._cs_acknowledge()
        self.assertEqual(complaint.ack_state, "sent")
        sms = self.env["sms.sms"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(len(sms), 1)
        self.assertEqual(sms.number, "138****5678")
        self.assertIn(complaint.name, sms.body)
        self.assertIn(complaint._cs_due_text(), sms.body)

    def test_no_sms_against_an_objection(self):
        self.customer.email = False
        purpose = self.env.ref("cs_privacy.purpose_service")
        purpose.is_objectable = True
        complaint = self._register_call(typed=NUMBER).complaint_id
        self.patch(
            type(self.env["res.partner"]),
            "_cs_filter_consented",
            lambda partners, *args, **kwargs: partners.browse(),
        )
        complaint._cs_acknowledge()
        self.assertEqual(complaint.ack_state, "none")
        self.assertFalse(self.env["sms.sms"].search([("partner_id", "=", self.customer.id)]))

    def test_no_sms_to_a_number_that_a_visitor_typed(self):
        web = self.env["cs.channel"]._cs_get("web")
        values = {"subject": "x", "phone": PHONE, "channel_id": web.id}
        complaint, _created = self.env["cs.complaint"]._cs_intake(values, "web", "1")
        self.assertEqual(complaint.ack_state, "none")

    # RIGHTS

    def test_agents_only(self):
        portal = new_test_user(self.env, "cs_po", "base.group_portal")
        plain = new_test_user(self.env, "cs_pl", "base.group_user")
        for user in (self.member, self.head, portal, plain, self.env.ref("base.public_user")):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["cs.complaint.by.phone"].with_user(user).create({})
        for user in (self.agent, self.supervisor, self.manager):
            self.env["cs.complaint.by.phone"].with_user(user).create({})

    def test_own_calls_only(self):
        call = self._form(typed=NUMBER).save()
        for method in ("read", "action_register"):
            args = [[call.id], ["partner_id"]] if method == "read" else [[call.id]]
            with self.subTest(method=method), self.assertRaises(AccessError):
                call_kw(call.with_user(self.agent2), method, args, {})

    def test_foreign_customer_is_refused(self):
        """A customer whom the user may not read is not registered for by naming the id."""
        company = self.env["res.company"].create({"name": "Other"})
        foreign = self.env["res.partner"].create({"name": "F", "company_id": company.id})
        call = self._form(typed=NUMBER).save()
        with self.assertRaises(UserError):
            call.partner_id = foreign
            call.action_register()

    def test_result_and_company_cannot_be_forged(self):
        """The form shows number and deadline of its complaint, so nobody names another one."""
        other = self._register()
        call = self._form(typed=NUMBER).save()
        for method, args in (
            ("write", [[call.id], {"complaint_id": other.id}]),
            ("create", [{"complaint_id": other.id}]),
        ):
            with (
                self.subTest(method=method),
                self.assertRefused(AccessError, "the complaint is set by the system only"),
            ):
                call_kw(call.with_user(self.agent), method, args, {})
        with self.assertRefused(AccessError, "the complaint is set by the system only"):
            self.env["cs.complaint.by.phone"].with_user(self.agent).with_context(
                default_complaint_id=other.id
            ).create({})
        company = self.env["res.company"].create({"name": "Other"})
        call = self._form(partner_id=self.customer).save()
        call.sudo().write({"company_id": company.id})
        with self.assertRefused(AccessError, "You do not work for Other now."):
            call.action_register()
