from datetime import timedelta

from odoo import api, fields, models

from .cs_health import Check, Finding

HOURS, DAYS = 26, 35


class CsHealth(models.Model):
    """The age of the last backup, and whether one was restored for proof (3.1.3(4), 2.3(4))."""

    _inherit = "cs.health"

    @api.model
    def _cs_health_checks(self):
        check = Check("backup", self.env._("Backups"), "cs_base.cs_backup_action")
        return [*super()._cs_health_checks(), check]

    def _cs_health_backup(self):
        backups = self.env["cs.backup"]
        last, drill = backups._cs_newest("backup", "done"), backups._cs_newest("drill")
        if not last:
            return Finding("danger", self.env._("No backup of this database is known."))
        now = fields.Datetime.now()
        hours, days = self._cs_backup_limit("hours", HOURS), self._cs_backup_limit("days", DAYS)
        age = int((now - last.date).total_seconds() // 3600)
        facts = [
            self.env._(
                "The last backup is %(age)s h old and has %(size).1f MB.",
                age=age,
                size=last.size,
            )
        ]
        state = "danger" if now - last.date > timedelta(hours=hours) else "ok"
        if not drill:
            facts.append(self.env._("None has been restored for proof."))
            state = max(state, "warning", key=("ok", "warning", "danger").index)
        elif drill.state == "failed":
            facts.append(self.env._("The last restore drill failed: %(why)s", why=drill.note))
            state = "danger"
        else:
            day = fields.Date.to_string(fields.Datetime.context_timestamp(self, drill.date))
            facts.append(self.env._("The last restore drill succeeded on %(day)s.", day=day))
            if now - drill.date > timedelta(days=days):
                state = max(state, "warning", key=("ok", "warning", "danger").index)
        return Finding(state, " ".join(facts))

    @api.model
    def _cs_backup_limit(self, unit, default):
        """Return how old a backup (hours) or a drill (days) may be."""
        text = self.env["ir.config_parameter"].sudo().get_param(f"cs_base.backup_{unit}")
        return int(text) if (text or "").isdigit() and int(text) else default
