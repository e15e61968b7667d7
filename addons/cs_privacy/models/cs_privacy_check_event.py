from odoo import api, fields, models
from odoo.exceptions import AccessError

from .cs_privacy_check import RECORDING


class CsPrivacyCheckEvent(models.Model):
    """What became of a point of the self-check, and when. Append-only."""

    _name = "cs.privacy.check.event"
    _description = "History of the Self-check"
    _order = "id desc"

    check_id = fields.Many2one(
        comodel_name="cs.privacy.check",
        required=True,
        index=True,
        readonly=True,
        ondelete="cascade",
    )
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        comodel_name="res.users",
        readonly=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
        index=True,
    )
    kind = fields.Selection(
        selection=[
            ("found", "Found"),
            ("resolved", "Put right"),
            ("ignored", "Accepted"),
            ("reopened", "Reopened"),
        ],
        required=True,
        readonly=True,
    )
    note = fields.Text(readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.context.get("cs_recording") is not RECORDING:
            self._cs_refuse()
        return super().create(vals_list)

    def write(self, vals):
        self._cs_refuse()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        self._cs_refuse()

    @api.model
    def _cs_refuse(self):
        raise AccessError(
            self.env._("The history of the self-check is written by the check alone.")
        )
