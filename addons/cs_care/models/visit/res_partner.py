from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.cs_base.core.timeline import TimelineSource

from .cs_visit import OPEN_STATES

RECENT = 5


class ResPartner(models.Model):
    _inherit = "res.partner"

    cs_visit_ids = fields.One2many(
        comodel_name="cs.visit",
        inverse_name="partner_id",
        string="Return Visits",
        readonly=True,
        copy=False,
        groups="cs_care.group_cs_care_agent",
    )
    cs_visit_count = fields.Integer(
        string="Visits",
        compute="_compute_cs_visit_count",
        groups="cs_care.group_cs_care_agent",
    )

    def _compute_cs_visit_count(self):
        counts = self._cs_count_with_children("cs.visit")
        for partner in self:
            partner.cs_visit_count = counts.get(partner.id, 0)

    def action_cs_visits(self):
        """Open the visits to this customer and its child contacts."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_care.cs_visit_action")
        action["domain"] = [("partner_id", "child_of", self.id)]
        action["context"] = {}
        return action

    def action_cs_plan_visit(self):
        """Open the dialog that plans a visit to this customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_care.cs_visit_new_action")
        action["context"] = {"default_partner_id": self.id}
        return action

    @api.model
    def _cs_at_risk_domain(self):
        """Hook: return the domain of the customers who may leave; nobody by default."""
        return Domain.FALSE

    def _cs_visit_card(self):
        """Return the values of the template ``visit_card``; numbers are masks."""
        self.ensure_one()
        visits, contacts = self.env["cs.visit"], self.env["cs.contact"]
        mine = Domain("partner_id", "child_of", self.commercial_partner_id.id or self.id)
        over = Domain("state", "not in", OPEN_STATES)
        return {
            "partner": self,
            "phone": self.cs_phone if self.cs_is_protected else self.phone,
            "age_band": dict(self._fields["cs_age_band"]._description_selection(self.env)).get(
                self.cs_age_band
            ),
            "numbers": self.cs_service_number_ids.filtered(lambda n: n.status != "ended"),
            "remarks": self._cs_remarks(),
            "visits": visits.search(mine & over, order="date_ended desc, id desc", limit=RECENT),
            "contacts": contacts.search(mine, limit=RECENT),
            "kinds": dict(contacts._fields["kind"]._description_selection(self.env)),
            "states": dict(visits._fields["state"]._description_selection(self.env)),
        }

    @api.model
    def _cs_timeline_sources(self):
        return [
            *super()._cs_timeline_sources(),
            TimelineSource(
                model="cs.visit",
                date_field="date_planned",
                icon="fa-handshake-o",
                describe=self._cs_timeline_visits,
            ),
        ]

    @api.model
    def _cs_timeline_visits(self, visits):
        states = dict(visits._fields["state"]._description_selection(self.env))
        channels = dict(visits._fields["channel"]._description_selection(self.env))
        tones = {"done": "success", "planned": "info", "in_progress": "info"}
        return {
            visit.id: {
                "title": self.env._(
                    "Return visit %(visit)s: %(why)s", visit=visit.name, why=visit.reason or ""
                ),
                "subtitle": " · ".join(
                    text for text in (visit.user_id.name, visit.outcome or visit.end_reason) if text
                ),
                "state": visit.state,
                "state_label": states[visit.state],
                "tone": tones.get(visit.state, "secondary"),
                "channel": channels[visit.channel],
            }
            for visit in visits
        }
