from odoo import api, fields, models


class CsServiceGuide(models.Model):
    """Guides are loaded with the till: what customers have to bring is known without connection."""

    _name = "cs.service.guide"
    _inherit = ["cs.service.guide", "pos.load.mixin"]

    product_tmpl_ids = fields.Many2many(
        comodel_name="product.template",
        relation="cs_service_guide_product_tmpl_rel",
        string="Products",
        help="The till shows this guide first when one of them is on the order.",
    )

    @api.model
    def _load_pos_data_domain(self, data, config):
        return [
            ("state", "=", "published"),
            ("company_id", "in", [False, config.company_id.id]),
        ]

    @api.model
    def _load_pos_data_fields(self, config):
        names = ["name", "sequence", "summary", "conditions", "steps", "duration", "fee"]
        return [*names, "product_tmpl_ids", "material_ids", "write_date"]

    def _unrelevant_records(self, config):
        return self.filtered(lambda guide: guide.state != "published" or not guide.active).ids
