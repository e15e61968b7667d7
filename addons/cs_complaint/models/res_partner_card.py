from odoo import models
from odoo.fields import Domain

from ..core.facts import OPEN_STATES

RECENT = 5


class ResPartnerCard(models.Model):
    """What an agent sees of a customer while writing down a complaint."""

    _inherit = "res.partner"

    def _cs_complaint_card(self, company):
        """Return the values of the template ``customer_card``; numbers are masks.

        :param company: ``res.company`` whose complaints are listed
        """
        self.ensure_one()
        complaints = self.env["cs.complaint"]
        mine = Domain("partner_id", "child_of", self.commercial_partner_id.id or self.id)
        mine &= Domain("company_id", "=", company.id)
        is_open = Domain("state", "in", OPEN_STATES)
        states = complaints._fields["state"]._description_selection(self.env)
        levels = complaints._fields["customer_level"]._description_selection(self.env)
        level = complaints.new({"partner_id": self.id})._cs_customer_levels().get(self.id)
        return {
            "partner": self,
            "age_bands": dict(self._fields["cs_age_band"]._description_selection(self.env)),
            "numbers": self.cs_service_number_ids.filtered(lambda n: n.status != "ended"),
            "level": dict(levels).get(level) if level not in (None, "normal") else False,
            "remarks": self._cs_remarks(),
            "open": complaints.search(mine & is_open, limit=RECENT),
            "recent": complaints.search(mine & ~is_open, limit=RECENT),
            "states": dict(states),
        }

    def _cs_service_levels_changed(self):
        result = super()._cs_service_levels_changed()
        # sudo: the deadlines follow from the level, whoever changed it
        complaints = self.env["cs.complaint"].sudo()
        complaints.search(
            [("partner_id", "in", self.ids), ("state", "in", OPEN_STATES)]
        )._cs_level_changed()
        return result

    def action_cs_complaint_by_phone(self):
        """Open the form of a complaint by telephone for this customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_complaint.cs_complaint_by_phone_action"
        )
        action["context"] = {"default_partner_id": self.id}
        return action
