from odoo import fields, models
from odoo.exceptions import UserError


class CsPrivacyIncidentNew(models.TransientModel):
    """The small dialog by which everybody in the service reports an incident."""

    _name = "cs.privacy.incident.new"
    _description = "Report an Incident"
    _inherit = ["cs.privacy.scan.mixin"]

    _cs_scanned = ("title", "description")

    title = fields.Char(string="What happened?", required=True)
    description = fields.Text(string="Details", required=True)
    kind_id = fields.Many2one(
        comodel_name="cs.privacy.incident.kind",
        required=True,
        ondelete="cascade",
    )
    date_occurred_from = fields.Datetime(string="Since When")
    attachment_ids = fields.Many2many(comodel_name="ir.attachment", string="Files")

    def action_report(self):
        """Record the incident in the user's name, as detected now, and call the officer."""
        self.ensure_one()
        if not self.title.strip() or not (self.description or "").strip():
            raise UserError(self.env._("Say in a few words what happened."))
        employee = self.env.user.sudo().employee_ids.filtered(
            lambda employee: employee.company_id == self.env.company
        )[:1]
        # sudo: everybody reports, and the system decides what a report sets
        incident = (
            self.env["cs.privacy.incident"]
            .sudo()
            .create(
                {
                    "title": self.title,
                    "description": self.description,
                    "kind_id": self.kind_id.id,
                    "date_occurred_from": self.date_occurred_from,
                    "company_id": self.env.company.id,
                    "department_id": employee.department_id.id,
                    "reporter_id": self.env.user.id,
                }
            )
        )
        self.attachment_ids.check_access("write")
        # sudo: who reports may add the own files, and afterwards only read the incident
        self.attachment_ids.sudo().write({"res_model": incident._name, "res_id": incident.id})
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Incident %(number)s is reported. Thank you for telling at once.",
                    number=incident.name,
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
