from odoo import api, models
from odoo.tools import is_html_empty


class ResPartnerService(models.Model):
    """How customers are to be served: what the services tell each other about them."""

    _inherit = "res.partner"

    @api.model
    def _cs_service_levels(self, partner_ids):
        """Hook: return ``{partner id: level}`` of those who are not served like everybody.

        The level ``green`` is the green channel (clause 7.1.3(3)): shorter targets, first in every
        queue. When the level of a customer changes, call :meth:`_cs_service_levels_changed`.

        :param partner_ids: ids of customers
        """
        return {}

    def _cs_service_levels_changed(self):
        """Hook: the levels of these customers have changed; count again what depends on them."""

    def _cs_remarks(self):
        """Hook: return what staff must know about this customer, as texts or ``Markup``.

        By default the notes of the customer.
        """
        self.ensure_one()
        return [] if is_html_empty(self.comment) else [self.comment]
