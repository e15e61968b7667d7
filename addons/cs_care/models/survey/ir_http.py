import logging

from odoo import models

from ...core.survey_log_filter import SURVEY_LINK_FILTER


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def _register_hook(self):
        super()._register_hook()
        # Whoever reads the log of requests must not answer in a customer's name.
        logging.getLogger("werkzeug").addFilter(SURVEY_LINK_FILTER)
