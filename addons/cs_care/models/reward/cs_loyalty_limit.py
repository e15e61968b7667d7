from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

# What a limit of these kinds does besides refusing
CUT_KINDS = ("earn_day", "earn_month")


class CsLoyaltyLimit(models.Model):
    """How much points may move before somebody looks: per customer, and per member of staff."""

    _name = "cs.loyalty.limit"
    _description = "Limit of Points"
    _order = "kind, program_id"
    _rec_name = "kind"

    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    program_id = fields.Many2one(
        comodel_name="loyalty.program",
        index="btree_not_null",
        ondelete="cascade",
        domain="[('cs_managed', '=', True)]",
        help="Empty: each program of the company.",
    )
    kind = fields.Selection(
        selection=[
            ("earn_day", "Points earned per card and day"),
            ("earn_month", "Points earned per card and month"),
            ("redeem_day", "Redemptions per card and day"),
            ("adjust_day", "Adjustments asked for per user and day"),
            ("enrol_day", "Members enrolled per user and day"),
        ],
        required=True,
    )
    amount = fields.Float(string="At Most", required=True, digits=(16, 2))
    # Cut: what is above the limit is not credited, so that no sale fails for it.
    response = fields.Selection(
        selection=[("refuse", "Refuse"), ("cut", "Cut to the limit"), ("alert", "Only alert")],
        string="Above It",
        required=True,
        default="refuse",
    )

    _amount_positive = models.Constraint("CHECK (amount > 0)", "A limit is above zero.")
    _kind_uniq = models.UniqueIndex(
        "(company_id, kind, COALESCE(program_id, 0)) WHERE active",
        "There is a limit of this kind already.",
    )

    @api.constrains("kind", "response")
    def _check_response(self):
        if any(limit.response == "cut" and limit.kind not in CUT_KINDS for limit in self):
            raise ValidationError(
                self.env._("Only earned points can be cut to a limit. Refuse, or only alert.")
            )

    @api.model
    def _cs_of(self, kinds, company, program):
        """Return the limits that hold: those of the program before those of each program.

        :return: ``{kind: limit}``
        """
        # sudo: limits hold for everybody, whoever may see them
        limits = self.sudo().search_fetch(
            Domain("kind", "in", kinds)
            & Domain("company_id", "=", company.id)
            & Domain("program_id", "in", (False, program.id)),
            ["kind", "program_id", "company_id", "amount", "response"],
        )
        found = {}
        for limit in limits.sorted(lambda limit: not limit.program_id):
            found.setdefault(limit.kind, limit)
        return found
