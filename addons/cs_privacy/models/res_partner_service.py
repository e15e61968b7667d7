from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _cs_service_ended_on(self):
        """Return the day on which the last service of this customer ended.

        For how long real-name data has to be kept (two years after it). Numbers of every company
        count; for many persons at once see ``_cs_services_ended_on``.

        :return: ``None`` while a number is in service, and when there never was one
        """
        self.ensure_one()
        return self._cs_services_ended_on().get(self.id)
