from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from ..encrypted import open_for_system
from .common import ID_MASK, ID_NUMBER, PrivacyCommon

WOMAN = "110105199001310427"  # 1990-01-31
WOMAN_MASK = "1***************27"
DISAGREE = "do not agree with the ID number"


@tagged("post_install", "-at_install")
class TestPartnerIdentity(PrivacyCommon):
    """ID number, birth date and gender: right by themselves, and in agreement."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.numbers = cls.partners.with_user(cls.agent)

    def person(self, **values):
        return self.partners.create({"name": "Person", **values})

    def clear(self, partner, name):
        return open_for_system(partner, name).get(partner.id)

    def assertWrong(self, text, **values):
        self.assertRefused(text, self.person, error=ValidationError, **values)

    # The number

    def test_number_is_brought_into_its_form(self):
        person = self.person(cs_id_type="cn_id", cs_id_number=" １１０１０５19491231 002x ")
        self.assertEqual(person.cs_id_number, ID_MASK)
        self.assertEqual(self.clear(person, "cs_id_number"), ID_NUMBER)

    def test_wrong_numbers(self):
        self.assertWrong(
            "check digit", cs_id_type="cn_id", cs_id_number=ID_NUMBER.replace("002X", "0021")
        )
        self.assertWrong("does not exist", cs_id_type="cn_id", cs_id_number="110105194902300020")
        for id_type in ("cn_id", "hk_macau_permit", "tw_permit", "tw_id", "hk_id", "residence"):
            with self.subTest(id_type):
                self.assertWrong("not the number of", cs_id_type=id_type, cs_id_number="ABC")
        self.assertWrong("check digit", cs_id_type="hk_id", cs_id_number="A123456(4)")

    def test_message_never_holds_the_number(self):
        with self.assertRaises(ValidationError) as caught:
            self.person(cs_id_type="cn_id", cs_id_number="110105194912310021")
        self.assertNotIn("1949", str(caught.exception))

    def test_right_numbers(self):
        for id_type, number in (
            ("hk_macau_permit", "H12345678"),
            ("tw_permit", "12345678"),
            ("tw_id", "A123456789"),
            ("hk_id", "A123456(3)"),
            ("passport", "E12345678"),
            ("residence", "AUT110077021601"),
            ("other", "whatever it says"),
        ):
            with self.subTest(id_type):
                self.assertTrue(self.person(cs_id_type=id_type, cs_id_number=number).cs_id_number)

    def test_number_needs_a_kind(self):
        self.assertWrong("Choose the kind", cs_id_number=ID_NUMBER)
        self.assertRefused(
            "Choose the kind", self.customer.write, {"cs_id_type": False}, error=ValidationError
        )
        self.assertRefused(
            "not the number of", self.customer.write, {"cs_id_type": "hk_id"}, error=ValidationError
        )

    # Agreement

    def test_what_the_number_says_is_filled(self):
        person = self.person(cs_id_type="cn_id", cs_id_number=WOMAN)
        self.assertEqual(self.clear(person, "cs_birth_date"), "1990-01-31")
        self.assertEqual(person.cs_gender, "female")
        taiwan = self.person(cs_id_type="tw_id", cs_id_number="A123456789")
        self.assertEqual((taiwan.cs_gender, taiwan.cs_birth_date), ("male", False))
        later = self.person()
        later.write({"cs_id_type": "cn_id", "cs_id_number": WOMAN})
        self.assertEqual(self.clear(later, "cs_birth_date"), "1990-01-31")

    def test_contradiction_names_the_items_only(self):
        values = {"cs_id_type": "cn_id", "cs_id_number": WOMAN}
        with self.assertRaises(ValidationError) as caught:
            self.person(**values, cs_birth_date="1990-02-01", cs_gender="male")
        message = str(caught.exception)
        self.assertIn(DISAGREE, message)
        self.assertIn("Birth Date, Gender", message)
        self.assertNotIn("1990", message)
        self.assertWrong(DISAGREE, **values, cs_gender="male")
        self.assertWrong(
            DISAGREE, cs_id_type="tw_id", cs_id_number="A123456789", cs_gender="female"
        )
        self.assertTrue(self.person(**values, cs_gender="other"))

    def test_contradiction_with_what_is_stored(self):
        for values in ({"cs_birth_date": "1950-01-01"}, {"cs_gender": "male"}):
            self.assertRefused(DISAGREE, self.customer.write, values, error=ValidationError)
        self.customer.write({"cs_birth_date": "****-**-**", "cs_gender": "female"})

    @freeze_time("2026-03-02")
    def test_impossible_birth_dates(self):
        self.assertWrong("lies in the future", cs_birth_date="2026-03-03")
        self.assertWrong("older than 130 years", cs_birth_date="1895-03-01")
        self.assertTrue(self.person(cs_birth_date="1896-03-02"))

    # The form

    def test_form(self):
        form = Form(self.numbers, "base.view_partner_form")
        form.name = "Form"
        form.cs_id_type = "cn_id"
        form.cs_id_number = WOMAN
        self.assertEqual(form.cs_gender, "female")
        person = form.save()
        self.assertEqual(self.clear(person, "cs_birth_date"), "1990-01-31")
        self.assertTrue(person.cs_is_protected)
        with Form(person, "base.view_partner_form") as form:
            form.function = "Clerk"
        self.assertEqual(self.clear(person, "cs_id_number"), WOMAN)
        with Form(person, "base.view_partner_form") as form:
            form.cs_id_type = "hk_id"
            form.cs_id_number = "A1234563"
        self.assertEqual(self.clear(person, "cs_id_number"), "A1234563")

    def test_onchange_warns_of_a_second_record(self):
        draft = self.partners.new({"cs_id_type": "cn_id", "cs_id_number": ID_NUMBER})
        self.assertIn(
            "Another customer has this", draft._onchange_cs_id_number()["warning"]["message"]
        )
        known = self.partners.new(origin=self.customer)
        self.assertIsNone(known._onchange_cs_id_number())

    def test_unique_where_the_company_says_so(self):
        values = {"cs_id_type": "cn_id", "cs_id_number": ID_NUMBER}
        twin = self.person(**values)
        self.env.company.cs_id_unique = True
        self.assertRefused("Another customer has this ID number", self.person, **values)
        self.customer.active = False
        self.assertRefused("Another customer has this ID number", self.person, **values)
        twin.write({"cs_id_number": ID_MASK, "function": "Clerk"})
        agent = self.numbers.create({"name": "New"})
        before = self.logged("search")
        self.assertRefused("Another customer has", agent.write, values)
        after = self.logged("search")
        self.assertEqual(after, before + 1, "A hit counts as a search")

    # Age bands

    def test_age_band_follows_the_birth_date(self):
        with freeze_time("2026-05-19"):
            person = self.person(cs_birth_date="2008-05-20")
            self.assertEqual(person.cs_age_band, "minor")
            person.cs_birth_date = "1960-01-01"
            self.assertEqual(person.cs_age_band, "60")
            person.cs_birth_date = False
            self.assertFalse(person.cs_age_band)

    def test_nobody_sets_the_age_band(self):
        for values in ({"cs_age_band": "70"}, {"cs_age_band_until": "2030-01-01"}):
            for user in (self.agent, self.officer):
                customer = self.customer.with_user(user)
                self.assertRefused(
                    "Enter the birth date instead", customer.write, values, error=AccessError
                )
            self.assertRefused(
                "Enter the birth date instead",
                self.partners.create,
                {"name": "A", **values},
                error=AccessError,
            )

    def test_month_of_the_next_band_is_hidden(self):
        self.assertTrue(
            self.column(self.person(cs_birth_date="1990-05-20"), "cs_age_band_until").startswith(
                "e1$"
            )
        )
        self.assertNotIn("cs_age_band_until", self.numbers.fields_get())
        self.assertRefused(
            "You do not have enough rights",
            self.customer.with_user(self.agent).read,
            ["cs_age_band_until"],
            error=AccessError,
        )

    def refresh(self):
        with self.enter_registry_test_mode():
            self.env.ref("cs_privacy.ir_cron_age_band").method_direct_trigger()
        self.env.invalidate_all()

    def test_scheduled_action_moves_who_crosses(self):
        with freeze_time("2026-05-10"):
            today = self.person(cs_birth_date="2008-05-20")
            later = self.person(cs_birth_date="2008-05-21")
            other = self.person(cs_birth_date="2008-06-20")
            self.env.flush_all()
        written = {p: self.column(p, "write_date") for p in (later, other)}
        with freeze_time("2026-05-20"):
            self.refresh()
            self.assertEqual(
                (today + later + other).mapped("cs_age_band"), ["18", "minor", "minor"]
            )
            self.assertEqual({p: self.column(p, "write_date") for p in written}, written)
        # The action did not run for two months.
        with freeze_time("2026-07-01"):
            self.refresh()
            self.assertEqual((today + later + other).mapped("cs_age_band"), ["18", "18", "18"])

    # Merging

    def test_merge_keeps_the_identity(self):
        self.env.company.cs_id_unique = True
        target = self.person(email="x@x.example")
        source = self.person(
            cs_id_type="cn_id", cs_id_number=WOMAN, phone="13900001111", email="x@x.example"
        )
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((target + source).ids, target)
        self.assertFalse(source.exists())
        self.assertEqual(self.clear(target, "cs_id_number"), WOMAN)
        self.assertEqual(self.clear(target, "cs_birth_date"), "1990-01-31")
        self.assertEqual(self.clear(target, "cs_phone"), "+8613900001111")
        self.assertEqual((target.phone, target.cs_is_protected), (False, True))

    # Coming and going

    def test_import_and_export(self):
        header = ["name", "cs_id_type", "cs_id_number", "phone"]
        result = self.numbers.load(
            header,
            [
                ["Imported", "Resident identity card", WOMAN, "139 0000 2222"],
                ["Wrong", "Passport", "1", ""],
            ],
        )
        self.assertFalse(result["ids"])
        self.assertIn("not the number of", result["messages"][0]["message"])
        result = self.numbers.load(
            header, [["Imported", "Resident identity card", WOMAN, "139 0000 2222"]]
        )
        person = self.partners.browse(result["ids"])
        self.assertEqual(self.clear(person, "cs_phone"), "+8613900002222")
        self.assertEqual(self.clear(person, "cs_birth_date"), "1990-01-31")
        self.env.ref("base.group_allow_export").user_ids += self.agent
        exported = person.with_user(self.agent).export_data(
            ["name", "cs_id_number", "cs_birth_date", "cs_phone", "phone"]
        )
        self.assertEqual(
            exported["datas"], [["Imported", WOMAN_MASK, "****-**-**", "139****2222", ""]]
        )

    def test_key_missing_refuses_and_forgets_nothing(self):
        band = self.customer.cs_age_band
        with self.ring_of(other="AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="):
            self.env.invalidate_all()
            self.assertRefused(
                "not in the key ring", self.customer.write, {"cs_gender": "male"}, error=UserError
            )
            self.env.add_to_compute(self.partners._fields["cs_age_band"], self.customer)
            self.assertEqual(self.customer.cs_age_band, band)
        self.env.invalidate_all()
        self.assertEqual(self.clear(self.customer, "cs_id_number"), ID_NUMBER)
