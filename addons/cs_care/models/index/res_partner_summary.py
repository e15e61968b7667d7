from odoo import api, fields, models
from odoo.tools import format_date

from odoo.addons.cs_base.core.timeline import TimelineSource

from ...core.figures import figure

AGENT = "cs_care.group_cs_care_agent"


class ResPartnerSummary(models.Model):
    """One section of the customer page: what care and loyalty know (clauses 7.1.3(1), 7.3)."""

    _inherit = "res.partner"

    cs_care_summary = fields.Html(
        string="Care and Loyalty",
        compute="_compute_cs_care_summary",
        sanitize=False,
        groups=AGENT,
    )

    @api.depends_context("company", "lang", "uid")
    def _compute_cs_care_summary(self):
        for partner in self:
            person = partner._origin
            partner.cs_care_summary = (
                self.env["ir.qweb"]._render(
                    "cs_care.care_summary",
                    {
                        "tiles": person._cs_care_tiles(),
                        "index": person._cs_latest_index().get(person.id),
                        "listed": person._cs_open_risk(),
                    },
                )
                if person
                else False
            )

    def _cs_open_risk(self):
        return self.env["cs.churn.risk"].search(
            [("partner_id", "=", self.id), ("state", "!=", "closed")], limit=1
        )

    def _cs_care_tiles(self):
        """Return ``[(label, value, small print)]`` of the section; extend it by ``super()``.

        A few queries for one customer; read in the rights of the user who looks.
        """
        self.ensure_one()
        cards = self.env["loyalty.card"].search(
            [("partner_id", "=", self.id), ("cs_managed", "=", True)]
        )
        return [
            *(tile for card in cards for tile in self._cs_card_tiles(card)),
            *self._cs_visited(),
        ]

    def _cs_card_tiles(self, card):
        program = card.program_id.name
        pending = self.env._("%(points)s pending", points=figure(card.cs_pending_points))
        yield (self.env._("Points"), figure(card.points), f"{program} · {pending}")
        if card.cs_tier_id:
            yield (self.env._("Tier"), card.cs_tier_id.name, self.cs_tier_progress or program)
        if card.cs_expiry_next:
            yield (
                self.env._("Next to expire"),
                figure(card.cs_expiry_points),
                format_date(self.env, card.cs_expiry_next),
            )

    def _cs_visited(self):
        last = self.env["cs.visit"].search(
            [("partner_id", "=", self.id), ("state", "=", "done")],
            order="date_ended desc, id desc",
            limit=1,
        )
        if last:
            yield (
                self.env._("Last visit"),
                format_date(self.env, last.date_ended),
                last.outcome or last.user_id.name,
            )

    @api.model
    def _cs_timeline_sources(self):
        return [
            *super()._cs_timeline_sources(),
            TimelineSource(
                model="cs.loyalty.day",
                date_field="date",
                icon="fa-star-o",
                describe=self._cs_timeline_points,
            ),
            TimelineSource(
                model="cs.loyalty.redemption",
                date_field="date_held",
                icon="fa-gift",
                describe=self._cs_timeline_redemptions,
            ),
        ]

    @api.model
    def _cs_timeline_points(self, days):
        return {
            day.id: {
                "title": self.env._("Points of %(program)s", program=day.program_id.name),
                "subtitle": " · ".join(self._cs_day_words(day)),
                "url": f"/odoo/loyalty.card/{day.card_id.id}",
            }
            for day in days
        }

    @api.model
    def _cs_day_words(self, day):
        if day.plus:
            yield self.env._("%(points)s in", points=figure(day.plus))
        if day.minus:
            yield self.env._("%(points)s out", points=figure(day.minus))
        if day.expired:
            yield self.env._("%(points)s expired", points=figure(day.expired))

    @api.model
    def _cs_timeline_redemptions(self, redemptions):
        states = dict(redemptions._fields["state"]._description_selection(self.env))
        tones = {"held": "warning", "redeemed": "info", "delivered": "success"}
        return {
            redemption.id: {
                "title": self.env._(
                    "Redeemed: %(reward)s", reward=redemption.reward_id.description
                ),
                "subtitle": self.env._("%(points)s points", points=figure(redemption.points)),
                "state": redemption.state,
                "state_label": states[redemption.state],
                "tone": tones.get(redemption.state, "secondary"),
                "channel": redemption.channel_id.name or False,
            }
            for redemption in redemptions
        }
