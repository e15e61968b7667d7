from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class CsPrivacyIncidentAction(models.Model):
    """What is done so that it does not happen again: with owner, due date and verification."""

    _name = "cs.privacy.incident.action"
    _description = "Corrective Action"
    _inherit = ["cs.privacy.incident.todo"]
    _order = "date_due, id"

    _cs_protected = frozenset({"state", "date_done", "date_verified", "verified_user_id"})
    _cs_owned = frozenset({"result"})
    _cs_calling = frozenset({"user_id", "date_due"})
    _cs_scanned = ("name", "result", "verification")

    incident_id = fields.Many2one(
        comodel_name="cs.privacy.incident", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="incident_id.company_id", store=True, index=True)
    department_id = fields.Many2one(related="incident_id.department_id", store=True, index=True)
    name = fields.Char(string="Action", required=True)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Owner",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    date_due = fields.Date(string="Due", required=True, index=True)
    state = fields.Selection(
        selection=[("open", "Open"), ("done", "Done"), ("verified", "Verified")],
        required=True,
        default="open",
        readonly=True,
        index=True,
        tracking=True,
    )
    result = fields.Text(help="What was done.")
    date_done = fields.Date(string="Done On", readonly=True)
    verification = fields.Text(help="How it was seen that the action works.")
    date_verified = fields.Date(string="Verified On", readonly=True)
    verified_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Verified By",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    is_late = fields.Boolean(string="Late", compute="_compute_is_late")

    @api.depends("date_due", "date_done")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for action in self:
            action.is_late = bool(action.date_due and (action.date_done or today) > action.date_due)

    def _cs_check_change(self, vals):
        if any(action.state == "verified" for action in self):
            raise UserError(self.env._("A verified action stays as it is. Add another one."))
        if "user_id" in vals and any(action.state == "done" for action in self):
            # Or the owner hands it on and verifies it.
            raise UserError(
                self.env._("An action that is done keeps its owner: somebody else verifies it.")
            )

    def _cs_owner_refusal(self):
        return self.env._("You may write the result of your action; officers change the rest.")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_open(self):
        if any(action.state != "open" for action in self):
            raise UserError(self.env._("An action that is done stays with its incident."))

    def action_done(self):
        """The owner says that it is done. A second call does nothing."""
        self.check_access("write")
        for action in self.filtered(lambda action: action.state == "open"):
            if not (action.result or "").strip():
                raise UserError(
                    self.env._("Say what was done for “%(action)s” first.", action=action.name)
                )
            action._cs_step(state="done", date_done=fields.Date.context_today(self))
            action._cs_uncall()
        return True

    def action_verify(self):
        """Somebody else than the owner has seen that it works. A second call does nothing."""
        # sudo: rights are checked on the incident
        self.check_access("write")
        if not self._cs_is_officer():
            raise AccessError(self.env._("Security officers verify corrective actions."))
        for action in self.filtered(lambda action: action.state != "verified"):
            if action.state != "done":
                raise UserError(self.env._("“%(action)s” is not done yet.", action=action.name))
            if action.user_id == self.env.user:
                raise UserError(
                    self.env._(
                        "“%(action)s” is your own: somebody else verifies it.", action=action.name
                    )
                )
            if not (action.verification or "").strip():
                raise UserError(
                    self.env._("Say how you saw that “%(action)s” works.", action=action.name)
                )
            action._cs_step(
                state="verified",
                date_verified=fields.Date.context_today(self),
                verified_user_id=self.env.user.id,
            )
        return True
