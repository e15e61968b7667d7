from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common import PosCommon


@tagged("post_install", "-at_install")
class TestPosGuide(PosCommon):
    """Clause 5.2.1: the till knows what customers have to bring."""

    def test_loaded(self):
        guides = self.env["cs.service.guide"]
        other = self.env["res.company"].create({"name": "Elsewhere"})
        shown, draft, elsewhere = guides.create(
            [
                {
                    "name": "Lost card",
                    "material_ids": [Command.create({"name": "Passport"})],
                    "product_tmpl_ids": [Command.set(self.product.product_tmpl_id.ids)],
                },
                {"name": "Draft"},
                {"name": "Elsewhere", "company_id": other.id},
            ]
        )
        (shown | elsewhere).action_publish()
        till = self.till.with_user(self.cashier).sudo(False)
        found = guides.with_user(self.cashier).search(
            guides._load_pos_data_domain({}, till) + [("id", "in", (shown | draft | elsewhere).ids)]
        )
        rows = found._load_pos_data_read(found, till)
        self.assertEqual([row["name"] for row in rows], ["Lost card"])
        self.assertEqual(rows[0]["product_tmpl_ids"], self.product.product_tmpl_id.ids)
        materials = self.env["cs.service.guide.material"].with_user(self.cashier)
        domain = materials._load_pos_data_domain({"cs.service.guide": rows}, till)
        self.assertEqual(materials.search(domain).name, "Passport")
        self.assertEqual((draft | shown)._unrelevant_records(till), draft.ids)

    def test_rights(self):
        guides = self.env["cs.service.guide"].with_user(self.cashier)
        with self.assertRaises(AccessError):
            guides.create({"name": "Mine"})
