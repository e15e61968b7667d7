from odoo import fields, models
from odoo.fields import Domain


class CsCareSuggestionRule(models.Model):
    """What to do for a customer who shows a signal (clause 7.1.3(1)).

    What is done is a care policy that agents carry out: approved, with a budget, within consent
    and the frequency cap.
    """

    _name = "cs.care.suggestion.rule"
    _description = "Rule of the Next Best Care"
    _order = "sequence, id"

    name = fields.Char(
        string="Advice", required=True, translate=True, help="What the agent reads: what to do."
    )
    active = fields.Boolean(default=True)
    sequence = fields.Integer(string="Priority", default=10)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    signal = fields.Selection(
        selection=lambda self: [
            (signal.code, signal.label) for signal in self.env["res.partner"]._cs_care_signals()
        ],
        required=True,
        help="When it is suggested.",
    )
    policy_id = fields.Many2one(
        comodel_name="cs.care.policy",
        string="Care",
        required=True,
        ondelete="restrict",
        index=True,
        domain="[('schedule', '=', 'suggestion'), ('company_id', '=', company_id)]",
        help="A policy with the schedule “When an agent takes up a suggestion”.",
    )
    taken_days = fields.Integer(
        string="Again After (Days)", default=90, help="Not suggested so long after it was taken."
    )
    declined_days = fields.Integer(
        string="If Declined, After (Days)",
        default=30,
        help="Not suggested so long after an agent declined it.",
    )
    most_open = fields.Integer(
        string="Open at Most",
        default=200,
        help="So many suggestions of this rule wait in the list; more come as they are decided.",
    )
    open_count = fields.Integer(string="Open", compute="_compute_open_count")

    _days_valid = models.Constraint(
        "CHECK (taken_days >= 0 AND declined_days >= 0 AND most_open >= 0)",
        "Days and numbers are not negative.",
    )

    def _compute_open_count(self):
        counts = dict(
            self.env["cs.care.suggestion"]._read_group(
                [("rule_id", "in", self.ids), ("state", "=", "open")], ["rule_id"], ["__count"]
            )
        )
        for rule in self:
            rule.open_count = counts.get(rule, 0)

    def _cs_in_force(self):
        """Return the rules of the company whose care can be given now, the first one first."""
        return self.search(
            Domain("company_id", "=", self.env.company.id)
            & Domain("policy_id.state", "=", "running")
            & Domain("policy_id.schedule", "=", "suggestion")
        )
