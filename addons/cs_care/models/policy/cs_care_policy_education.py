from odoo import fields, models


class CsCarePolicyEducation(models.Model):
    """Policies that send something to learn (7.1.3(5))."""

    _inherit = "cs.care.policy"

    education_item_id = fields.Many2one(
        comodel_name="cs.education.item",
        string="Education",
        ondelete="restrict",
        index="btree_not_null",
    )

    def _cs_lacking(self):
        lacking = super()._cs_lacking()
        if self.kind == "education" and self.education_item_id.state != "published":
            lacking.append(self.env._("a published item of education"))
        return lacking
