from datetime import timedelta
from uuid import uuid4

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged

from .common import PosCommon


@tagged("post_install", "-at_install")
class TestPosQueue(PosCommon):
    """Clauses 4.1.1(5) and 7.1.3(3): waiting at the counter is a fact, the green channel first."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.till.cs_pos_queue = True
        cls.second = cls.till.copy({"name": "Counter 2"})
        cls.other = new_test_user(
            cls.env, login="cs_other", groups="base.group_user,point_of_sale.group_pos_user"
        )

    def setUp(self):
        super().setUp()
        # What is counted is committed by a cursor of its own.
        mode = self.enter_registry_test_mode()
        mode.__enter__()
        self.addCleanup(mode.__exit__, None, None, None)

    def at(self, till=None, user=None):
        return (till or self.till).with_user(user or self.cashier).sudo(False)

    def contact(self, ticket):
        return self.env["cs.contact"].browse(ticket["id"])

    def test_from_arrival_to_end(self):
        ticket = self.at().cs_pos_ticket_new(self.customer.id)
        contact = self.contact(ticket)
        self.assertEqual((ticket["number"], contact.channel_id.code), (1, "store"))
        self.assertEqual(contact.state, "waiting")
        self.assertEqual(self.at().cs_pos_ticket_call()["id"], contact.id)
        self.assertEqual(self.at().cs_pos_ticket_call()["id"], contact.id, "called again")
        self.assertTrue(contact.cs_pos_called)
        self.at().cs_pos_ticket_step(contact.id, "serve")
        self.assertEqual((contact.state, contact.user_id), ("in_progress", self.cashier))
        with self.assertRaisesRegex(UserError, "being served first"):
            self.at().cs_pos_ticket_call()
        answer = self.at().cs_pos_ticket_step(contact.id, "end")
        self.assertEqual((contact.state, answer["current"]), ("ended", False))

    def test_two_tills(self):
        first, second = (self.at().cs_pos_ticket_new()["id"] for _n in range(2))
        self.assertEqual(self.at().cs_pos_ticket_call()["id"], first)
        elsewhere = self.at(self.second, self.other)
        self.assertEqual(elsewhere.cs_pos_ticket_call()["id"], second)
        with self.assertRaisesRegex(UserError, "does not serve"):
            elsewhere.cs_pos_ticket_step(first, "end")
        self.assertFalse(self.at().cs_pos_tickets()["waiting"])

    def test_green_first(self):
        self.env["cs.green.grant"].create({"partner_id": self.customer.id, "reason": "Hospital"})
        self.at().cs_pos_ticket_new()
        green = self.at().cs_pos_ticket_new(self.customer.id)
        self.assertTrue(green["green"])
        self.assertEqual(self.at().cs_pos_ticket_call()["id"], green["id"])

    def test_nobody_came(self):
        ticket = self.at().cs_pos_ticket_new()
        self.at().cs_pos_ticket_call()
        self.at().cs_pos_ticket_step(ticket["id"], "left")
        self.assertEqual(self.contact(ticket).state, "abandoned")
        self.assertFalse(self.at().cs_pos_ticket_call())

    def test_numbers_of_a_day(self):
        ticket = self.contact(self.at().cs_pos_ticket_new())
        ticket.sudo().cs_pos_day -= timedelta(days=1)
        self.assertEqual(self.at().cs_pos_ticket_new()["number"], 1)
        self.assertEqual(self.at().cs_pos_ticket_new()["number"], 2)

    def test_days_end(self):
        tickets = [self.contact(self.at().cs_pos_ticket_new()) for _n in range(3)]
        self.at().cs_pos_ticket_call()
        self.at().cs_pos_ticket_step(tickets[0].id, "serve")
        for ticket in tickets[:2]:
            self.env.cr.execute(
                "UPDATE cs_contact SET date_arrived = date_arrived - interval '19 hours',"
                " date_answered = date_answered - interval '19 hours' WHERE id = %s",
                [ticket.id],
            )
        self.env.invalidate_all()
        self.env.ref("cs_pos.ir_cron_leave_tickets").method_direct_trigger()
        self.assertEqual([one.state for one in tickets], ["ended", "abandoned", "waiting"])

    def test_seen_by_agents(self):
        ticket = self.contact(self.at().cs_pos_ticket_new())
        agent = new_test_user(self.env, login="cs_agent", groups="cs_base.group_cs_base_user")
        ticket.sudo().user_id = agent
        self.at().cs_pos_ticket_call()
        shown = {"fields": {"display_name": {}}}
        row = ticket.with_user(agent).web_read(
            {"cs_pos_store_id": shown, "cs_pos_config_id": shown, "cs_pos_number": {}}
        )[0]
        self.assertTrue(row["cs_pos_store_id"]["display_name"])
        self.assertEqual(row["cs_pos_number"], 1)

    def test_day_of_the_store(self):
        with freeze_time("2026-03-10 20:00:00"):
            for zone, day in (("Asia/Taipei", "2026-03-11"), ("America/New_York", "2026-03-10")):
                self.env.company._cs_calendar().tz = zone
                till = self.at().with_context(tz="Pacific/Kiritimati")
                ticket = self.contact(till.cs_pos_ticket_new())
                self.assertEqual(str(ticket.cs_pos_day), day)

    def complaint(self, **entry):
        """Return a complaint that was taken down at the till, maybe earlier."""
        category = self.env["cs.complaint.category"].search([("is_public", "=", True)])
        category -= category.parent_id
        values = {"category_id": category[:1].id, "subject": "Rude", **entry.pop("values", {})}
        entry = {"uuid": str(uuid4()), "kind": "complaint", "values": values, **entry}
        answer = self.at().cs_pos_deliver(entry)
        self.assertEqual(answer["status"], "done", answer)
        return self.env["cs.complaint"].browse(answer["id"])

    def test_complaint_belongs_to_the_ticket(self):
        ticket = self.contact(self.at().cs_pos_ticket_new(self.customer.id))
        self.at().cs_pos_ticket_call()
        of_customer = {"values": {"partner_id": self.customer.id}}
        self.assertEqual(self.complaint(**of_customer).contact_id, ticket)
        self.assertFalse(self.complaint().contact_id, "somebody else, unknown")
        self.at().cs_pos_ticket_step(ticket.id, "serve")
        self.assertEqual(self.complaint(**of_customer).contact_id, ticket)

    def test_complaint_that_comes_later(self):
        """It belongs to who was served when it was taken down, by a clock that runs behind."""
        first, second = (self.contact(self.at().cs_pos_ticket_new()) for _n in range(2))
        start = fields.Datetime.now()

        def after(minutes):
            return freeze_time(start + timedelta(minutes=minutes))

        def told(minutes, slow=timedelta(minutes=30)):
            at = start + timedelta(minutes=minutes) - slow
            now = fields.Datetime.now() - slow
            return self.complaint(at=f"{at.isoformat()}Z", now=f"{now.isoformat()}Z")

        for minutes, ticket in ((1, first), (11, second)):
            with after(minutes):
                self.at().cs_pos_ticket_call()
                self.at().cs_pos_ticket_step(ticket.id, "serve")
            with after(minutes + 9):
                self.at().cs_pos_ticket_step(ticket.id, "end")
        with after(30):
            self.assertEqual(told(5).contact_id, first)
            self.assertEqual(told(15).contact_id, second)
            self.assertEqual(told(15).date_registered, start + timedelta(minutes=15))
            self.assertFalse(told(25).contact_id)
            self.assertFalse(told(0).contact_id)

    def test_rights(self):
        plain = new_test_user(self.env, login="cs_plain", groups="base.group_user")
        ticket = self.at().cs_pos_ticket_new()
        for call in (
            lambda till: till.cs_pos_tickets(),
            lambda till: till.cs_pos_ticket_new(),
            lambda till: till.cs_pos_ticket_call(),
            lambda till: till.cs_pos_ticket_step(ticket["id"], "left"),
        ):
            with self.assertRaises(AccessError):
                call(self.at(user=plain))
        agent = new_test_user(self.env, login="cs_agent", groups="cs_base.group_cs_base_user")
        with self.assertRaises(AccessError):
            self.contact(ticket).with_user(agent).write({"cs_pos_number": 7})
        made = (
            self.env["cs.contact"]
            .with_user(agent)
            .create({"channel_id": self.contact(ticket).channel_id.id, "cs_pos_number": 7})
        )
        self.assertFalse(made.cs_pos_number)
        self.till.cs_pos_queue = False
        with self.assertRaisesRegex(UserError, "no tickets"):
            self.at().cs_pos_tickets()
