from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.cs_privacy.forged import without_defaults

# Set by server steps alone
TIER_FACTS = frozenset(
    {
        "cs_tier_id",
        "cs_tier_from",
        "cs_tier_until",
        "cs_tier_is_manual",
        "cs_tier_points_then",
        "cs_tier_check_on",
        "cs_tier_notice_due",
        "cs_tier_told_on",
        "cs_tier_period_ids",
        "cs_period_start",
        "cs_qualifying_points",
        "cs_member_since",
        "cs_referral_code",
    }
)


class LoyaltyCard(models.Model):
    """The membership behind a card: its tier and what counts for the next one.

    ``cs_qualifying_points`` is the sum of ``qualifying_points`` of the moves since
    ``cs_period_start``. It is kept by the booking of moves and can be recounted from them at any
    time; spending does not lower it.
    """

    _inherit = "loyalty.card"

    cs_member_since = fields.Date(string="Member Since", readonly=True, copy=False)
    cs_tier_id = fields.Many2one(
        comodel_name="cs.loyalty.tier",
        string="Tier",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    cs_tier_from = fields.Date(string="Tier Since", readonly=True, copy=False)
    cs_tier_until = fields.Date(
        string="Tier Review",
        readonly=True,
        copy=False,
        help="The last day of the tier; it is reviewed on the day after.",
    )
    cs_tier_is_manual = fields.Boolean(string="Tier by Hand", readonly=True, copy=False)
    cs_tier_points_then = fields.Float(
        string="Qualifying Points When the Tier Began",
        readonly=True,
        copy=False,
        digits=(16, 2),
        aggregator=None,
    )
    cs_tier_check_on = fields.Date(string="Tier Looked at on", readonly=True, copy=False)
    cs_tier_notice_due = fields.Date(string="Notice of the Tier Due", readonly=True, copy=False)
    cs_tier_told_on = fields.Date(string="Told of the Review", readonly=True, copy=False)
    cs_period_start = fields.Datetime(string="Period Since", readonly=True, copy=False)
    cs_qualifying_points = fields.Float(
        string="Qualifying Points",
        readonly=True,
        copy=False,
        digits=(16, 2),
        help="Earned since the period began; spending does not lower them.",
    )
    cs_tier_period_ids = fields.One2many(
        comodel_name="cs.loyalty.tier.period",
        inverse_name="card_id",
        string="History of Tiers",
        readonly=True,
        copy=False,
    )
    cs_tier_percent = fields.Float(
        string="Progress", compute="_compute_cs_tier_progress", aggregator=None
    )
    cs_tier_progress = fields.Char(string="To the Next Tier", compute="_compute_cs_tier_progress")

    _cs_review_idx = models.Index("(cs_tier_until, id) WHERE cs_tier_until IS NOT NULL AND active")
    _cs_check_idx = models.Index("(cs_tier_check_on) WHERE cs_tier_check_on IS NOT NULL")
    _cs_notice_idx = models.Index("(cs_tier_notice_due) WHERE cs_tier_notice_due IS NOT NULL")
    _cs_unplaced_idx = models.Index(
        "(program_id) WHERE cs_period_start IS NULL AND active AND cs_managed"
    )

    @api.depends("cs_tier_id", "cs_qualifying_points")
    @api.depends_context("lang")
    def _compute_cs_tier_progress(self):
        for card in self:
            progress = card._cs_progress()
            following = progress["next"]
            card.cs_tier_percent = following["percent"] if following else 100.0
            card.cs_tier_progress = (
                self.env._(
                    "%(missing)s points to %(tier)s",
                    missing=f"{following['missing']:,.0f}",
                    tier=following["name"],
                )
                if following
                else progress["tier"] and self.env._("Highest tier")
            )

    @api.model_create_multi
    def create(self, vals_list):
        self._cs_refuse_tier_facts(*vals_list)
        self = without_defaults(self, TIER_FACTS)
        cards = super().create(vals_list)
        members = cards.sudo().filtered(lambda card: card.cs_managed and not card.cs_member_since)
        members.write({"cs_member_since": fields.Date.context_today(self)})
        cards._cs_place()
        return cards

    def write(self, vals):
        self._cs_refuse_tier_facts(vals)
        moves_members = {"partner_id", "active"}.intersection(vals)
        before = self.sudo().filtered("cs_tier_id").partner_id if moves_members else None
        result = super().write(vals)
        if moves_members:
            (before | self.sudo().filtered("cs_tier_id").partner_id)._cs_refresh_tier()
        return result

    @api.model
    def _cs_refuse_tier_facts(self, *vals_list):
        if not self.env.su and any(TIER_FACTS.intersection(vals) for vals in vals_list):
            raise AccessError(
                self.env._(
                    "Tiers follow from qualifying points, or are given by a manager with a "
                    "reason: use the button “Set Tier”."
                )
            )

    def _cs_progress(self):
        """Return where a member stands; the same dictionary for portal, counter and form.

        ``tier`` and ``next`` are None where there is none. Points are qualifying points.
        """
        self.ensure_one()
        card = self.sudo()  # rules and names of tiers; the caller may read this card
        tier = card.cs_tier_id
        since = card.cs_qualifying_points - card.cs_tier_points_then
        return {
            "program_id": card.program_id.id,
            "program": card.program_id.name,
            "card_id": card.id,
            "points": card.cs_qualifying_points,
            "period_start": card.cs_period_start,
            "until": card.cs_tier_until,
            "is_manual": card.cs_tier_is_manual,
            "tier": (
                tier
                and {
                    "id": tier.id,
                    "name": tier.name,
                    "level": tier.sequence,
                    "color": tier.color,
                    "multiplier": tier.multiplier,
                    "green_channel": tier.green_channel,
                    "benefits": tier.benefits or "",
                    "keep_points": tier.keep_points,
                    "points_since": since,
                    "keep_missing": max(tier.keep_points - since, 0.0),
                }
            )
            or None,
            "next": card._cs_progress_next(),
        }

    def _cs_progress_next(self):
        level = self.cs_tier_id.sequence if self.cs_tier_id else None
        rungs = self.program_id._cs_rungs()
        above = [rung for rung in rungs if level is None or rung.rank > level]
        if not above:
            return None
        rung, points = above[0], self.cs_qualifying_points
        missing = max(rung.entry - points, 0.0)
        return {
            "id": rung.id,
            "name": self.env["cs.loyalty.tier"].browse(rung.id).name,
            "entry_points": rung.entry,
            "missing": missing,
            "percent": min(100.0, max(0.0, 100.0 * points / rung.entry)) if rung.entry else 100.0,
            "tenure_months": rung.tenure,
        }

    def action_cs_tier_history(self):
        """Open the history of tiers of these cards."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_care.cs_loyalty_tier_period_action"
        )
        action["domain"] = [("card_id", "in", self.ids)]
        action["context"] = {}
        return action

    def action_cs_set_tier(self):
        """Open the dialog in which a manager gives a tier."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Set Tier"),
            "res_model": "cs.loyalty.tier.set",
            "view_mode": "form",
            "target": "new",
            "context": {"default_card_id": self.id},
        }

    def action_cs_recount(self):
        """Count the qualifying points of these cards anew from their moves (managers)."""
        if not self.env.user.has_group("cs_care.group_cs_care_manager"):
            raise AccessError(self.env._("Only managers of care recount qualifying points."))
        self.check_access("read")
        wrong = self.sudo()._cs_repair_qualifying()
        if not wrong:
            raise UserError(self.env._("All qualifying points agree with the moves."))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "message": self.env._("%(count)s cards were put right.", count=len(wrong)),
            },
        }
