from odoo import api, models


class CsPrivacyScanMixin(models.AbstractModel):
    """For models whose texts are about a case and not about whom it concerns.

    Numbers in them are put out of sight when they are stored, for good; where they have to stay
    available, sealed, use :class:`cs.privacy.text.mixin`. Dialogs need it too: what is typed into
    one stays in its table for a while.
    """

    _name = "cs.privacy.scan.mixin"
    _description = "Texts Without Numbers"

    # Names of the fields of plain text, and of HTML
    _cs_scanned = ()
    _cs_scanned_html = ()

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._cs_scan(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._cs_scan(vals))

    @api.model
    def _cs_scan(self, vals):
        return self.env["cs.privacy.scan"]._cs_hide_for(
            [self._name], vals, plain=self._cs_scanned, html=self._cs_scanned_html
        )
