from datetime import timedelta

from odoo import fields, models

AGENT = "cs_care.group_cs_care_agent"


class ResPartnerNextCare(models.Model):
    """The next best care for a customer, as of now (clause 7.1.3(1))."""

    _inherit = "res.partner"

    cs_next_care_html = fields.Html(
        string="Next Best Care",
        compute="_compute_cs_next_care_html",
        sanitize=False,
        groups=AGENT,
    )

    def _compute_cs_next_care_html(self):
        found = self._origin._cs_next_care()
        for partner in self:
            rows = found.get(partner._origin.id)
            partner.cs_next_care_html = bool(rows) and self.env["ir.qweb"]._render(
                "cs_care.next_care", {"rows": rows}
            )

    def _cs_next_care(self):
        """Return what should be done for these customers: ``{partner id: [(rule, why)]}``.

        Without what was taken or declined lately. The first one is the most urgent. One query for
        each signal that rules ask for, and two more.
        """
        # sudo: agents are shown the advice, not what it is based on
        partners = self.sudo()
        rules = self.env["cs.care.suggestion.rule"].sudo()._cs_in_force()
        if not self.ids or not rules:
            return {}
        wanted = set(rules.mapped("signal"))
        signals = {
            signal.code: signal.find(partners)
            for signal in partners._cs_care_signals()
            if signal.code in wanted
        }
        rested = partners._cs_rested_care(rules)
        return {
            partner_id: rows
            for partner_id in self.ids
            if (
                rows := [
                    (rule, signals[rule.signal][partner_id])
                    for rule in rules
                    if partner_id in signals[rule.signal] and (partner_id, rule.id) not in rested
                ]
            )
        }

    def _cs_rested_care(self, rules):
        """Return the pairs of customer and rule that were decided on lately."""
        now = fields.Datetime.now()
        longest = max(max(rule.taken_days, rule.declined_days) for rule in rules)
        decided = self.env["cs.care.suggestion"].search(
            [
                ("partner_id", "in", self.ids),
                ("rule_id", "in", rules.ids),
                ("state", "in", ("taken", "declined")),
                ("date_decided", ">", now - timedelta(days=longest)),
            ]
        )
        return {
            (one.partner_id.id, one.rule_id.id)
            for one in decided
            if one.date_decided > now - timedelta(days=one._cs_rest_days())
        }

    def action_cs_next_care(self):
        """Open the suggestions for this customer, to take or decline them."""
        self.ensure_one()
        self.check_access("read")
        suggestions = self.env["cs.care.suggestion"]
        suggestions._cs_check_agent()
        suggestions._cs_suggest(self)
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_care.cs_care_suggestion_action")
        action["domain"] = [("partner_id", "=", self.id)]
        action["context"] = {"search_default_open": 1}
        return action
