from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tests import new_test_user, tagged

from odoo.addons.bus.models.bus import json_dump

from ..models.cs_complaint_board import CHANNEL, COUNTERS
from .common import ComplaintCommon

# Monday 10:00 in Taipei
MONDAY = datetime(2026, 3, 2, 2)


@tagged("post_install", "-at_install")
class TestBoard(ComplaintCommon):
    def setUp(self):
        super().setUp()
        clock = freeze_time(MONDAY)
        self.clock = clock.start()
        self.addCleanup(clock.stop)

    # DATA

    def of_product(self, **values):
        return self._register(
            category_id=self.category_product.id, department_id=self.product.id, **values
        )

    def of_service(self, **values):
        return self._register(department_id=self.service.id, **values)

    def board(self, user=None):
        board = self.env["cs.complaint.board"].with_user(user or self.supervisor)
        return board.get_board()

    # UTILS

    def counts(self, figures):
        return {name: figures[name] for name in COUNTERS if figures[name]}

    def department(self, board, department):
        (found,) = [row for row in board["departments"] if row["id"] == department.id]
        return found

    def told(self, change):
        """Return on which channels open boards hear of ``change``."""
        self.board()
        self.env.flush_all()
        self.env.cr.precommit.run()
        before = self.env["bus.bus"].search([], order="id desc", limit=1).id or 0
        change()
        self.env.flush_all()
        self.env.cr.precommit.run()
        return self.env["bus.bus"].search([("id", ">", before), ("channel", "ilike", CHANNEL)])

    # TESTS

    def test_counts_by_department_and_channel(self):
        mail = self.env["cs.channel"]._cs_get("email")
        working, waiting = self.of_product(), self.of_product(channel_id=mail.id)
        self.of_product(channel_id=mail.id)
        self.of_service(severity="extra_major")
        for complaint in working | waiting:
            complaint.with_user(self.head).action_start()
        waiting.with_user(self.head).action_wait("Which bill?")
        board = self.board()
        self.assertEqual(board["scope"], "all")
        product = self.department(board, self.product)
        self.assertEqual(self.counts(product), {"new": 1, "working": 1, "waiting": 1})
        self.assertEqual((product["queue"], product["staff"]), (1, 2))
        channels = {row["id"]: self.counts(row) for row in product["channels"]}
        phone = self.env["cs.channel"]._cs_get("phone")
        self.assertEqual(channels, {phone.id: {"working": 1}, mail.id: {"new": 1, "waiting": 1}})
        self.assertEqual(self.counts(board["totals"]), {"new": 2, "working": 1, "waiting": 1})

    def test_near_and_breached_in_working_time(self):
        self.of_product()
        # Due on Thursday 18:00: near from Thursday 10:00 on, in worked time
        for moment, expected in (
            (datetime(2026, 3, 5, 1, 59), {"new": 1, "unanswered": 1}),
            (datetime(2026, 3, 5, 2), {"new": 1, "near": 1, "unanswered": 1}),
            (datetime(2026, 3, 5, 9, 59), {"new": 1, "near": 1, "unanswered": 1}),
            (datetime(2026, 3, 5, 10), {"new": 1, "breached": 1, "unanswered": 1}),
        ):
            with self.subTest(moment=moment):
                self.clock.move_to(moment)
                self.assertEqual(self.counts(self.board()["totals"]), expected)

    def test_what_is_opened_is_what_was_counted(self):
        for hours in (0, 20, 30, 60):
            self.clock.move_to(MONDAY + timedelta(hours=hours))
            complaint = self.of_product()
            if hours == 30:
                complaint.with_user(self.head).action_start()
        self.clock.move_to(datetime(2026, 3, 6, 4))
        board = self.board()
        complaints = self.env["cs.complaint"].with_user(self.supervisor)
        for name in (*COUNTERS, "queue"):
            with self.subTest(counter=name):
                found = complaints.search_count(Domain(board["domains"][name]))
                self.assertEqual(found, board["totals"][name])
        oldest = complaints.search(Domain(board["domains"]["oldest"]), order="date_registered")
        self.assertEqual(str(oldest[0].date_registered), board["totals"]["oldest"])

    def test_who_sees_what(self):
        self.of_product()
        self.of_service()
        for user in (self.supervisor, self.manager):
            self.assertEqual(len(self.board(user)["departments"]), 2)
        board = self.board(self.head)
        self.assertEqual(board["scope"], "own")
        self.assertEqual([row["id"] for row in board["departments"]], self.product.ids)
        self.assertEqual(board["totals"]["new"], 1)
        found = self.env["cs.complaint"].search(Domain(board["domains"]["new"]))
        self.assertEqual(found.department_id, self.product)
        portal = new_test_user(self.env, login="cs_portal", groups="base.group_portal")
        for user in (self.agent, self.member, portal, self.env.ref("base.public_user")):
            with self.subTest(user=user.login), self.assertRefused(AccessError, "live board"):
                self.board(user)

    def test_other_company_is_not_counted(self):
        self.of_product()
        other = self.env["res.company"].create({"name": "Other"})
        self.env["cs.complaint"].create(
            {"subject": "Elsewhere", "company_id": other.id, "department_id": False}
        )
        self.assertEqual(self.board()["totals"]["new"], 1)

    def test_menu_is_for_those_who_oversee(self):
        menu = self.env.ref("cs_complaint.cs_complaint_board_menu")
        for user, sees in (
            (self.supervisor, True),
            (self.head, True),
            (self.member, False),
            (self.agent, False),
        ):
            with self.subTest(user=user.login):
                menus = self.env["ir.ui.menu"].with_user(user).load_menus(False)
                self.assertEqual(menu.id in menus, sees)
        self.product.manager_id = self.member.employee_id
        menus = self.env["ir.ui.menu"].with_user(self.member).load_menus(False)
        self.assertIn(menu.id, menus)

    def test_changes_are_told_once_and_say_nothing(self):
        complaint = self.of_product()

        def change():
            for number in range(3):
                complaint.sudo().description = f"Text {number}"
                complaint.with_user(self.head).action_start()
            self.of_product()

        messages = self.told(change)
        dbname = self.env.cr.dbname
        self.assertEqual(
            messages.mapped("channel"),
            [
                json_dump((dbname, "res.company", self.company.id, CHANNEL)),
                json_dump((dbname, "hr.department", self.product.id, CHANNEL)),
            ],
        )
        self.assertEqual(
            set(messages.mapped("message")), {json_dump({"type": CHANNEL, "payload": {}})}
        )

    def test_text_alone_is_not_told(self):
        complaint = self.of_product()
        self.assertFalse(self.told(lambda: complaint.write({"description": "More"})))

    def test_a_move_is_told_to_both_departments(self):
        complaint = self.of_product()
        messages = self.told(lambda: complaint.sudo().write({"department_id": self.service.id}))
        departments = messages.filtered(lambda m: "hr.department" in m.channel)
        self.assertEqual(len(departments), 2)

    def test_nothing_is_told_while_no_board_is_open(self):
        self.board()
        self.clock.move_to(MONDAY + timedelta(minutes=4))
        with patch.object(type(self), "board"):
            self.assertFalse(self.told(self.of_product))
        self.assertTrue(self.told(self.of_product))
        self.clock.move_to(MONDAY + timedelta(minutes=6))
        with patch.object(type(self), "board"):
            self.assertTrue(self.told(self.of_product))

    def test_a_breach_is_told(self):
        complaint = self.of_product()
        self.clock.move_to(datetime(2026, 3, 6, 4))
        self.assertTrue(self.told(complaint.sudo()._cs_mark_breached))

    def test_who_hears_what(self):
        websocket = self.env["ir.websocket"]
        expected = {
            self.supervisor: [(company, CHANNEL) for company in self.supervisor.company_ids],
            self.head: [(self.product, CHANNEL)],
            self.member: [],
            self.agent: [],
        }
        for user, channels in expected.items():
            with self.subTest(user=user.login):
                heard = websocket.with_user(user).env["cs.complaint.board"]._cs_bus_channels()
                self.assertEqual(heard, channels)

    def test_queries(self):
        def count(user):
            self.env.flush_all()
            self.env.transaction.reset()
            before = self.cr.sql_log_count
            self.board(user)
            return self.cr.sql_log_count - before

        self.of_product()
        count(self.supervisor)
        few = count(self.supervisor)
        for _number in range(5):
            self.of_product()
            self.of_service()
        self.assertEqual(count(self.supervisor), few)
        # One of them notes who looks.
        self.assertLessEqual(few, 6)
