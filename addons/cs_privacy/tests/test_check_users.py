from odoo.tests import tagged

from ..models import cs_privacy_check_users as users_module
from .check_common import CheckCommon


@tagged("post_install", "-at_install")
class TestCheckUsers(CheckCommon):
    """Every check of the users, both ways."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # So that trying passwords takes no second each; the default is tested by Odoo.
        cls.env["ir.config_parameter"].set_param("password.hashing.rounds", "1")
        cls.env.flush_all()
        cls.env.cr.execute("UPDATE res_users SET password = NULL")

    def password(self, user, password):
        hashed = self.env["res.users"]._crypt_context().hash(password)
        self.env.cr.execute("UPDATE res_users SET password = %s WHERE id = %s", [hashed, user.id])

    def test_passwords(self):
        self.password(self.agent, "cs_p_agent")
        self.password(self.officer, "123456")
        self.password(self.plain, "kQ7!vv8-nobody")
        self.password(self.portal, "admin")
        row = self.assertFound("passwords", "2 users")
        self.assertEqual(row.user_ids, self.agent | self.officer)
        self.assertNotIn("123456", row.finding)
        for user in row.user_ids:
            self.password(user, "kQ7!vv8-nobody")
        self.assertInOrder("passwords")

    def test_passwords_in_rounds(self):
        """Few at a time: those found before and the privileged always, the others in turn."""
        self.patch(users_module, "PASSWORD_BATCH", 1)
        for user in (self.agent, self.plain):
            self.password(user, "admin")
        self.password(self.officer, "kQ7!vv8-nobody")
        first, second = sorted((self.agent, self.plain), key=lambda user: user.id)
        self.assertEqual(self.run_check("passwords").user_ids, first)
        self.assertEqual(self.run_check("passwords").user_ids, self.agent | self.plain)
        self.password(first, "kQ7!vv8-nobody")
        self.assertEqual(self.run_check("passwords").user_ids, second)

    def test_passwords_stop_in_time(self):
        self.password(self.plain, "admin")
        checks = self.checks.with_context(cs_check_seconds=-1)
        self.assertEqual(checks._cs_run(["passwords"]).state, "ok")

    def test_two_factors(self):
        row = self.assertFound("two_factors")
        self.assertLessEqual(self.officer | self.security, row.user_ids)
        self.assertNotIn(self.agent, row.user_ids)
        if "totp_enabled" in self.officer._fields:
            self.parameter("auth_totp.policy", "employee_required")
            self.assertInOrder("two_factors")

    def test_api_keys(self):
        self.env.cr.execute("DELETE FROM res_users_apikeys")
        self.assertInOrder("api_keys")
        self.env.cr.execute(
            "INSERT INTO res_users_apikeys"
            " (name, user_id, index, key, create_date, expiration_date)"
            " VALUES ('x', %s, '12345678', 'x', now() - interval '100 days', now())",
            [self.agent.id],
        )
        self.assertEqual(self.assertFound("api_keys", "1 API keys").user_ids, self.agent)

    def test_outsiders(self):
        self.assertInOrder("outsiders")
        self.env.cr.execute(
            "INSERT INTO res_groups_users_rel (uid, gid) VALUES (%s, %s)",
            [self.portal.id, self.env.ref("cs_privacy.group_cs_privacy_reveal").id],
        )
        self.assertEqual(self.assertFound("outsiders").user_ids, self.portal)

    def test_clearance(self):
        users = type(self.env["res.users"])
        self.patch(users, "_cs_privacy_obstacles", lambda user: [])
        self.assertInOrder("clearance")
        self.patch(
            users,
            "_cs_privacy_obstacles",
            lambda user: ["No agreement"] if user == self.revealer else [],
        )
        self.assertEqual(self.assertFound("clearance", "not cleared").user_ids, self.revealer)
