from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.cs_base.core.timeline import TimelineSource

AGENT = "cs_care.group_cs_care_agent"


class ResPartner(models.Model):
    """The index and the risk of a customer, and what both add to the time line and the copy."""

    _inherit = "res.partner"

    cs_loyalty_index = fields.Integer(compute="_compute_cs_loyalty_index", groups=AGENT)
    cs_loyalty_band = fields.Char(
        string="Loyalty Index", compute="_compute_cs_loyalty_index", groups=AGENT
    )

    @api.depends_context("company", "lang")
    def _compute_cs_loyalty_index(self):
        latest = self._cs_latest_index()
        for partner in self:
            known = latest.get(partner._origin.id)
            has_score = known and known.band != "unknown"
            partner.cs_loyalty_index = known.score if has_score else 0
            partner.cs_loyalty_band = f"{known.score} / 100" if has_score else False

    def _cs_latest_index(self):
        """Return ``{partner id: newest cs.loyalty.index of the current company}``."""
        # sudo: figures of these customers only, shown in fields of a group or to the customer
        snapshots = self.env["cs.loyalty.index"].sudo()
        rows = snapshots._read_group(
            [("partner_id", "in", self.ids), ("company_id", "=", self.env.company.id)],
            ["partner_id"],
            ["id:max"],
        )
        return {
            partner.id: snapshots.browse(index_id).with_prefetch(
                [index_id for _partner, index_id in rows]
            )
            for partner, index_id in rows
        }

    def action_cs_loyalty_index(self):
        """Open the months of this customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_care.cs_loyalty_index_action")
        action["domain"] = [("partner_id", "=", self.id)]
        action["context"] = {}
        return action

    @api.model
    def _cs_at_risk_domain(self):
        """Visits of the plan "at risk" go to the customers on the list."""
        listed = self.env["cs.churn.risk"].sudo()._search([("state", "!=", "closed")])
        return super()._cs_at_risk_domain() | Domain(
            "id", "in", listed.subselect(SQL.identifier("partner_id"))
        )

    @api.model
    def _cs_timeline_sources(self):
        return [
            *super()._cs_timeline_sources(),
            TimelineSource(
                model="cs.churn.risk",
                date_field="date_listed",
                icon="fa-warning",
                describe=self._cs_timeline_risks,
            ),
        ]

    @api.model
    def _cs_timeline_risks(self, risks):
        states = dict(risks._fields["state"]._description_selection(self.env))
        return {
            listed.id: {
                "title": self.env._("At risk: %(why)s", why=listed.reasons),
                "subtitle": listed.user_id.name or False,
                "state": listed.state,
                "state_label": states[listed.state],
                "tone": "secondary" if listed.state == "closed" else "danger",
            }
            for listed in risks
        }
