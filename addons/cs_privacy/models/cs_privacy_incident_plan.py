from datetime import timedelta

from odoo import models


class CsPrivacyIncidentPlan(models.Model):
    """What the emergency plan makes of a new incident."""

    _inherit = "cs.privacy.incident"

    def _cs_start_plan(self):
        """Make the tasks of the emergency plan that this kind and severity call for."""
        values = []
        for incident in self:
            plan = self.env["cs.privacy.plan"]._cs_for(incident.company_id)
            for line in plan.line_ids:
                if line.kind_ids and incident.kind_id not in line.kind_ids:
                    continue
                if line.rank_from > incident.severity_rank:
                    continue
                values.append(incident._cs_task_values(line))
        self.env["cs.privacy.incident.task"].create(values)

    def _cs_task_values(self, line):
        self.ensure_one()
        line = line.with_context(lang=self.user_id.lang or self.env.lang)
        return {
            "incident_id": self.id,
            "sequence": line.sequence,
            "name": line.name,
            "instructions": line.instructions,
            "stage": line.stage,
            "user_id": self._cs_user_for_role(line.role).id,
            "date_due": self.date_detected + timedelta(hours=line.hours),
            "is_mandatory": line.is_mandatory,
        }

    def _cs_user_for_role(self, role):
        """Return who does the tasks of ``role``; the owner where there is nobody else."""
        self.ensure_one()
        users = {
            "department": self.company_id._cs_security_officer(self.department_id),
            "company": self.company_id._cs_security_officer(),
            "head": self.department_id.manager_id.user_id,
            "reporter": self.reporter_id,
        }
        return users.get(role) or self.user_id
