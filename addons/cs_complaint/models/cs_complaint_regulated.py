from odoo import api, fields, models
from odoo.exceptions import UserError

from .cs_complaint_regulator_case import OPEN


class CsComplaintRegulated(models.Model):
    """A complaint that is with the regulator is not closed in silence."""

    _inherit = "cs.complaint"

    regulator_case_ids = fields.One2many(
        comodel_name="cs.complaint.regulator.case",
        inverse_name="complaint_id",
        string="Regulator Cases",
        copy=False,
        readonly=True,
        groups="base.group_user",
    )
    regulator_state = fields.Selection(
        selection=[("open", "With the regulator"), ("closed", "Was with the regulator")],
        string="Regulator",
        compute="_compute_regulator_state",
        compute_sudo=True,
        groups="base.group_user",
    )

    @api.depends("regulator_case_ids.state")
    def _compute_regulator_state(self):
        for complaint in self:
            states = set(complaint.regulator_case_ids.mapped("state"))
            is_open = states.intersection(OPEN)
            complaint.regulator_state = "open" if is_open else "closed" if states else False

    def action_regulator_case(self):
        """Open the regulator cases of this complaint, or the form of the first."""
        self.ensure_one()
        self.check_access("read")
        cases = self.regulator_case_ids
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Regulator Case"),
            "res_model": "cs.complaint.regulator.case",
            "view_mode": "list,form" if len(cases) > 1 else "form",
            "domain": [("complaint_id", "=", self.id)],
            "context": {"default_complaint_id": self.id},
        }
        if len(cases) == 1:
            action["res_id"] = cases.id
        return action

    def action_close(self):
        """Close; not while the regulator waits, for staff."""
        todo = self.filtered(lambda complaint: complaint.state == "answered")
        held = todo.sudo().filtered(lambda c: c.regulator_state == "open").with_env(self.env)
        if held and not self._cs_customer_confirms():
            raise UserError(
                self.env._(
                    "Complaint %(numbers)s is with the regulator. Answer and close the case there "
                    "first.",
                    numbers=", ".join(held.mapped("name")),
                )
            )
        result = super().action_close()
        # At the customer's word it is closed, and who answers the regulator learns of it.
        for case in held.sudo().regulator_case_ids.filtered(lambda c: c.state in OPEN):
            case.activity_schedule(
                "cs_complaint.mail_activity_type_regulator",
                note=self.env._("The customer agrees and has closed the complaint."),
                user_id=case.user_id.id,
            )
        return result
