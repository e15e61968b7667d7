from odoo import fields, models


class CsSuggestionCategory(models.Model):
    """What suggestions are about: who answers, within how many working days, with which thanks."""

    _name = "cs.suggestion.category"
    _description = "Suggestion Category"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    function = fields.Selection(
        selection=lambda self: (
            self.env["hr.department"]._fields["cs_function"]._description_selection(self.env)
        ),
        string="Answered By",
        required=True,
        default="service",
        help="The department with this service function answers.",
    )
    answer_days = fields.Integer(string="Answered Within (Working Days)", required=True, default=10)
    is_public = fields.Boolean(string="Customers Choose It", default=True)
    program_id = fields.Many2one(
        comodel_name="loyalty.program",
        string="Gift In",
        ondelete="restrict",
        index="btree_not_null",
        domain="[('cs_managed', '=', True)]",
        help="Customers with a card of this program get points when their suggestion is adopted.",
    )
    gift_points = fields.Float(digits=(16, 2))

    _days_positive = models.Constraint(
        "CHECK (answer_days > 0)", "A suggestion is answered within one working day or more."
    )
    _gift_valid = models.Constraint(
        "CHECK (gift_points >= 0 AND (gift_points = 0 OR program_id IS NOT NULL))",
        "A gift needs the program whose points are given.",
    )

    def _cs_department(self, company):
        """Return the department that answers suggestions of this category in ``company``."""
        self.ensure_one()
        return self.env["hr.department"]._cs_for_function(self.function, company)
