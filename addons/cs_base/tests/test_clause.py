from collections import Counter

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .clause_common import ClauseCase

# Counted in the standard itself
SECTIONS = {1: 2, 2: 3, 3: 3, 4: 3, 5: 3, 6: 3, 7: 3, 8: 3, 9: 3, 10: 3}
SUBSECTIONS = {
    "3.1": 3,
    "3.2": 3,
    "3.3": 3,
    "4.1": 2,
    "4.2": 2,
    "4.3": 2,
    "5.1": 3,
    "5.2": 3,
    "5.3": 3,
    "6.1": 2,
    "6.2": 4,
    "6.3": 2,
    "7.1": 3,
    "7.2": 4,
    "7.3": 3,
    "8.1": 4,
    "8.2": 4,
    "8.3": 3,
    "9.1": 4,
    "9.2": 3,
    "9.3": 3,
    "10.1": 4,
    "10.2": 4,
    "10.3": 4,
}
ITEMS = {
    "1.2": 10,
    "2.1": 3,
    "2.2": 4,
    "2.3": 4,
    "3.1.2": 4,
    "3.1.3": 4,
    "3.2.2": 5,
    "3.2.3": 4,
    "3.3.1": 3,
    "3.3.2": 3,
    "3.3.3": 4,
    "4.1.1": 5,
    "4.1.2": 5,
    "4.2.1": 3,
    "4.2.2": 4,
    "4.3.1": 3,
    "4.3.2": 4,
    "6.1.2": 4,
    "6.2.2": 4,
    "6.2.3": 3,
    "6.3.1": 4,
    "6.3.2": 5,
    "7.1.2": 4,
    "7.1.3": 5,
    "7.2.2": 3,
    "7.2.3": 4,
    "7.2.4": 4,
    "7.3.2": 5,
    "7.3.3": 5,
    "8.1.2": 5,
    "8.1.3": 5,
    "8.1.4": 4,
    "8.2.2": 5,
    "8.2.3": 5,
    "8.2.4": 3,
    "8.3.1": 4,
    "8.3.2": 4,
    "8.3.3": 4,
    "9.1.2": 2,
    "9.1.3": 2,
    "9.1.4": 2,
    "9.2.1": 2,
    "9.2.2": 2,
    "9.2.3": 2,
}
TARGETS = {
    "4.1.1(1)": (">=", 24, "hour_per_day"),
    "6.2.3(1)": ("<=", 3, "working_day"),
    "6.2.3(2)": ("<=", 5, "working_day"),
    "6.2.3(3)": ("<=", 10, "working_day"),
    "9.1.2(1)": ("<=", 20, "second"),
    "9.1.2(2)": ("<=", 3, "minute"),
    "9.1.4(1)": (">=", 95, "percent"),
    "9.1.4(2)": (">=", 85, "percent"),
    "9.2.2(1)": (">=", 1, "per_day"),
    "9.2.2(2)": (">=", 1, "per_quarter"),
}


def expected_numbers():
    """Every number of the standard, in its order."""

    def with_items(number):
        return [number, *(f"{number}({item})" for item in range(1, ITEMS.get(number, 0) + 1))]

    numbers = []
    for chapter, sections in SECTIONS.items():
        numbers.append(str(chapter))
        for section in (f"{chapter}.{n}" for n in range(1, sections + 1)):
            numbers += with_items(section)
            for n in range(1, SUBSECTIONS.get(section, 0) + 1):
                numbers += with_items(f"{section}.{n}")
    return numbers


