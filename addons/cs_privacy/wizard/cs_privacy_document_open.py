import time

from odoo import api, fields, models
from odoo.tools import consteq, hmac

# Seconds within which the browser has to fetch the document
TICKET_LIFE = 60
TICKET_SCOPE = "cs_privacy.document"


class CsPrivacyDocumentOpen(models.TransientModel):
    """Asks why an identity document has to be seen, and opens it."""

    _name = "cs.privacy.document.open"
    _description = "Open Identity Document"
    _inherit = ["cs.privacy.scan.mixin"]

    _cs_scanned = ("reason", "reference")

    attachment_id = fields.Many2one(
        comodel_name="ir.attachment",
        string="Document",
        required=True,
        ondelete="cascade",
        domain="[('cs_is_identity', '=', True)]",
    )
    purpose_id = fields.Many2one(
        comodel_name="cs.privacy.purpose",
        required=True,
        ondelete="cascade",
        domain="[('id', 'in', purpose_choice_ids)]",
    )
    purpose_choice_ids = fields.Many2many(
        comodel_name="cs.privacy.purpose",
        string="Possible Purposes",
        compute="_compute_purpose_choice_ids",
    )
    reason = fields.Char(required=True)
    reference = fields.Char(help="The contact, complaint or document it is for.")

    @api.depends_context("uid")
    def _compute_purpose_choice_ids(self):
        """The purposes for which this user sees documents; the same as the reveal dialog offers."""
        purposes = self.env["cs.privacy.purpose"]._cs_reveal_purposes(
            "ir.attachment", ["cs_file_key"]
        )
        self.purpose_choice_ids = [purpose["id"] for purpose in purposes]

    def action_open(self):
        """Check and log the access, then send the browser to the content for a minute."""
        self.ensure_one()
        attachment = self.attachment_id
        # The values are logged as revealed before the ticket exists; the key itself is not used.
        attachment.privacy_reveal(["cs_file_key"], self.purpose_id, self.reason, self.reference)
        return {
            "type": "ir.actions.act_url",
            "url": f"/cs_privacy/document/{attachment.id}?ticket={self._cs_ticket(attachment)}",
            "target": "new",
            "close": True,
        }

    def _cs_ticket(self, attachment):
        until = int(time.time()) + TICKET_LIFE
        return f"{until}.{_signature(self.env, attachment, until)}"


def is_ticket(attachment, ticket):
    """Tell whether ``ticket`` opens the attachment for the current user, now."""
    until, _dot, signature = (ticket or "").partition(".")
    if not (until.isascii() and until.isdigit() and len(until) < 12 and signature.isascii()):
        return False
    if not time.time() <= int(until) <= time.time() + TICKET_LIFE:
        return False
    return consteq(_signature(attachment.env, attachment, int(until)), signature)


def _signature(env, attachment, until):
    # Signing reads the database's secret, which needs sudo; it does not leave this function.
    return hmac(env(su=True), TICKET_SCOPE, (attachment.id, env.uid, until))
