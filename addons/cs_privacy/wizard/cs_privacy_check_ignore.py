from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

REASON_MIN = 10
DAYS_MAX = 366


class CsPrivacyCheckIgnore(models.TransientModel):
    """Accepts a finding of the self-check: with a reason, and not for ever."""

    _name = "cs.privacy.check.ignore"
    _description = "Accept Finding"

    check_id = fields.Many2one(
        comodel_name="cs.privacy.check", required=True, readonly=True, ondelete="cascade"
    )
    finding = fields.Text(related="check_id.finding")
    reason = fields.Char(required=True)
    date_until = fields.Date(
        string="Until",
        required=True,
        default=lambda self: fields.Date.context_today(self) + timedelta(days=90),
    )

    def action_accept(self):
        """Accept the finding until the date."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        if len((self.reason or "").strip()) < REASON_MIN:
            raise UserError(
                self.env._(
                    "Say why the finding can be accepted, in a sentence that others understand."
                )
            )
        if not today < self.date_until <= today + timedelta(days=DAYS_MAX):
            raise UserError(
                self.env._(
                    "Choose a day within a year from now: then the finding is looked at again."
                )
            )
        self.check_id._cs_ignore(self.reason.strip(), self.date_until)
        return {"type": "ir.actions.act_window_close"}
