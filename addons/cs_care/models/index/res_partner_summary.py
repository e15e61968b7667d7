from odoo import api, fields, models
from odoo.tools import format_date

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
        pending = self.env._("%(points)g pending", points=card.cs_pending_points)
        yield (self.env._("Points"), f"{card.points:,g}", f"{program} · {pending}")
        if card.cs_tier_id:
            yield (self.env._("Tier"), card.cs_tier_id.name, self.cs_tier_progress or program)
        if card.cs_expiry_next:
            yield (
                self.env._("Next to expire"),
                f"{card.cs_expiry_points:,g}",
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
