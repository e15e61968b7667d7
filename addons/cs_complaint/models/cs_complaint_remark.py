from markupsafe import Markup

from odoo import api, fields, models


class CsComplaintRemark(models.Model):
    """What staff must know about the complainant, on the complaint itself (clause 7.1.3(2))."""

    _inherit = "cs.complaint"

    customer_remarks = fields.Html(
        string="About the Customer",
        compute="_compute_customer_remarks",
        sanitize=False,
        groups="base.group_user",
    )

    @api.depends("partner_id")
    @api.depends_context("lang")
    def _compute_customer_remarks(self):
        line = Markup("<div>%s</div>")
        for complaint in self:
            # sudo: remarks are made for whoever serves the customer
            remarks = complaint.sudo().partner_id._cs_remarks() if complaint.partner_id else []
            complaint.customer_remarks = Markup().join(line % remark for remark in remarks)
