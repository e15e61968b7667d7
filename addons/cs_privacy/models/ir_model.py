import logging

from odoo import models
from odoo.tools import config

from .. import lint

_logger = logging.getLogger(__name__)


class IrModel(models.Model):
    _inherit = "ir.model"

    def _register_hook(self):
        """Name the declarations that would let protected values out; refuse them in tests."""
        result = super()._register_hook()
        flaws = lint.registry_flaws(self.env.registry)
        for flaw in flaws:
            _logger.error("Protected values: %s", lint.sentence(self.env, flaw))
        if flaws and config["test_enable"]:
            raise TypeError("; ".join(lint.sentence(self.env, flaw) for flaw in flaws))
        return result
