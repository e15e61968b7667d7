from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core.facts import TRANSITION


class CsComplaintFeedback(models.Model):
    """What the customer was told at the end, with its five parts (clause 6.3.2). Append-only."""

    _name = "cs.complaint.feedback"
    _description = "Complaint Feedback"
    _order = "date desc, id desc"

    complaint_id = fields.Many2one(
        comodel_name="cs.complaint",
        required=True,
        index=True,
        ondelete="restrict",
        readonly=True,
    )
    company_id = fields.Many2one(related="complaint_id.company_id", store=True, index=True)
    date = fields.Datetime(required=True, default=fields.Datetime.now, readonly=True)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Given By",
        required=True,
        default=lambda self: self.env.user,
        index=True,
        ondelete="restrict",
        readonly=True,
        groups="base.group_user",
    )
    channel_id = fields.Many2one(
        comodel_name="cs.channel",
        required=True,
        index=True,
        ondelete="restrict",
        readonly=True,
    )

    # The five parts
    department_id = fields.Many2one(
        comodel_name="hr.department",
        string="Handling Department",
        required=True,
        index=True,
        ondelete="restrict",
        readonly=True,
    )
    process = fields.Text(string="What Was Done", required=True, readonly=True)
    result = fields.Text(required=True, readonly=True)
    is_satisfaction_asked = fields.Boolean(string="Satisfaction Asked", readonly=True)
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment",
        string="Evidence",
        bypass_search_access=True,
        readonly=True,
    )

    # Proof: the mail for e-mail, the note of the call or chat for the other channels
    note = fields.Text(
        readonly=True,
        groups="base.group_user",
        help="For a call or a visit: with whom, when, and what the customer said.",
    )
    mail_message_id = fields.Many2one(
        comodel_name="mail.message",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        groups="base.group_user",
    )

    @api.depends("date", "channel_id")
    def _compute_display_name(self):
        for feedback in self:
            day = fields.Datetime.context_timestamp(feedback, feedback.date).date()
            feedback.display_name = f"{feedback.channel_id.name} {day}"

    def _has_field_access(self, field, operation):
        # Customers learn which department answered; the name of the employee is not their concern.
        is_staff_field = field.name in ("create_uid", "write_uid")
        if is_staff_field and not (self.env.su or self.env.user._is_internal()):
            return False
        return super()._has_field_access(field, operation)

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.context.get("cs_transition") is not TRANSITION:
            raise AccessError(
                self.env._(
                    "Feedback is recorded by the button Give Feedback of the complaint only."
                )
            )
        hide = self.env["cs.privacy.scan"]._cs_hide_for
        texts = ("process", "result", "note")
        return super().create([hide([self._name], vals, plain=texts) for vals in vals_list])

    def write(self, vals):
        is_proof = set(vals) <= {"mail_message_id", "letter_id"}
        if is_proof and self.env.context.get("cs_transition") is TRANSITION:
            return super().write(vals)
        raise UserError(
            self.env._(
                "Feedback to a customer is evidence and cannot be changed. "
                "Give a further feedback that corrects it."
            )
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Feedback to a customer is evidence and cannot be deleted."))
