import copy
import pickle

from psycopg2.errors import CheckViolation

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tests import Form, tagged
from odoo.tools import SQL, mute_logger

from ..encrypted import open_for_system
from ..masked import Masked
from .common import ID_MASK, ID_NUMBER, PHONE, PHONE_MASK, PrivacyCommon

UNKNOWN = "the value behind it is unknown here"
WHOLE = "by its whole value"


@tagged("post_install", "-at_install")
class TestEncryptedField(PrivacyCommon):
    """Everything generic that Odoo does with a field meets the mask."""

    def clear(self, record, name="cs_phone"):
        return open_for_system(record, name).get(record.id)

    # Storing

    def test_database_holds_sealed_text(self):
        for name, value in (("cs_id_number", ID_NUMBER), ("cs_phone", PHONE)):
            stored = self.column(self.customer, name)
            self.assertTrue(stored.startswith("e1$k"), name)
            self.assertNotIn(value[-8:], stored)
            self.assertEqual(self.clear(self.customer, name), value)

    def test_record_value_is_the_mask_for_everybody(self):
        for user in (self.agent, self.officer, self.env.ref("base.user_admin")):
            customer = self.customer.with_user(user)
            self.assertEqual(customer.cs_id_number, ID_MASK)
            self.assertEqual(customer.sudo().cs_phone, PHONE_MASK)
            self.assertEqual(customer.read(["cs_birth_date"])[0]["cs_birth_date"], "****-**-**")

    def test_cache_never_holds_clear_text(self):
        new = self.partners.create({"name": "A", "cs_phone": PHONE})
        self.assertTrue(str(self.known_by(new, "cs_phone")).startswith("e1$"))
        new.cs_phone = "13900001111"
        self.assertTrue(str(self.known_by(new, "cs_phone")).startswith("e1$"))
        draft = self.partners.new({"name": "B", "cs_phone": "13900001111"})
        self.assertEqual(str(self.known_by(draft, "cs_phone")), "139****1111")

    def test_create_in_batch(self):
        batch = self.partners.create(
            [
                {"name": "A", "cs_phone": "138 0000 0001"},
                {"name": "B"},
                {
                    "name": "C",
                    "cs_phone": "+8613800000003",
                    "cs_id_type": "passport",
                    "cs_id_number": "ab 12345",
                },
                {"name": "D", "cs_phone": " "},
            ]
        )
        self.assertEqual(batch.mapped("cs_phone"), ["138****0001", False, "138****0003", False])
        self.assertEqual(self.clear(batch[2], "cs_id_number"), "AB12345")
        self.assertEqual(batch.ids, sorted(batch.ids))

    def test_write_seals_for_each_row(self):
        pair = self.partners.create([{"name": "A"}, {"name": "B"}])
        pair.write({"cs_phone": "13900001111"})
        self.assertNotEqual(self.column(pair[0], "cs_phone"), self.column(pair[1], "cs_phone"))
        self.assertEqual([self.clear(p) for p in pair], ["+8613900001111"] * 2)
        pair.write({"cs_phone": False})
        self.assertEqual([self.column(p, "cs_phone") for p in pair], [None, None])

    def test_value_moved_to_another_row_does_not_open(self):
        other = self.partners.create({"name": "Thief"})
        token = self.column(self.customer, "cs_phone")
        self.env.cr.execute("UPDATE res_partner SET cs_phone = %s WHERE id = %s", [token, other.id])
        other.invalidate_recordset()
        self.assertEqual(other.cs_phone, "[locked]")
        self.assertRefused("does not open", open_for_system, other, "cs_phone")

    def test_token_typed_by_a_client_is_no_value_of_another_row(self):
        other = self.partners.create({"name": "Thief"})
        other.cs_phone = self.column(self.customer, "cs_phone")
        self.assertNotEqual(self.clear(other), PHONE)

    @mute_logger("odoo.sql_db")
    def test_database_refuses_plain_text(self):
        with self.assertRaises(CheckViolation), self.env.cr.savepoint():
            self.env.cr.execute(
                "UPDATE res_partner SET cs_phone = 'plain' WHERE id = %s", [self.customer.id]
            )

    def test_date_is_checked(self):
        self.assertRefused(
            "not a date", self.partners.create, {"name": "A", "cs_birth_date": "1990-02-30"}
        )

    # Masks that come back

    def test_own_mask_is_no_change(self):
        before = self.column(self.customer, "cs_phone")
        self.customer.write({"cs_phone": PHONE_MASK, "cs_id_number": ID_MASK})
        self.customer.cs_phone = self.customer.cs_phone
        self.assertEqual(self.column(self.customer, "cs_phone"), before)

    def test_other_masks_are_refused(self):
        for mask in ("138****0000", "[locked]", "1*"):
            self.assertRefused(UNKNOWN, self.customer.write, {"cs_phone": mask})
            self.assertRefused(UNKNOWN, self.partners.create, {"name": "A", "cs_phone": mask})
        self.assertEqual(self.clear(self.customer), PHONE)

    def test_own_masks_of_several_rows(self):
        twin = self.customer.copy({"name": "Twin", "cs_phone": "+8613800005678"})
        both = self.customer | twin
        self.assertEqual(twin.cs_phone, PHONE_MASK)
        both.write({"cs_phone": PHONE_MASK})
        self.assertEqual([self.clear(p) for p in both], [PHONE, "+8613800005678"])

    # Generic doors

    def test_copy_takes_the_value_along(self):
        twin = self.customer.copy()
        self.assertEqual(self.clear(twin), PHONE)
        self.assertNotEqual(self.column(twin, "cs_phone"), self.column(self.customer, "cs_phone"))
        (data,) = self.customer.copy_data()
        self.assertEqual(str(data["cs_phone"]), PHONE_MASK)

    def test_value_given_to_another_field_of_its_kind(self):
        other = self.partners.create({"name": "A", "cs_phone": self.customer.cs_phone})
        self.assertEqual(self.clear(other), PHONE)
        other.comment = self.customer.cs_phone
        self.assertIn(PHONE_MASK, other.comment)

    def test_import_and_export(self):
        result = self.partners.with_user(self.agent).load(
            ["name", "cs_phone"], [["Imported", "13700001234"], ["Too", False]]
        )
        self.assertFalse(result["messages"])
        imported = self.partners.browse(result["ids"][0])
        self.assertEqual(self.clear(imported), "+8613700001234")
        self.assertEqual(
            imported.export_data(["name", "cs_phone"])["datas"], [["Imported", "137****1234"]]
        )
        again = self.partners.load(["name", "cs_phone"], [["Imported", "137****1234"]])
        self.assertIn(UNKNOWN, again["messages"][0]["message"])

    def test_form_keeps_what_is_not_touched(self):
        view = self.env["ir.ui.view"].create(
            {
                "name": "form",
                "model": "res.partner",
                "arch": "<form><field name='name'/><field name='cs_phone'/></form>",
            }
        )
        before = self.column(self.customer, "cs_phone")
        with Form(self.customer.with_user(self.agent), view) as form:
            self.assertEqual(form.cs_phone, PHONE_MASK)
            form.name = "Chan T. M."
        self.assertEqual(self.column(self.customer, "cs_phone"), before)
        with Form(self.customer.with_user(self.agent), view) as form:
            form.cs_phone = "13700001234"
        self.assertEqual(self.clear(self.customer), "+8613700001234")

    def test_web_save_answers_with_the_mask(self):
        saved = self.customer.with_user(self.agent).web_save(
            {"cs_phone": "13700001234"}, {"cs_phone": {}}
        )
        self.assertEqual(saved, [{"id": self.customer.id, "cs_phone": "137****1234"}])

    def test_onchange_does_not_repeat_the_value(self):
        fields = {"name": {}, "cs_phone": {}, "country_id": {}}
        answer = self.partners.onchange(
            {"name": "A", "cs_phone": "13700001234"}, ["cs_phone"], fields
        )
        self.assertNotIn("13700001234", str(answer))
        answer = self.customer.onchange({"name": "A", "cs_phone": PHONE_MASK}, ["name"], fields)
        self.assertNotIn("cs_phone", answer["value"])

    def test_templates_show_the_mask(self):
        body = self.env["mail.render.mixin"]._render_template(
            "<p t-out='object.cs_phone'/>", "res.partner", self.customer.ids, engine="qweb"
        )
        self.assertIn(PHONE_MASK, body[self.customer.id])

    def test_merge_keeps_the_value(self):
        other = self.partners.create({"name": "Chan Tai Man", "email": "c@example.com"})
        self.env["base.partner.merge.automatic.wizard"]._merge((other | self.customer).ids, other)
        self.assertEqual(self.clear(other), PHONE)
        self.assertFalse(self.customer.exists())

    def test_masks_travel_as_masks(self):
        mask = self.customer.cs_phone
        self.assertIsInstance(mask, Masked)
        for way in (copy.copy, copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m)), str):
            self.assertEqual(way(mask), PHONE_MASK)
        self.assertIs(type(pickle.loads(pickle.dumps(mask))), str)
        self.assertNotIn("token", repr(mask))
        self.assertEqual(self.partners._fields["cs_phone"].convert_to_export(mask, None), mask)

    # Searching

    def find(self, *domain):
        return self.partners.search(Domain(list(domain)) & Domain("id", ">", 0))

    def test_exact_search(self):
        for typed in (PHONE, "138 1234 5678", "１３８１２３４５６７８", "0086-138-1234-5678"):
            self.assertEqual(self.find(("cs_phone", "=", typed)), self.customer, typed)
        self.assertEqual(self.find(("cs_id_number", "=", ID_NUMBER.lower())), self.customer)
        self.assertEqual(self.find(("cs_phone", "in", [PHONE, "x"])), self.customer)
        self.assertFalse(self.find(("cs_phone", "=", "13812345679")))
        self.assertFalse(self.find(("cs_phone", "=", PHONE_MASK)))

    def test_negative_and_empty(self):
        other = self.partners.create({"name": "A"})
        pair = ("id", "in", (self.customer | other).ids)
        self.assertEqual(self.find(pair, ("cs_phone", "=", False)), other)
        self.assertEqual(self.find(pair, ("cs_phone", "!=", False)), self.customer)
        self.assertEqual(self.find(pair, ("cs_phone", "!=", PHONE)), other)
        self.assertEqual(self.find(pair, ("cs_phone", "in", [PHONE, False])), self.customer | other)
        self.assertFalse(self.find(pair, ("cs_phone", "not in", [PHONE, False])))

    def test_search_finds_what_is_not_written_yet(self):
        self.customer.cs_phone = "13700001234"
        self.assertEqual(self.find(("cs_phone", "=", "13700001234")), self.customer)
        self.assertFalse(self.find(("cs_phone", "=", PHONE)))

    def test_last_characters(self):
        self.assertEqual(
            self.find(("cs_phone", "=like", "%5678"), ("id", "=", self.customer.id)), self.customer
        )
        self.assertFalse(self.find(("cs_phone", "=like", "%5679")))
        self.assertRefused("by its last 4 characters", self.find, ("cs_phone", "=like", "%45678"))

    def test_filtered_domain(self):
        both = self.customer | self.partners.create({"name": "A"})
        self.assertEqual(both.filtered_domain([("cs_phone", "=", "13812345678")]), self.customer)
        self.assertEqual(both.filtered_domain([("cs_phone", "=", False)]), both[1])
        self.assertRefused(WHOLE, both.filtered_domain, [("cs_phone", "ilike", "138")])

    def test_what_cannot_be_done_says_what_works(self):
        search = self.partners.search
        self.assertRefused(WHOLE, search, [("cs_phone", "ilike", "1381")])
        self.assertRefused(WHOLE, search, [("cs_phone", ">", "1381")])
        self.assertRefused(WHOLE, search, [], order="cs_phone")
        self.assertRefused(WHOLE, self.partners._read_group, [], ["cs_phone"])
        self.assertRefused(WHOLE, self.partners._read_group, [], [], ["cs_phone:count_distinct"])
        self.assertRefused(
            "only be searched for being set", search, [("cs_birth_date", "=", "1949-12-31")]
        )
        self.assertRefused(WHOLE, self.env["res.users"].search, [], order="cs_phone")

    def test_clients_offer_neither_sorting_nor_grouping(self):
        described = self.partners.fields_get(["cs_phone"])["cs_phone"]
        self.assertFalse(described["sortable"])
        self.assertFalse(described["groupable"])
        self.assertTrue(described["cs_encrypted"])

    def test_through_inherited_model(self):
        user = self.create_user("cs_p_inherited", "base.group_user")
        user.cs_phone = "13700001234"
        self.assertEqual(self.clear(user.partner_id), "+8613700001234")
        self.assertEqual(user.cs_phone, "137****1234")
        self.assertEqual(self.env["res.users"].search([("cs_phone", "=", "13700001234")]), user)

    def test_record_rule(self):
        self.env["ir.rule"].create(
            {
                "name": "Only one",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('cs_phone', '=', '{PHONE}')]",
                "groups": [(4, self.env.ref("cs_base.group_cs_base_user").id)],
            }
        )
        other = self.partners.create({"name": "A"})
        both = (self.customer | other).with_user(self.agent)
        self.assertEqual(both._filtered_access("read"), self.customer.with_user(self.agent))

    def test_index_serves_the_search(self):
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        query = self.partners._search([("cs_phone", "=", PHONE)], active_test=False)
        plan = str(self.env.execute_query(SQL("EXPLAIN %s", query.select())))
        self.assertIn("res_partner_cs_phone_bidx", plan)

    # Declaring

    def test_declarations_that_cannot_work(self):
        from ..encrypted import EncryptedChar

        for refused in ({"default": "x"}, {"translate": True}, {"size": 3}, {"kind": "secret"}):
            with self.subTest(refused), self.assertRaisesRegex(TypeError, "x_refused"):
                EncryptedChar(**refused)._setup_attrs__(type(self.partners), "x_refused")

    def test_plain_model_cannot_store(self):
        field = self.partners._fields["cs_phone"]
        with self.assertRaises(UserError):
            field.convert_to_column_insert("plain", self.partners)
