from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Tell the till whether its user gets masks only: what is loaded is kept across users."""
        info = super().session_info()
        if self.env.user._is_internal():
            info["cs_pos_closed"] = self.env["res.partner"]._cs_pos_closed()
        return info
