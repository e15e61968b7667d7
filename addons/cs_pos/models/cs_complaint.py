from odoo import api, fields, models

from odoo.addons.cs_complaint.core.facts import OPEN_STATES

MOST = 10


class CsComplaint(models.Model):
    """Complaints as a counter tells of them: number, matter, state, deadline; no word of theirs."""

    _inherit = "cs.complaint"

    @api.model
    def _cs_pos_open_domain(self, company):
        return [("company_id", "=", company.id), ("state", "in", OPEN_STATES)]

    @api.model
    def _cs_pos_rows(self, partner):
        """Return what the counter shows of a customer's open complaints, the newest first.

        The caller has checked the right, and is superuser.
        """
        complaints = self.search(
            [("partner_id", "=", partner.id), *self._cs_pos_open_domain(self.env.company)],
            order="id desc",
            limit=MOST,
        )
        states = dict(self._fields["state"]._description_selection(self.env))
        return [
            {
                "id": complaint.id,
                "name": complaint.name,
                "category": complaint.category_id.display_name or "",
                "state": states[complaint.state],
                "is_late": complaint.is_late,
                "registered": fields.Datetime.to_string(complaint.date_registered),
                "due": fields.Datetime.to_string(complaint.date_resolve_due) or False,
            }
            for complaint in complaints
        ]
