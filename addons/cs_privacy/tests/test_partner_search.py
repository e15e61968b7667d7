from odoo.tests import tagged

from ..encrypted import open_for_system
from .common import ID_NUMBER, PHONE, PrivacyCommon


@tagged("post_install", "-at_install")
class TestPartnerSearch(PrivacyCommon):
    """Customers are found by a whole number typed in any box, and nowhere by a part of one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service = cls.env["cs.service.number"].create(
            {"partner_id": cls.customer.id, "number": "13911112222"}
        )
        cls.found = cls.partners.with_user(cls.agent)

    def by_name(self, text, user=None):
        names = self.partners.with_user(user or self.agent).name_search(text)
        return self.partners.browse(partner_id for partner_id, _name in names)

    def test_whole_numbers_find_the_customer(self):
        for text in (
            PHONE, "13812345678", "+86 138 1234 5678", "0086 138-1234-5678",
            ID_NUMBER, ID_NUMBER.lower(), "110105 19491231 002X", "13911112222",
        ):  # fmt: skip
            with self.subTest(text):
                self.assertEqual(self.by_name(text), self.customer)
                self.assertEqual(self.found.search([("cs_number", "=", text)]), self.customer)
                self.assertEqual(self.found.search([("cs_number", "ilike", text)]), self.customer)
        for text in (PHONE, "138 1234 5678", "13911112222"):
            domain = [("phone_mobile_search", "ilike", text)]
            self.assertEqual(self.found.search(domain), self.customer)

    def test_names_are_found_as_before(self):
        self.assertEqual(self.by_name("Chan Tai"), self.customer)
        before = self.logged("search")
        for text in ("Chan", "1381", "138123456", "1101051949", "A123", "B2B", ""):
            self.by_name(text)
        self.assertEqual(self.logged("search"), before, "Nothing of this looks like a whole number")

    def test_part_of_a_number(self):
        self.assertFalse(self.by_name("1381234"))
        self.assertFalse(self.found.search([("cs_number", "=", "1381234")]))
        self.assertFalse(self.found.search([("phone_mobile_search", "ilike", "1381234")]))
        self.assertRefused(
            "a part of one finds nobody", self.found.search, [("cs_number", "ilike", "1381234")]
        )
        self.assertFalse(self.found.search([("cs_number", "ilike", "Nobody")]))

    def test_view_for_the_list(self):
        arch = self.found.get_view(self.env.ref("base.view_res_partner_filter").id, "search")[
            "arch"
        ]
        self.assertIn("('cs_number', '=', self)", arch)
        self.assertIn('<field name="cs_number"', arch)
        plain = self.partners.with_user(self.plain)
        arch = plain.get_view(self.env.ref("base.view_res_partner_filter").id, "search")["arch"]
        self.assertNotIn('<field name="cs_number"', arch)
        self.assertFalse(plain.search([("cs_number", "=", PHONE)]))

    def test_passport_in_the_number_filter(self):
        self.customer.write({"cs_id_type": "tw_permit", "cs_id_number": "12345678"})
        self.assertFalse(self.by_name("12345678"))
        self.assertEqual(self.found.search([("cs_number", "ilike", "1234 5678")]), self.customer)

    def test_others_find_nothing_and_fail_nowhere(self):
        for user in (self.plain, self.portal, self.env.ref("base.public_user")):
            self.assertNotIn(
                self.customer,
                self.partners.with_user(user).sudo().search([("cs_number", "=", PHONE)]),
            )
        self.assertFalse(self.by_name(PHONE, self.plain))
        self.assertFalse(
            self.partners.with_user(self.plain).search([("phone_mobile_search", "ilike", PHONE)])
        )

    def test_searches_are_counted_and_limited(self):
        before = self.logged("search")
        self.by_name(PHONE)
        self.by_name(PHONE)
        self.assertEqual(self.logged("search"), before + 1, "The same question counts once")
        self.env["ir.config_parameter"].set_param("cs_privacy.search_limit", 1)
        self.assertRefused("which is the limit", self.by_name, ID_NUMBER)

    def test_number_is_set(self):
        everybody = self.customer + self.partners.create(
            [{"name": "Plain", "phone": "13900000001"}, {"name": "None"}]
        )
        mine = [("id", "in", everybody.ids)]
        found = self.found.search([*mine, ("phone_mobile_search", "!=", False)])
        self.assertEqual(found, everybody[:2])
        found = self.found.search([*mine, ("phone_mobile_search", "=", False)])
        self.assertEqual(found, everybody[2])

    def test_names_of_search_hold_no_sealed_field(self):
        sealed = set(self.partners._cs_encrypted_names())
        self.assertFalse(sealed.intersection(self.partners._rec_names_search))
        self.assertFalse({"caller"}.intersection(self.env["cs.contact"]._rec_names_search))

    def test_owners(self):
        other = self.partners.create({"name": "Other", "cs_phone": PHONE})
        owners = self.partners._cs_owners(["138 1234 5678", "13911112222", "12", "+85223456789"])
        self.assertEqual(
            owners, {"138 1234 5678": self.customer + other, "13911112222": self.customer}
        )
        self.service.action_end()
        self.assertFalse(self.partners._cs_owners(["13911112222"]))
        self.assertEqual(open_for_system(self.service, "number")[self.service.id], "+8613911112222")

    def test_owners_cost_does_not_grow(self):
        numbers = [f"+8613{n:09d}" for n in range(800000000, 800000020)]
        self.partners.create([{"name": n, "cs_phone": n} for n in numbers])
        self.env.flush_all()
        self.env.invalidate_all()
        self.partners._cs_owners(numbers[:1])
        self.env.invalidate_all()
        with self.assertQueryCount(4):
            self.assertEqual(len(self.partners._cs_owners(numbers)), 20)
