from odoo.tests import freeze_time, tagged

from .ledger_common import NOW
from .rpc_samples import WORDS, CareRpcCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestRewardPrivacy(CareRpcCommon):
    """An erasure takes what was written about a customer out of each record of the add-on."""

    def test_words_go_and_facts_stay(self):
        written = {
            "cs.care.suggestion": ("why",),
            "cs.churn.risk": ("note",),
            "cs.green.grant": ("reason",),
            "cs.loyalty.adjustment": ("note",),
            "cs.loyalty.alert": ("verdict",),
            "cs.loyalty.redemption": ("reason", "delivery_reference"),
        }
        of_customer = {model: self.samples[model] for model in written}
        of_customer["cs.loyalty.adjustment"] = self.env["cs.loyalty.adjustment"].search(
            [("partner_id", "=", self.customer.id)], limit=1
        )
        of_customer["cs.churn.risk"].sudo()._cs_step(note=WORDS)
        of_customer["cs.loyalty.redemption"].sudo()._cs_step(reason=WORDS, delivery_reference=WORDS)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE cs_loyalty_alert SET verdict = %s WHERE card_id = %s", [WORDS, self.card.id]
        )
        self.env.invalidate_all()
        for model, names in written.items():
            for name in names:
                self.assertEqual(of_customer[model].sudo()[name], WORDS, (model, name))
        points = of_customer["cs.loyalty.redemption"].points
        protocol = self.customer._cs_privacy_erase()
        self.env.invalidate_all()
        for model, names in written.items():
            record = of_customer[model].sudo().exists()
            self.assertTrue(record, model)
            for name in names:
                with self.subTest(model=model, field=name):
                    self.assertIn(record[name], (False, "(erased)"))
        self.assertEqual(of_customer["cs.care.suggestion"].sudo().state, "expired")
        self.assertEqual(of_customer["cs.loyalty.redemption"].points, points)
        counted = {line["code"]: line["count"] for line in protocol}
        self.assertEqual(counted["redemptions"], 3)
        self.assertEqual(counted["care"], 1)
