from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged

from .ledger_common import NOW, LedgerCommon

MODELS = ("cs.loyalty.move", "cs.loyalty.lot", "cs.loyalty.move.line")


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestLedgerAccess(LedgerCommon):
    """Who reads the points ledger; that nobody writes it."""

    def test_roles(self):
        portal = new_test_user(self.env, login="cs_care_portal", groups="base.group_portal")
        for model in MODELS:
            for user, reads in (
                (self.agent, True),
                (self.supervisor, True),
                (self.manager, True),
                (self.plain, False),
                (portal, False),
            ):
                records = self.env[model].with_user(user)
                self.assertEqual(records.has_access("read"), reads, (model, user.login))
                for operation in ("write", "create", "unlink"):
                    self.assertFalse(records.has_access(operation), (model, user.login))

    def test_programs_and_cards(self):
        for model, role, operations in (
            ("loyalty.program", self.agent, {"read"}),
            ("loyalty.program", self.manager, {"read", "write", "create", "unlink"}),
            ("loyalty.card", self.agent, {"read", "create"}),
            ("loyalty.card", self.manager, {"read", "write", "create"}),
            ("loyalty.card", self.plain, set()),
            ("loyalty.history", self.manager, {"read"}),
        ):
            records = self.env[model].with_user(role)
            allowed = {
                name for name in ("read", "write", "create", "unlink") if records.has_access(name)
            }
            self.assertEqual(allowed, operations, (model, role.login))

    def test_manager_makes_a_program(self):
        program = (
            self.env["loyalty.program"]
            .with_user(self.manager)
            .create({"name": "Gold", "program_type": "loyalty", "cs_managed": True})
        )
        self.assertTrue(program.is_nominative)
        self.assertEqual(program.cs_expiry_months, 36)
        self.assertEqual(program.cs_minimum_spend, 100)

    def test_opening_takes_balances_over(self):
        program = self._create_program(name="Old", cs_managed=False)
        cards = self.env["loyalty.card"].create(
            [
                {"program_id": program.id, "partner_id": partner.id, "points": points}
                for partner, points in (
                    (self.customer, 500),
                    (self.customer, 20.5),
                    (self.customer2, 0),
                )
            ]
        )
        with self.assertRefused(UserError, "Open its ledger with the button"):
            program.cs_managed = True
        with self.assertRefused(AccessError, "Only managers of care open"):
            program.with_user(self.supervisor).action_cs_open_ledger()
        for _twice in range(2):
            program.with_user(self.manager).action_cs_open_ledger()
        self.assertEqual(cards.mapped("active"), [True, False, True])
        self.assertBooks(cards[0], 520.5)
        self.assertBooks(cards[2], 0)
        move = cards[0].cs_move_ids
        self.assertEqual((move.idem_key, move.qualifying_points), ("opening", 0))

    def test_opening_needs_customers(self):
        program = self._create_program(name="Old", cs_managed=False)
        self.env["loyalty.card"].create({"program_id": program.id})
        with self.assertRefused(UserError, "1 cards belong to no customer"):
            program.with_user(self.manager).action_cs_open_ledger()

    def test_agent_enrols_a_customer(self):
        card = (
            self.env["loyalty.card"]
            .with_user(self.agent)
            .create({"program_id": self.program.id, "partner_id": self.customer2.id})
        )
        self.assertTrue(card.cs_managed)
        self.assertEqual(card.points, 0)

    def test_other_companies_see_nothing(self):
        move = self.earn(100, "a")
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env,
            login="cs_care_stranger",
            groups="cs_care.group_cs_care_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        for record in (move, move.line_ids, move.line_ids.lot_id):
            self.assertTrue(record.with_user(self.agent).read(["points"]))
            with self.assertRaises(AccessError):
                record.with_user(stranger).read(["points"])

    def test_partner_shows_points(self):
        self.earn(100, "a")
        partner = self.customer.with_user(self.agent)
        self.assertEqual(partner.cs_loyalty_points, 100)
        self.assertEqual(partner.action_cs_loyalty_cards()["res_id"], self.card.id)
