"""Models that exist while a test runs, to show what a declaration does."""

from contextlib import contextmanager

from odoo import api, fields, models
from odoo.orm.model_classes import add_to_registry

from ..encrypted import EncryptedChar


class CsTestVisitor(models.Model):
    _module = None
    _name = "cs.test.visitor"
    _description = "Visitor"
    _inherit = ["cs.privacy.mixin"]

    name = fields.Char()
    partner_id = fields.Many2one("res.partner")
    passport = EncryptedChar(kind="id", unique=True)
    phone = EncryptedChar(
        kind="phone", compute="_compute_phone", store=True, readonly=False, precompute=True
    )
    partner_phone = EncryptedChar(related="partner_id.cs_phone")
    note = EncryptedChar()

    @api.depends("partner_id")
    def _compute_phone(self):
        for visitor in self:
            visitor.phone = visitor.partner_id.cs_phone or visitor.phone


@contextmanager
def registered(env, *model_definitions):
    """Add models to the registry and their tables to this transaction, and take them back."""
    registry = env.registry
    names = [definition._name for definition in model_definitions]
    try:
        for definition in model_definitions:
            add_to_registry(registry, definition)
        registry._setup_models__(env.cr, names)
        registry.init_models(env.cr, names, {"module": "cs_privacy"})
        # What no purpose covers is not stored.
        stored = [("model", "in", names), ("cs_is_encrypted", "=", True)]
        env.ref("cs_privacy.purpose_service").field_ids += env["ir.model.fields"].search(stored)
        yield
    finally:
        for name in names:
            del registry.models[name]
        registry._setup_models__(env.cr, [])
