from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import clean_context

from ..locking import lock_and_wait
from .cs_complaint_task import OPEN_TASK_STATES

ACTIVITY = "cs_complaint.mail_activity_type_task"

# Which states each step may start from
TASK_STEPS = {
    "accept": ("new",),
    "done": OPEN_TASK_STATES,
    "return": OPEN_TASK_STATES,
    "assign": OPEN_TASK_STATES,
    "cancel": (*OPEN_TASK_STATES, "returned"),
    "again": ("done", "returned"),
}


class CsComplaintTaskFlow(models.Model):
    """The steps of a task: rights and state are checked, and each may be taken twice."""

    _inherit = "cs.complaint.task"

    @api.model
    def _cs_open(self, complaint, name, department, due=None, files=None, **values):
        """Ask ``department`` for something that ``complaint`` needs.

        :param str name: what is asked, in a line
        :param due: ``(amount, unit)``; default: as :meth:`_cs_default_time` says
        :param files: ``ir.attachment`` of the complaint that the other department gets to see
        :return: the task
        :raise UserError: the complaint is not open, or the department is its own
        """
        complaint.ensure_one()
        complaint.check_access("write")
        complaint._cs_require_open()
        if department == complaint.department_id:
            raise UserError(
                self.env._("Ask another department; your own one has the complaint already.")
            )
        amount, unit = due or complaint._cs_default_time()
        # sudo: requests are made by this action alone, whose rights have been checked
        task = (
            self.sudo()
            .with_context(clean_context(self.env.context))
            .create(
                {
                    "name": name,
                    "complaint_id": complaint.id,
                    "department_id": department.id,
                    "requester_id": self.env.uid,
                    "due_amount": amount,
                    "due_unit": unit,
                    "date_due": complaint._cs_time_after(amount, unit),
                    **values,
                }
            )
        )
        task._cs_take_files("file_ids", files)
        task._cs_call_department()
        task._cs_tell_complaint(
            self.env._(
                "%(department)s was asked for: %(task)s",
                department=department.name,
                task=task.name,
            )
        )
        complaint._cs_note_holders()
        return task.with_env(self.env)

    def action_accept(self):
        """Take the task up; the current user becomes its handler when nobody is yet."""
        for task in self._cs_step_guard("accept", "accepted"):
            handler = task.sudo().user_id or self.env.user
            task._cs_set(state="accepted", user_id=handler.id, date_accepted=fields.Datetime.now())
        return True

    def action_done(self, answer=None, files=None):
        """Give the answer to the department in the lead; without ``answer`` a dialog asks for it.

        :param str answer: what came out
        :param files: ids of attachments that prove it
        """
        todo = self._cs_step_guard("done", "done")
        if answer is None:
            return todo._cs_ask_step("done")
        self._cs_require_text(answer)
        for task in todo:
            task._cs_take_files("answer_file_ids", self.env["ir.attachment"].browse(files or []))
            task._cs_end("done", answer=answer, user_id=task.sudo().user_id.id or self.env.uid)
            task._cs_tell_lead(
                self.env._(
                    "%(department)s answered: %(task)s",
                    department=task.sudo().department_id.name,
                    task=task.name,
                )
            )
        return True

    def action_return(self, reason=None):
        """Send the task back without an answer; without ``reason`` a dialog asks for it."""
        todo = self._cs_step_guard("return", "returned")
        if reason is None:
            return todo._cs_ask_step("return")
        self._cs_require_text(reason)
        for task in todo:
            task._cs_end("returned", reason=reason)
            task._cs_tell_lead(
                self.env._(
                    "%(department)s sent back: %(task)s (%(reason)s)",
                    department=task.sudo().department_id.name,
                    task=task.name,
                    reason=task.reason,
                )
            )
        return True

    def action_cancel(self, reason=None):
        """Take the request back; without ``reason`` a dialog asks for it."""
        todo = self._cs_step_guard("cancel", "cancelled")
        if reason is None:
            return todo._cs_ask_step("cancel")
        self._cs_require_text(reason)
        todo._cs_cancel(reason)
        return True

    def action_ask_again(self, reason=None, due=None):
        """Ask once more, with a new deadline; without ``reason`` a dialog asks for it.

        :param str reason: what is still missing
        :param due: ``(amount, unit)``; default: the time that was allowed before
        """
        todo = self._cs_step_guard("again")
        if reason is None:
            return todo._cs_ask_step("again")
        self._cs_require_text(reason)
        for task in todo:
            complaint = task.sudo().complaint_id
            complaint._cs_require_open()
            amount, unit = due or (task.due_amount, task.due_unit)
            task._cs_set(
                state="accepted" if task.user_id else "new",
                reason=reason,
                due_amount=amount,
                due_unit=unit,
                date_asked=fields.Datetime.now(),
                date_due=complaint._cs_time_after(amount, unit),
                date_ended=False,
                escalation_level=0,
            )
            task._cs_call_department()
            complaint._cs_note_holders()
        return True

    def action_assign(self, user_id=None):
        """Give the task to a member of the department; without ``user_id`` a dialog asks."""
        todo = self._cs_step_guard("assign")
        if user_id is None:
            return todo._cs_ask_step("assign")
        user = self.env["res.users"].browse(user_id)
        for task in todo:
            if user != self.env.user and not task._cs_may_assign():
                raise AccessError(
                    self.env._(
                        "Only the head of the department or a supervisor gives the request to "
                        "somebody else. Take it yourself with Accept."
                    )
                )
            department = task.sudo().department_id
            if not department.with_user(user).cs_is_member or not task.with_user(user).has_access(
                "read"
            ):
                raise UserError(
                    self.env._(
                        "%(user)s is no member of %(department)s who handles complaints. Choose "
                        "one of its members.",
                        user=user.name,
                        department=department.name,
                    )
                )
            task._cs_set(user_id=user.id)
            task._cs_call_department()
        return True

    def action_open_complaint(self):
        """Open the complaint, for those who may see it."""
        self.ensure_one()
        self.check_access("read")
        return self.env["cs.complaint"].browse(self.sudo().complaint_id.id).get_formview_action()

    # Parts of the steps ---------------------------------------------------------------------------

    def _cs_step_guard(self, step, target=None):
        """Return the tasks that still have to take ``step``.

        :raise AccessError: the step is not the current user's
        :raise UserError: a task is in a state that does not allow it
        """
        self.check_access("read")
        leads = step in ("cancel", "again")
        for task in self:
            if not (task._cs_may_lead() if leads else task._cs_may_work()):
                raise AccessError(
                    self.env._("Only the department in the lead changes its request.")
                    if leads
                    else self.env._("Only members of the department that was asked do this.")
                )
        lock_and_wait(self)
        todo = self.filtered(lambda task: task.state != target)
        wrong = todo.filtered(lambda task: task.state not in TASK_STEPS[step])
        if wrong:
            states = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "“%(task)s” is in state %(state)s; this step starts from: %(allowed)s.",
                    task=wrong[0].name,
                    state=states[wrong[0].state],
                    allowed=", ".join(states[state] for state in TASK_STEPS[step]),
                )
            )
        return todo

    def _cs_set(self, **values):
        self.sudo().write(values)

    def _cs_end(self, state, **values):
        """End the task in ``state`` and count the time it took."""
        self.ensure_one()
        now = fields.Datetime.now()
        company = self.sudo().company_id
        calendar = company._cs_calendar().with_company(company)
        if self.date_due <= now and not self.breached_at:
            values["breached_at"] = self.date_due
        taken = int(calendar._cs_worked_seconds(self.date_asked, now))
        self._cs_set(
            state=state,
            date_ended=now,
            worked_seconds=self.worked_seconds + max(taken, 0),
            **values,
        )
        self.sudo().activity_unlink([ACTIVITY, "cs_complaint.mail_activity_type_task_late"])
        self.sudo().complaint_id._cs_note_holders()

    def _cs_cancel(self, reason):
        for task in self:
            if task.state in OPEN_TASK_STATES:
                task._cs_end("cancelled", reason=reason)
            else:
                task._cs_set(state="cancelled", reason=reason)
            task._cs_tell_complaint(
                self.env._(
                    "Not needed any more: %(task)s (%(reason)s)", task=task.name, reason=task.reason
                )
            )

    def _cs_require_text(self, text):
        if not isinstance(text, str) or not text.strip():
            raise UserError(self.env._("Write in a sentence what the others have to know."))

    def _cs_take_files(self, name, files):
        """Give the task copies of ``files`` of its own: who sees it need not see the complaint."""
        if not files:
            return
        files.check_access("read")
        copies = self.env["ir.attachment"].sudo()
        for file in files.sudo():
            copies |= file.copy({"name": file.name, "res_model": self._name, "res_id": self.id})
        self._cs_set(**{name: [fields.Command.link(copy.id) for copy in copies]})

    def _cs_call_department(self):
        """Put the task on the list of its handler, else of the head of the department."""
        self.ensure_one()
        task = self.sudo()
        task.activity_unlink([ACTIVITY])
        called = task.user_id or task.department_id.manager_id.user_id
        if called and called != self.env.user:
            task.activity_schedule(
                ACTIVITY,
                date_deadline=fields.Datetime.context_timestamp(task, task.date_due).date(),
                summary=task.name,
                user_id=called.id,
            )

    def _cs_tell_lead(self, text):
        """Tell who waits for the task, and note it on the complaint."""
        self.ensure_one()
        task = self.sudo()
        complaint = task.complaint_id
        lead = complaint.user_id or task.requester_id
        if lead != self.env.user and lead.active:
            complaint.activity_schedule(
                "cs_complaint.mail_activity_type_task_back", summary=text, user_id=lead.id
            )
        task._cs_tell_complaint(text)

    def _cs_tell_complaint(self, text):
        self.sudo().complaint_id._message_log(body=text)

    def _cs_ask_step(self, step):
        titles = {
            "done": self.env._("Answer the Request"),
            "return": self.env._("Send Back"),
            "cancel": self.env._("Cancel the Request"),
            "again": self.env._("Ask Again"),
            "assign": self.env._("Assign"),
        }
        if not self:
            return False
        return {
            "type": "ir.actions.act_window",
            "name": titles[step],
            "res_model": "cs.complaint.task.step",
            "view_mode": "form",
            "target": "new",
            "context": {"default_task_ids": self.ids, "default_step": step},
        }
