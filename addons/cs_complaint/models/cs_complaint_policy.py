from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ..core.policy import Rule, Target

SEVERITIES = [
    ("ordinary", "Ordinary"),
    ("major", "Major"),
    ("extra_major", "Extra-major"),
]
LEVELS = [("normal", "Normal"), ("priority", "Green channel")]


class CsComplaintPolicy(models.Model):
    """Targets for the complaints of a severity, a class and a kind of customer (clause 6.2.3).

    The policy that says most about a complaint counts; where none fits, the company's own figures
    do. A change reaches open complaints by itself.
    """

    _name = "cs.complaint.policy"
    _description = "Deadline Policy"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )

    # Which complaints; empty means any
    severity = fields.Selection(selection=SEVERITIES)
    complaint_class = fields.Selection(
        selection=lambda self: (
            self.env["cs.complaint.category"]
            ._fields["complaint_class"]
            ._description_selection(self.env)
        ),
        string="Class",
    )
    customer_level = fields.Selection(selection=LEVELS, string="Customer")

    response_amount = fields.Float(string="First Response", required=True, default=8.0)
    response_unit = fields.Selection(
        selection=[("hour", "Working hours"), ("day", "Working days")],
        required=True,
        default="hour",
    )
    resolve_amount = fields.Float(string="Resolution", required=True, default=3.0)
    resolve_unit = fields.Selection(
        selection=[("hour", "Working hours"), ("day", "Working days")],
        required=True,
        default="day",
    )
    pause_days = fields.Integer(
        string="Waiting for Customer (Working Days)",
        default=10,
        help="How long the clock may stand still in all while the customer has to answer. "
        "More needs an approval.",
    )

    _amounts_positive = models.Constraint(
        "CHECK (response_amount > 0 AND resolve_amount > 0 AND pause_days >= 0)",
        "The targets are longer than zero, and the waiting time is not negative.",
    )

    @api.constrains("response_amount", "response_unit", "resolve_amount", "resolve_unit")
    def _check_whole_days(self):
        for policy in self:
            for amount, unit in (
                (policy.response_amount, policy.response_unit),
                (policy.resolve_amount, policy.resolve_unit),
            ):
                if unit == "day" and amount != int(amount):
                    raise ValidationError(
                        self.env._("Working days are whole numbers; use hours for less.")
                    )

    @api.model
    @tools.ormcache("company_id")
    def _cs_rules(self, company_id):
        """Return the policies of a company as :class:`~..core.policy.Rule`."""
        policies = self.sudo().search([("company_id", "=", company_id)])
        return tuple(
            Rule(
                policy.sequence,
                policy.severity or None,
                policy.complaint_class or None,
                policy.customer_level or None,
                Target(
                    policy.id,
                    policy.response_amount,
                    policy.response_unit,
                    policy.resolve_amount,
                    policy.resolve_unit,
                    policy.pause_days,
                ),
            )
            for policy in policies
        )

    @api.model_create_multi
    def create(self, vals_list):
        policies = super().create(vals_list)
        policies.company_id._cs_targets_changed()
        return policies

    def write(self, vals):
        companies = self.company_id
        result = super().write(vals)
        if set(vals) - {"name"}:
            (companies | self.company_id)._cs_targets_changed()
        return result

    def unlink(self):
        companies = self.company_id
        result = super().unlink()
        companies._cs_targets_changed()
        return result