@tagged("post_install", "-at_install")
class TestClauseRegister(ClauseCase):
    def test_every_number_of_the_standard_is_there_in_its_order(self):
        standard = self.clauses.filtered(lambda clause: clause.get_external_id()[clause.id])
        self.assertEqual(standard.mapped("number"), expected_numbers())
        self.assertEqual(
            Counter(standard.mapped("level")),
            {"chapter": 10, "section": 29, "subsection": 75, "item": 173},
        )
        self.assertEqual(len(standard), 287)

    def test_xml_ids_follow_the_number(self):
        self.assertEqual(self.env.ref("cs_base.cs_clause_6_2_3").number, "6.2.3")
        self.assertEqual(self.env.ref("cs_base.cs_clause_6_2_3_1").number, "6.2.3(1)")
        self.assertEqual(self.env.ref("cs_base.cs_clause_1_2_10").number, "1.2(10)")

    def test_every_clause_has_a_text_and_a_verification(self):
        for clause in self.clauses - self.own:
            self.assertTrue(clause.requirement and clause.verification, clause.number)

    def test_tree_follows_the_number(self):
        item = self.clause("6.2.3(1)")
        self.assertEqual(item.parent_id.number, "6.2.3")
        self.assertEqual(item.chapter_id.number, "6")
        self.assertEqual(self.clause("1.2(10)").parent_id.number, "1.2")
        self.assertEqual(self.clause("6").chapter_id.number, "6")
        below = self.env["cs.clause"].search([("id", "child_of", self.clause("6.2.3").ids)])
        self.assertEqual(below.mapped("number"), ["6.2.3", "6.2.3(1)", "6.2.3(2)", "6.2.3(3)"])

    def test_targets_are_those_of_the_standard(self):
        with_target = self.clauses.filtered("target_unit")
        self.assertEqual(
            {
                clause.number: (
                    clause.target_operator,
                    clause.target_value,
                    clause.target_unit,
                )
                for clause in with_target
            },
            TARGETS,
        )
        self.assertTrue(all(with_target.mapped("is_measurable")))

    def test_target_reads_well(self):
        self.assertEqual(self.clause("6.2.3(1)").target_display, "≤ 3 working days")
        self.assertEqual(self.clause("9.1.4(1)").target_display, "≥ 95 %")
        self.assertFalse(self.clause("6.1").target_display)

    def test_name_search_by_number_and_title(self):
        found = [name for _id, name in self.env["cs.clause"].name_search("6.2")]
        self.assertEqual(found[:2], ["6.2 Complaint handling", "6.2.1 Registration"])
        self.assertIn("6.2.3(3) Extra-major complaints", found)
        (found,) = self.env["cs.clause"].name_search("Handling time limits")
        self.assertEqual(found[1], "6.2.3 Handling time limits")

    def test_list_takes_a_constant_number_of_queries(self):
        fields_read = ["number", "name", "target_display", "date_review", "level", "active"]
        specification = {name: {} for name in fields_read}
        specification["department_id"] = {"fields": {"display_name": {}}}
        clauses = self.env["cs.clause"].with_user(self.agent)
        for limit in (1, 80):
            clauses.web_search_read([], specification, limit=limit)
            self.env.invalidate_all()
            with self.assertQueryCount(3):
                clauses.web_search_read([], specification, limit=limit)


@tagged("post_install", "-at_install")
class TestClauseNumber(ClauseCase):
    def test_parents_of_the_same_batch_come_first(self):
        self.assertEqual(self.item.parent_id, self.section)
        self.assertEqual(self.section.parent_id, self.chapter)
        self.assertEqual((self.item | self.section | self.chapter).chapter_id, self.chapter)

    def test_number_is_normalised(self):
        clause = self.env["cs.clause"].create({"number": " 901.1（2） ", "name": "Wide"})
        self.assertEqual(clause.number, "901.1(2)")

    def test_number_must_be_one(self):
        for number in ("six", "6.", "6(1)", "1.2.3.4"):
            with self.assertRaises(UserError) as error:
                self.env["cs.clause"].create({"number": number, "name": "Wrong"})
            self.assert_message(
                error,
                f"“{number}” is not a clause number. Write it like 6, 6.2, 6.2.3 or 6.2.3(1).",
            )

    def test_parent_must_be_there(self):
        with self.assertRaises(UserError) as error:
            self.env["cs.clause"].create({"number": "902.1", "name": "Orphan"})
        self.assert_message(
            error,
            "Clause 902.1 belongs to clause 902, which is not in the register. Add that one first.",
        )

    def test_number_stays(self):
        self.item.write({"number": "901.1(1)", "name": "Same number"})
        with self.assertRaises(UserError) as error:
            self.item.number = "901.1(7)"
        self.assert_message(
            error,
            "A clause keeps its number, since records and reports refer to it. "
            "Archive the clause and add one with the new number.",
        )

    def test_place_is_not_written(self):
        with self.assertRaises(ValidationError) as error:
            self.item.parent_id = self.chapter
        self.assert_message(
            error,
            "The number decides where clause 901.1(1) stands. "
            "Archive it and add one with another number to move it.",
        )

    @mute_logger("odoo.sql_db")
    def test_number_is_unique_even_when_archived(self):
        self.item.action_archive()
        self.env.flush_all()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env["cs.clause"].create({"number": "901.1(1)", "name": "Twice"})

    @mute_logger("odoo.sql_db")
    def test_target_is_complete_and_in_range(self):
        for values in (
            {"is_measurable": True, "target_unit": "percent"},
            {"target_unit": "percent", "target_operator": ">="},
            {"is_measurable": True, "target_unit": "percent", "target_operator": ">=",
             "target_value": 101},
            {"target_value": -1},
        ):  # fmt: skip
            with self.subTest(values), self.assertRaises(IntegrityError), self.env.cr.savepoint():
                self.item.write(values)
                self.env.flush_all()
            self.env.invalidate_all()

    def test_shipped_clause_is_archived_not_deleted(self):
        clause = self.clause("6.2.3(1)")
        with self.assertRaises(UserError) as error:
            clause.with_user(self.manager).unlink()
        self.assert_message(
            error,
            "Clause 6.2.3(1) is part of the standard and stays in the register. "
            "Archive it instead.",
        )
        clause.with_user(self.manager).action_archive()
        self.assertFalse(clause.active)

    def test_own_clause_is_deleted_when_nothing_belongs_to_it(self):
        with self.assertRaises(UserError) as error:
            self.section.with_user(self.manager).unlink()
        self.assert_message(
            error, "Clause 901.1(1) belongs to clause 901.1. Delete or archive it first."
        )
        own = self.own
        own.with_user(self.manager).unlink()
        self.assertFalse(own.exists())


