from odoo import api, fields, models

ROLES = ("agent", "supervisor", "manager")


class CsLoyaltyAdjustmentLimit(models.Model):
    """Up to how many points a role may decide about what somebody else asked for."""

    _name = "cs.loyalty.adjustment.limit"
    _description = "Limit of Adjustments"
    _order = "company_id, role"
    _rec_name = "role"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    role = fields.Selection(
        selection=[("agent", "Agent"), ("supervisor", "Supervisor"), ("manager", "Manager")],
        required=True,
        default="supervisor",
    )
    is_unlimited = fields.Boolean(string="Without Limit")
    points = fields.Float(string="Points of One Card", digits=(16, 2))
    total = fields.Float(
        string="Points in All",
        digits=(16, 2),
        help="Of all cards of one request together.",
    )

    _limits_positive = models.Constraint(
        "CHECK (points >= 0 AND total >= points)",
        "A limit is zero or more, and that in all is not below that of one card.",
    )
    _role_uniq = models.UniqueIndex("(company_id, role)", "This role has a limit already.")

    @api.model
    def _cs_may_decide(self, user, company, points, total):
        """Tell whether a role of ``user`` reaches for so many points.

        Of the roles the highest limit counts; a role without one decides about nothing.

        :param float points: of the card that gets or loses most, without its sign
        :param float total: of all cards together, without its sign
        """
        roles = [role for role in ROLES if user.has_group(f"cs_care.group_cs_care_{role}")]
        # sudo: limits are the same for everybody of a role
        limits = self.sudo().search([("company_id", "=", company.id), ("role", "in", roles)])
        return any(
            limit.is_unlimited or (points <= limit.points and total <= limit.total)
            for limit in limits
        )
