from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class CsPrivacyErase(models.TransientModel):
    """Shows what an erasure reaches and what has to be kept, and carries it out."""

    _name = "cs.privacy.erase"
    _description = "Erase Personal Data"

    request_ids = fields.Many2many(comodel_name="cs.privacy.request", required=True, readonly=True)
    line_ids = fields.One2many(
        comodel_name="cs.privacy.erase.line",
        inverse_name="wizard_id",
        compute="_compute_line_ids",
        store=True,
        readonly=True,
    )
    is_nothing_left = fields.Boolean(compute="_compute_is_nothing_left")
    is_partial = fields.Boolean(compute="_compute_is_nothing_left")
    is_understood = fields.Boolean(string="I have read it: this cannot be undone")

    @api.depends("request_ids")
    def _compute_line_ids(self):
        for wizard in self:
            preview = wizard.request_ids.partner_id._cs_privacy_erase_preview()
            wizard.line_ids = [Command.clear(), *map(Command.create, preview)]

    @api.depends("line_ids.kept")
    def _compute_is_nothing_left(self):
        for wizard in self:
            kept = wizard.line_ids.filtered("kept")
            wizard.is_partial = bool(kept)
            wizard.is_nothing_left = bool(kept) and kept == wizard.line_ids

    def action_erase(self):
        """Erase what may be erased and finish the requests.

        :raise UserError: without the tick, or when all of it has to be kept
        """
        self.ensure_one()
        todo = self.request_ids._cs_guard("done", "done")
        if not self.is_understood:
            raise UserError(
                self.env._("Erased data cannot be brought back. Tick the box to confirm it.")
            )
        for request in todo:
            request._cs_erase()
        return {"type": "ir.actions.act_window_close"}

    def action_refuse(self):
        """Refuse the requests with the reasons for which data has to be kept."""
        self.ensure_one()
        for request in self.request_ids._cs_guard("refuse", "refused"):
            request._cs_refuse(request._cs_hold_text())
        return {"type": "ir.actions.act_window_close"}
