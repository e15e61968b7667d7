from odoo import fields, models
from odoo.exceptions import UserError

CAUSE_ACTIVITY = "cs_complaint.mail_activity_type_cause"


class CsComplaintCaused(models.Model):
    """Why it happened, asked five times, and what is done so that it does not happen again."""

    _inherit = "cs.complaint"

    cause_id = fields.Many2one(
        comodel_name="cs.complaint.cause",
        string="Root Cause",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        check_company=True,
        groups="base.group_user",
    )
    why_1 = fields.Char(string="Why?", copy=False, groups="base.group_user")
    why_2 = fields.Char(string="And why that?", copy=False, groups="base.group_user")
    why_3 = fields.Char(string="Why that (3)?", copy=False, groups="base.group_user")
    why_4 = fields.Char(string="Why that (4)?", copy=False, groups="base.group_user")
    why_5 = fields.Char(string="Why that (5)?", copy=False, groups="base.group_user")
    corrective_action = fields.Text(
        copy=False,
        groups="base.group_user",
        help="What is done so that it does not happen again.",
    )
    corrective_due = fields.Date(string="Done By", copy=False, groups="base.group_user")

    def _cs_needs_cause(self):
        """Tell whether the cause has to be known before this complaint is closed; may be extended.

        Above ordinary severity, by the design of the service standard.
        """
        self.ensure_one()
        return self.severity != "ordinary"

    def _cs_lacks_cause(self):
        """Tell whether something of the cause is missing that has to be there for closing."""
        self.ensure_one()
        complaint = self.sudo()
        whys = (complaint.why_1 or "").strip()
        return complaint._cs_needs_cause() and not (complaint.cause_id and whys)

    def action_close(self):
        """Close; above ordinary severity the root cause has to be known, for staff."""
        todo = self.filtered(lambda complaint: complaint.state == "answered")
        lacking = todo.filtered(lambda complaint: complaint._cs_lacks_cause())
        if lacking and not self._cs_customer_confirms():
            raise UserError(
                self.env._(
                    "Complaint %(numbers)s is more than ordinary: before it is closed, choose its "
                    "root cause and answer at least the first “Why?” on the page Cause.",
                    numbers=", ".join(lacking.mapped("name")),
                )
            )
        result = super().action_close()
        # The customer does not wait for our analysis, but it is still to be made.
        for complaint in lacking.filtered(lambda c: c.state == "closed"):
            complaint._cs_ask_for_cause()
        return result

    def _cs_ask_for_cause(self):
        user = self.user_id or self.department_id.manager_id.user_id
        self.sudo().with_context(mail_activity_quick_update=True).activity_schedule(
            CAUSE_ACTIVITY, user_id=user.id
        )
