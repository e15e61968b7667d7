from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

MANAGER = "cs_care.group_cs_care_manager"
MOST_DAYS = 3 * 366


class CsLoyaltyTierSet(models.TransientModel):
    """A manager gives a member a tier for a time, with a reason."""

    _name = "cs.loyalty.tier.set"
    _description = "Set Tier"
    _inherit = ["cs.privacy.scan.mixin"]

    _cs_scanned = ("note",)

    card_id = fields.Many2one(comodel_name="loyalty.card", required=True, ondelete="cascade")
    program_id = fields.Many2one(related="card_id.program_id")
    partner_id = fields.Many2one(related="card_id.partner_id")
    current_tier_id = fields.Many2one(related="card_id.cs_tier_id", string="Tier Now")
    tier_id = fields.Many2one(
        comodel_name="cs.loyalty.tier",
        required=True,
        ondelete="cascade",
        domain="[('program_id', '=', program_id)]",
    )
    date_until = fields.Date(
        string="Until", required=True, compute="_compute_date_until", store=True, readonly=False
    )
    note = fields.Char(string="Reason", required=True)

    @api.depends("card_id")
    def _compute_date_until(self):
        for dialog in self:
            today = fields.Date.context_today(dialog)
            dialog.date_until = dialog.date_until or today + timedelta(90)

    def action_set(self):
        """Give the tier; at the end of the time the member gets the tier that fits."""
        self.ensure_one()
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only managers of care give a tier by hand."))
        self.card_id.check_access("read")
        if self.tier_id.program_id != self.card_id.program_id:
            raise UserError(
                self.env._(
                    "“%(tier)s” belongs to another program. Choose a tier of this card's program.",
                    tier=self.tier_id.name,
                )
            )
        today = self.card_id.program_id.sudo()._cs_today()
        if not today < self.date_until <= today + timedelta(MOST_DAYS):
            raise UserError(
                self.env._("A tier by hand ends between tomorrow and three years from now.")
            )
        if not self.note.strip():
            raise UserError(self.env._("Give a reason: auditors read it."))
        # The right was checked above; nobody may write tiers.
        self.card_id.sudo()._cs_place()
        self.card_id.sudo()._cs_set_tier(
            self.card_id, self.tier_id, self.date_until, self.note.strip()
        )
        return {"type": "ir.actions.act_window_close"}
