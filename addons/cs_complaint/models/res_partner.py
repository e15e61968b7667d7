from odoo import api, fields, models

from odoo.addons.cs_base.core.timeline import TimelineSource

COMPLAINT_USERS = (
    "cs_complaint.group_cs_complaint_handler,cs_complaint.group_cs_complaint_agent"
)


class ResPartner(models.Model):
    _inherit = "res.partner"

    cs_complaint_count = fields.Integer(
        string="Complaint Count",
        compute="_compute_cs_complaint_count",
        groups=COMPLAINT_USERS,
    )

    def _compute_cs_complaint_count(self):
        counts = self._cs_count_with_children("cs.complaint")
        for partner in self:
            partner.cs_complaint_count = counts.get(partner.id, 0)

    def action_view_cs_complaints(self):
        """Open the complaints of the customer and of the contacts below."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_complaint.cs_complaint_action")
        action["domain"] = [("partner_id", "child_of", self.ids)]
        action["context"] = {"default_partner_id": self.id}
        return action

    @api.model
    def _cs_timeline_sources(self):
        return [
            *super()._cs_timeline_sources(),
            TimelineSource(
                model="cs.complaint",
                date_field="date_registered",
                icon="fa-exclamation-circle",
                describe=self._cs_timeline_complaints,
            ),
        ]

    @api.model
    def _cs_timeline_complaints(self, complaints):
        states = dict(complaints._fields["state"]._description_selection(self.env))
        tones = {"waiting": "warning", "in_progress": "info", "registered": "info"}
        return {
            complaint.id: {
                "title": complaint.display_name,
                "subtitle": " · ".join(
                    text
                    for text in (
                        complaint.category_id.display_name,
                        complaint.department_id.name,
                    )
                    if text
                ),
                "state": complaint.state,
                "state_label": states[complaint.state],
                "tone": "danger"
                if complaint.is_late
                else tones.get(complaint.state, "success"),
                "channel": complaint.channel_id.name,
            }
            for complaint in complaints
        }
