from odoo import api, fields, models
from odoo.exceptions import UserError


class CsComplaintTaskOpen(models.TransientModel):
    """Asks another department for something that a complaint needs (clause 6.2.2)."""

    _name = "cs.complaint.task.open"
    _description = "Request to Another Department"
    _inherit = ["cs.complaint.dialog", "cs.privacy.scan.mixin"]

    _cs_needed_access = "write"
    _cs_scanned = ("name", "request")

    complaint_id = fields.Many2one(
        comodel_name="cs.complaint", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="complaint_id.company_id")
    own_department_id = fields.Many2one(
        related="complaint_id.department_id", string="Department in the Lead"
    )
    date_resolve_due = fields.Datetime(
        related="complaint_id.date_resolve_due", string="Deadline of the Complaint"
    )
    department_id = fields.Many2one(
        comodel_name="hr.department",
        required=True,
        check_company=True,
        domain="[('cs_function', '!=', False), ('id', '!=', own_department_id)]",
    )
    name = fields.Char(string="What Is Asked", required=True)
    request = fields.Text(string="Details")
    due_amount = fields.Float(
        string="Time Allowed",
        compute="_compute_time",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    due_unit = fields.Selection(
        selection=[("hour", "Working hours"), ("day", "Working days")],
        compute="_compute_time",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    date_due = fields.Datetime(string="Answer Due", compute="_compute_date_due")
    is_too_late = fields.Boolean(compute="_compute_date_due")
    available_file_ids = fields.Many2many(
        comodel_name="ir.attachment", compute="_compute_available_file_ids"
    )
    file_ids = fields.Many2many(
        comodel_name="ir.attachment",
        string="Files They May See",
        compute="_compute_file_ids",
        store=True,
        precompute=True,
        readonly=False,
        domain="[('id', 'in', available_file_ids)]",
    )

    @api.depends("complaint_id")
    def _compute_time(self):
        for dialog in self:
            amount, unit = dialog.complaint_id._cs_default_time()
            dialog.due_amount, dialog.due_unit = amount, unit

    @api.depends("due_amount", "due_unit", "complaint_id")
    def _compute_date_due(self):
        for dialog in self:
            try:
                due = dialog.complaint_id._cs_time_after(dialog.due_amount, dialog.due_unit)
            except UserError:
                due = False
            dialog.date_due = due
            limit = dialog.date_resolve_due
            dialog.is_too_late = bool(due and limit and due > limit)

    @api.depends("complaint_id")
    def _compute_available_file_ids(self):
        for dialog in self:
            dialog.available_file_ids = self.env["ir.attachment"].search(
                [("res_model", "=", "cs.complaint"), ("res_id", "=", dialog.complaint_id.id)]
            )

    @api.depends("complaint_id")
    def _compute_file_ids(self):
        for dialog in self:
            # What the customer sent is what the others need; mails of ours are not.
            files = dialog.complaint_id._cs_customer_files()
            dialog.file_ids = files.with_env(self.env) & dialog.available_file_ids

    def action_open(self):
        """Ask the other department."""
        self.ensure_one()
        if self.due_amount <= 0:
            raise UserError(self.env._("Give the other department more than no time."))
        self.env["cs.complaint.task"]._cs_open(
            self.complaint_id,
            self.name,
            self.department_id,
            due=(self.due_amount, self.due_unit),
            files=self.file_ids & self.available_file_ids,
            request=self.request,
        )
        return {"type": "ir.actions.act_window_close"}
