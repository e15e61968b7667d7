from odoo import api, models

# Cases that are served by the level of the customer; their services tell when one begins.
SERVED = ("complaint_registered",)


class CsCustomerEvent(models.Model):
    _inherit = "cs.customer.event"

    @api.model
    def _cs_record(self, code, rows):
        """Log the use of the green channel by the cases of other services."""
        ids = super()._cs_record(code, rows)
        if code in SERVED and ids:
            # sudo: a fact of the server
            events = self.sudo().browse(ids).filtered("res_model")
            self.env["cs.green.use"]._cs_log(
                [
                    {
                        "partner": event.partner_id,
                        "company": event.company_id,
                        "date": event.date,
                        "res_model": event.res_model,
                        "res_id": event.res_id,
                    }
                    for event in events
                ]
            )
        return ids
