import inspect
from uuid import uuid4

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import PointsCommon

MODELS = ("pos.config", "res.partner")


@tagged("post_install", "-at_install")
class TestPosRpc(PointsCommon):
    """Every method that tills call, by everybody who is no cashier of theirs: refused."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        other = cls.env["res.company"].create({"name": "Elsewhere"})
        groups = "base.group_user,point_of_sale.group_pos_user"
        cls.strangers = {
            "employee": new_test_user(cls.env, login="cs_plain", groups="base.group_user"),
            "agent": new_test_user(cls.env, login="cs_agent", groups="cs_care.group_cs_care_agent"),
            "customer": new_test_user(cls.env, login="cs_portal", groups="base.group_portal"),
            "elsewhere": new_test_user(
                cls.env,
                login="cs_elsewhere",
                groups=groups,
                company_id=other.id,
                company_ids=[Command.set(other.ids)],
            ),
        }
        cls.till.cs_pos_queue = True

    def methods(self):
        """Yield ``(record, name, arguments)`` of every method of the counter."""
        known = {
            "partner_id": self.customer.id,
            "card_id": self.card.id,
            "program_id": self.program.id,
            "config_id": self.till.id,
            "key": str(uuid4()),
            "signs": "1234",
            "step": "end",
            "kind": "business",
            "agrees": True,
            "entry": {"uuid": str(uuid4()), "kind": "complaint", "values": {}},
        }
        for model in MODELS:
            record = self.till if model == "pos.config" else self.customer
            for name, method in inspect.getmembers(type(record), inspect.isfunction):
                if name.startswith("cs_pos_"):
                    parameters = list(inspect.signature(method).parameters)[1:]
                    yield record, name, [known.get(one, 1) for one in parameters]

    def test_strangers(self):
        tried = set()
        for record, name, arguments in self.methods():
            tried.add(name)
            for who, user in self.strangers.items():
                with self.subTest(method=name, who=who), self.assertRaises(AccessError):
                    getattr(record.with_user(user).sudo(False), name)(*arguments)
        self.assertLessEqual({"cs_pos_profile", "cs_pos_deliver", "cs_pos_redeem"}, tried)

    def test_models_of_others(self):
        """What the counter tells of, cashiers cannot read by themselves."""
        for model in (
            "cs.complaint",
            "cs.suggestion",
            "cs.loyalty.move",
            "cs.loyalty.lot",
            "cs.loyalty.redemption",
            "cs.loyalty.voucher",
            "cs.privacy.consent",
            "cs.pos.identity.check",
            "cs.special.group.member",
            "cs.contact",
            "cs.survey.response",
        ):
            records = self.env[model].with_user(self.cashier).sudo(False)
            for operation in ("read", "write", "create", "unlink"):
                self.assertFalse(records.has_access(operation), (model, operation))
