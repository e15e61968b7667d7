from odoo import fields, models


class ResCompany(models.Model):
    """When an index is known, whose is worked out, and who is listed as at risk."""

    _inherit = "res.company"

    cs_index_known_share = fields.Integer(
        string="Known at Least (%)",
        default=50,
        help="Per cent of all weights that have to be known for a loyalty index.",
    )
    cs_index_purpose_id = fields.Many2one(
        comodel_name="cs.privacy.purpose",
        string="Purpose of the Index",
        ondelete="restrict",
        help="Who objected to it, or did not agree where it rests on consent, has no index. "
        "Empty: everybody has one.",
    )
    cs_index_months = fields.Integer(
        string="Months Kept", default=36, help="Indexes of older months are deleted."
    )
    cs_churn_limit = fields.Integer(string="Listed From (Risk Points)", default=50)
    cs_churn_rest_months = fields.Integer(
        string="Months Between Entries",
        default=3,
        help="A customer whose entry was closed is not listed again before.",
    )
    cs_churn_horizon_months = fields.Integer(
        string="Evaluated After (Months)",
        default=3,
        help="So many months later the list is compared with who has left.",
    )

    _cs_index_valid = models.Constraint(
        """CHECK (cs_index_known_share BETWEEN 0 AND 100 AND cs_index_months >= 2
            AND cs_churn_limit BETWEEN 1 AND 100 AND cs_churn_rest_months >= 0
            AND cs_churn_horizon_months BETWEEN 1 AND 24)""",
        "Shares and limits lie between 1 and 100, an index is kept for two months or more, and a "
        "list is evaluated after 1 to 24 months.",
    )
