from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _get_translation_frontend_modules_name(cls):
        # The words of the public pages' scripts are translated too.
        return [*super()._get_translation_frontend_modules_name(), "cs_complaint"]
