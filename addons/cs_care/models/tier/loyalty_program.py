from odoo import api, fields, models, tools
from odoo.exceptions import AccessError

from odoo.addons.cs_privacy.forged import without_defaults

from ...core.tier import Rung

GIVEN = {"cs_event_given", "cs_event_year"}


class LoyaltyProgram(models.Model):
    """How the tiers of a managed programme are reviewed."""

    _inherit = "loyalty.program"

    cs_tier_ids = fields.One2many(
        comodel_name="cs.loyalty.tier", inverse_name="program_id", string="Tiers"
    )
    cs_tier_downgrade = fields.Selection(
        selection=[
            ("one_down", "One tier down"),
            ("to_fit", "To the tier whose keep rule is met"),
        ],
        string="Who Does Not Keep the Tier Falls",
        required=True,
        default="one_down",
    )
    cs_tier_notice_days = fields.Integer(
        string="Days of Notice",
        default=30,
        help="So many days before the review, members who would fall are told. 0: never.",
    )

    cs_event_budget = fields.Float(
        string="Budget for Behavior",
        digits=(16, 2),
        help="Most points that all rules for behavior give in a calendar year. 0: no limit.",
    )
    cs_event_given = fields.Float(
        string="Given for Behavior", readonly=True, copy=False, digits=(16, 2)
    )
    cs_event_year = fields.Integer(string="Year of the Budget", readonly=True, copy=False)
    cs_event_rule_ids = fields.One2many(
        comodel_name="cs.loyalty.event.rule", inverse_name="program_id", string="Behavior"
    )

    cs_has_referrals = fields.Boolean(
        string="Referrals", help="Members recommend the program by a link of their own."
    )
    cs_referral_kind_id = fields.Many2one(
        comodel_name="cs.customer.event.kind",
        string="Condition",
        ondelete="restrict",
        default=lambda self: self.env.ref("cs_base.event_kind_bill_paid", False),
        help="What the new member has to do before both are rewarded. Empty: only to stay.",
    )
    cs_referral_days = fields.Integer(
        string="Days to Stay", default=30, help="Nobody is rewarded before so many days."
    )
    cs_referral_expiry_days = fields.Integer(
        string="Days for the Condition", default=180, help="Afterwards a referral is worth nothing."
    )
    cs_referral_most = fields.Integer(
        string="Most per Year", default=20, help="Referrals of one member. 0: no limit."
    )

    _cs_referral_valid = models.Constraint(
        "CHECK (cs_referral_days BETWEEN 0 AND 365 AND cs_referral_expiry_days"
        " BETWEEN cs_referral_days AND 1095 AND cs_referral_most >= 0)",
        "Days lie within a year, the condition within three years and not before them, and the "
        "most is not negative.",
    )
    _cs_notice_valid = models.Constraint(
        "CHECK (cs_tier_notice_days BETWEEN 0 AND 180)", "Notice is given 0 to 180 days before."
    )

    @api.model_create_multi
    def create(self, vals_list):
        self = without_defaults(self, GIVEN)
        self._cs_refuse_given(*vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._cs_refuse_given(vals)
        return super().write(vals)

    @api.model
    def _cs_refuse_given(self, *vals_list):
        if not self.env.su and any(GIVEN.intersection(vals) for vals in vals_list):
            raise AccessError(self.env._("What was given for behavior is counted by the system."))

    def _cs_event_given_this_year(self):
        """Return the points given for behaviour in the calendar year that runs."""
        return self.cs_event_given if self.cs_event_year == self._cs_today().year else 0.0

    def _cs_event_gave(self, points):
        """Count points given for behaviour."""
        given = self._cs_event_given_this_year() + points
        self.sudo().write({"cs_event_given": given, "cs_event_year": self._cs_today().year})

    @api.model
    @tools.ormcache("program_id")
    def _cs_rungs_of(self, program_id):
        """Return the ladder of a programme, from low to high."""
        tiers = self.env["cs.loyalty.tier"].sudo()  # rules of the programme, no personal data
        return tuple(
            Rung(
                tier.id,
                tier.sequence,
                tier.entry_points,
                tier.keep_points,
                tier.min_tenure_months,
                tier.valid_months,
                tier.multiplier,
                tier.green_channel,
            )
            for tier in tiers.search([("program_id", "=", program_id)], order="sequence")
        )

    def _cs_rungs(self):
        """Return the ladder of one programme as :class:`~..core.tier.Rung` s, from low to high."""
        return self._cs_rungs_of(self.id) if self.sudo().cs_managed else ()

    def action_cs_check_tiers(self):
        """Have the tiers of all members looked at again after the rules have changed.

        The scheduled action does it; members move up at once, and down at their review.
        """
        self.check_access("write")
        cards = self.env["loyalty.card"].sudo()  # the right to the programme was checked
        for program in self:
            cards._cs_check_again([("program_id", "=", program.id)])
        self.env.ref("cs_care.ir_cron_review_tiers")._trigger()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("The members are looked at by the next scheduled action."),
            },
        }
