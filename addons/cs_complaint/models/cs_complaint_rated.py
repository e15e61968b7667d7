from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..core.facts import TRANSITION

LOW_ACTIVITY = "cs_complaint.mail_activity_type_low_score"


class CsComplaintRated(models.Model):
    """What a rating brings about; and ratings that customers give by telephone."""

    _inherit = "cs.complaint"

    satisfaction_ids = fields.One2many(
        comodel_name="cs.complaint.satisfaction",
        inverse_name="complaint_id",
        readonly=True,
        copy=False,
        groups="base.group_user",
    )

    def action_note_rating(self, stars=None, comment=""):
        """Type in what the customer said by telephone; without ``stars`` a dialog asks for it.

        Whoever handled the complaint does not ask for the verdict on the own work.

        :param int stars: 1 (bad) to 5 (good)
        :param str comment: the customer's words
        :raise AccessError: for the handler
        :raise UserError: without an answer to rate, or when the customer has rated already
        """
        self.ensure_one()
        self.check_access("read")
        self._cs_check_rater()
        if stars is None:
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Rating by Telephone"),
                "res_model": "cs.complaint.rate",
                "view_mode": "form",
                "target": "new",
                "context": {"default_complaint_id": self.id},
            }
        if self._cs_current_rating():
            raise UserError(
                self.env._("The customer has rated this answer already, and is asked only once.")
            )
        user = self.env.user
        # sudo: the rating is the customer's; who types it in has been checked
        complaint = self.sudo().with_context(cs_rating_by=(TRANSITION, user))
        complaint._cs_customer_rate(stars, comment or "")
        self.sudo()._message_log(
            body=self.env._("Rating by telephone, typed in by %(user)s.", user=user.name)
        )
        return True

    def _cs_check_rater(self):
        user = self.env.user
        may = user.has_group("cs_complaint.group_cs_complaint_agent") or user.has_group(
            "cs_complaint.group_cs_complaint_handler"
        )
        if not may:
            raise AccessError(self.env._("Ratings by telephone are typed in by service staff."))
        complaint = self.sudo()
        involved = complaint.user_id | complaint._cs_current_feedback().user_id
        if user in involved or user.partner_id == complaint.partner_id:
            raise AccessError(
                self.env._(
                    "You handled complaint %(number)s or gave its answer. Somebody else asks the "
                    "customer and types in the rating.",
                    number=self.name,
                )
            )

    def rating_apply(self, rate, token=None, rating=None, feedback=None, **kwargs):
        """Take a rating, from whatever door; see ``rating``."""
        if not self.env.su:
            raise AccessError(
                self.env._("Ratings are given by the customer, or typed in by the button for it.")
            )
        result = super().rating_apply(rate, token=token, rating=rating, feedback=feedback, **kwargs)
        self.sudo()._cs_rated(result)
        return result

    def _cs_rated(self, rating):
        """Note the answer to our question, and follow up a low score once."""
        self.ensure_one()
        mark, user = self.env.context.get("cs_rating_by") or (None, None)
        user = user if mark is TRANSITION else None
        by_link = self.env.context.get("cs_rating_link") is TRANSITION
        source = "phone" if user else "link" if by_link else "portal"
        feedback = self._cs_current_feedback()[:1]
        requests = self.env["cs.complaint.satisfaction"]
        request = requests.sudo().search([("feedback_id", "=", feedback.id)], limit=1)
        if not request and feedback:
            # Rated without having been asked: that is an answer, too.
            request = requests._cs_ask(feedback)
        before = request.stars if request.state == "answered" else None
        request._cs_answered(rating, source, user)
        low = self.company_id.cs_complaint_low_score
        if rating.rating <= low and (before is None or before > low):
            self._cs_follow_up_low(rating)

    def _cs_follow_up_low(self, rating):
        """A dissatisfied customer: reopen by rule, or have the head of the department look."""
        self.ensure_one()
        if (
            self.company_id.cs_complaint_low_action == "reopen"
            and self.state in ("answered", "closed")
            and self._cs_may_reopen()
        ):
            words = (rating.feedback or "").strip()
            reason = self.env._("Rated %(stars)s of 5.", stars=round(rating.rating))
            self._cs_customer_reopen(f"{reason} {words}".strip())
            return
        if self.activity_search([LOW_ACTIVITY]):
            return
        head = self.department_id.manager_id.user_id
        supervisors = self.env["cs.complaint.rung"]._cs_supervisors(self.company_id)
        # Not by whom the customer was dissatisfied with
        candidates = (head | supervisors) - self._cs_current_feedback().user_id
        able = (user for user in candidates if user.active and self._cs_is_seen_by(user))
        user = next(able, head or self.user_id)
        self.with_context(mail_activity_quick_update=True).activity_schedule(
            LOW_ACTIVITY,
            note=self.env._(
                "Rated %(stars)s of 5. %(words)s",
                stars=round(rating.rating),
                words=rating.feedback or "",
            ),
            user_id=user.id,
        )
