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
                "cs_privacy.cs_privacy_integrity_action",
            ),
            Check(
                "security",
                self.env._("Security self-check"),
                "cs_privacy.cs_privacy_check_action",
            ),
        ]

    def _cs_health_integrity(self):
        checks = self.env["cs.privacy.integrity"]
        newest = checks._read_group([("column_id", "!=", False)], ["column_id"], ["id:max"])
        columns = checks.browse([check for _column, check in newest])
        broken = columns.filtered(lambda check: check.verdict == "failed")
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
