from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..core.rights import HOLD_YEARS, TRANSITION
from ..forged import without_defaults

BATCH = 50
# Moved by the buttons only
FACTS = {"state", "date_preview", "date_run"}


class CsPrivacyRetentionRule(models.Model):
    """When data of persons who are no customers any more is erased (PIPL 19, GB/T 35273 6.1).

    A rule does nothing before an officer has looked at what it would do and has switched it on.
    """

    _name = "cs.privacy.retention.rule"
    _description = "Retention Rule"
    _inherit = ["mail.thread"]
    _order = "company_id, id"

    name = fields.Char(required=True, translate=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
        ondelete="restrict",
    )
    months = fields.Integer(
        string="Months Without Service",
        required=True,
        default=36,
        tracking=True,
        help="Counted from the day on which the last service number of a person ended.",
    )
    effective_months = fields.Integer(compute="_compute_effective_months")
    # propose: lists persons for the officer, who erases them; execute: erases them by itself
    mode = fields.Selection(
        selection=[("propose", "Propose to the officer"), ("execute", "Erase by itself")],
        required=True,
        default="propose",
        tracking=True,
    )
    state = fields.Selection(
        selection=[("off", "Switched off"), ("on", "Switched on")],
        required=True,
        default="off",
        readonly=True,
        copy=False,
        tracking=True,
    )
    date_preview = fields.Datetime(string="Looked At On", readonly=True, copy=False)
    date_run = fields.Datetime(string="Last Run", readonly=True, copy=False)
    line_ids = fields.One2many(
        comodel_name="cs.privacy.retention.line", inverse_name="rule_id", readonly=True
    )
    count_proposed = fields.Integer(string="Proposed", compute="_compute_counts")
    count_erased = fields.Integer(string="Erased", compute="_compute_counts")

    _months_floor = models.Constraint(
        f"CHECK (months >= {12 * HOLD_YEARS})",
        "Real-name data is kept for two years after service by law: 24 months or more.",
    )

    @api.depends("months")
    def _compute_effective_months(self):
        longest = self._cs_longest_purpose()
        for rule in self:
            rule.effective_months = max(rule.months, longest)

    @api.depends("line_ids.state")
    def _compute_counts(self):
        counts = {
            (rule.id, state): count
            for rule, state, count in self.env["cs.privacy.retention.line"]._read_group(
                [("rule_id", "in", self.ids)], ["rule_id", "state"], ["__count"]
            )
        }
        for rule in self:
            rule.count_proposed = counts.get((rule.id, "proposed"), 0)
            rule.count_erased = counts.get((rule.id, "erased"), 0)

    @api.model
    def _cs_longest_purpose(self):
        """Return after how many months the last purpose that covers persons has lapsed.

        Purposes by consent end with the consent and do not count.
        """
        purposes = self.env["cs.privacy.purpose"].sudo().search([("legal_basis", "!=", "consent")])
        if "retention_months" not in purposes._fields:
            return 0
        return max(purposes.filtered("field_ids").mapped("retention_months"), default=0)

    @api.model_create_multi
    def create(self, vals_list):
        self = without_defaults(self, FACTS)
        if not self.env.su:
            for vals in vals_list:
                self._cs_refuse_facts(vals)
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and self.env.context.get("cs_transition") is not TRANSITION:
            self._cs_refuse_facts(vals)
        if {"months", "company_id", "mode"} & set(vals):
            # Another rule than the one that was looked at.
            vals = {**vals, "state": "off", "date_preview": False}
        return super().write(vals)

    def _cs_refuse_facts(self, vals):
        if FACTS & set(vals):
            raise UserError(
                self.env._("A rule is switched on and off by its buttons, after a look at it.")
            )

    def action_preview(self):
        """List the persons whom the rule concerns now, without erasing anybody."""
        self.ensure_one()
        self._cs_check_officer()
        lines = self.env["cs.privacy.retention.line"].sudo()
        lines.search([("rule_id", "=", self.id), ("state", "in", ("proposed", "kept"))]).unlink()
        after = 0
        while persons := self._cs_due(after, 1000):
            lines._cs_propose(self, persons)
            after = max(persons.ids)
        self._cs_set(date_preview=fields.Datetime.now())
        return self.action_lines()

    def action_lines(self):
        """Open the persons whom the rule concerns."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_privacy.cs_privacy_retention_line_action"
        )
        action["domain"] = [("rule_id", "=", self.id)]
        return action

    def action_switch_on(self):
        """Let the scheduled action use the rule; refused before somebody looked at it."""
        self._cs_check_officer()
        for rule in self.filtered(lambda rule: rule.state == "off"):
            if not rule.date_preview:
                raise UserError(
                    self.env._(
                        "Look first at what the rule “%(rule)s” would erase (button Preview).",
                        rule=rule.name,
                    )
                )
            rule._cs_set(state="on")

    def action_switch_off(self):
        """Let the scheduled action leave the rule alone."""
        self._cs_check_officer()
        self.filtered(lambda rule: rule.state == "on")._cs_set(state="off")

    def _cs_check_officer(self):
        self.env["cs.privacy.request"]._cs_check_officer()
        self.check_access("write")

    def _cs_set(self, **values):
        # sudo: a fact for the record; the caller has checked the right
        self.sudo().with_context(cs_transition=TRANSITION).write(values)

    def _cs_due(self, after, limit):
        """Return persons whose service ended so long ago, by an index, in order of id.

        :param int after: id after which to go on
        """
        self.ensure_one()
        cutoff = fields.Date.context_today(self) - relativedelta(months=self.effective_months)
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT n.partner_id
                  FROM cs_service_number n
                 WHERE n.status = 'ended' AND n.number IS NOT NULL
                   AND n.date_end <= %(cutoff)s AND n.company_id = %(company)s
                   AND n.partner_id > %(after)s
                   AND NOT EXISTS (SELECT FROM cs_service_number o
                                    WHERE o.partner_id = n.partner_id
                                      AND (o.status != 'ended' OR o.date_end IS NULL
                                           OR o.date_end > %(cutoff)s))
                 ORDER BY n.partner_id LIMIT %(limit)s
                """,
                cutoff=cutoff,
                company=self.company_id.id,
                after=after,
                limit=limit,
            )
        )
        return self.env["res.partner"].sudo().browse(row[0] for row in rows)

    def _cron_retention(self, limit=BATCH):
        """Propose or erase, by the rules that are switched on, in batches."""
        cron = self.env["ir.cron"]
        for rule in self.search([("state", "=", "on")]):
            after = 0
            while persons := rule._cs_due(after, limit):
                after = max(persons.ids)
                rule._cs_run(persons)
                if not cron._commit_progress(len(persons)):
                    return
            rule._cs_set(date_run=fields.Datetime.now())

    def _cs_run(self, persons):
        lines = self.env["cs.privacy.retention.line"].sudo()._cs_propose(self, persons)
        if self.mode == "execute":
            lines.filtered(lambda line: line.state == "proposed")._cs_erase()
