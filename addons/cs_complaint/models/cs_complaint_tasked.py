from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.facts import OPEN_STATES
from .cs_complaint_task import OPEN_TASK_STATES


class CsComplaintTasked(models.Model):
    """The complaint as the lead: what it asks other departments for, and waits for."""

    _inherit = "cs.complaint"

    task_ids = fields.One2many(
        comodel_name="cs.complaint.task",
        inverse_name="complaint_id",
        string="Co-handling",
        readonly=True,
        copy=False,
        groups="base.group_user",
    )
    task_count = fields.Integer(compute="_compute_task_count", groups="base.group_user")
    task_open_count = fields.Integer(compute="_compute_task_count", groups="base.group_user")

    @api.depends("task_ids.state")
    def _compute_task_count(self):
        # Those that the user may read, as the page lists them: asked for together with them.
        for complaint in self:
            states = complaint.task_ids.mapped("state")
            complaint.task_count = len(states)
            complaint.task_open_count = sum(state in OPEN_TASK_STATES for state in states)

    def action_ask_department(self):
        """Open the dialog that asks another department for something."""
        self.ensure_one()
        self.check_access("write")
        self._cs_require_open()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask Another Department"),
            "res_model": "cs.complaint.task.open",
            "view_mode": "form",
            "target": "new",
            "context": {"default_complaint_id": self.id},
        }

    def action_view_tasks(self):
        """Show the requests of this complaint to other departments."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Co-handling"),
            "res_model": "cs.complaint.task",
            "view_mode": "list,form",
            "domain": [("complaint_id", "=", self.id)],
        }

    def _cs_require_open(self):
        """Refuse what only makes sense while somebody works on the complaint.

        :raise UserError: for complaints that are not open
        """
        ended = self.filtered(lambda complaint: complaint.state not in OPEN_STATES)
        if ended:
            raise UserError(
                self.env._(
                    "Complaint %(numbers)s is not open any more. Reopen it first.",
                    numbers=", ".join(ended.mapped("name")),
                )
            )

    def _cs_time_after(self, amount, unit):
        """Return the moment ``amount`` working days or hours from now, naive in UTC.

        :param str unit: ``day`` or ``hour``
        """
        self.ensure_one()
        calendar = self.company_id._cs_calendar().with_company(self.company_id)
        due = calendar._cs_deadline(fields.Datetime.now(), amount, unit)
        return due.replace(tzinfo=None)

    def _cs_default_time(self):
        """Return ``(amount, unit)`` for other departments: the policy's, else the company's."""
        self.ensure_one()
        policy = self.sudo().policy_id
        if policy.task_hours:
            return policy.task_hours, "hour"
        return self.company_id.cs_complaint_task_hours, "hour"

    def _cs_guard(self, transition, target=None):
        todo = super()._cs_guard(transition, target)
        if transition in ("answer", "close", "reject"):
            todo._cs_refuse_open_tasks()
        return todo

    def _cs_open_tasks(self):
        # sudo: whoever ends the complaint has to know what is asked of others
        return (
            self.env["cs.complaint.task"]
            .sudo()
            .search([("complaint_id", "in", self.ids), ("state", "in", OPEN_TASK_STATES)])
        )

    def _cs_refuse_open_tasks(self):
        """Refuse to end complaints for which another department still has to do something.

        :raise UserError: naming what is open, where and until when
        """
        tasks = self._cs_open_tasks() if self else None
        if not tasks:
            return
        named = [
            self.env._(
                "%(number)s: “%(task)s” (%(department)s, due %(due)s)",
                number=task.complaint_id.name,
                task=task.name,
                department=task.department_id.name,
                due=task.complaint_id._cs_moment_text(task.date_due, self.env.lang),
            )
            for task in tasks
        ]
        raise UserError(
            self.env._(
                "Other departments still have to answer:\n%(tasks)s\n"
                "Wait for their answer, or cancel the request.",
                tasks="\n".join(named),
            )
        )

    def _cs_transition(self, **values):
        result = super()._cs_transition(**values)
        if values.get("state") in ("withdrawn", "rejected"):
            tasks = self._cs_open_tasks() if self else None
            if tasks:
                tasks._cs_cancel(self.env._("The complaint has ended."))
        return result
