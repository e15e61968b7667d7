from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class CsPrivacyKeyActivate(models.TransientModel):
    """Shows which servers hold a key, and lets it seal."""

    _name = "cs.privacy.key.activate"
    _description = "Activate a Key"

    key_id = fields.Many2one(
        comodel_name="cs.privacy.key", required=True, readonly=True, ondelete="cascade"
    )
    fingerprint = fields.Char(related="key_id.fingerprint")
    active_id = fields.Many2one(
        comodel_name="cs.privacy.key", string="Seals Now", compute="_compute_state"
    )
    is_rollback = fields.Boolean(compute="_compute_state")
    node_ids = fields.Many2many(
        comodel_name="cs.privacy.key.node", string="Held By", compute="_compute_state"
    )
    value_count = fields.Integer(string="Values to Seal Anew", compute="_compute_state")
    obstacles = fields.Text(compute="_compute_state")
    is_backed_up = fields.Boolean(
        string="A copy of the key ring is kept in a safe place outside the servers",
        help="Values that are sealed with a key that is lost are lost for ever.",
    )

    @api.depends("key_id")
    def _compute_state(self):
        active = self.env["cs.privacy.key"]._cs_active()
        total = sum(self.env["cs.privacy.column"].search(Domain.TRUE).mapped("total"))
        for wizard in self:
            key = wizard.key_id
            wizard.active_id = active
            wizard.is_rollback = key.state == "retiring"
            wizard.node_ids = self.env["cs.privacy.key.node"].search(
                [("key_name", "in", [key.name, ""])]
            )
            wizard.value_count = total - key.value_count
            wizard.obstacles = "\n".join(key._cs_activation_obstacles())

    def action_refresh(self):
        """Look again, after the ring was put on a server."""
        self.ensure_one()
        return self.key_id.action_open_activate()

    def action_activate(self):
        """Activate the key; every condition is checked again on the server.

        :raise AccessError: not the security officer
        :raise UserError: no copy of the ring is kept, or a server lacks the key
        """
        self.ensure_one()
        if not self.is_backed_up:
            raise UserError(
                self.env._(
                    "Keep a copy of the key ring in a safe place outside the servers first, and "
                    "say so: values whose key is lost are lost for ever."
                )
            )
        self.key_id._cs_activate()
        return {
            "type": "ir.actions.act_window",
            "res_model": "cs.privacy.key",
            "res_id": self.key_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
