from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.rights import TRANSITION

# Days for which a letter that cannot be delivered is tried, with the address in it.
LETTER_DAYS = 7


class CsPrivacyRequestErase(models.Model):
    """How a request for erasure is carried out, and what is left of it."""

    _inherit = "cs.privacy.request"

    def _cs_hold_text(self):
        """Return the sentences that say what has to be kept, and until when."""
        self.ensure_one()
        sentences = []
        for hold in self.partner_id.sudo()._cs_privacy_hold_reasons().get(self.partner_id.id, ()):
            sentences.append(hold.reason)
            if hold.until:
                sentences.append(self.env._("It can be erased from %(date)s on.", date=hold.until))
        return " ".join(sentences)

    def _cs_erase(self):
        """Erase what may be erased, write the protocol and the letter, and finish.

        :raise UserError: all of it has to be kept; says why and until when
        """
        self.ensure_one()
        self._cs_check_officer()
        if self.kind != "erasure":
            raise UserError(self.env._("The person did not ask for an erasure."))
        person = self.partner_id
        address = person.sudo().email
        # Reasons are read before: what is erased may be what they stand on.
        holds = self._cs_hold_text()
        preview = person._cs_privacy_erase_preview()
        if preview and all(entry["kept"] for entry in preview):
            raise UserError(
                self.env._(
                    "Nothing of it may be erased yet. %(reasons)s Refuse the request with this "
                    "reason.",
                    reasons=holds,
                )
            )
        protocol = person._cs_privacy_erase()
        # Other requests of the person are pointless now, but for their own facts.
        self.sudo().search([("partner_id", "=", person.id)]).with_context(
            cs_transition=TRANSITION
        ).write({"note": False})
        result = (
            self.env._(
                "Your data is erased, but for what has to be kept: %(reasons)s", reasons=holds
            )
            if holds
            else self.env._("Your data is erased.")
        )
        self._cs_finish(result, address=address, protocol=protocol)

    @api.autovacuum
    def _gc_letters(self):
        """Delete letters that could not be sent: they hold the address of somebody erased."""
        old = fields.Datetime.now() - timedelta(days=LETTER_DAYS)
        self.env["mail.mail"].sudo().search(
            [("model", "=", self._name), ("create_date", "<", old)], limit=1000
        ).unlink()
