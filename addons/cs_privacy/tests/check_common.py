from contextlib import contextmanager
from unittest.mock import patch

from odoo.tools import config

from .common import PrivacyCommon


class CheckCommon(PrivacyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.checks = cls.env["cs.privacy.check"]

    def run_check(self, code):
        return self.checks._cs_run([code])

    @contextmanager
    def options(self, **values):
        """Let the server have these options in its configuration."""
        with patch.dict(config._runtime_options, values):
            yield

    def parameter(self, name, value):
        self.env["ir.config_parameter"].set_param(name, value)

    # ASSERTS

    def assertFound(self, code, text=""):
        row = self.run_check(code)
        self.assertEqual(row.state, "open", row.finding)
        self.assertIn(text, row.finding)
        self.assertTrue(row.name and row.remedy)
        return row

    def assertInOrder(self, code):
        row = self.run_check(code)
        self.assertEqual(row.state, "ok", row.finding)
        self.assertFalse(row.finding)
        return row
