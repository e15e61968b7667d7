import threading

from odoo import SUPERUSER_ID, api
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestRateLimit(TransactionCase):
    """Hits are committed by their own cursor, so these rows are removed again at the end."""

    SCOPE = "test_rate_limit"

    def setUp(self):
        super().setUp()
        self.addCleanup(self.execute, "DELETE FROM cs_rate_limit WHERE scope = %s", self.SCOPE)
        self.limiter = self.env["cs.rate.limit"]

    def execute(self, query, *params):
        with self.registry.cursor() as cr:
            cr.execute(query, params)
            return cr.fetchall() if cr.description else []

    def hit(self, key="192.0.2.7", limit=3, window=60, scope=None):
        return self.limiter._cs_hit(scope or self.SCOPE, key, limit, window)

    def age(self, seconds):
        self.execute(
            "UPDATE cs_rate_limit SET window_start = window_start - %s * interval '1 second'"
            " WHERE scope = %s",
            seconds,
            self.SCOPE,
        )

    def test_limit_and_window(self):
        self.assertEqual([self.hit() for _n in range(5)], [True, True, True, False, False])
        self.age(59)
        self.assertFalse(self.hit(), "The window lasts 60 s from its first hit")
        self.age(1)
        self.assertEqual([self.hit() for _n in range(4)], [True, True, True, False])

    def test_keys_scopes_and_windows_are_apart(self):
        self.addCleanup(self.execute, "DELETE FROM cs_rate_limit WHERE scope = %s", "test_other")
        self.assertTrue(self.hit(limit=1))
        self.assertFalse(self.hit(limit=1))
        self.assertTrue(self.hit("192.0.2.8", limit=1))
        self.assertTrue(self.hit(limit=1, window=3600))
        self.assertTrue(self.hit(limit=1, scope="test_other"))

    def test_key_is_sealed(self):
        self.hit("192.0.2.7")
        rows = self.execute("SELECT cs_rate_limit::text FROM cs_rate_limit")
        self.assertTrue(rows)
        self.assertFalse([row for row in rows if "192.0.2.7" in row[0]])
        (before,) = self.execute("SELECT key_hash FROM cs_rate_limit WHERE scope = %s", self.SCOPE)
        self.assertRegex(before[0], "^[0-9a-f]{64}$")
        self.env["ir.config_parameter"].set_param("database.secret", "another secret")
        self.assertTrue(self.hit("192.0.2.7", limit=1), "The hash depends on the secret")

    def test_rolled_back_request_counts(self):
        with self.assertRaises(ZeroDivisionError), self.cr.savepoint():
            self.hit(limit=1)
            raise ZeroDivisionError
        self.assertFalse(self.hit(limit=1))

    def test_many_at_once(self):
        answers = []

        def server():
            with self.registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                answers.append(env["cs.rate.limit"]._cs_hit(self.SCOPE, "192.0.2.7", 2, 60))

        # Each takes two connections, and the pool of a server is small.
        threads = [threading.Thread(target=server) for _n in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        self.assertEqual((answers.count(True), answers.count(False)), (2, 3))

    def test_inside_test_mode(self):
        """Requests of browser tests share one connection; counting works there too."""
        with self.enter_registry_test_mode():
            self.assertEqual([self.hit(limit=1), self.hit(limit=1)], [True, False])

    def test_bad_limits(self):
        for limit, window in ((0, 60), (1, 0)):
            with self.assertRaisesRegex(ValueError, "at least one hit in at least one second"):
                self.hit(limit=limit, window=window)

    def test_vacuum(self):
        self.hit("old", window=60)
        self.hit("current", window=3600)
        self.age(120)
        # The vacuum runs in a transaction that began after the rows were committed.
        with self.registry.cursor() as cr:
            self.env(cr=cr)["cs.rate.limit"]._gc_windows()
        left = self.execute("SELECT window_seconds FROM cs_rate_limit WHERE scope = %s", self.SCOPE)
        self.assertEqual(left, [(3600,)])
