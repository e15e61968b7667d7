from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core.facts import TRANSITION


class CsComplaintApproval(models.Model):
    """What somebody else has to agree to: longer waiting, a lower severity, compensation.

    Who asks never decides. An add-on or another part adds a kind with ``selection_add`` and the
    two hooks :meth:`_cs_apply` and :meth:`_cs_may_decide`.
    """

    _name = "cs.complaint.approval"
    _description = "Approval in a Complaint"
    _inherit = ["cs.privacy.scan.mixin", "mail.thread"]
    _order = "id desc"
    _rec_name = "kind"

    _cs_scanned = ("reason", "decision_note")

    complaint_id = fields.Many2one(
        comodel_name="cs.complaint",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )
    company_id = fields.Many2one(
        related="complaint_id.company_id", store=True, precompute=True, index=True
    )
    department_id = fields.Many2one(
        related="complaint_id.department_id", store=True, precompute=True, index=True
    )
    kind = fields.Selection(
        selection=[("pause", "Longer waiting for the customer")],
        required=True,
        readonly=True,
    )
    days = fields.Integer(string="Working Days", readonly=True)
    reason = fields.Text(required=True, readonly=True)
    # Requested: waits for a decision. Cancelled: taken back, or overtaken by events.
    state = fields.Selection(
        selection=[
            ("requested", "Requested"),
            ("approved", "Approved"),
            ("refused", "Refused"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="requested",
        readonly=True,
        tracking=True,
        index=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Requested By",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.user,
    )
    decider_id = fields.Many2one(
        comodel_name="res.users", string="Decided By", readonly=True, index="btree_not_null"
    )
    date_decided = fields.Datetime(string="Decided On", readonly=True)
    decision_note = fields.Text(string="Note", readonly=True)
    can_decide = fields.Boolean(compute="_compute_can_decide")

    _one_open = models.UniqueIndex(
        "(complaint_id, kind) WHERE state = 'requested'",
        "The same has been asked for already and waits for a decision.",
    )

    @api.depends("state", "user_id")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        for approval in self:
            approval.can_decide = approval.state == "requested" and approval._cs_may_decide()

    def _cs_may_decide(self):
        """Tell whether the current user may decide: head of the department or supervisor, and
        never who asked."""
        self.ensure_one()
        user = self.env.user
        if self.sudo().user_id == user:
            return False
        return (
            user.has_group("cs_complaint.group_cs_complaint_supervisor")
            or self.sudo().department_id.with_user(user).cs_is_head
        )

    def _cs_apply(self):
        """Do what has been approved. Called once, in the transaction of the approval."""
        self.ensure_one()
        if self.kind == "pause":
            self.complaint_id._cs_grant_pause(self.days, self.reason)

    @api.model
    def _cs_request(self, complaint, kind, reason, **values):
        """Ask for an approval and tell those who may decide.

        :raise UserError: without a reason, or when the same has been asked for already
        """
        complaint.check_access("write")
        complaint._cs_require_reason(reason)
        # sudo: the request is made by named actions of the complaint alone
        approvals = self.sudo().with_context(cs_transition=TRANSITION)
        if approvals.search_count(
            [
                ("complaint_id", "=", complaint.id),
                ("kind", "=", kind),
                ("state", "=", "requested"),
            ],
            limit=1,
        ):
            raise UserError(
                self.env._("The same has been asked for already and waits for a decision.")
            )
        approval = approvals.create(
            {
                "complaint_id": complaint.id,
                "kind": kind,
                "reason": reason,
                "user_id": self.env.uid,
                **values,
            }
        )
        approval._cs_ask_deciders()
        return approval.with_env(self.env)

    def _cs_ask_deciders(self):
        """Put the decision on the list of the head of the department, else of the supervisors."""
        self.ensure_one()
        head = self.complaint_id.department_id.manager_id.user_id
        decider = head if head != self.user_id else self.env["res.users"]
        if not decider:
            group = self.env.ref("cs_complaint.group_cs_complaint_supervisor")
            decider = group.all_user_ids.filtered(
                lambda user: user != self.user_id and self.company_id in user.company_ids
            )[:1]
        if decider:
            kinds = dict(self._fields["kind"]._description_selection(self.env))
            self.complaint_id.activity_schedule(
                "cs_complaint.mail_activity_type_approval",
                summary=kinds[self.kind],
                note=self.reason,
                user_id=decider.id,
            )

    def action_approve(self):
        """Approve, and do what was asked for. A second click does no harm."""
        return self._cs_decide("approved")

    def action_refuse(self, note=None):
        """Refuse; ``note`` tells the asker why."""
        return self._cs_decide("refused", note)

    def action_cancel(self):
        """Take the request back: who made it, while it waits."""
        for approval in self.filtered(lambda a: a.state == "requested"):
            if approval.user_id != self.env.user and not self.env.su:
                raise AccessError(self.env._("Only who made the request takes it back."))
            approval._cs_set(state="cancelled")
        return True

    def _cs_decide(self, state, note=None):
        for approval in self:
            approval.check_access("read")
            if approval.state == state:
                continue
            if approval.state != "requested":
                raise UserError(
                    self.env._("This has been decided already. Ask anew if it is needed again.")
                )
            if not approval._cs_may_decide():
                raise AccessError(
                    self.env._(
                        "The head of the department or a supervisor decides, and never who asked."
                    )
                )
            # sudo: the right to decide has been checked; it includes no right to write complaints
            approval.sudo().lock_for_update()
            approval._cs_set(
                state=state,
                decider_id=self.env.uid,
                date_decided=fields.Datetime.now(),
                decision_note=note,
            )
            if state == "approved":
                approval.sudo()._cs_apply()
            approval.sudo()._cs_tell_asker()
        return True

    def _cs_set(self, **values):
        self.sudo().with_context(cs_transition=TRANSITION).write(values)

    def _cs_tell_asker(self):
        self.ensure_one()
        self.complaint_id.activity_ids.filtered(
            lambda a: a.activity_type_id == self.env.ref("cs_complaint.mail_activity_type_approval")
        ).action_feedback()
        labels = self._fields["kind"]._description_selection(self.env)
        states = self._fields["state"]._description_selection(self.env)
        self.complaint_id.message_notify(
            partner_ids=self.user_id.partner_id.ids,
            subject=self.complaint_id.display_name,
            body=self.env._(
                "%(what)s: %(decision)s",
                what=dict(labels)[self.kind],
                decision=dict(states)[self.state],
            ),
        )

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.context.get("cs_transition") is not TRANSITION:
            raise AccessError(
                self.env._("Approvals are asked for by the buttons of the complaint only.")
            )
        return super().create(vals_list)

    def write(self, vals):
        if self.env.context.get("cs_transition") is not TRANSITION:
            raise AccessError(
                self.env._("Approvals are decided by their buttons only, and stay as they are.")
            )
        return super().write(vals)
