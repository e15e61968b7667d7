from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.cs_base.models.cs_health import Check, Finding

OLD = timedelta(days=3)


class CsHealth(models.Model):
    """Whether the books of the points agree, on the health page."""

    _inherit = "cs.health"

    @api.model
    def _cs_health_checks(self):
        return [
            *super()._cs_health_checks(),
            Check(
                "ledger",
                self.env._("Points ledger"),
                "cs_care.cs_loyalty_check_action",
            ),
        ]

    def _cs_health_ledger(self):
        last = self.env["cs.loyalty.check"].search([("date", "!=", False)], limit=1)
        if not last:
            if not self.env["loyalty.program"].search_count([("cs_managed", "=", True)], limit=1):
                return Finding("ok", self.env._("No program keeps a points ledger."))
            return Finding("warning", self.env._("The books have not been checked yet."))
        if last.state == "differs":
            return Finding(
                "danger", self.env._("%(count)s cards differ.", count=last.difference_count)
            )
        if last.date < fields.Datetime.now() - OLD:
            return Finding("warning", self.env._("The books were not checked for days."))
        return Finding(
            "ok", self.env._("The books of %(count)s cards agree.", count=last.card_count)
        )
