from odoo import fields, models


class ResPartnerIdentity(models.Model):
    _inherit = "res.partner"

    def _cs_pos_profile_parts(self):
        return {**super()._cs_pos_profile_parts(), "identity": self._cs_pos_profile_identity}

    def _cs_pos_profile_identity(self, till):
        """Return whether there is a number to compare with, and what this cashier found out."""
        verified, locked = self.env["cs.pos.identity.check"]._cs_standing(self, till)
        return {
            "on_file": bool(self.cs_id_number),
            "verified": fields.Datetime.to_string(verified) or False,
            "locked": locked,
        }
