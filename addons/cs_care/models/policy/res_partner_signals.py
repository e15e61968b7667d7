from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL, LazyTranslate

from ...core.care_signal import Signal, Why

_lt = LazyTranslate(__name__)

LOW_SCORE = 60
DAYS_OF_SCORES = 90
DAYS_TO_EXPIRY = 30
DAYS_OF_ANNIVERSARY = 7
QUIET_MONTHS = 6
NEAR_PERCENT = 80


class ResPartnerSignals(models.Model):
    """What may call for care, found for many customers at once (clause 7.1.3(1))."""

    _inherit = "res.partner"

    @api.model
    def _cs_care_signals(self):
        """Hook: return the signals that suggestion rules can ask for, as ``Signal`` objects.

        Extend the list through ``super()``. The customers come with superuser rights: a reason is
        shown to agents of care, so tell no protected values.
        """
        partners = type(self)
        return [
            Signal("complaint_open", self.env._("Open complaint"), partners._cs_signal_complaint),
            Signal("low_score", self.env._("Low survey score"), partners._cs_signal_low_score),
            Signal(
                "points_expire", self.env._("Points about to expire"), partners._cs_signal_points
            ),
            Signal("tier_close", self.env._("Next tier is close"), partners._cs_signal_tier),
            Signal(
                "group_unvisited",
                self.env._("Special group, not visited"),
                partners._cs_signal_group,
            ),
            Signal(
                "anniversary", self.env._("Anniversary of service"), partners._cs_signal_anniversary
            ),
            Signal("birthday", self.env._("Birthday month"), partners._cs_signal_birthday),
            Signal("no_contact", self.env._("No contact for long"), partners._cs_signal_no_contact),
            Signal("at_risk", self.env._("May leave"), partners._cs_signal_at_risk),
        ]

    def _cs_signal_complaint(self):
        rows = self.env["cs.contact"]._read_group(
            [
                ("partner_id", "in", self.ids),
                ("kind", "=", "complaint"),
                ("company_id", "=", self.env.company.id),
                ("state", "in", ("waiting", "in_progress")),
            ],
            ["partner_id"],
            ["date_arrived:min"],
        )
        return {
            partner.id: Why(self.env, _lt("A complaint has been open since %(day)s."), day=since)
            for partner, since in rows
        }

    def _cs_signal_low_score(self):
        since = fields.Date.subtract(fields.Date.context_today(self), days=DAYS_OF_SCORES)
        rows = self.env["cs.survey.response"]._read_group(
            [
                ("partner_id", "in", self.ids),
                ("company_id", "=", self.env.company.id),
                ("has_score", "=", True),
                ("score", "<", LOW_SCORE),
                ("date", ">=", since),
            ],
            ["partner_id"],
            ["score:min"],
        )
        return {
            partner.id: Why(self.env, _lt("Rated us %(score)s of 100."), score=round(score))
            for partner, score in rows
        }

    def _cs_signal_points(self):
        today = fields.Date.context_today(self)
        rows = self.env["cs.loyalty.lot"]._read_group(
            [
                ("partner_id", "in", self.ids),
                ("remaining", ">", 0),
                ("date_expiry", ">=", today),
                ("date_expiry", "<=", today + timedelta(days=DAYS_TO_EXPIRY)),
            ],
            ["partner_id"],
            ["remaining:sum", "date_expiry:min"],
        )
        return {
            partner.id: Why(
                self.env, _lt("%(points)g points expire from %(day)s on."), points=points, day=first
            )
            for partner, points, first in rows
        }

    def _cs_signal_tier(self):
        cards = self.env["loyalty.card"].search(
            [("partner_id", "in", self.ids), ("cs_period_start", "!=", False)]
        )
        found = {}
        for card in cards:
            step = card._cs_progress_next()
            if step and step["missing"] and step["percent"] >= NEAR_PERCENT:
                found[card.partner_id.id] = Why(
                    self.env,
                    _lt("%(points)g points to %(tier)s."),
                    points=step["missing"],
                    tier=step["name"],
                )
        return found

    def _cs_signal_group(self):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT m.partner_id FROM cs_special_group_member m
                 WHERE m.partner_id = ANY(%s) AND m.state = 'active'
                   AND NOT EXISTS (SELECT 1 FROM cs_visit v WHERE v.partner_id = m.partner_id
                                    AND (v.state IN ('planned', 'in_progress')
                                         OR v.state = 'done' AND v.date_ended > %s))
                """,
                list(self.ids),
                fields.Datetime.subtract(fields.Datetime.now(), months=QUIET_MONTHS),
            )
        )
        # Which group it is may be nobody's business.
        why = Why(
            self.env,
            _lt("Belongs to a special group and was not visited for %(months)s months."),
            months=QUIET_MONTHS,
        )
        return {partner_id: why for (partner_id,) in rows}

    def _cs_signal_anniversary(self):
        today = fields.Date.context_today(self)
        found = {}
        for partner_id, start in self._cs_tenure_starts().items():
            last = today + timedelta(days=DAYS_OF_ANNIVERSARY)
            years = last.year - start.year
            day = start + relativedelta(years=years)
            if years > 0 and today <= day <= last:
                found[partner_id] = Why(
                    self.env,
                    _lt("Anniversary on %(day)s; years as a customer: %(years)s."),
                    years=years,
                    day=day,
                )
        return found

    def _cs_signal_birthday(self):
        month = fields.Date.context_today(self).month
        born = self.search([("id", "in", self.ids), ("cs_birthday_month", "=", f"{month:02}")])
        why = Why(self.env, _lt("Wants to be thought of this month."))
        return dict.fromkeys(born._cs_filter_consented("birthday").ids, why)

    def _cs_signal_no_contact(self):
        since = fields.Datetime.subtract(fields.Datetime.now(), months=QUIET_MONTHS)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT p.id FROM res_partner p
                 WHERE p.id = ANY(%(ids)s) AND p.create_date < %(since)s
                   AND NOT EXISTS (SELECT 1 FROM cs_contact c WHERE c.partner_id = p.id
                                    AND c.date_arrived > %(since)s)
                   AND NOT EXISTS (SELECT 1 FROM cs_care_touch t WHERE t.partner_id = p.id
                                    AND t.date > %(since)s)
                """,
                ids=list(self.ids),
                since=since,
            )
        )
        why = Why(self.env, _lt("No contact for %(months)s months."), months=QUIET_MONTHS)
        return {partner_id: why for (partner_id,) in rows}

    def _cs_signal_at_risk(self):
        found = self.search(self._cs_at_risk_domain() & fields.Domain("id", "in", self.ids))
        return dict.fromkeys(found.ids, Why(self.env, _lt("May leave, by the figures.")))
