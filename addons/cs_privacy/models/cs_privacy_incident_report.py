from odoo import api, fields, models
from odoo.exceptions import UserError


class CsPrivacyIncidentReport(models.Model):
    """A report to the authority: generated from the incident, recorded as sent with its proof.

    Odoo does not send it: authorities have portals, forms and telephones of their own.
    """

    _name = "cs.privacy.incident.report"
    _description = "Report to the Authority"
    _inherit = ["cs.privacy.guard", "cs.privacy.scan.mixin"]
    _order = "incident_id, id"

    _cs_protected = frozenset({"user_id", "date_sent"})
    _cs_fixed = frozenset({"incident_id"})
    _cs_scanned = ("recipient",)
    _cs_scanned_html = ("body",)

    incident_id = fields.Many2one(
        comodel_name="cs.privacy.incident", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="incident_id.company_id", store=True, index=True)
    department_id = fields.Many2one(related="incident_id.department_id", store=True, index=True)
    kind = fields.Selection(
        selection=[
            ("initial", "First report"),
            ("follow_up", "Follow-up"),
            ("final", "Final report"),
        ],
        required=True,
        default="initial",
    )
    authority = fields.Char(required=True, help="For example the communications administration.")
    recipient = fields.Char(help="Office, person or portal that received it.")
    way = fields.Selection(
        selection=[
            ("portal", "Portal of the authority"),
            ("phone", "Telephone"),
            ("email", "E-mail"),
            ("letter", "Letter or delivery"),
        ],
        string="Sent By",
        default="portal",
    )
    date_due = fields.Datetime(string="Due", compute="_compute_date_due")
    date_sent = fields.Datetime(string="Received by the Authority", readonly=True, copy=False)
    reference = fields.Char(string="Reference Number", help="Given by the authority.")
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Reported By",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
    )
    body = fields.Html(string="Content", sanitize_attributes=False)
    attachment_ids = fields.Many2many(comodel_name="ir.attachment", string="Proof")
    is_late = fields.Boolean(string="Late", compute="_compute_is_late")

    @api.depends("incident_id", "kind", "authority")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for report in self:
            report.display_name = f"{report.incident_id.name}: {labels.get(report.kind, '')}"

    @api.depends("incident_id.stage_ids.date_due", "kind")
    def _compute_date_due(self):
        stages = {"initial": "reported", "follow_up": "root_cause", "final": "closed"}
        for report in self:
            row = report.incident_id.stage_ids.filtered(
                lambda row, report=report: row.stage == stages.get(report.kind)
            )
            report.date_due = row.date_due

    @api.depends("date_due", "date_sent")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for report in self:
            report.is_late = bool(report.date_due and (report.date_sent or now) > report.date_due)

    @api.model_create_multi
    def create(self, vals_list):
        reports = super().create(vals_list)
        if not reports._cs_is_trusted():
            reports.incident_id._cs_check_open()
        for report in reports:
            if not report.body:
                report.body = report._cs_render()
        return reports

    def write(self, vals):
        if not self._cs_is_trusted():
            self.incident_id._cs_check_open()
            if any(report.date_sent for report in self):
                raise UserError(
                    self.env._("A report that was sent stays as it is. Add a follow-up report.")
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if any(report.date_sent for report in self):
            raise UserError(self.env._("A report that was sent is evidence and stays."))

    def action_generate(self):
        """Write the content anew from what the incident says now."""
        self.check_access("write")
        for report in self:
            report.body = report._cs_render()
        return True

    def action_sent(self):
        """Record that the authority has it, now; a reference or a file proves it."""
        self.check_access("write")
        for report in self.filtered(lambda report: not report.date_sent):
            report.incident_id._cs_check_open()
            if not report.recipient or not report.body:
                raise UserError(
                    self.env._("Name who received the report, and generate its content first.")
                )
            if not report.reference and not report.attachment_ids:
                raise UserError(
                    self.env._(
                        "Prove that the report was received: its reference number, or a file."
                    )
                )
            report._cs_step(date_sent=fields.Datetime.now(), user_id=self.env.user.id)
        return True

    def action_open(self):
        """Open the report."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
        }

    def _cs_render(self):
        """Return the content with the parts that the law expects, as HTML."""
        self.ensure_one()
        return self.env["ir.qweb"]._render(
            "cs_privacy.incident_report_content",
            {"report": self, "incident": self.incident_id, "company": self.company_id},
        )
