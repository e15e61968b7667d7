from odoo import api, fields, models


class CsDemo(models.AbstractModel):
    """Steps of the story in which departments work together."""

    _inherit = "cs.demo"

    @api.model
    def _cs_department(self, name):
        return self.env.ref(f"cs_base.department_{name}")

    @api.model
    def _cs_first_task(self, complaint, step):
        """Return what ``step.by`` has still to answer, as that user."""
        user = self._cs_user(step.by)
        tasks = complaint.task_ids.filtered(lambda task: task.state in ("new", "accepted"))
        return tasks.with_user(user).filtered(lambda task: task.department_id.cs_is_member)[:1]

    @api.model
    def _cs_step_ask(self, complaint, own, step):
        own.env["cs.complaint.task"]._cs_open(
            own, step.text, self._cs_department(step.by), request=step.more or False
        )

    @api.model
    def _cs_step_take(self, complaint, own, step):
        self._cs_first_task(complaint, step).action_accept()

    @api.model
    def _cs_step_reply(self, complaint, own, step):
        self._cs_first_task(complaint, step).action_done(step.text)

    @api.model
    def _cs_step_send_back(self, complaint, own, step):
        self._cs_first_task(complaint, step).action_return(step.text)

    @api.model
    def _cs_step_severity(self, complaint, own, step):
        own.action_change_severity(step.more, step.text)

    @api.model
    def _cs_step_transfer(self, complaint, own, step):
        own.action_transfer(self._cs_department(step.by).id, step.text)

    @api.model
    def _cs_step_aside(self, complaint, own, step):
        until = self._cs_later(fields.Datetime.now(), step.more * 3600)
        own.action_put_aside(min(until, complaint._cs_aside_limit()), step.text)

    @api.model
    def _cs_step_merge(self, complaint, own, step):
        supervisor = complaint.with_user(self._cs_user("supervisor"))
        target = supervisor.search([("subject", "=", step.more)], limit=1)
        supervisor.action_merge(target.id, step.text)
