from odoo import api, models


class CsServiceGuideMaterial(models.Model):
    _name = "cs.service.guide.material"
    _inherit = ["cs.service.guide.material", "pos.load.mixin"]

    @api.model
    def _load_pos_data_domain(self, data, config):
        guides = [guide["id"] for guide in data["cs.service.guide"]]
        return bool(guides) and [("guide_id", "in", guides)]

    @api.model
    def _load_pos_data_fields(self, config):
        return ["guide_id", "sequence", "name", "form", "is_required", "note", "write_date"]
