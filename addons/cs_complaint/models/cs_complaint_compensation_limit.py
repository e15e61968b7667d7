from odoo import api, fields, models
from odoo.tools import ormcache

from .cs_complaint_policy import LEVELS

UNLIMITED = float("inf")


class CsComplaintCompensationLimit(models.Model):
    """Up to which amount somebody may compensate without asking anybody."""

    _name = "cs.complaint.compensation.limit"
    _description = "Limit of Compensation"
    _order = "company_id, role, amount"
    _rec_name = "role"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    role = fields.Selection(
        selection=[
            ("member", "Agent or department member"),
            ("head", "Head of the department"),
            ("supervisor", "Supervisor"),
            ("manager", "Manager"),
        ],
        required=True,
        default="member",
    )
    customer_level = fields.Selection(
        selection=LEVELS, string="Customer", help="Leave empty for every customer."
    )
    is_unlimited = fields.Boolean(string="Without Limit")
    amount = fields.Monetary(string="Up To")

    _amount_positive = models.Constraint(
        "CHECK (amount >= 0)", "A limit is zero or an amount above zero."
    )
    _role_uniq = models.UniqueIndex(
        "(company_id, role, COALESCE(customer_level, ''))",
        "This role has a limit for these customers already.",
    )

    @api.model
    def _cs_limit(self, complaint, user):
        """Return up to which amount ``user`` may compensate in ``complaint``, in all.

        Of several limits that fit the highest counts; without any nothing goes without approval.

        :return: an amount in the company's currency, ``inf`` without a limit
        """
        roles = self._cs_roles(complaint, user)
        levels = (False, complaint.customer_level or "normal")
        return max(
            (
                amount
                for role, level, amount in self._cs_rows(complaint.company_id.id)
                if role in roles and level in levels
            ),
            default=0.0,
        )

    @api.model
    @ormcache("company_id")
    def _cs_rows(self, company_id):
        """Return the limits of a company as ``[(role, customer level or False, amount), …]``."""
        # sudo: limits are the same for everybody of a role
        return [
            (limit.role, limit.customer_level, UNLIMITED if limit.is_unlimited else limit.amount)
            for limit in self.sudo().search([("company_id", "=", company_id)])
        ]

    @api.model_create_multi
    def create(self, vals_list):
        limits = super().create(vals_list)
        self.env.registry.clear_cache()
        return limits

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.model
    def _cs_roles(self, complaint, user):
        """Return the roles of ``user`` in ``complaint``; an add-on may add to them."""
        roles = []
        for role in ("agent", "handler"):
            if user.has_group(f"cs_complaint.group_cs_complaint_{role}"):
                roles.append("member")
        if complaint.sudo().department_id.with_user(user).cs_is_head:
            roles.append("head")
        for role in ("supervisor", "manager"):
            if user.has_group(f"cs_complaint.group_cs_complaint_{role}"):
                roles.append(role)
        return roles
