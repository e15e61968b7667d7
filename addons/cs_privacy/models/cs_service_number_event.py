from odoo import api, models


class CsServiceNumberEvent(models.Model):
    """What other services may want to know: a service began or ended (``cs.customer.event``)."""

    _inherit = "cs.service.number"

    @api.model_create_multi
    def create(self, vals_list):
        numbers = super().create(vals_list)
        numbers.filtered(lambda n: n.status != "ended")._cs_tell_event("service_started")
        return numbers

    def _cs_move(self, allowed, values, refusal=None):
        before = self.status
        result = super()._cs_move(allowed, values, refusal)
        if values["status"] == "ended" and before != "ended":
            self._cs_tell_event("service_ended")
        return result

    def _cs_tell_event(self, code):
        # An entry ends again only after it was reactivated: then that is another day's event.
        self.env["cs.customer.event"]._cs_record(
            code,
            [
                {
                    "partner_id": number.partner_id.id,
                    "company_id": number.company_id.id,
                    "external_id": f"cs.service.number,{number.id},{number.date_end or ''}",
                    "res_model": number._name,
                    "res_id": number.id,
                }
                for number in self.sudo()
            ],
        )
