from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ...core.ledger import LEDGER


class CsLoyaltyEvidence(models.AbstractModel):
    """Records of the points ledger: written by the ledger, changed by nobody."""

    _name = "cs.loyalty.evidence"
    _description = "Evidence of the Points Ledger"

    @api.model
    def _cs_ledger(self):
        """Return this model for the ledger's own writing."""
        # sudo: roles only read evidence; the caller has checked what it records
        return self.sudo().with_context(cs_ledger=LEDGER)

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.context.get("cs_ledger") is not LEDGER:
            raise AccessError(
                self.env._(
                    "Points are booked by the ledger alone. Ask for an adjustment of the card."
                )
            )
        return super().create(vals_list)

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(
            self.env._(
                "The points ledger is evidence and cannot be changed. Book a reversal or an "
                "adjustment instead."
            )
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The points ledger is evidence and cannot be deleted."))
