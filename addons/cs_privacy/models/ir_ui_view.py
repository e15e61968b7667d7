from odoo import models

from ..encrypted import EncryptedChar


class IrUiView(models.Model):
    _inherit = "ir.ui.view"

    def _postprocess_tag_field(self, node, name_manager, node_info):
        """Show protected values with their own widget, in every view of every add-on."""
        field = name_manager.model._fields.get(node.get("name"))
        if isinstance(field, EncryptedChar) and not node.get("widget"):
            node.set("widget", "cs_masked")
        return super()._postprocess_tag_field(node, name_manager, node_info)
