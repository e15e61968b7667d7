from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestPosConfig(TransactionCase):
    """Clause 6.1.1: what tills load of customers."""

    def test_preload(self):
        till = self.env["pos.config"].create({"name": "Counter"})
        self.env["res.partner"].create([{"name": f"Customer {n}"} for n in range(3)])
        self.assertTrue(till.cs_pos_masked, "on unless somebody says otherwise")
        self.assertFalse(till.get_limited_partners_loading())
        till.cs_pos_preload = 2
        self.assertEqual(len(till.get_limited_partners_loading()), 2)
        till.company_id.cs_pos_masked = False
        self.assertGreater(len(till.get_limited_partners_loading()), 2)

    def test_settings(self):
        till = self.env["pos.config"].create({"name": "Counter"})
        settings = self.env["res.config.settings"].create({"pos_config_id": till.id})
        settings.write({"cs_pos_masked": False, "pos_cs_pos_preload": 5})
        settings.execute()
        self.assertEqual((till.cs_pos_masked, till.cs_pos_preload), (False, 5))
