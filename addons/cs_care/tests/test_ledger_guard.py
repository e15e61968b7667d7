from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged

from ..core.ledger import Booking
from .ledger_common import NOW, LedgerCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestLedgerGuard(LedgerCommon):
    """Nobody invents points, whatever rights on cards other add-ons give."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # What point of sale gives a cashier and sale a salesman, and more.
        group = cls.env["res.groups"].create({"name": "Counter"})
        models = (
            "card",
            "history",
            "card.update.balance",
            "generate.wizard",
            "program",
            "rule",
            "mail",
        )
        cls.env["ir.model.access"].create(
            [
                {
                    "name": model,
                    "model_id": cls.env["ir.model"]._get_id(f"loyalty.{model}"),
                    "group_id": group.id,
                    **dict.fromkeys(
                        ("perm_read", "perm_write", "perm_create", "perm_unlink"), True
                    ),
                }
                for model in models
            ]
        )
        cls.cashier = new_test_user(cls.env, login="cs_care_cashier", groups="base.group_user")
        cls.cashier.group_ids = [Command.link(group.id)]
        cls.card._cs_move(100, "earn", "start", "Welcome")

    def as_cashier(self, record):
        return record.with_user(self.cashier)

    def test_writing_points_is_refused(self):
        for vals in ({"points": 99999}, {"points": 0}, {"points": 5, "expiration_date": False}):
            with self.assertRefused(AccessError, "Ask for an adjustment instead"):
                self.as_cashier(self.card).write({**vals})
            with self.assertRaises(AccessError):
                self.card.with_user(self.manager).write({**vals})
        self.assertBooks(self.card, 100)

    def test_claims_in_the_context_are_worth_nothing(self):
        for claim in (True, "LEDGER", {"note": "x"}, [1]):
            card = self.as_cashier(self.card).with_context(cs_ledger=claim, cs_booking=claim)
            with self.assertRefused(AccessError, "Ask for an adjustment instead"):
                card.write({"points": 99999})
            with self.assertRefused(AccessError, "booked by the ledger alone"):
                self.env["cs.loyalty.move"].sudo().with_context(cs_ledger=claim).create({})

    def test_card_does_not_change_hands(self):
        other = self._create_program(name="Other")
        for vals in (
            {"partner_id": self.customer2.id},
            {"program_id": other.id},
            {"code": "MINE"},
            {"cs_managed": False},
            {"cs_debt_points": -5},
            {"cs_pending_points": 5},
            {"cs_merged_into_id": False},
        ):
            with self.assertRefused(AccessError, "fixed for cards of the points ledger"):
                self.as_cashier(self.card).write(vals)
        with self.assertRefused(UserError, "still holds or owes points"):
            self.as_cashier(self.card).write({"active": False})
        self.assertBooks(self.card, 100)

    def test_making_cards_with_points_is_refused(self):
        cards = self.as_cashier(self.env["loyalty.card"])
        vals = {"program_id": self.program.id, "partner_id": self.customer2.id}
        with self.assertRefused(AccessError, "Ask for an adjustment instead"):
            cards.create({**vals, "points": 500})
        card = cards.with_context(
            default_points=500, default_cs_debt_points=-500, default_cs_managed=False
        ).create({**vals, "cs_pending_points": 500})
        self.assertBooks(card.sudo(), 0)
        self.assertTrue(card.cs_managed)
        with self.assertRefused(UserError, "belongs to a customer"):
            cards.create({"program_id": self.program.id})

    def test_unmanaged_card_does_not_become_managed(self):
        plain = self._create_program(cs_managed=False, name="Plain")
        card = self.env["loyalty.card"].create(
            {"program_id": plain.id, "partner_id": self.customer2.id, "points": 500}
        )
        self.as_cashier(card).write({"points": 600})
        self.assertEqual(card.points, 600)
        with self.assertRefused(UserError, "make a new card there instead"):
            self.as_cashier(card).write({"program_id": self.program.id})
        self.as_cashier(card).write({"cs_managed": True, "points": 700})
        self.assertFalse(card.cs_managed)

    def test_history_is_refused(self):
        history = self.as_cashier(self.env["loyalty.history"])
        vals = {"description": "Gift", "issued": 500}
        with self.assertRefused(AccessError, "follows the points ledger"):
            history.create({"card_id": self.card.id, **vals})
        with self.assertRefused(AccessError, "follows the points ledger"):
            history.with_context(default_card_id=self.card.id).create(vals)
        row = self.as_cashier(self.card.history_ids)
        for act in (lambda: row.write({"issued": 9}), row.unlink):
            with self.assertRefused(AccessError, "follows the points ledger"):
                act()
        plain = self._create_program(cs_managed=False, name="Plain")
        card = self.env["loyalty.card"].create({"program_id": plain.id})
        free = history.create({"card_id": card.id, **vals})
        with self.assertRefused(AccessError, "follows the points ledger"):
            free.write({"card_id": self.card.id})
        free.write({"issued": 7})
        free.unlink()
        self.assertBooks(self.card, 100)

    def test_wizards_are_refused(self):
        wizard = self.as_cashier(self.env["loyalty.card.update.balance"]).create(
            {"card_id": self.card.id, "new_balance": 123456, "description": "Sorry"}
        )
        with self.assertRaises(AccessError):
            wizard.action_update_card_point()
        wizard = self.as_cashier(self.env["loyalty.generate.wizard"]).create(
            {
                "program_id": self.program.id,
                "mode": "selected",
                "customer_ids": [Command.set(self.customer2.ids)],
                "points_granted": 500,
            }
        )
        with self.assertRaises(AccessError):
            wizard.generate_coupons()
        self.assertBooks(self.card, 100)

    def test_program_commands_are_refused(self):
        program = self.as_cashier(self.program)
        with self.assertRaises(AccessError):
            program.write({"coupon_ids": [Command.update(self.card.id, {"points": 9})]})
        with self.assertRefused(UserError, "cannot be closed"):
            program.write({"cs_managed": False})

    def test_server_writes_become_entries(self):
        self.card.sudo().points += 50
        self.assertBooks(self.card, 150)
        self.card.sudo().write({"points": 120})
        self.assertBooks(self.card, 120)
        kinds = self.card.cs_move_ids.sorted("id").mapped("kind")
        self.assertEqual(kinds, ["earn", "adjust", "reverse"])
        made = (
            self.env["loyalty.card"]
            .sudo()
            .create(
                {"program_id": self.program.id, "partner_id": self.customer2.id, "points": 30.4}
            )
        )
        self.assertBooks(made, 30)

    def test_history_of_the_server_is_not_doubled(self):
        history = self.env["loyalty.history"].sudo()
        history.create({"card_id": self.card.id, "description": "Order", "issued": 10})
        self.card.history_ids.sudo().unlink()
        self.assertBooks(self.card, 100)

    def test_a_bridge_names_what_it_books_for(self):
        booking = Booking("Order S1", self.customer, "earn")
        card = self.as_cashier(self.card).with_context(cs_booking=booking)
        card.points += 25
        move = self.card.cs_move_ids[0]
        self.assertRecordValues(
            move,
            [
                {
                    "points": 25,
                    "kind": "earn",
                    "note": "Order S1",
                    "res_id": self.customer.id,
                    "user_id": self.cashier.id,
                }
            ],
        )
        stranger = self.card.with_user(self.plain).with_context(cs_booking=booking)
        with self.assertRaises(AccessError):
            stranger.write({"points": 9})

    def test_cards_with_entries_stay(self):
        with self.assertRefused(UserError, "cannot be deleted. Close it."):
            self.card.unlink()
