from odoo.tests import HttpCase, tagged

from .common import CareCommon


@tagged("post_install", "-at_install")
class TestTierTour(CareCommon, HttpCase):
    def test_agent_enrols_a_member(self):
        """An agent reads the text, the customer agrees, and has the lowest tier at once."""
        program = self.env["loyalty.program"].create(
            {
                "name": "Harbour Club",
                "program_type": "loyalty",
                "applies_on": "both",
                "cs_managed": True,
            }
        )
        self.env["cs.loyalty.tier"].create(
            [
                {"name": "Basic", "program_id": program.id},
                {"name": "Silver", "program_id": program.id, "sequence": 20, "entry_points": 1000},
            ]
        )
        # Tours log in with the login as password.
        self.agent.password = self.agent.login
        self.start_tour("/odoo/loyalty-members", "cs_care_enrol", login=self.agent.login)
        self.env.invalidate_all()
        card = program._cs_card_of(self.customer)[self.customer.id]
        self.assertEqual(card.cs_tier_id.name, "Basic")
        self.assertTrue(self.customer._cs_filter_consented("loyalty"))
        self.assertTrue(self.customer._cs_filter_consented("birthday"))
        found = self.env["res.partner"].sudo().search([("cs_birthday_month", "=", "07")])
        self.assertEqual(found, self.customer)
