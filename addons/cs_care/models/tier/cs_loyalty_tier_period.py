from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

# Known to server code only: no client can send it.
DOOR = object()

REASONS = [
    ("joined", "Joined"),
    ("entry", "Reached"),
    ("kept", "Kept"),
    ("down", "Not kept"),
    ("reversed", "Points taken back"),
    ("manual", "By hand"),
    ("merged", "Cards merged"),
]


class CsLoyaltyTierPeriod(models.Model):
    """Which tier a member got, when, until when, and why (clause 7.3.3). Append-only.

    ``date_to`` is the day until which the tier was granted then; a later row may end it before.
    """

    _name = "cs.loyalty.tier.period"
    _description = "Tier of a Member"
    _inherit = ["cs.privacy.scan.mixin"]
    _order = "date_from desc, id desc"
    _rec_name = "tier_id"

    _cs_scanned = ("note",)

    card_id = fields.Many2one(
        comodel_name="loyalty.card", required=True, index=True, ondelete="restrict", readonly=True
    )
    # Copied, so that lists and pivots of many rows need no join; a merge of customers moves it.
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
    )
    program_id = fields.Many2one(
        comodel_name="loyalty.program",
        required=True,
        index=True,
        ondelete="restrict",
        readonly=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company", index="btree_not_null", ondelete="restrict", readonly=True
    )
    tier_id = fields.Many2one(
        comodel_name="cs.loyalty.tier",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
        help="Empty: no tier.",
    )
    previous_tier_id = fields.Many2one(
        comodel_name="cs.loyalty.tier",
        string="Tier Before",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
    )
    date_from = fields.Date(string="From", required=True, readonly=True)
    date_to = fields.Date(string="Granted Until", readonly=True)
    reason = fields.Selection(selection=REASONS, required=True, readonly=True)
    movement = fields.Selection(
        selection=[("up", "Up"), ("same", "Same"), ("down", "Down")],
        required=True,
        readonly=True,
    )
    qualifying_points = fields.Float(
        readonly=True,
        digits=(16, 2),
        aggregator="avg",
        help="Points that counted then: of the period to enter a tier, since the tier began to "
        "keep it.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="By",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    note = fields.Char(string="Reason Given", readonly=True)

    _date_idx = models.Index("(program_id, date_from)")

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.context.get("cs_tier_door") is not DOOR:
            raise AccessError(self.env._("The history of tiers is kept by the system alone."))
        return super().create(vals_list)

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("The history of tiers is evidence and cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The history of tiers is evidence and cannot be deleted."))

    @api.model
    def _cs_append(self, vals_list):
        """Add rows; the caller has changed the cards they are about."""
        # Nobody has the right to create rows; this method is what server steps do instead.
        return self.sudo().with_context(cs_tier_door=DOOR).create(vals_list)
