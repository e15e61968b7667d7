from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.guard import OPEN_STAGES


class CsPrivacyIncidentTask(models.Model):
    """A task of the emergency plan in one incident: done with proof."""

    _name = "cs.privacy.incident.task"
    _description = "Task of an Incident"
    _inherit = ["cs.privacy.incident.todo"]
    _order = "incident_id, sequence, id"

    _cs_protected = frozenset({"state", "date_done", "done_user_id"})
    _cs_owned = frozenset({"proof", "attachment_ids"})
    _cs_scanned = ("name", "instructions", "proof")

    incident_id = fields.Many2one(
        comodel_name="cs.privacy.incident", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="incident_id.company_id", store=True, index=True)
    department_id = fields.Many2one(related="incident_id.department_id", store=True, index=True)
    sequence = fields.Integer(default=100)
    name = fields.Char(required=True)
    instructions = fields.Text()
    stage = fields.Selection(
        selection=lambda self: [
            item for item in self.env["cs.privacy.incident"]._cs_states() if item[0] in OPEN_STAGES
        ],
        string="While",
        required=True,
        default="detected",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Assigned To",
        domain="[('share', '=', False)]",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    date_due = fields.Datetime(string="Due", index=True)
    is_mandatory = fields.Boolean(string="Mandatory", default=True)
    state = fields.Selection(
        selection=[("open", "To do"), ("done", "Done"), ("cancelled", "Cancelled")],
        required=True,
        default="open",
        readonly=True,
        tracking=True,
        copy=False,
    )
    proof = fields.Text(help="What was done, and how it can be verified.", copy=False)
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment", string="Proof Files", copy=False
    )
    date_done = fields.Datetime(string="Done On", readonly=True, copy=False)
    done_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Done By",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
    )
    is_late = fields.Boolean(string="Late", compute="_compute_is_late")

    @api.depends("date_due", "date_done", "state")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for task in self:
            end = task.date_done or now
            task.is_late = bool(task.state != "cancelled" and task.date_due and end > task.date_due)

    def _cs_check_change(self, vals):
        done = self.filtered(lambda task: task.state != "open")
        if done:
            raise UserError(
                self.env._(
                    "The task “%(task)s” is done and stays as it is. Add another task instead.",
                    task=done[0].name,
                )
            )

    def _cs_owner_refusal(self):
        return self.env._("You may write the proof of your task; officers change the rest.")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_planned(self):
        for task in self:
            if task.is_mandatory or task.state == "done":
                raise UserError(
                    self.env._(
                        "The task “%(task)s” is mandatory or done, and stays.", task=task.name
                    )
                )

    def action_done(self):
        """Mark as done; the proof is needed. A second call does nothing."""
        self.check_access("write")
        for task in self.filtered(lambda task: task.state == "open"):
            # sudo: the assigned colleague may not read the incident
            task.sudo().incident_id._cs_check_open()
            if not (task.proof or "").strip() and not task.attachment_ids:
                raise UserError(
                    self.env._(
                        "Say what was done, or attach a file: “%(task)s” is done with proof only.",
                        task=task.name,
                    )
                )
            task._cs_step(
                state="done", date_done=fields.Datetime.now(), done_user_id=self.env.user.id
            )
            task._cs_uncall()
        return True

    def _cs_cancel(self):
        todo = self.filtered(lambda task: task.state == "open")
        todo._cs_step(state="cancelled")
        todo._cs_uncall()

    def _cs_resume(self):
        todo = self.filtered(lambda task: task.state == "cancelled")
        todo._cs_step(state="open")
        todo._cs_call()
