from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from odoo.addons.cs_privacy.forged import without_defaults

TIER = {"cs_loyalty_tier_id"}
GROUP = "cs_base.group_cs_base_user"


class ResPartner(models.Model):
    """The tier of a customer, and how long he has been one."""

    _inherit = "res.partner"

    cs_loyalty_tier_id = fields.Many2one(
        comodel_name="cs.loyalty.tier",
        string="Loyalty Tier",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups=GROUP,
        help="The highest of the customer's programs.",
    )
    cs_tier_percent = fields.Float(
        string="Progress to the Next Tier", compute="_compute_cs_tier_progress", groups=GROUP
    )
    cs_tier_progress = fields.Char(
        string="To the Next Tier", compute="_compute_cs_tier_progress", groups=GROUP
    )

    @api.depends("cs_loyalty_tier_id")
    @api.depends_context("lang")
    def _compute_cs_tier_progress(self):
        cards = self.env["loyalty.card"].sudo()  # the figures of this customer; field has groups
        found = cards.search(
            [("partner_id", "in", self.ids), ("cs_period_start", "!=", False)],
            order="cs_tier_id",
        )
        best = {}
        for card in found.sorted(lambda card: card.cs_tier_id.sequence):
            best[card.partner_id.id] = card
        for partner in self:
            card = best.get(partner._origin.id)
            partner.cs_tier_percent = card.cs_tier_percent if card else 0.0
            partner.cs_tier_progress = card.cs_tier_progress if card else False

    @api.model_create_multi
    def create(self, vals_list):
        self = without_defaults(self, TIER)
        self._cs_refuse_tier(*vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._cs_refuse_tier(vals)
        return super().write(vals)

    @api.model
    def _cs_refuse_tier(self, *vals_list):
        if not self.env.su and any(TIER.intersection(vals) for vals in vals_list):
            raise AccessError(
                self.env._("The tier of a customer follows from the customer's loyalty cards.")
            )

    def _cs_refresh_tier(self):
        """Set the highest tier of these customers' cards; one statement, however many."""
        if not self:
            return
        self.env["loyalty.card"].flush_model(["cs_tier_id", "partner_id", "active"])
        self.flush_model(["cs_loyalty_tier_id"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE res_partner AS partner
                   SET cs_loyalty_tier_id = best.tier_id, write_uid = %s,
                       write_date = now() AT TIME ZONE 'UTC'
                  FROM (SELECT wanted.id,
                               (SELECT card.cs_tier_id
                                  FROM loyalty_card AS card
                                  JOIN cs_loyalty_tier AS tier ON tier.id = card.cs_tier_id
                                 WHERE card.partner_id = wanted.id AND card.active
                                 ORDER BY tier.sequence DESC, tier.entry_points DESC, tier.id
                                 LIMIT 1) AS tier_id
                          FROM unnest(%s::int[]) AS wanted(id)) AS best
                 WHERE partner.id = best.id
                   AND partner.cs_loyalty_tier_id IS DISTINCT FROM best.tier_id
                """,
                self.env.uid,
                self.ids,
            )
        )
        self.invalidate_recordset(["cs_loyalty_tier_id", "write_date", "write_uid"], flush=False)

    def _cs_tenure_starts(self):
        """Return ``{partner id: day}`` since which these persons are customers; a hook.

        The first day of service of a number that is not ended; without one, the day on which they
        became members. Partners without both are left out.
        """
        cards = self.env["loyalty.card"].sudo()  # dates for rules of programmes, shown to nobody
        numbers = self.env["cs.service.number"].sudo()
        starts = {
            partner.id: day
            for partner, day in cards._read_group(
                [("partner_id", "in", self.ids), ("cs_member_since", "!=", False)],
                ["partner_id"],
                ["cs_member_since:min"],
            )
        }
        for partner, day in numbers._read_group(
            [
                ("partner_id", "in", self.ids),
                ("status", "!=", "ended"),
                ("date_start", "!=", False),
            ],
            ["partner_id"],
            ["date_start:min"],
        ):
            starts[partner.id] = day
        return starts

    def _cs_tier_progress(self, program):
        """Return where this customer stands in a programme, or None without a card.

        See ``loyalty.card._cs_progress`` for the keys. The caller has checked that the figures may
        be shown (the customer's own page, an agent, the counter).
        """
        self.ensure_one()
        card = program._cs_card_of(self).get(self.id)
        return card._cs_progress() if card else None

    def _cs_tier_changed(self):
        """Hook: these customers have another tier. Rules of the green channel may ask for it."""
        self._cs_green_conditions_changed()

    def _cs_tier_green_changed(self):
        """Hook: the green channel by tier has changed for these customers (clause 7.1.3(3))."""

    def _cs_tier_green_reasons(self):
        """Return ``{partner id: name of the tier}`` of those whose tier opens the green channel."""
        cards = self.env["loyalty.card"].sudo()  # whether there is such a tier, nothing else
        return {
            partner.id: tier.name
            for partner, tier in cards._read_group(
                [("partner_id", "in", self.ids), ("cs_tier_id.green_channel", "=", True)],
                ["partner_id", "cs_tier_id"],
            )
        }

    def action_cs_memberships(self):
        """Open the loyalty cards of this customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_care.loyalty_card_action_member")
        action["domain"] = [("partner_id", "child_of", self.id)]
        action["context"] = {"default_partner_id": self.id}
        return action
