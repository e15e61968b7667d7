import hmac
import re

from odoo import models
from odoo.exceptions import UserError

from odoo.addons.cs_privacy.encrypted import open_for_system

TAIL = 4
REASON_MOST = 200


class PosConfigIdentity(models.Model):
    """Is this the customer? The last four signs of the ID number, asked and never shown."""

    _inherit = "pos.config"

    def cs_pos_verify(self, partner_id, signs):
        """Compare the last four signs of the customer's ID number with what the customer says.

        :param str signs: what was typed
        :return: ``{"result": "match" | "wrong" | "locked", "identity": …}``
        :raise UserError: no four signs, or there is no number to compare with
        """
        till = self._cs_counter()
        partner = self._cs_counter_customer(partner_id)
        typed = signs.strip().upper() if isinstance(signs, str) else ""
        if not re.fullmatch(r"[0-9A-Z]{4}", typed):
            raise UserError(self.env._("Type the last four signs of the ID number."))
        number = open_for_system(partner, "cs_id_number").get(partner.id, "")
        if len(number) < TAIL:
            raise UserError(
                self.env._(
                    "No ID number of this customer is known. A supervisor can vouch for the "
                    "customer after looking at the document."
                )
            )
        right = hmac.compare_digest(number[-TAIL:].upper().encode(), typed.encode())
        checks = self.env["cs.pos.identity.check"]
        result = checks._cs_attempt(till, partner, "match" if right else "wrong")
        return {"result": result, "identity": partner._cs_pos_profile_identity(till)}

    def _cs_vouch(self, partner, supervisor, reason):
        """Record that a supervisor, whose right has been checked, knows the customer.

        :param str supervisor: who
        :param str reason: which document was looked at, or why
        :raise UserError: no reason
        """
        reason = reason.strip() if isinstance(reason, str) else ""
        if not reason:
            raise UserError(self.env._("Say by what the customer was recognised."))
        reason = self.env["cs.privacy.access.log"]._cs_without_values(reason[:REASON_MOST])
        self.env["cs.pos.identity.check"]._cs_attempt(
            self, partner, "override", supervisor=supervisor, reason=reason
        )

    def _cs_require_identity(self, partner):
        """Refuse what is given only to whom has been recognised at this till.

        :raise UserError: nobody was
        """
        if not self.company_id.cs_pos_identity_redeem:
            return
        verified, _locked = self.env["cs.pos.identity.check"]._cs_standing(partner, self)
        if not verified:
            raise UserError(
                self.env._("Verify the customer's identity first: points are given to nobody else.")
            )
