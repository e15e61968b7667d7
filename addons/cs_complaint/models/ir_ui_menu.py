from odoo import models
from odoo.exceptions import AccessError


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        """Members of a department who do not head it have no live board."""
        blacklist = super()._load_menus_blacklist()
        try:
            self.env["cs.complaint.board"]._cs_scope()
        except AccessError:
            menu = self.env.ref("cs_complaint.cs_complaint_board_menu", raise_if_not_found=False)
            blacklist += menu.ids if menu else []
        return blacklist
