from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

# After nobody answered, and after a busy line
RETRY_HOURS = {"no_answer": 4, "busy": 1}


class CsSurveyInvitation(models.Model):
    """Interviews by telephone: the list of calls, and what came of them."""

    _inherit = "cs.survey.invitation"

    partner_phone = fields.Char(
        string="Telephone", compute="_compute_partner_phone", help="A mask where it is protected."
    )
    remarks = fields.Html(string="Please Note", compute="_compute_remarks")
    is_due = fields.Boolean(
        string="To Call Now", compute="_compute_is_due", search="_search_is_due"
    )

    @api.depends("partner_id")
    def _compute_partner_phone(self):
        for invitation in self:
            partner = invitation.partner_id
            invitation.partner_phone = str(partner.cs_phone or partner.phone or "")

    @api.depends("partner_id")
    def _compute_remarks(self):
        for invitation in self:
            texts = invitation.partner_id._cs_remarks() if invitation.partner_id else []
            invitation.remarks = Markup("<br/>").join(texts)

    @api.depends("channel", "state", "next_call_at", "date_expires")
    def _compute_is_due(self):
        now = fields.Datetime.now()
        for invitation in self:
            invitation.is_due = (
                invitation.channel == "phone"
                and invitation.state == "asked"
                and bool(invitation.next_call_at)
                and invitation.next_call_at <= now
                and invitation.date_expires > now
            )

    def _search_is_due(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain(
            [
                ("channel", "=", "phone"),
                ("state", "=", "asked"),
                ("next_call_at", "<=", "now"),
                ("date_expires", ">", "now"),
            ]
        )

    def action_interview(self):
        """Start the interview: the survey opens in the customer's language, to fill in."""
        self.ensure_one()
        self._cs_check_call()
        if not self._cs_has_consent():
            return self._cs_withdrawn()
        if self.interviewer_id != self.env.user or not self.attempt_count:
            self._cs_record_call("interview")
            # sudo: invitations are written by steps whose right has been checked
            self.sudo().interviewer_id = self.env.user
        return {
            "type": "ir.actions.act_url",
            "url": f"/cs/survey/interview/{self.id}",
            "target": "new",
        }

    def action_next_call(self):
        """Open the call that is most due; two who press at once get two calls."""
        domain = [
            ("channel", "=", "phone"),
            ("state", "=", "asked"),
            ("next_call_at", "<=", fields.Datetime.now()),
            ("date_expires", ">", fields.Datetime.now()),
            ("company_id", "in", self.env.companies.ids),
        ]
        invitations = self.env["cs.survey.invitation"]
        waiting = invitations.search(domain, order="next_call_at, id", limit=20)
        # sudo: a row lock needs the right to write, which only the server has
        found = waiting.sudo().try_lock_for_update(limit=1).with_env(self.env)
        if not found:
            return {
                "type": "ir.actions.client",
                "tag": "display_notification",
                "params": {"type": "info", "message": self.env._("No call is due now.")},
            }
        # Others get another one while this agent is dialling.
        found.sudo().next_call_at = fields.Datetime.now() + timedelta(minutes=15)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Telephone Interview"),
            "res_model": self._name,
            "res_id": found.id,
            "view_mode": "form",
            "views": [(self.env.ref("cs_care.cs_survey_invitation_view_form_call").id, "form")],
        }

    def _cs_check_call(self):
        """Check that the current user may interview this customer now."""
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group("cs_care.group_cs_care_agent")):
            raise AccessError(self.env._("Agents of care interview customers."))
        if self.served_by_id == self.env.user:
            raise UserError(
                self.env._(
                    "You served this customer: somebody else has to ask about it. Take another "
                    "call."
                )
            )
        if self.channel != "phone" or not self.sudo()._cs_is_open():
            raise UserError(
                self.env._("This customer is not to be called any more. Take another call.")
            )

    def _cs_is_interviewed(self):
        """Tell whether the current user is interviewing this customer, and may go on.

        :raise UserError: nobody may, or not this user
        """
        self.ensure_one()
        self._cs_check_call()
        return self.interviewer_id == self.env.user and self._cs_has_consent()

    def _cs_has_consent(self):
        # sudo: agents need not see the campaign's purpose to keep to it
        invitation = self.sudo()
        return bool(
            invitation.partner_id._cs_filter_consented(invitation.campaign_id.purpose_id, "phone")
        )

    def _cs_withdrawn(self):
        """End an invitation whose customer has withdrawn consent, and tell the agent."""
        self.sudo()._cs_skip(self.env._("Consent was withdrawn."))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "message": self.env._("The customer has withdrawn consent meanwhile: do not call."),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _cs_record_call(self, outcome, call_back_at=False, note=False):
        """Record an attempt and what follows from it; the caller has checked the right."""
        self.ensure_one()
        # sudo: calls and invitations are written by steps whose right has been checked
        invitation = self.sudo()
        now = fields.Datetime.now()
        self.env["cs.survey.call"].sudo().create(
            {
                "invitation_id": self.id,
                "user_id": self.env.uid,
                "date": now,
                "outcome": outcome,
                "call_back_at": call_back_at,
                "note": note,
            }
        )
        invitation.attempt_count += 1
        invitation._cs_after_call(outcome, call_back_at, now)

    def _cs_after_call(self, outcome, call_back_at, now):
        ended = {"next_at": False, "next_call_at": False}
        if outcome == "refused":
            self.write({"state": "refused", **ended})
        elif outcome == "wrong_number":
            self.write({"state": "unreachable", **ended})
        elif outcome == "call_back":
            self.next_call_at = call_back_at
        elif outcome in RETRY_HOURS:
            if self.attempt_count >= self.campaign_id.max_attempts:
                self.write({"state": "unreachable", **ended})
                return
            again = now + timedelta(hours=RETRY_HOURS[outcome])
            self.next_call_at = self.company_id._cs_survey_next_moment(again)
