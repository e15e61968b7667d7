from odoo import fields, models


class CsContact(models.Model):
    _inherit = "cs.contact"

    cs_suggestion_ids = fields.One2many(
        comodel_name="cs.suggestion",
        inverse_name="contact_id",
        string="Suggestions",
        groups="cs_base.group_cs_base_user",
    )
    cs_suggestion_count = fields.Integer(
        string="Number of Suggestions",
        compute="_compute_cs_suggestion_count",
        groups="cs_base.group_cs_base_user",
    )

    def _compute_cs_suggestion_count(self):
        counts = dict(
            self.env["cs.suggestion"]._read_group(
                [("contact_id", "in", self.ids)], ["contact_id"], ["__count"]
            )
        )
        for contact in self:
            contact.cs_suggestion_count = counts.get(contact, 0)

    def action_cs_suggestion(self):
        """Open the suggestions of this contact, or the form of a new one."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_care.cs_suggestion_action")
        action["domain"] = [("contact_id", "=", self.id)]
        action["context"] = {
            "default_contact_id": self.id,
            "default_partner_id": self.partner_id.id,
            "default_channel_id": self.channel_id.id,
            "default_subject": self.name,
            "default_description": self.description,
        }
        if not self.cs_suggestion_count:
            action.update(views=[(False, "form")], view_mode="form")
        return action
