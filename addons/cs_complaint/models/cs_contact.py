from odoo import fields, models


class CsContact(models.Model):
    _inherit = "cs.contact"

    cs_complaint_ids = fields.One2many(
        comodel_name="cs.complaint",
        inverse_name="contact_id",
        string="Complaints",
        groups="cs_complaint.group_cs_complaint_agent,cs_complaint.group_cs_complaint_handler",
    )

    def action_register_complaint(self):
        """Open a new complaint with what the contact already says (clause 2.1, one-stop)."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Complaint"),
            "res_model": "cs.complaint",
            "view_mode": "form",
            "context": {
                "default_contact_id": self.id,
                "default_partner_id": self.partner_id.id,
                "default_channel_id": self.channel_id.id,
                "default_subject": self.name,
                "default_description": self.description,
            },
        }
