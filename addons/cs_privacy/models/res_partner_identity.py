from odoo import fields, models

GROUP = "cs_base.group_cs_base_user"


class ResPartner(models.Model):
    """The sealed photos of a customer's identity documents."""

    _inherit = "res.partner"

    cs_identity_document_count = fields.Integer(
        string="ID Documents", compute="_compute_cs_identity_document_count", groups=GROUP
    )

    def _compute_cs_identity_document_count(self):
        counts = dict(
            self.env["ir.attachment"]._read_group(
                self._cs_identity_domain(), ["res_id"], ["__count"]
            )
        )
        for partner in self:
            partner.cs_identity_document_count = counts.get(partner.id, 0)

    def _cs_identity_domain(self):
        return [
            ("res_model", "=", "res.partner"),
            ("res_id", "in", self.ids),
            ("cs_is_identity", "=", True),
        ]

    def action_cs_identity_documents(self):
        """Show the documents of the customer; a new one is sealed."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_privacy.ir_attachment_action_identity"
        )
        action["domain"] = self._cs_identity_domain()
        action["context"] = {
            "default_res_model": "res.partner",
            "default_res_id": self.id,
            "default_cs_is_identity": True,
        }
        return action
