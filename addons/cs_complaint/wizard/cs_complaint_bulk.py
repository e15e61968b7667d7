from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..core.facts import OPEN_STATES


class CsComplaintBulk(models.TransientModel):
    """Takes a step with many complaints and says with which it was taken, and why not with others.

    What is refused for one complaint keeps no other from being done.
    """

    _name = "cs.complaint.bulk"
    _description = "Step with Many Complaints"
    _inherit = ["cs.complaint.dialog", "cs.privacy.scan.mixin"]

    _cs_scanned = ("reason",)

    complaint_ids = fields.Many2many(
        comodel_name="cs.complaint",
        required=True,
        readonly=True,
        default=lambda self: self._default_complaint_ids(),
    )
    complaint_count = fields.Integer(compute="_compute_complaint_count")
    step = fields.Selection(
        selection=[
            ("assign", "Assign to somebody"),
            ("auto", "Assign automatically"),
            ("transfer", "Transfer to a department"),
            ("aside", "Put aside"),
        ],
        required=True,
        default="assign",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Handled By",
        domain="[('share', '=', False)]",
    )
    department_id = fields.Many2one(
        comodel_name="hr.department", domain="[('cs_function', '!=', False)]"
    )
    until = fields.Datetime()
    reason = fields.Text()
    state = fields.Selection(
        selection=[("ask", "Ask"), ("done", "Done")], default="ask", readonly=True
    )
    line_ids = fields.One2many(
        comodel_name="cs.complaint.bulk.line", inverse_name="bulk_id", readonly=True
    )
    done_count = fields.Integer(string="Done", compute="_compute_counts")
    skipped_count = fields.Integer(string="Skipped", compute="_compute_counts")
    refused_count = fields.Integer(string="Refused", compute="_compute_counts")

    @api.model
    def _default_complaint_ids(self):
        if self.env.context.get("active_model") != "cs.complaint":
            return False
        return [fields.Command.set(self.env.context.get("active_ids") or [])]

    @api.depends("complaint_ids")
    def _compute_complaint_count(self):
        for bulk in self:
            bulk.complaint_count = len(bulk.complaint_ids)

    @api.depends("line_ids.outcome")
    def _compute_counts(self):
        for bulk in self:
            outcomes = bulk.line_ids.mapped("outcome")
            bulk.done_count = outcomes.count("done")
            bulk.skipped_count = outcomes.count("skipped")
            bulk.refused_count = outcomes.count("refused")

    def action_apply(self):
        """Take the step and show what came of it. A second click changes nothing."""
        self.ensure_one()
        if self.state == "ask":
            self._check_values()
            outcomes = self._cs_skipped()
            todo = self.complaint_ids.filtered(lambda c: c.id not in outcomes)
            outcomes |= self._cs_take(todo)
            # sudo: what came of the step is the system's to say, and who gave a complaint away
            # may not see it any more
            self.sudo().line_ids = [
                fields.Command.create({"complaint_id": found, "outcome": outcome, "note": note})
                for found, (outcome, note) in (
                    (complaint.id, outcomes[complaint.id]) for complaint in self.complaint_ids
                )
            ]
            self.state = "done"
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Done"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _check_values(self):
        needed = {
            "assign": ("user_id",),
            "transfer": ("department_id", "reason"),
            "aside": ("until", "reason"),
        }
        missing = [name for name in needed.get(self.step, ()) if not self[name]]
        if missing:
            labels = [self._fields[name]._description_string(self.env) for name in missing]
            raise UserError(self.env._("Fill in first: %(fields)s.", fields=", ".join(labels)))

    def _cs_skipped(self):
        """Return ``{id: (outcome, note)}`` of complaints with which nothing has to be done."""
        writable = self.complaint_ids._filtered_access("write")
        outcomes = {}
        for complaint in self.complaint_ids:
            if complaint not in writable:
                note = self.env._("You may not work on it.")
                outcomes[complaint.id] = ("refused", note)
            elif complaint.state not in OPEN_STATES:
                outcomes[complaint.id] = ("skipped", self.env._("It is finished."))
            elif self.step == "assign" and complaint.user_id == self.user_id:
                outcomes[complaint.id] = ("skipped", self.env._("It is theirs already."))
            elif self.step == "auto" and complaint.user_id:
                outcomes[complaint.id] = ("skipped", self.env._("Somebody handles it already."))
            elif self.step == "transfer" and complaint.department_id == self.department_id:
                outcomes[complaint.id] = ("skipped", self.env._("It is there already."))
        return outcomes

    def _cs_take(self, complaints):
        """Take the step with all at once or, when that is refused, with one after the other."""
        if not complaints:
            return {}
        try:
            with self.env.cr.savepoint():
                self._cs_step(complaints)
        except (UserError, AccessError, ValidationError) as error:
            if len(complaints) == 1:
                return {complaints.id: ("refused", str(error))}
            outcomes = {}
            for complaint in complaints:
                outcomes |= self._cs_take(complaint)
            return outcomes
        if self.step == "auto":
            nobody = self.env._("Nobody of its department is at work.")
            return {
                complaint.id: ("done", False) if complaint.user_id else ("refused", nobody)
                for complaint in complaints
            }
        return dict.fromkeys(complaints.ids, ("done", False))

    def _cs_step(self, complaints):
        if self.step == "assign":
            complaints.action_assign(self.user_id.id)
        elif self.step == "auto":
            complaints.action_assign_automatically()
        elif self.step == "transfer":
            complaints.action_transfer(self.department_id.id, self.reason)
        else:
            complaints.action_put_aside(self.until, self.reason)
