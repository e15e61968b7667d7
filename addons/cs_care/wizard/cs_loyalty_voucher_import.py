import base64
import csv
import io

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

MOST = 100_000


class CsLoyaltyVoucherImport(models.TransientModel):
    """Takes in a file of codes from a partner: one per line, or the first column of a CSV."""

    _name = "cs.loyalty.voucher.import"
    _description = "Take In Voucher Codes"

    reward_id = fields.Many2one(
        comodel_name="loyalty.reward",
        required=True,
        ondelete="cascade",
        domain="[('cs_kind', '=', 'voucher')]",
    )
    batch = fields.Char(string="Delivery", required=True, help="Number or date of the delivery.")
    date_expiry = fields.Date(string="Valid Until")
    has_header = fields.Boolean(string="First Line Is a Heading")
    file = fields.Binary(required=True, attachment=False)
    file_name = fields.Char()

    def action_import(self):
        """Put the codes into stock and forget the file.

        :raise UserError: the file is no text, has too many lines, or the reward is no voucher
        """
        self.ensure_one()
        if not self.env.user.has_group("cs_care.group_cs_care_manager"):
            raise AccessError(self.env._("Voucher codes are taken in by managers."))
        if self.reward_id.cs_kind != "voucher":
            raise UserError(self.env._("Choose a reward that is a voucher of a partner."))
        codes = self._cs_codes()
        taken, known, unusable = self.env["cs.loyalty.voucher"]._cs_take_in(
            self.reward_id, codes, self.batch, self.date_expiry
        )
        # The codes are sealed now; what was uploaded must not stay beside them.
        self.unlink()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if taken else "warning",
                "message": self.env._(
                    "%(taken)s codes taken in, %(known)s known before, %(unusable)s unusable.",
                    taken=taken,
                    known=known,
                    unusable=unusable,
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _cs_codes(self):
        try:
            text = base64.b64decode(self.file).decode("utf-8-sig")
        except (ValueError, UnicodeDecodeError):
            raise UserError(
                self.env._("The file cannot be read. Save it as text or CSV in UTF-8.")
            ) from None
        try:
            dialect = csv.Sniffer().sniff(text[:4096], delimiters=",;\t")
        except csv.Error:
            dialect = csv.excel
        codes = [row[0] for row in csv.reader(io.StringIO(text), dialect) if row]
        codes = codes[1:] if self.has_header else codes
        if not codes or len(codes) > MOST:
            raise UserError(self.env._("A delivery has between 1 and %(most)s codes.", most=MOST))
        return codes
