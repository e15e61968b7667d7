from odoo import api, fields, models


class CsServiceGuideMaterial(models.Model):
    """Something that a customer has to bring for one kind of business (clause 5.2.1)."""

    _name = "cs.service.guide.material"
    _description = "Material of a Service Guide"
    _order = "sequence, id"

    guide_id = fields.Many2one(
        comodel_name="cs.service.guide", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Paper or Thing", required=True, translate=True)
    form = fields.Selection(
        selection=[("original", "Original"), ("copy", "Copy"), ("both", "Original and copy")],
        required=True,
        default="original",
    )
    is_required = fields.Boolean(string="Required", default=True)
    note = fields.Char(translate=True, help="When it is needed, or what will do instead.")

    @api.model_create_multi
    def create(self, vals_list):
        materials = super().create(vals_list)
        materials._cs_check_guide()
        return materials

    def write(self, vals):
        self._cs_check_guide()
        result = super().write(vals)
        self._cs_check_guide()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        self._cs_check_guide()

    def _cs_check_guide(self):
        if not self.env.su:
            self.guide_id._cs_check_draft({"material_ids": True})
