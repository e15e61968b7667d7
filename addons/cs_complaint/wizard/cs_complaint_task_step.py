from odoo import api, fields, models


class CsComplaintTaskStep(models.TransientModel):
    """Asks for what a step of a task needs, and takes it."""

    _name = "cs.complaint.task.step"
    _description = "Step of a Request to Another Department"
    _inherit = ["cs.complaint.dialog", "cs.privacy.scan.mixin"]

    _cs_scanned = ("text",)

    task_ids = fields.Many2many(comodel_name="cs.complaint.task", required=True, readonly=True)
    step = fields.Selection(
        selection=[
            ("done", "Answer"),
            ("return", "Send Back"),
            ("cancel", "Cancel"),
            ("again", "Ask Again"),
            ("assign", "Assign"),
        ],
        required=True,
        readonly=True,
    )
    text = fields.Text()
    file_ids = fields.Many2many(comodel_name="ir.attachment", string="Files")
    user_id = fields.Many2one(comodel_name="res.users", string="Handled By")
    possible_user_ids = fields.Many2many(
        comodel_name="res.users", compute="_compute_possible_user_ids"
    )

    @api.depends("task_ids")
    def _compute_possible_user_ids(self):
        for dialog in self:
            dialog.task_ids.check_access("read")
            # sudo: employees are for HR to read; who works in the department may be chosen
            employees = (
                self.env["hr.employee"]
                .sudo()
                .search([("department_id", "in", dialog.task_ids.sudo().department_id.ids)])
            )
            users = employees.user_id | dialog.task_ids.sudo().department_id.manager_id.user_id
            dialog.possible_user_ids = users.filtered("active")

    def action_apply(self):
        """Take the step; rights, states and the text are checked by the step."""
        self.ensure_one()
        tasks = self.task_ids
        steps = {
            "done": lambda: tasks.action_done(self.text or "", self.file_ids.ids),
            "return": lambda: tasks.action_return(self.text or ""),
            "cancel": lambda: tasks.action_cancel(self.text or ""),
            "again": lambda: tasks.action_ask_again(self.text or ""),
            "assign": lambda: tasks.action_assign(self.user_id.id),
        }
        steps[self.step]()
        return {"type": "ir.actions.act_window_close"}
