from odoo import models


class CsContactPhone(models.Model):
    _inherit = "cs.contact"

    def action_complaint_by_phone(self):
        """Open the form of a complaint by telephone with what the contact already says."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_complaint.cs_complaint_by_phone_action"
        )
        action["context"] = {
            "default_contact_id": self.id,
            "default_partner_id": self.partner_id.id,
            "default_subject": self.name,
            "default_description": self.description,
        }
        return action
