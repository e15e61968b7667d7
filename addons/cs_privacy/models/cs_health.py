from odoo import api, models

from odoo.addons.cs_base.models.cs_health import Check, Finding


class CsHealth(models.Model):
    """Sealed values and the security self-check on the health page (3.1.3(1), 3.2.2)."""

    _inherit = "cs.health"

    @api.model
    def _cs_health_checks(self):
        return [
            *super()._cs_health_checks(),
            Check(
                "integrity",
                self.env._("Sealed values"),
                "/odoo/action-cs_privacy.cs_privacy_integrity_action",
            ),
            Check(
                "security",
                self.env._("Security self-check"),
                "/odoo/action-cs_privacy.cs_privacy_check_action",
            ),
        ]

    def _cs_health_integrity(self):
        columns = self.env["cs.privacy.column"].search([("integrity_ids", "!=", False)])
        broken = columns.filtered(lambda column: column.integrity_ids[:1].verdict == "failed")
        if broken:
            return Finding(
                "danger",
                self.env._("%(count)s columns failed their last check.", count=len(broken)),
            )
        if not columns:
            return Finding("warning", self.env._("Nothing has been checked yet."))
        return Finding(
            "ok", self.env._("%(count)s columns were checked and open.", count=len(columns))
        )

    def _cs_health_security(self):
        todo = self.env["cs.privacy.check"].search([("state", "in", ("open", "failed"))])
        if not todo:
            return Finding("ok", self.env._("Nothing to do."))
        high = todo.filtered(lambda check: check.severity == "high")
        return Finding(
            "warning",
            self.env._(
                "%(count)s to do, %(high)s of them urgent.", count=len(todo), high=len(high)
            ),
        )
