from odoo.tests import TransactionCase, new_test_user

SECRETS = {
    "email": "mei.lin@secret.example",
    "street": "7 Hidden Lane",
    "zip": "99071",
    "vat": "SECRETVAT",
    "barcode": "0429999000017",
    "ref": "SECRETREF",
}
PHONE = "+8613812345678"


class PosCommon(TransactionCase):
    """A till, its cashier, and a customer with everything that a cashier does not get."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context=dict(
                cls.env.context, lang="en_US", tracking_disable=True, no_vat_validation=True
            )
        )
        cls.env.company.country_id = cls.env.ref("base.cn")
        groups = "base.group_user,point_of_sale.group_pos_user"
        cls.cashier = new_test_user(cls.env, login="cs_cashier", groups=groups)
        cls.keeper = new_test_user(
            cls.env, login="cs_keeper", groups="point_of_sale.group_pos_manager"
        )
        cls.till = cls.env["pos.config"].create({"name": "Counter"})
        cls.product = cls.env["product.product"].create(
            {
                "name": "Simcard",
                "list_price": 100.0,
                "taxes_id": False,
                "available_in_pos": True,
                "type": "consu",
            }
        )
        cls.customer = cls.env["res.partner"].create(
            {"name": "Mei Lin", "cs_phone": PHONE, "lang": "en_US", **SECRETS}
        )

    def partners(self, user=None):
        return self.env["res.partner"].with_user(user or self.cashier).with_context(lang="en_US")
