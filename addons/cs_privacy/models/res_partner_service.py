from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _cs_service_ended_on(self):
        """Return the day on which the last service of this customer ended.

        For how long real-name data has to be kept (two years after it). Numbers of every company
        count.

        :return: ``None`` while a number is in service, and when there never was one
        """
        self.ensure_one()
        numbers = self.sudo().cs_service_number_ids
        if not numbers or any(number.status != "ended" for number in numbers):
            return None
        return max(numbers.mapped("date_end"))