@tagged("post_install", "-at_install")
class TestClauseRights(ClauseCase):
    def test_role_by_operation(self):
        allowed = {
            self.manager: {"read", "write", "create", "unlink"},
            self.agent: {"read"},
            self.staff: {"read"},
            new_test_user(self.env, "clause_portal", groups="base.group_portal"): set(),
        }
        for user, operations in allowed.items():
            for operation in ("read", "write", "create", "unlink"):
                with self.subTest(user=user.login, operation=operation):
                    self.assertEqual(
                        self.item.with_user(user).has_access(operation), operation in operations
                    )

    def test_manager_edits_and_the_change_is_tracked(self):
        self.env.flush_all()
        self.cr.precommit.run()
        clause = self.item.with_user(self.manager)
        clause.write({"department_id": self.department.id, "requirement": "New words"})
        self.flush_tracking()
        tracked = clause.message_ids.sudo().tracking_value_ids.field_id.mapped("name")
        self.assertEqual(set(tracked), {"department_id", "requirement"})

    def flush_tracking(self):
        self.env.flush_all()
        self.cr.flush()

    def test_reader_cannot_write(self):
        for user in (self.agent, self.staff):
            with self.assertRaises(AccessError):
                self.item.with_user(user).name = "Mine"
            with self.assertRaises(AccessError):
                self.env["cs.clause"].with_user(user).create({"number": "903", "name": "Mine"})
            with self.assertRaises(AccessError):
                self.item.with_user(user).unlink()


@tagged("post_install", "-at_install")
class TestClauseTranslation(ClauseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for lang in ("zh_TW", "zh_CN"):
            cls.env["res.lang"]._activate_lang(lang)
        cls.env["ir.module.module"]._load_module_terms(["cs_base"], ["zh_TW", "zh_CN"])

    def test_titles_in_both_scripts(self):
        for number, taiwan, mainland in (
            ("2.3(2)", "軟體設施", "软件设施"),
            ("4.1.1(3)", "簡訊服務", "短信服务"),
            ("6.2.3", "投訴處理時限", "投诉处理时限"),
            ("9.1.4(2)", "客戶滿意率", "客户满意率"),
        ):
            clause = self.clause(number)
            self.assertEqual(clause.with_context(lang="zh_TW").name, taiwan)
            self.assertEqual(clause.with_context(lang="zh_CN").name, mainland)

    def test_every_text_is_translated(self):
        for lang in ("zh_TW", "zh_CN"):
            for clause in (self.clauses - self.own).with_context(lang=lang):
                for text in (clause.name, clause.requirement, clause.verification):
                    self.assertRegex(text, "[\u4e00-\u9fff]", clause.number)
                    self.assertNotRegex(text, "[A-Za-z]{2}", clause.number)

    def test_target_follows_the_language(self):
        clause = self.clause("6.2.3(1)")
        self.assertEqual(clause.with_context(lang="zh_TW").target_display, "≤ 3 個工作日")
        self.assertEqual(clause.with_context(lang="zh_CN").target_display, "≤ 3 个工作日")
        self.assertEqual(clause.with_context(lang="zh_TW").display_name, "6.2.3(1) 一般投訴")
