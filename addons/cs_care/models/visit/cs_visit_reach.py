from odoo import fields, models
from odoo.exceptions import UserError

from ...core.visit_slot import is_enough, next_try
from .cs_visit import OPEN_STATES
from .cs_visit_attempt import RESULTS

DEFAULT_ATTEMPTS = 3


class CsVisitReach(models.Model):
    """Attempts to reach the customer, and what happens when nobody answers."""

    _inherit = "cs.visit"

    def action_note_attempt(self, result, note=False, next_at=False):
        """Note one attempt and what follows from it.

        :param str result: a value of ``cs.visit.attempt.result``
        :param str note: what else there is to say
        :param next_at: when to call back, for ``callback``; naive UTC, in the future
        :return: action that opens the form when the customer was reached, else ``True``
        :raise UserError: the visit is over, somebody else makes it, or the call back lies behind
        """
        self.ensure_one()
        self._cs_require_mine()
        self._cs_require_state(*OPEN_STATES)
        if result not in dict(RESULTS):
            raise UserError(self.env._("Choose one of the results of an attempt."))
        if result == "reached":
            action = self.action_start()
            self._cs_add_attempt("reached", note)
            return action
        self._cs_check_wish()
        if result == "callback":
            self._cs_call_back(note, next_at)
        else:
            self._cs_not_reached(result, note)
        return True

    def _cs_call_back(self, note, next_at):
        next_at = fields.Datetime.to_datetime(next_at)
        if not next_at or next_at <= fields.Datetime.now():
            raise UserError(self.env._("Say when to call back: a moment that lies ahead."))
        self._cs_add_attempt("callback", note, next_at)
        values = {"date_next": next_at, "is_callback": True, "state": "planned"}
        if next_at > self.date_due:
            # The customer chose the moment: the agent is not late before it.
            values |= {"date_due": next_at, "alert_at": next_at}
        self._cs_step(user_id=self.env.uid, **values)

    def _cs_not_reached(self, result, note):
        """Try again at another time of day, or give up after enough attempts."""
        is_over = result == "wrong_number" or self._cs_is_tried_enough(fields.Datetime.now())
        next_at = False if is_over else self._cs_next_try()
        self._cs_add_attempt(result, note, next_at)
        if is_over or not next_at:
            self._cs_give_up(result)
        else:
            self._cs_step(
                state="planned", user_id=self.env.uid, date_next=next_at, is_callback=False
            )

    def _cs_give_up(self, result):
        self._cs_write_to_customer(by_phone=result != "wrong_number")
        labels = dict(
            self.env["cs.visit.attempt"]._fields["result"]._description_selection(self.env)
        )
        self._cs_end(
            "unreachable",
            self.env._(
                "%(count)s attempts, the last one: %(result)s",
                count=self.attempt_count,
                result=labels[result],
            ),
        )

    def _cs_add_attempt(self, result, note=False, next_at=False):
        # sudo: attempts are noted by the steps only
        self.env["cs.visit.attempt"].sudo().create(
            {
                "visit_id": self.id,
                "user_id": self.env.uid,
                "result": result,
                "note": note,
                "next_at": next_at,
            }
        )

    def _cs_note_reached(self):
        """Whoever finishes a visit has talked to the customer, noted or not."""
        started = self.date_started or self.date_planned
        if not self.attempt_ids.filtered(lambda a: a.result == "reached" and a.date >= started):
            self._cs_add_attempt("reached")

    def _cs_failed_tries(self):
        """Return the local moments of the attempts without success."""
        company = self.sudo().company_id
        failed = self.attempt_ids.filtered(lambda a: a.result not in ("reached", "callback"))
        return [company._cs_local(attempt.date) for attempt in failed]

    def _cs_is_tried_enough(self, now):
        """Tell whether one more attempt without success at ``now`` is the last one."""
        visit = self.sudo()
        wanted = visit.plan_id.max_attempts or DEFAULT_ATTEMPTS
        return is_enough([*self._cs_failed_tries(), visit.company_id._cs_local(now)], wanted)

    def _cs_next_try(self):
        """Return when to try next, naive in UTC, or False."""
        company = self.sudo().company_id
        calendar = company._cs_calendar().with_company(company)
        now = company._cs_local()
        found = next_try(
            now,
            [*self._cs_failed_tries(), now],
            lambda local: calendar._cs_is_working(company._cs_utc(local)),
        )
        return company._cs_utc(found) if found else False
