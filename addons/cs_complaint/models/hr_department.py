from odoo import models


class HrDepartment(models.Model):
    _inherit = "hr.department"

    def write(self, vals):
        result = super().write(vals)
        if "manager_id" in vals:
            # The menu of the live board is kept with the menus of each user.
            self.env.registry.clear_cache()
        return result
