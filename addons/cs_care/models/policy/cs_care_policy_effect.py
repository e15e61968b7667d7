from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ...core import effect

OUTCOMES = [
    ("service_ended", "Ended a service (fewer is better)"),
    ("complaint", "Complained (fewer is better)"),
    ("event", "An event happened"),
    ("survey_score", "Survey score, 0 to 100"),
    ("points", "Points earned"),
    ("visit", "Took a return visit"),
]
MEANS = frozenset({"survey_score", "points"})
FEWER = frozenset({"service_ended", "complaint"})
SUPERVISOR = "cs_care.group_cs_care_supervisor"


class CsCarePolicyEffect(models.Model):
    """What became of the treated beside those held back (7.1.2, 7.1.3).

    The outcome is chosen before the policy is approved, so that nobody picks the one that suits.
    """

    _inherit = "cs.care.policy"

    outcome = fields.Selection(
        selection=OUTCOMES, string="Measured By", required=True, default="service_ended"
    )
    outcome_kind_id = fields.Many2one(
        comodel_name="cs.customer.event.kind",
        string="Event",
        index="btree_not_null",
        ondelete="restrict",
    )
    is_more_better = fields.Boolean(string="More Is Better", default=True)
    outcome_days = fields.Integer(string="Within (Days)", default=30)
    effect_html = fields.Html(
        string="Effect", compute="_compute_effect_html", sanitize=False, groups=SUPERVISOR
    )
    effect_ids = fields.One2many(
        comodel_name="cs.care.effect",
        inverse_name="policy_id",
        string="Measured",
        readonly=True,
        groups=SUPERVISOR,
    )

    _outcome_days_valid = models.Constraint(
        "CHECK (outcome_days BETWEEN 1 AND 730)",
        "The effect is looked for within 1 to 730 days.",
    )

    def _compute_effect_html(self):
        for policy in self:
            policy.effect_html = bool(policy._origin.id) and self.env["ir.qweb"]._render(
                "cs_care.care_effect", policy._origin._cs_effect_page()
            )

    def _cs_effect_page(self):
        """Return the values of the template ``care_effect``."""
        values = self._cs_effect()
        is_share = self.outcome not in MEANS
        factor = 100 if is_share else 1
        highest = max(values["treated_value"], values["control_value"], 1e-9)
        return {
            **values,
            "policy": self,
            "is_share": is_share,
            "factor": factor,
            "highest": 1.0 if is_share and highest > 0.5 else highest * 1.25,
            "least": self.company_id.cs_care_effect_least,
            "outcome_label": self._cs_outcome_label(),
        }

    def _cs_outcome_label(self):
        if self.outcome == "event":
            return self.outcome_kind_id.name
        return dict(self._fields["outcome"]._description_selection(self.env))[self.outcome]

    def _cs_is_more_better(self):
        return self.is_more_better if self.outcome == "event" else self.outcome not in FEWER

    def _cs_effect(self):
        """Return the figures as of now: counts, values, difference, interval, verdict.

        Everybody drawn counts as drawn, whether the care reached them or not (intention to treat),
        once per person, and only when the days of the outcome are over. Below the company's number
        of persons the verdict is ``few`` and there is no interval.
        """
        self.ensure_one()
        samples = self._cs_samples()
        treated, control = samples[False], samples[True]
        values = {
            "treated_count": treated.count,
            "treated_value": treated.mean,
            "control_count": control.count,
            "control_value": control.mean,
            "difference": 0.0,
            "low": 0.0,
            "high": 0.0,
            "p_value": 1.0,
            "verdict": "few",
        }
        if min(treated.count, control.count) < self.company_id.cs_care_effect_least:
            return values
        compare = effect.of_means if self.outcome in MEANS else effect.of_shares
        found = compare(treated, control)
        return {
            **values,
            "difference": found.difference,
            "low": found.low,
            "high": found.high,
            "p_value": found.p_value,
            "verdict": effect.verdict(found, self._cs_is_more_better()),
        }

    def _cs_samples(self):
        """Return ``{held back: Sample}`` of the persons whose days are over.

        The days of both groups begin with the draw: were those of the treated to begin when the
        care reached them, whoever left while it was put off would count for one group only.
        """
        self.env["cs.care.action"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                WITH drawn AS (
                    SELECT DISTINCT ON (partner_id) partner_id, state = 'holdout' AS is_held,
                           date_planned AS since,
                           date_planned + %(days)s * interval '1 day' AS until
                      FROM cs_care_action
                     WHERE policy_id = %(policy)s
                       AND (state IN ('done', 'failed', 'holdout')
                            OR state = 'skipped' AND why IS DISTINCT FROM 'ended')
                     ORDER BY partner_id, date_planned, id),
                counted AS (
                    SELECT is_held, (%(outcome)s)::float AS value FROM drawn AS p
                     WHERE until <= %(now)s)
                SELECT is_held, count(value), COALESCE(avg(value), 0),
                       COALESCE(stddev_samp(value), 0)
                  FROM counted GROUP BY is_held
                """,
                days=self.outcome_days,
                policy=self.id,
                outcome=self._cs_outcome_sql(),
                now=fields.Datetime.now(),
            )
        )
        samples = dict.fromkeys((False, True), effect.Sample(0, 0.0))
        samples.update({held: effect.Sample(*figures) for held, *figures in rows})
        return samples

    def _cs_outcome_sql(self):
        """Return the outcome of person ``p`` from ``p.since`` to ``p.until``: a number or null.

        A hook: a further outcome is added to the selection and answered here.
        """
        self.ensure_one()
        if self.outcome in ("service_ended", "event"):
            kind = self.outcome_kind_id.id
            if self.outcome == "service_ended":
                kind = self.env["cs.customer.event.kind"]._cs_id_of("service_ended")
            return SQL(
                "EXISTS (SELECT 1 FROM cs_customer_event e WHERE e.partner_id = p.partner_id"
                " AND e.kind_id = %s AND e.date > p.since AND e.date <= p.until)::int",
                kind or 0,
            )
        return {
            "complaint": SQL(
                "EXISTS (SELECT 1 FROM cs_contact c WHERE c.partner_id = p.partner_id AND"
                " c.kind = 'complaint' AND c.date_arrived > p.since AND c.date_arrived <= p.until)"
                "::int"
            ),
            # Whoever did not answer has no score: only answers are compared.
            "survey_score": SQL(
                "(SELECT avg(r.score) FROM cs_survey_response r WHERE r.partner_id = p.partner_id"
                " AND r.has_score AND r.date > p.since::date AND r.date <= p.until::date)"
            ),
            # Points that care itself gave are no effect of it.
            "points": SQL(
                "COALESCE((SELECT sum(m.points) FROM cs_loyalty_move m"
                " WHERE m.partner_id = p.partner_id AND m.kind = 'earn' AND m.date > p.since"
                " AND m.date <= p.until AND m.res_model IS DISTINCT FROM 'cs.care.action'), 0)"
            ),
            "visit": SQL(
                "EXISTS (SELECT 1 FROM cs_visit v WHERE v.partner_id = p.partner_id AND"
                " v.state = 'done' AND v.date_ended > p.since AND v.date_ended <= p.until)::int"
            ),
        }[self.outcome]

    def action_measure(self):
        """Record the effect as it is today; twice on a day is once."""
        if not (self.env.su or self.env.user.has_group(SUPERVISOR)):
            raise AccessError(self.env._("Supervisors of care measure the effect of policies."))
        self.check_access("read")
        self._cs_measure()

    def _cs_measure(self):
        # sudo: figures of the server; the caller has been checked
        effects = self.env["cs.care.effect"].sudo()
        for policy in self:
            today = policy._cs_today()
            if effects.search_count([("policy_id", "=", policy.id), ("date", "=", today)], limit=1):
                continue
            effects.create(
                {
                    "policy_id": policy.id,
                    "company_id": policy.company_id.id,
                    "date": today,
                    "outcome": policy.outcome,
                    "outcome_days": policy.outcome_days,
                    **policy.sudo()._cs_effect(),
                }
            )

    @api.model
    def _cron_measure(self):
        """Once a month, record the effect of every policy that has begun and is not long over."""
        cron = self.env["ir.cron"]
        since = fields.Date.subtract(fields.Date.context_today(self), months=12)
        policies = self.search(
            [
                ("state", "in", ("running", "paused", "done")),
                ("used_actions", ">", 0),
                "|",
                ("date_end", "=", False),
                ("date_end", ">=", since),
            ]
        )
        cron._commit_progress(remaining=len(policies))
        for policy in policies:
            policy._cs_measure()
            if not cron._commit_progress(1):
                break

    def action_open_treated(self):
        """Open the persons who were treated, with what became of each."""
        return self._cs_open_states("!=", self.env._("Treated"))

    def action_open_held_back(self):
        """Open the persons who were held back."""
        return self._cs_open_states("=", self.env._("Held Back"))

    def _cs_open_states(self, operator, name):
        action = self.action_open_actions()
        action["domain"] = [("policy_id", "=", self.id), ("state", operator, "holdout")]
        return {**action, "name": name}
