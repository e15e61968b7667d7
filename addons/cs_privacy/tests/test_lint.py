from contextlib import contextmanager
from unittest.mock import patch

from odoo import api, fields, models
from odoo.tests import tagged
from odoo.tools import config, mute_logger

from .. import lint
from ..encrypted import EncryptedChar
from .common import PrivacyCommon
from .fake_models import registered


class CsTestLeaky(models.Model):
    _module = None
    _name = "cs.test.leaky"
    _description = "Leaky"
    _inherit = ["cs.privacy.mixin"]
    _order = "number desc, id"
    _rec_names_search = ["number", "partner_id.name"]
    _cs_lint_allowed = {"band": "a class"}

    partner_id = fields.Many2one("res.partner")
    number = EncryptedChar(kind="phone")
    copied = fields.Char(compute="_compute_copied", store=True)
    related = fields.Char(related="partner_id.cs_id_number", store=True)
    band = fields.Char(compute="_compute_copied", store=True)
    shown = fields.Char(compute="_compute_shown")
    sealed = EncryptedChar(kind="phone", compute="_compute_sealed", store=True)

    @api.depends("number", "partner_id")
    def _compute_copied(self):
        self.copied = self.band = False

    @api.depends("number")
    def _compute_shown(self):
        self.shown = False

    @api.depends("number")
    def _compute_sealed(self):
        for record in self:
            record.sealed = record.number


class CsTestBare(models.Model):
    _module = None
    _name = "cs.test.bare"
    _description = "Bare"

    number = EncryptedChar(kind="phone")


@contextmanager
def unlinted(env, *model_definitions):
    """Register models that the lint refuses when the registry is set up."""
    real = lint.registry_flaws
    with patch.object(lint, "registry_flaws", return_value=[]):
        with registered(env, *model_definitions), patch.object(lint, "registry_flaws", real):
            yield


@tagged("post_install", "-at_install")
class TestLint(PrivacyCommon):
    def test_the_suite_is_clean(self):
        self.assertFalse(lint.registry_flaws(self.env.registry))
        self.assertFalse(lint.view_flaws(self.env))

    @mute_logger("odoo.addons.cs_privacy.models.ir_model")
    def test_every_kind_is_found(self):
        with unlinted(self.env, CsTestLeaky, CsTestBare):
            flaws = {
                (flaw.kind, flaw.model, flaw.field)
                for flaw in lint.registry_flaws(self.env.registry)
            }
            self.assertEqual(
                flaws,
                {
                    ("derivative", "cs.test.leaky", "copied"),
                    ("derivative", "cs.test.leaky", "related"),
                    ("name_search", "cs.test.leaky", "number"),
                    ("order", "cs.test.leaky", "number"),
                    ("no_mixin", "cs.test.bare", "number"),
                },
            )
            self.assertHook()

    def assertHook(self):
        """Tests are refused, a server in production starts and says in its log what is wrong."""
        hook = self.env["ir.model"]._register_hook
        options = config._runtime_options
        before = options.get("test_enable")
        try:
            options["test_enable"] = True
            with self.assertRaisesRegex(TypeError, "copied is stored in clear"):
                hook()
            options["test_enable"] = False
            with self.assertLogs("odoo.addons.cs_privacy.models.ir_model", "ERROR") as log:
                hook()
        finally:
            options["test_enable"] = before
        for part in ("has to inherit", "in _rec_names_search", "ordered by number"):
            self.assertTrue([line for line in log.output if part in line], part)

    def test_views_that_group(self):
        view = self.env["ir.ui.view"].create(
            {
                "name": "x",
                "model": "res.partner",
                "type": "search",
                "arch": """<search>
                    <filter name="g" context="{'group_by': 'cs_phone'}" />
                </search>""",
            }
        )
        self.assertEqual(
            lint.view_flaws(self.env), [lint.Flaw("group_by", "res.partner", "cs_phone", "x")]
        )
        self.assertIn(
            "groups res.partner by cs_phone", lint.sentence(self.env, lint.view_flaws(self.env)[0])
        )
        view.unlink()
