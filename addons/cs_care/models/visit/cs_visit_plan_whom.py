from odoo import fields, models
from odoo.fields import Domain


class CsVisitPlanWhom(models.Model):
    """Whom a plan is for, beside its condition: tiers and special groups (7.1.3, 7.3.3(1))."""

    _inherit = "cs.visit.plan"

    tier_ids = fields.Many2many(
        comodel_name="cs.loyalty.tier",
        string="Tiers",
        help="Only customers of one of these tiers. Left empty: whatever their tier.",
    )
    special_group_ids = fields.Many2many(
        comodel_name="cs.special.group",
        string="Special Groups",
        help="Only members of one of these groups. Left empty: whether members or not.",
    )

    def _cs_partner_domain(self):
        domain = super()._cs_partner_domain()
        if self.tier_ids:
            domain &= Domain("cs_loyalty_tier_id", "in", self.tier_ids.ids)
        if self.special_group_ids:
            domain &= Domain("cs_special_group_ids", "in", self.special_group_ids.ids)
        return domain
