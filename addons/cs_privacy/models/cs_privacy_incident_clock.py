from odoo import api, fields, models

from ..core.guard import STAGES


class CsPrivacyIncidentClock(models.Model):
    """When each stage is due, and who hears of it."""

    _inherit = "cs.privacy.incident"

    date_next_due = fields.Datetime(
        string="Next Due",
        compute="_compute_date_next_due",
        store=True,
        index=True,
        help="When the next stage is due.",
    )
    is_late = fields.Boolean(
        string="Late",
        compute="_compute_is_late",
        search="_search_is_late",
        help="A stage is overdue.",
    )
    stage_bar = fields.Json(compute="_compute_stage_bar", compute_sudo=True)

    @api.depends("stage_ids.date_due", "stage_ids.state")
    def _compute_date_next_due(self):
        for incident in self:
            dues = incident.stage_ids.filtered(lambda stage: stage.state == "open")
            incident.date_next_due = min(
                (stage.date_due for stage in dues if stage.date_due), default=False
            )

    @api.depends("date_next_due")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for incident in self:
            incident.is_late = bool(incident.date_next_due and incident.date_next_due < now)

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("date_next_due", "<", fields.Datetime.now())]

    @api.depends("stage_ids.date_due", "stage_ids.date_reached", "stage_ids.state")
    def _compute_stage_bar(self):
        labels = dict(
            self.env["cs.privacy.incident"]._fields["state"]._description_selection(self.env)
        )
        for incident in self:
            incident.stage_bar = [
                {
                    "stage": row.stage,
                    "label": labels[row.stage],
                    "state": row.state,
                    "due": fields.Datetime.to_string(row.date_due) or False,
                    "reached": fields.Datetime.to_string(row.date_reached) or False,
                    "late": row.is_late,
                    "user": row.user_id.name or "",
                }
                for row in incident.stage_ids.sorted(lambda row: STAGES.index(row.stage))
            ]

    def _cs_start_clock(self):
        """Lay down a row for each stage; the first is reached."""
        self.env["cs.privacy.incident.stage"].create(
            [
                {
                    "incident_id": incident.id,
                    "stage": stage,
                    **(
                        {
                            "state": "reached",
                            "date_reached": incident.date_detected,
                            "user_id": incident.reporter_id.id,
                        }
                        if stage == "detected"
                        else {}
                    ),
                }
                for incident in self
                for stage in STAGES
            ]
        )

    def _cs_call_officer(self):
        """Tell the owner that there is a new incident."""
        for incident in self.filtered("user_id"):
            incident.activity_schedule(
                "cs_privacy.mail_activity_type_incident",
                summary=self.env._("New incident: contain it"),
                user_id=incident.user_id.id,
            )

    def _cs_escalate_to(self):
        """Return who hears that a stage is late: the company's officer and the department's head.

        A hook: add others through ``super()``.
        """
        self.ensure_one()
        return (
            self.company_id._cs_security_officer()
            | self.department_id.manager_id.user_id
            | self.user_id
        ).filtered("active")
