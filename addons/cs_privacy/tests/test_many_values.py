from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..core import values
from ..encrypted import open_for_system
from .common import ID_MASK, KEY_B, PHONE, PHONE_MASK, PrivacyCommon


@tagged("post_install", "-at_install")
class TestManyValues(PrivacyCommon):
    """What is made quick for lists says the same as the slow way."""

    def test_list_reads_what_each_record_says(self):
        empty = self.partners.create({"name": "Nothing"})
        gone = self.partners.create({"name": "Gone", "cs_phone": PHONE})
        records = self.customer + gone + empty
        records.flush_recordset()
        self.env.cr.execute("DELETE FROM res_partner WHERE id = %s", [gone.id])
        self.env.invalidate_all()
        rows = records.with_user(self.agent).read(["cs_phone", "name", "cs_id_number"])
        self.assertEqual(
            rows,
            [
                {
                    "id": self.customer.id,
                    "name": "Chan Tai Man",
                    "cs_phone": PHONE_MASK,
                    "cs_id_number": ID_MASK,
                },
                {"id": empty.id, "name": "Nothing", "cs_phone": False, "cs_id_number": False},
            ],
        )
        self.env.invalidate_all()
        self.assertEqual(
            records._read_format(["cs_phone"]),
            [
                {"id": self.customer.id, "cs_phone": PHONE_MASK},
                {"id": empty.id, "cs_phone": False},
            ],
        )

    def test_list_of_records_in_the_making(self):
        new = self.partners.new({"cs_phone": PHONE})
        copied = self.partners.new(origin=self.customer)
        self.assertEqual(new._read_format(["cs_phone"])[0]["cs_phone"], PHONE_MASK)
        self.assertEqual(copied._read_format(["cs_phone"])[0]["cs_phone"], PHONE_MASK)

    def test_list_shows_what_is_written_and_not_flushed(self):
        self.customer.cs_phone = "13900001111"
        self.assertEqual(self.customer.read(["cs_phone"])[0]["cs_phone"], "139****1111")

    def test_list_stays_readable_without_the_key(self):
        self.customer.flush_recordset()
        with self.ring_of(k9=KEY_B):
            self.assertEqual(self.customer.read(["cs_phone"])[0]["cs_phone"], values.LOCKED)

    def test_list_asks_for_the_right_to_the_field(self):
        field = self.partners._fields["cs_phone"]
        self.patch(field, "groups", "base.group_system")
        customer = self.customer.with_user(self.agent)
        with self.assertRaises(AccessError):
            customer._read_format(["cs_phone"])

    def test_list_takes_one_query(self):
        batch = self.partners.create([{"name": "N", "cs_phone": PHONE} for _n in range(20)])
        batch.read(["cs_phone"])
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(1):
            batch.read(["cs_phone", "cs_id_number"])

    def test_number_is_read_as_the_company_country_has_it(self):
        company = self.env.company
        self.assertEqual(company._cs_phone_region(), "CN")
        company.country_id = self.env.ref("base.jp")
        self.assertEqual(company._cs_phone_region(), "JP")
        self.customer.cs_phone = "090-1234-5678"
        self.assertEqual(
            open_for_system(self.customer, "cs_phone"), {self.customer.id: "+819012345678"}
        )
        company.partner_id.country_id = self.env.ref("base.tw")
        self.assertEqual(company._cs_phone_region(), "TW")
        company.partner_id = self.partners.create(
            {"name": "Successor", "country_id": self.env.ref("base.jp").id}
        )
        self.assertEqual(company._cs_phone_region(), "JP")
        company.country_id = False
        self.assertEqual(company._cs_phone_region(), "CN")

    def test_country_is_asked_for_once(self):
        self.env.company._cs_phone_region()
        self.env.flush_all()
        self.env.invalidate_all()
        partners = self.partners.with_context(allowed_company_ids=self.env.company.ids)
        with self.assertQueryCount(2):
            self.assertEqual(partners.search([("cs_phone", "=", PHONE)]), self.customer)
