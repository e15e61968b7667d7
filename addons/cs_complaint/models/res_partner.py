from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    cs_complaint_ids = fields.One2many(
        comodel_name="cs.complaint",
        inverse_name="partner_id",
        string="Complaints",
        groups="cs_base.group_cs_base_user",
    )
    cs_complaint_count = fields.Integer(
        string="Complaint Count",
        compute="_compute_cs_complaint_count",
        groups="cs_base.group_cs_base_user",
    )

    @api.depends("cs_complaint_ids")
    def _compute_cs_complaint_count(self):
        groups = self.env["cs.complaint"]._read_group(
            [("partner_id", "child_of", self.ids)], ["partner_id"], ["__count"]
        )
        counts = dict.fromkeys(self.ids, 0)
        for partner, count in groups:
            while partner:
                if partner.id in counts:
                    counts[partner.id] += count
                partner = partner.sudo().parent_id
        for partner in self:
            partner.cs_complaint_count = counts.get(partner.id, 0)

    def action_view_cs_complaints(self):
        """Open the complaints of the customer and of the contacts below."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_complaint.cs_complaint_action")
        action["domain"] = [("partner_id", "child_of", self.ids)]
        action["context"] = {"default_partner_id": self.id}
        return action
