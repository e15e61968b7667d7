from odoo import api, models


class CsComplaintEvent(models.Model):
    """What other services may want to know: registered, closed, rated (``cs.customer.event``)."""

    _inherit = "cs.complaint"

    @api.model_create_multi
    def create(self, vals_list):
        complaints = super().create(vals_list)
        complaints._cs_tell_event("complaint_registered", date="date_registered")
        return complaints

    def _cs_transition(self, **values):
        result = super()._cs_transition(**values)
        if values.get("state") == "closed":
            self._cs_tell_event("complaint_closed", date="date_closed")
        return result

    def _cs_rated(self, rating):
        result = super()._cs_rated(rating)
        # A rating may be changed; its first value is the event.
        key = f"rating,{rating.id}"
        self._cs_tell_event("complaint_rated", key=key, amount=rating.rating)
        return result

    def _cs_tell_event(self, code, date=None, key=None, **values):
        """Record an event of these complaints; again after each reopening."""
        self.env["cs.customer.event"]._cs_record(
            code,
            [
                {
                    "partner_id": complaint.partner_id.id,
                    "company_id": complaint.company_id.id,
                    "date": complaint[date] if date else None,
                    "external_id": key or f"cs.complaint,{complaint.id},{complaint.reopen_count}",
                    "res_model": complaint._name,
                    "res_id": complaint.id,
                    **values,
                }
                for complaint in self.sudo()
            ],
        )
