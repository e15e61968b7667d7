from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from ..encrypted import open_for_system
from .common import PHONE, PHONE_MASK, PrivacyCommon


@tagged("post_install", "-at_install")
class TestPartnerPhone(PrivacyCommon):
    """The number of a protected customer is never in a plain column, whoever writes it."""

    def person(self, **values):
        return self.partners.create({"name": "Person", **values})

    def assertSealed(self, partner, number):
        self.assertTrue(partner.cs_is_protected)
        self.assertEqual(open_for_system(partner, "cs_phone").get(partner.id), number)
        self.assertIsNone(self.column(partner, "phone"))
        self.assertIsNone(self.column(partner, "phone_sanitized"))

    def assertPlain(self, partner, number):
        self.assertFalse(partner.cs_is_protected)
        self.assertEqual(partner.phone, number)
        self.assertFalse(partner.cs_phone)

    # Becoming protected

    def test_ordinary_partners_stay_as_they_are(self):
        self.assertPlain(self.person(phone="139 0000 0001"), "139 0000 0001")

    def test_protected_values_protect(self):
        for values in (
            {"cs_birth_date": "1990-01-31"},
            {"cs_id_type": "passport", "cs_id_number": "E12345678"},
            {"cs_phone": "139 0000 0001"},
            {"cs_is_protected": True},
        ):
            with self.subTest(values=values):
                values = {"phone": "139 0000 0001", **values}
                self.assertSealed(self.person(**values), "+8613900000001")
                later = self.person(phone=values.pop("phone"))
                later.write(values)
                self.assertSealed(later, "+8613900000001")

    def test_service_number_protects(self):
        person = self.person(phone="139 0000 0001")
        self.env["cs.service.number"].with_user(self.agent).create(
            {"partner_id": person.id, "number": "13900000009"}
        )
        self.assertSealed(person, "+8613900000001")

    def test_companies_stay_as_they_are(self):
        firm = self.person(is_company=True, phone="010 6512 3456", cs_is_protected=True)
        self.assertPlain(firm, "010 6512 3456")
        self.env["cs.service.number"].create({"partner_id": firm.id, "number": "13900000009"})
        firm.cs_is_protected = True
        self.assertPlain(firm, "010 6512 3456")
        firm.is_company = False
        firm._cs_protect()
        self.assertSealed(firm, "+861065123456")

    def test_firm_with_values_becomes_a_person(self):
        firm = self.person(is_company=True, phone="010 6512 3456", cs_birth_date="1990-01-01")
        self.assertPlain(firm, "010 6512 3456")
        firm.is_company = False
        self.assertSealed(firm, "+861065123456")

    def test_everybody_where_the_company_says_so(self):
        self.env.company.cs_protect_persons = True
        self.assertSealed(self.person(phone="139 0000 0001"), "+8613900000001")
        self.assertPlain(self.person(is_company=True, phone="010 6512 3456"), "010 6512 3456")
        child = self.partners.with_context(default_phone="139 0000 0002").create({"name": "Child"})
        self.assertSealed(child, "+8613900000002")
        staff = new_test_user(self.env, "cs_p_staff", "base.group_user", phone="139 0000 0003")
        self.assertPlain(staff.partner_id, "139 0000 0003")
        customer = new_test_user(
            self.env, "cs_p_customer", "base.group_portal", phone="139 0000 0004"
        )
        self.assertSealed(customer.partner_id, "+8613900000004")
        employee = self.env["hr.employee"].create({"name": "E", "work_phone": "139 0000 0005"})
        self.assertPlain(employee.work_contact_id, "139 0000 0005")

    def test_clients_cannot_pass_for_staff(self):
        self.env.company.cs_protect_persons = True
        partners = self.partners.with_user(self.officer).with_context(cs_privacy_staff=True)
        self.assertSealed(partners.create({"name": "A", "phone": "13900000001"}), "+8613900000001")

    # Being protected

    def test_number_written_anywhere_is_sealed(self):
        customer = self.customer.with_user(self.agent)
        customer.phone = "139 0000 0001"
        self.assertSealed(self.customer, "+8613900000001")
        (self.customer | self.person(name="Plain")).write({"phone": "139 0000 0002"})
        self.assertSealed(self.customer, "+8613900000002")
        with Form(customer, "base.view_partner_form") as form:
            form.cs_phone = "139 0000 0003"
        self.assertSealed(self.customer, "+8613900000003")
        self.partners.load([".id", "phone"], [[str(self.customer.id), "139 0000 0004"]])
        self.assertSealed(self.customer, "+8613900000004")

    def test_country_of_the_person_counts(self):
        person = self.person(
            cs_is_protected=True, phone="0912 345 678", country_id=self.env.ref("base.tw").id
        )
        self.assertSealed(person, "+886912345678")
        person.write({"country_id": self.env.ref("base.cn").id, "phone": "13900000001"})
        self.assertSealed(person, "+8613900000001")

    def test_empty_phone_says_nothing(self):
        for value in (False, "", PHONE_MASK):
            self.customer.phone = value
            self.assertSealed(self.customer, PHONE)
        self.customer.cs_phone = False
        self.assertSealed(self.customer, None)

    @mute_logger("odoo.sql_db")
    def test_database_refuses_a_plain_number(self):
        self.env.flush_all()
        with self.assertRaises(CheckViolation), self.env.cr.savepoint():
            self.env.cr.execute(
                "UPDATE res_partner SET phone = '1' WHERE id = %s", [self.customer.id]
            )

    def test_history_and_messages_lose_the_plain_number(self):
        person = self.person(phone="139 0000 0001")
        self.env.flush_all()
        self.env.cr.precommit.run()
        person.phone = "139 0000 0002"
        self.env.flush_all()
        self.env.cr.precommit.run()
        waiting = self.env["sms.sms"].create(
            {"number": "+8613900000002", "partner_id": person.id, "body": "A"}
        )
        message = person._message_sms("B", put_in_queue=True)
        self.env["phone.blacklist"].create({"number": "+8613900000002"})
        person.cs_is_protected = True
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.invalidate_all()
        self.assertEqual(waiting.number, "139****0002")
        self.assertEqual(open_for_system(waiting, "cs_number"), {waiting.id: "+8613900000002"})
        self.assertEqual(message.notification_ids.sms_number, "139****0002")
        self.assertTrue(person.phone_blacklisted)
        values = person.message_ids.sudo().tracking_value_ids
        phones = values.filtered(lambda value: value.field_id.name == "phone")
        self.assertEqual(
            phones.mapped(lambda value: (value.old_value_char, value.new_value_char)),
            [("139****0001", "139****0002")],
        )
        self.env.cr.execute("SELECT string_agg(number, ' ') FROM phone_blacklist")
        self.assertNotIn("13900000002", self.env.cr.fetchone()[0])

    def test_listed_number_of_a_new_customer_stays_listed(self):
        blacklist = self.env["phone.blacklist"]
        blacklist.create([{"number": f"+861390000000{n}"} for n in (1, 2, 3)])
        person = self.person(cs_phone="13900000001")
        self.assertTrue(person.phone_blacklisted)
        person.cs_phone = "13900000002"
        self.assertTrue(person.phone_blacklisted)
        self.env["cs.service.number"].create({"partner_id": person.id, "number": "13900000003"})
        entries = blacklist.search([])
        self.assertEqual(len(entries.filtered("cs_number")), 3)

    def test_copy_and_related_records(self):
        twin = self.customer.copy()
        self.assertSealed(twin, PHONE)
        child = self.person(parent_id=self.customer.id, phone="139 0000 0001")
        self.assertPlain(child, "139 0000 0001")

    def test_tracking_and_templates_show_masks(self):
        self.customer.phone = "139 0000 0001"
        self.env.flush_all()
        self.env.cr.precommit.run()
        template = self.env["mail.template"].create(
            {
                "name": "T",
                "model_id": self.env.ref("base.model_res_partner").id,
                "body_html": "<p t-out='object.cs_phone'/><p t-out='object.cs_id_number'/>",
            }
        )
        body = template._render_field("body_html", self.customer.ids)[self.customer.id]
        self.assertIn("139****0001", body)
        self.env.cr.execute(
            "SELECT string_agg(concat(body, old_value_char, new_value_char), ' ')"
            "  FROM mail_message m LEFT JOIN mail_tracking_value v ON v.mail_message_id = m.id"
            " WHERE m.model = 'res.partner' AND m.res_id = %s",
            [self.customer.id],
        )
        self.assertNotIn("39000000", (self.env.cr.fetchone()[0] or "") + body)

    # Taking it off

    def test_protection_is_taken_off_by_the_officer(self):
        person = self.person(phone="139 0000 0001", cs_is_protected=True)
        self.assertRefused(
            "Only a privacy officer", person.with_user(self.agent).write,
            {"cs_is_protected": False}, error=AccessError,
        )  # fmt: skip
        before = self.logged("system")
        person.with_user(self.officer).cs_is_protected = False
        self.assertPlain(person, "+8613900000001")
        self.assertEqual(self.logged("system"), before + 1)
        person.with_user(self.agent).write({"cs_is_protected": False})

    def test_protection_stays_while_there_are_values(self):
        officer = self.customer.with_user(self.officer)
        self.assertRefused(
            "stay protected: Chan Tai Man", officer.write, {"cs_is_protected": False}
        )
        person = self.person(phone="139 0000 0001")
        self.env["cs.service.number"].create({"partner_id": person.id, "number": "13900000009"})
        self.assertRefused(
            "stay protected", person.with_user(self.officer).write, {"cs_is_protected": False}
        )
        officer.write({"cs_is_protected": False, "cs_id_number": False, "cs_birth_date": False})
        self.assertPlain(self.customer, PHONE)

    def test_protection_stays_where_everybody_has_it(self):
        person = self.person(phone="139 0000 0001", cs_is_protected=True)
        self.env.company.cs_protect_persons = True
        self.assertRefused(
            "protects the telephone numbers of all persons",
            person.with_user(self.officer).write,
            {"cs_is_protected": False},
            error=UserError,
        )
