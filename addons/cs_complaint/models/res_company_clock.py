import secrets

from odoo import fields, models

from ..core.policy import Target, best, pending_rungs


class ResCompany(models.Model):
    """The targets of a company, and counting open complaints anew when they have changed."""

    _inherit = "res.company"

    cs_complaint_pause_days = fields.Integer(
        string="Waiting for Customer (Working Days)", default=10
    )
    # Under what open complaints have been counted last; compared, never shown.
    cs_complaint_clock_stamp = fields.Char(copy=False)
    cs_complaint_clock_seen = fields.Char(copy=False)
    # How far a count has come: state and last id, "state#id".
    cs_complaint_clock_pass = fields.Char(copy=False)

    def _cs_complaint_target(self, complaint):
        """Return the :class:`~..core.policy.Target` of a complaint of this company."""
        rules = self.env["cs.complaint.policy"]._cs_rules(self.id)
        severity = complaint.severity or "ordinary"
        target = best(
            rules, severity, complaint.complaint_class or None, complaint.customer_level or "normal"
        )
        return target or Target(
            None,
            self.cs_complaint_response_hours,
            "hour",
            self._cs_complaint_days(severity),
            "day",
            self.cs_complaint_pause_days,
        )

    def _cs_pending_rungs(self, case, told):
        """Return the rungs that a complaint of this company has still to reach.

        See :func:`~..core.policy.pending_rungs`; moments are naive in UTC.
        """
        calendar = self._cs_calendar().with_company(self)

        def worked_after(at, seconds):
            return calendar._cs_add_worked(at, seconds).replace(tzinfo=None)

        return pending_rungs(
            self.env["cs.complaint.rung"]._cs_ladder(self.id),
            case,
            told,
            worked_after,
            calendar._cs_worked_seconds,
        )

    def _cs_targets_changed(self):
        """Have the open complaints of these companies counted anew, soon and in the background."""
        self.env.registry.clear_cache()
        # sudo: technical; who may change targets may lack write access to companies
        for company in self.sudo():
            company.cs_complaint_clock_stamp = secrets.token_hex(8)
        self.env["cs.complaint"]._cs_trigger_recount()

    def write(self, vals):
        result = super().write(vals)
        if any(name.startswith("cs_complaint_days") for name in vals) or {
            "cs_complaint_response_hours",
            "cs_calendar_id",
            "resource_calendar_id",
        }.intersection(vals):
            self._cs_targets_changed()
        return result

    def _cs_clock_state(self):
        """Return the version of everything that deadlines of this company depend on."""
        calendar = self._cs_calendar().sudo()
        return f"{self.cs_complaint_clock_stamp or ''}/{calendar.id}/{calendar.cs_worktime_stamp}"
