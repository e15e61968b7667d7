from odoo import models
from odoo.http import request

BODY_MAX = 64 * 1024


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _auth_method_cs_sms(cls):
        """Keep the body as it came: a form is read before the route sees it, the signature after.

        Who the gateway is, and whether it is one, is checked by the route.
        """
        request.httprequest.max_content_length = BODY_MAX
        request.httprequest.get_data(cache=True)
        cls._auth_method_public()
