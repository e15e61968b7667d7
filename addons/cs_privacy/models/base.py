from odoo import models


class Base(models.AbstractModel):
    _inherit = "base"

    def _get_view_field_attributes(self):
        """Tell the web client which values are protected."""
        return [*super()._get_view_field_attributes(), "cs_encrypted"]
