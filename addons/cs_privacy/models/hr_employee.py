from odoo import models

from .res_partner_phone import STAFF


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    def _create_work_contacts(self):
        """Colleagues are no customers: their office numbers are for everybody."""
        return super(HrEmployee, self.with_context(cs_privacy_staff=STAFF))._create_work_contacts()
