from odoo import api, fields, models


class CsPrivacyIncidentReason(models.TransientModel):
    """Asks for the reason of a step and takes it."""

    _name = "cs.privacy.incident.reason"
    _description = "Reason of an Incident Step"
    _inherit = ["cs.privacy.scan.mixin"]

    _cs_scanned = ("reason",)

    incident_ids = fields.Many2many(
        comodel_name="cs.privacy.incident",
        relation="cs_privacy_incident_reason_rel",
        required=True,
        readonly=True,
    )
    step = fields.Selection(
        selection=[
            ("false_alarm", "False Alarm"),
            ("reopen", "Take up Again"),
            ("severity", "Set Severity"),
            ("report_waiver", "No Report Needed"),
            ("notice_waiver", "Persons Not Informed"),
            ("no_person_reason", "Nobody Is Affected"),
        ],
        required=True,
        readonly=True,
    )
    severity_id = fields.Many2one(comodel_name="cs.privacy.severity", ondelete="cascade")
    suggested_id = fields.Many2one(
        comodel_name="cs.privacy.severity", compute="_compute_suggested_id"
    )
    reason = fields.Text(required=True)

    @api.depends("incident_ids")
    def _compute_suggested_id(self):
        for dialog in self:
            dialog.suggested_id = dialog.incident_ids[:1].severity_suggested_id

    def action_apply(self):
        """Take the step with the reason given; rights and states are checked by the step."""
        self.ensure_one()
        incidents, reason = self.incident_ids, (self.reason or "").strip()
        incidents._cs_check_reason(reason)
        if self.step == "severity":
            incidents.action_raise_severity(self.severity_id.id, reason)
        else:
            steps = {
                "false_alarm": incidents.action_false_alarm,
                "reopen": incidents.action_reopen,
                "report_waiver": incidents.action_waive_report,
                "notice_waiver": incidents.action_waive_notice,
                "no_person_reason": incidents.action_no_person,
            }
            steps[self.step](reason)
        return {"type": "ir.actions.act_window_close"}
