from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import clean_context

from ..core.facts import OPEN_STATES, TRANSITION

FINISHED = ("closed", "withdrawn", "rejected")


class CsComplaintReopened(models.Model):
    """Reopening: what becomes of the clock, and what is offered when it is too late for it."""

    _inherit = "cs.complaint"

    date_reopened = fields.Datetime(
        string="Reopened On", readonly=True, copy=False, groups="base.group_user"
    )
    follow_up_of_id = fields.Many2one(
        comodel_name="cs.complaint",
        string="Follows",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="The finished complaint about the same matter, which could not be reopened any more.",
    )
    follow_up_ids = fields.One2many(
        comodel_name="cs.complaint",
        inverse_name="follow_up_of_id",
        string="Followed By",
        readonly=True,
        groups="base.group_user",
    )
    can_follow_up = fields.Boolean(compute="_compute_can_follow_up", groups="base.group_user")

    def _compute_can_follow_up(self):
        for complaint in self:
            complaint.can_follow_up = complaint.state in FINISHED and not complaint._cs_may_reopen()

    def _cs_reopened_clock(self, now):
        """Return what a reopening does to the clock, by the setting of the company.

        Either it starts again, or it goes on where it stood when the customer was answered: the
        worked time since then is added to the pauses. The registration stays in both cases.

        :param datetime now: moment of the reopening, naive UTC
        """
        self.ensure_one()
        if self.company_id.cs_complaint_reopen_clock == "continue":
            calendar = self.company_id._cs_calendar().with_company(self.company_id)
            stopped = self.date_answered or self.date_closed or now
            still = int(max(calendar._cs_worked_seconds(stopped, now), 0))
            return {"date_reopened": now, "pause_seconds": self.pause_seconds + still}
        return {
            "date_reopened": now,
            "date_clock_start": now,
            "pause_seconds": 0,
            "pause_days_used": 0,
            "pause_days_granted": 0,
        }

    def _cs_current_feedback(self):
        feedback = super()._cs_current_feedback()
        # sudo: a field for employees, asked on behalf of the customer too
        reopened = self.sudo().date_reopened
        return feedback.filtered(lambda f: f.date >= reopened) if reopened else feedback

    def _cs_call_handler(self):
        """Reopen at the customer's message where the company wants that; see there."""
        if (
            self.company_id.cs_complaint_reopen_by_mail
            and self.state in ("answered", "closed")
            and self._cs_may_reopen()
        ):
            self._cs_customer_reopen(self.env._("The customer wrote again."))
            return
        super()._cs_call_handler()

    def action_follow_up(self):
        """Register a new complaint about the same matter, linked to this one, and open it.

        For complaints that are closed for so long that they cannot be reopened. There is one that
        is open at a time: it is opened when somebody has registered it already.
        """
        self.ensure_one()
        self.check_access("read")
        follower = self._cs_open_follower() or self._cs_follow_up(self.description)
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": follower.id,
            "view_mode": "form",
        }

    def _cs_customer_follow_up(self, reason):
        """Register a linked complaint at the customer's word, who has proved to be the customer.

        :param str reason: what is wrong now
        :return: the new complaint, or the one that is open already
        """
        self._cs_require_reason(reason)
        complaint = self.sudo()
        return complaint._cs_open_follower() or complaint._cs_follow_up(reason)

    def _cs_open_follower(self):
        # sudo: of another department, too
        open_ones = self.sudo().follow_up_ids.filtered(
            lambda c: c.state in (*OPEN_STATES, "answered")
        )
        return open_ones[:1].sudo(self.env.su)

    def _cs_follow_up(self, description):
        if not self.can_follow_up:
            raise UserError(
                self.env._(
                    "Complaint %(number)s can still be reopened. Use the button Reopen.",
                    number=self.name,
                )
            )
        values = {
            "subject": self.subject,
            "description": description,
            "company_id": self.company_id.id,
            "is_anonymous": self.is_anonymous,
            "partner_id": self.partner_id.id,
            "category_id": self.category_id.id,
            "severity": self.severity,
            "channel_id": self.channel_id.id,
            "follow_up_of_id": self.id,
        }
        if not self.partner_id:
            values |= {
                "partner_name": self.partner_name,
                "email_from": self.email_from,
                "phone": self.phone,
                "lang": self.lang,
            }
        # Registered by the agent's right, and without the defaults that a client may send
        context = {**clean_context(self.env.context), "cs_transition": TRANSITION}
        # pylint: disable-next=context-overridden
        follower = self.with_context(context).create(values)
        follower = follower.with_context(cs_transition=None)
        note = self.env._("Follows complaint %s, which is closed.", self.name)
        follower.sudo()._message_log(body=note)
        self.sudo()._message_log(body=self.env._("Followed by complaint %s.", follower.name))
        return follower
