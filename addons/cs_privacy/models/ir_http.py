from odoo import models

from ..parameters import number, switch


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Tell the web client whether to offer the eye, and how long a value is shown."""
        info = super().session_info()
        user = self.env.user
        if user._is_internal():
            info["cs_privacy"] = {
                "may_reveal": user.has_group("cs_privacy.group_cs_privacy_reveal"),
                "seconds": number(self.env, "reveal_seconds"),
                "may_copy": switch(self.env, "may_copy", default=True),
            }
        return info
