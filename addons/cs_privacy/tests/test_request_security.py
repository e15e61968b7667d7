from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .rights_common import RightsCommon

OPERATIONS = ("read", "write", "create", "unlink")
# Which of the operations a role has on a model
EXPECTED = {
    "cs.privacy.request": {"agent": "rc", "officer": "rwc"},
    "cs.privacy.request.line": {"agent": "rc", "officer": "rwcu"},
    "cs.privacy.request.reason": {"officer": "rwcu"},
    "cs.privacy.erase": {"officer": "rwcu"},
    "cs.privacy.erase.line": {"officer": "rwcu"},
    "cs.privacy.retention.rule": {"officer": "rwcu"},
    "cs.privacy.retention.line": {"officer": "r"},
}


@tagged("post_install", "-at_install")
class TestRequestSecurity(RightsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = new_test_user(cls.env, "cs_rights_portal", groups="base.group_portal")
        cls.security = cls._create_user("security", "cs_privacy.group_cs_privacy_security")
        cls.auditor = cls._create_user("auditor", "cs_privacy.group_cs_privacy_auditor")

    def test_roles(self):
        for model, roles in EXPECTED.items():
            for role in ("plain", "agent", "officer", "auditor", "portal"):
                records = self.env[model].with_user(getattr(self, role))
                got = "".join(op[0] for op in OPERATIONS if records.has_access(op))
                with self.subTest(model=model, role=role):
                    self.assertEqual(set(got), set(roles.get(role, "")))

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_other_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        asked = self._ask().sudo()
        asked.company_id = other
        line = asked.with_user(self.officer)
        with self.assertRaises(AccessError):
            line.read(["name"])
        self.assertFalse(
            self.env[asked._name].with_user(self.officer).search([("id", "=", asked.id)])
        )
        rule = self.env["cs.privacy.retention.rule"].create({"name": "R", "company_id": other.id})
        with self.assertRaises(AccessError):
            rule.with_user(self.officer).read(["name"])

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_dialogs_are_the_users_own(self):
        asked = self._ask("erasure")
        other = self._create_user("officer2", "cs_privacy.group_cs_privacy_officer")
        for model, values in (
            ("cs.privacy.request.reason", {"transition": "refuse", "reason": "x"}),
            ("cs.privacy.erase", {}),
        ):
            dialog = (
                self.env[model].with_user(self.officer).create({"request_ids": asked.ids, **values})
            )
            with self.subTest(model=model), self.assertRaises(AccessError):
                dialog.with_user(other).read(["request_ids"])

    def test_clear_values_are_out_of_reach_of_server_actions(self):
        """What models collect for the copy are masks, which safe_eval code cannot open."""
        self._create_number(self.customer)
        told = str(self.customer._cs_privacy_export())
        self.assertIn("1***************2X", told)
        self.assertNotIn("11010519491231002X", told)
        self.assertNotIn("13987654321", told)

    def test_only_officers_erase(self):
        with self.assertRefused(AccessError, "Only the privacy officer erases"):
            self.customer.with_user(self.agent)._cs_privacy_erase()
        with self.assertRefused(AccessError, "The list is made by the retention rule"):
            self.env["cs.privacy.retention.line"].with_user(self.officer).create({})
        with self.assertRefused(UserError, "switched on and off by its buttons"):
            self.env["cs.privacy.retention.rule"].with_user(self.officer).create(
                {"name": "x", "state": "on"}
            )
