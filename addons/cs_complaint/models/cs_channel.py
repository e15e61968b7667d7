from odoo import models


class CsChannel(models.Model):
    """E-mail channels receive complaints through an alias of Odoo's mail gateway."""

    _name = "cs.channel"
    _inherit = ["cs.channel", "mail.alias.mixin.optional"]

    def _alias_get_creation_values(self):
        values = super()._alias_get_creation_values()
        values["alias_model_id"] = self.env["ir.model"]._get_id("cs.complaint")
        if self.id:
            values["alias_defaults"] = repr(
                {"channel_id": self.id}
                | ({"company_id": self.company_id.id} if self.company_id else {})
            )
        return values
