from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class CsLoyaltyTier(models.Model):
    """A level of a managed programme: how it is entered and kept, and what it is good for.

    Entry counts the qualifying points of the running period, keeping those since the tier began.
    Points that were spent count, for they were earned.
    """

    _name = "cs.loyalty.tier"
    _description = "Loyalty Tier"
    _inherit = ["mail.thread"]
    _order = "program_id, sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    program_id = fields.Many2one(
        comodel_name="loyalty.program",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("cs_managed", "=", True)],
    )
    company_id = fields.Many2one(
        related="program_id.company_id", store=True, precompute=True, index=True
    )
    sequence = fields.Integer(
        string="Level", required=True, default=10, help="The higher number is the better tier."
    )
    color = fields.Integer()

    # Rules
    entry_points = fields.Float(
        string="To Enter",
        tracking=True,
        help="Qualifying points within a period. 0: every member has this tier at least.",
    )
    keep_points = fields.Float(
        string="To Keep",
        tracking=True,
        help="Qualifying points between the beginning of the tier and its review.",
    )
    min_tenure_months = fields.Integer(
        string="Months as Customer",
        tracking=True,
        help="Nobody enters this tier who has been a customer for less.",
    )
    valid_months = fields.Integer(
        string="Valid (Months)",
        required=True,
        default=12,
        tracking=True,
        help="After so many months, at the end of the month, the tier is reviewed.",
    )

    # Benefits
    multiplier = fields.Float(
        string="Points ×",
        required=True,
        default=1.0,
        tracking=True,
        help="Points that are earned are multiplied by this. Qualifying points are not.",
    )
    green_channel = fields.Boolean(
        tracking=True, help="Members of this tier are served first, with shorter targets."
    )
    benefits = fields.Text(translate=True, help="In plain words: members read it.")
    reward_ids = fields.Many2many(
        comodel_name="loyalty.reward",
        relation="cs_loyalty_tier_reward_rel",
        column1="tier_id",
        column2="reward_id",
        string="Rewards From This Tier On",
        domain="[('program_id', '=', program_id)]",
    )

    member_count = fields.Integer(string="Members", compute="_compute_member_count")

    _level_uniq = models.UniqueIndex(
        "(program_id, sequence) WHERE active", "Another tier of the program has this level."
    )
    _rules_valid = models.Constraint(
        "CHECK (entry_points >= 0 AND keep_points >= 0 AND min_tenure_months >= 0)",
        "Points and months of a rule are not negative.",
    )
    _months_valid = models.Constraint(
        "CHECK (valid_months BETWEEN 1 AND 120)", "A tier is valid for 1 to 120 months."
    )
    _multiplier_valid = models.Constraint(
        "CHECK (multiplier >= 1 AND multiplier <= 10)", "Points are multiplied by 1 to 10."
    )

    @api.depends_context("allowed_company_ids")
    def _compute_member_count(self):
        counts = dict(
            self.env["loyalty.card"]
            .sudo()  # a number only
            ._read_group([("cs_tier_id", "in", self.ids)], ["cs_tier_id"], ["__count"])
        )
        for tier in self:
            tier.member_count = counts.get(tier, 0)

    @api.constrains("sequence", "entry_points", "keep_points", "program_id", "active")
    def _check_ladder(self):
        for program in self.program_id:
            lower = None
            for tier in self.search([("program_id", "=", program.id)], order="sequence"):
                if lower and tier.entry_points < lower.entry_points:
                    raise ValidationError(
                        self.env._(
                            "“%(higher)s” stands above “%(lower)s” and cannot be entered with "
                            "fewer points. Change the points or the levels.",
                            higher=tier.name,
                            lower=lower.name,
                        )
                    )
                lower = tier

    @api.constrains("program_id")
    def _check_program(self):
        if any(not tier.program_id.cs_managed for tier in self):
            raise ValidationError(
                self.env._(
                    "Only managed programs have tiers. Switch on “Managed” in the program first."
                )
            )

    @api.constrains("reward_ids")
    def _check_rewards(self):
        for tier in self:
            if tier.reward_ids.program_id - tier.program_id:
                raise ValidationError(
                    self.env._("“%(tier)s” opens rewards of its own program only.", tier=tier.name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        tiers = super().create(vals_list)
        tiers._cs_ladder_changed()
        return tiers

    def write(self, vals):
        self._cs_check_members(vals)
        was_green = {tier.id: tier.green_channel for tier in self}
        result = super().write(vals)
        self._cs_ladder_changed()
        self.filtered(lambda tier: tier.green_channel != was_green[tier.id])._cs_green_changed()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        used = (
            self.env["cs.loyalty.tier.period"]
            .sudo()  # whether there is one at all
            .search([("tier_id", "in", self.ids)], limit=1)
        )
        if used:
            raise UserError(
                self.env._(
                    "“%(tier)s” stands in the history of members. Archive it instead.",
                    tier=used.tier_id.name,
                )
            )

    def _cs_check_members(self, vals):
        moved = "program_id" in vals and any(t.program_id.id != vals["program_id"] for t in self)
        if not moved and vals.get("active", True):
            return
        for tier in self:
            if tier.member_count:
                raise UserError(
                    self.env._(
                        "“%(tier)s” has %(count)s members. Give them another tier first.",
                        tier=tier.name,
                        count=tier.member_count,
                    )
                )

    def _cs_ladder_changed(self):
        """Forget the remembered ladder; what partners show follows a changed level."""
        self.env.registry.clear_cache()

    def _cs_green_changed(self):
        """Have the green channel of the members looked at again (clause 7.1.3(3))."""
        members = (
            self.env["loyalty.card"]
            .sudo()
            ._read_group(
                [("cs_tier_id", "in", self.ids), ("partner_id", "!=", False)],
                [],
                ["partner_id:recordset"],
            )
        )
        members[0][0]._cs_tier_green_changed()

    def action_view_members(self):
        """Open the members who have this tier."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_care.loyalty_card_action_member")
        action["domain"] = [("cs_tier_id", "=", self.id)]
        action["context"] = {}
        return action
