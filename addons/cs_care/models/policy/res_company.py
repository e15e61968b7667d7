from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_care_cap = fields.Integer(
        string="Touches per Channel",
        default=4,
        help="How often a customer is written to or called on one channel within the days below, "
        "by all care policies and surveys together. 0: no limit.",
    )
    cs_care_cap_days = fields.Integer(string="Within (Days)", default=30)
    cs_care_quiet_from = fields.Float(string="Quiet From", default=21.0)
    cs_care_quiet_to = fields.Float(
        string="Quiet Until",
        default=8.5,
        help="Where the customer is. The same hour twice: no quiet hours.",
    )
    cs_care_effect_least = fields.Integer(
        string="Persons Needed for a Verdict",
        default=50,
        help="Treated and held back, each. Below that the effect of a policy is not judged.",
    )

    _cs_care_cap_valid = models.Constraint(
        "CHECK (cs_care_cap >= 0 AND cs_care_cap_days BETWEEN 1 AND 365)",
        "The cap is zero (none) or a number of touches, within 1 to 365 days.",
    )
    _cs_care_quiet_valid = models.Constraint(
        "CHECK (cs_care_quiet_from BETWEEN 0 AND 24 AND cs_care_quiet_to BETWEEN 0 AND 24)",
        "Quiet hours lie between 0:00 and 24:00.",
    )
    _cs_care_effect_valid = models.Constraint(
        "CHECK (cs_care_effect_least >= 20)",
        "A verdict needs 20 persons in each group at least.",
    )
