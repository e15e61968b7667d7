from odoo import api, models


class CsPrivacyScan(models.AbstractModel):
    _inherit = "cs.privacy.scan"

    @api.model
    def _cs_in_scope(self, model_name):
        """Notices go to many persons and name a hotline to call, which has to stay readable."""
        return model_name != "cs.privacy.incident.notice" and super()._cs_in_scope(model_name)
