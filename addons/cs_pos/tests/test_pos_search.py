from functools import partial
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .common import PHONE, SECRETS, PosCommon

LEAVES = ("name", "parent_name", "phone_mobile_search", "email", "barcode", "street", "vat")


@tagged("post_install", "-at_install")
class TestPosSearch(PosCommon):
    """Clause 3.2: a till finds customers by whole numbers and beginnings of names, nothing else."""

    def found(self, term, offset=0, user=None):
        domain = ["|"] * (len(LEAVES) - 1) + [[name, "ilike", term + "%"] for name in LEAVES]
        answer = self.partners(user).get_new_partner(self.till.id, domain, offset)
        return [row["id"] for row in answer["res.partner"]]

    def counted(self, call):
        """Return what a call counts as searches, each once however often it is asked about."""
        with patch.object(type(self.env["res.partner"]), "_cs_count_search") as count:
            call()
        return {(args[0], *args[1]) for args, _options in count.call_args_list}

    def test_whole_number(self):
        for text in (PHONE, "138 1234 5678", "13812345678"):
            self.assertEqual(self.found(text), self.customer.ids, text)
            self.assertIn(("cs_number", PHONE), self.counted(partial(self.found, text)))
        self.assertFalse(self.counted(partial(self.found, "mei")))

    def test_part_of_a_number(self):
        for text in ("138", "13812345", "1381234567", "5678"):
            self.assertFalse(self.found(text), text)

    def test_limit_of_searches(self):
        self.env["ir.config_parameter"].sudo().set_param("cs_privacy.search_limit", "2")
        with mute_logger("odoo.http"), self.assertRaisesRegex(UserError, "within an hour"):
            for n in range(3):
                self.found(f"1390000000{n}")

    def test_plain_number(self):
        shop = self.env["res.partner"].create({"name": "Shop", "is_company": True})
        shop.phone = "+8613700000009"
        self.assertEqual(self.found("137 0000 0009"), shop.ids)

    def test_name(self):
        self.assertEqual(self.found("mei"), self.customer.ids)
        self.assertFalse(self.found("Lin"), "no beginning")
        self.assertFalse(self.found("me"), "too short")
        self.assertFalse(self.found("mei", offset=20))
        self.customer.active = False
        self.assertFalse(self.found("mei"))

    def test_chinese_name(self):
        wang = self.env["res.partner"].create({"name": "王小明"})
        self.assertEqual(self.found("王小"), wang.ids)
        self.assertFalse(self.found("王"))

    def test_at_most_twenty_in_order(self):
        named = [{"name": f"Zhaoq {n:02}"} for n in reversed(range(25))]
        made = self.env["res.partner"].create(named)
        self.assertEqual(self.found("zhaoq"), made.sorted("name").ids[:20])

    def test_signs_are_no_patterns(self):
        self.assertFalse(self.found("%%%"))
        self.assertFalse(self.found("M__ L"))
        odd = self.env["res.partner"].create({"name": "50%_off Ltd"})
        self.assertEqual(self.found("50%_"), odd.ids)

    def test_nothing_else_finds(self):
        for name in ("email", "street", "vat", "ref"):
            self.assertFalse(self.found(SECRETS[name]), name)

    def test_other_company(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.customer.company_id = other
        self.assertFalse(self.found("mei"))
        self.assertFalse(self.found(PHONE))

    def test_card(self):
        ask = partial(
            self.partners().get_new_partner,
            self.till.id,
            [["barcode", "=", SECRETS["barcode"]]],
            0,
        )
        self.assertEqual([row["id"] for row in ask()["res.partner"]], self.customer.ids)
        self.assertEqual(self.counted(ask), {("barcode", SECRETS["barcode"])})

    def test_index_is_used(self):
        self.env.cr.execute(SQL("SET LOCAL enable_seqscan = off"))
        query = self.partners()._cs_pos_named_query("mei").select()
        plan = self.env.execute_query(SQL("EXPLAIN %s", query))
        self.assertIn("cs_pos_name", str(plan))

    def test_not_masked(self):
        self.env.company.cs_pos_masked = False
        self.assertEqual(self.found(SECRETS["email"]), self.customer.ids)
