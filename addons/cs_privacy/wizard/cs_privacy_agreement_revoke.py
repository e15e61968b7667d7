from odoo import fields, models


class CsPrivacyAgreementRevoke(models.TransientModel):
    """Why an agreement is revoked."""

    _name = "cs.privacy.agreement.revoke"
    _description = "Revoke a Confidentiality Agreement"

    agreement_id = fields.Many2one(
        comodel_name="cs.privacy.agreement", required=True, ondelete="cascade"
    )
    reason = fields.Char(required=True)

    def action_revoke(self):
        """Revoke the agreement; a second click does nothing more."""
        self.ensure_one()
        self.agreement_id._cs_revoke(self.reason)
        return {"type": "ir.actions.act_window_close"}
