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
            partners, companies = self.env["res.partner"].sudo(), self.env["res.company"].sudo()
            self.env["cs.green.use"]._cs_log(
                [
                    {
                        "partner": partners.browse(row["partner_id"]),
                        "company": companies.browse(row["company_id"]),
                        "date": row.get("date"),
                        "res_model": row["res_model"],
                        "res_id": row["res_id"],
                    }
                    for row in rows
                    if row.get("partner_id") and row.get("res_model")
                ]
            )
        return ids
