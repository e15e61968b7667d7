import logging

from odoo import fields, models
from odoo.exceptions import ConcurrencyError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

_logger = logging.getLogger(__name__)


class CsCareActionKinds(models.Model):
    """Decides for a batch of actions who can be treated now, and treats them."""

    _inherit = "cs.care.action"

    def _cs_carry_out(self, policy):
        """Treat, defer or skip these actions of ``policy``, which the caller has locked."""
        gone = self.filtered(lambda action: not action.partner_id.active)
        gone._cs_skip("left")
        waiting = self - gone
        if policy._cs_channels():
            self.env["cs.care.touch"]._cs_lock()
            waiting = waiting._cs_choose_channels(policy)._cs_defer(policy)
        else:
            waiting = waiting._cs_skip_without_consent(policy, None)
        if policy.kind == "points":
            waiting = waiting._cs_skip_without_card(policy)
        # Beyond the budget they stay planned: the policy pauses at its next step.
        waiting = waiting[: policy._cs_left(len(waiting))]
        done = waiting._cs_treat(policy)
        policy._cs_use(len(done))

    def _cs_skip(self, why):
        if self:
            self._cs_step(state="skipped", why=why, date_due=False)

    def _cs_skip_without_consent(self, policy, channel):
        """Skip those whose customer may not be addressed now; return the others."""
        allowed = self.partner_id._cs_filter_consented(policy.purpose_id, channel)
        missing = self.filtered(lambda action: action.partner_id not in allowed)
        missing._cs_skip("consent")
        return self - missing

    def _cs_choose_channels(self, policy):
        """Give each action the channel by which its customer can and may be reached now.

        :return: those that have one; the others are skipped and say why
        """
        chosen, reasons = {}, dict.fromkeys(self.ids, "consent")
        for channel in policy._cs_channels():
            consented = self.partner_id._cs_filter_consented(policy.purpose_id, channel)
            allowed = consented._cs_care_allowed(channel)
            for action in self:
                partner = action.partner_id
                if partner not in consented:
                    continue
                if not action._cs_has_address(channel):
                    if reasons[action.id] == "consent":
                        reasons[action.id] = "address"
                elif partner not in allowed:
                    reasons[action.id] = "cap"
                elif action.id not in chosen or partner.cs_care_channel == channel:
                    chosen[action.id] = channel
        for why in ("consent", "address", "cap"):
            self.filtered(
                lambda action, why=why: action.id not in chosen and reasons[action.id] == why
            )._cs_skip(why)
        for channel in policy._cs_channels():
            self.filtered(
                lambda action, channel=channel: chosen.get(action.id) == channel
            )._cs_step(channel=channel)
        return self.filtered(lambda action: action.id in chosen)

    def _cs_has_address(self, channel):
        if channel == "email":
            return bool(self.partner_id.email_normalized)
        return bool(self.partner_id.cs_phone or self.partner_id.phone)

    def _cs_defer(self, policy):
        """Put off those whose customer has quiet hours now; return the others.

        A call task is not put off: agents call in their working time.
        """
        if policy.kind == "visit":
            return self
        quiet = self.partner_id._cs_care_quiet(is_working=policy.is_working_time)
        deferred = self.filtered(lambda action: action.partner_id.id in quiet)
        for date in set(quiet.values()):
            deferred.filtered(
                lambda action, date=date: quiet[action.partner_id.id] == date
            )._cs_step(state="deferred", date_due=date)
        return self - deferred

    def _cs_skip_without_card(self, policy):
        cards = policy.program_id._cs_card_of(self.partner_id)
        missing = self.filtered(lambda action: action.partner_id.id not in cards)
        missing._cs_skip("card")
        return self - missing

    def _cs_treat(self, policy):
        """Carry out these actions, one by one where they fail together.

        :return: those that were carried out
        """
        if not self:
            return self
        try:
            with self.env.cr.savepoint():
                getattr(self, f"_cs_do_{policy.kind}")(policy)
                self._cs_step(
                    state="done", why=False, date_due=False, date_done=fields.Datetime.now()
                )
                self._cs_log_touches(policy)
        except (ConcurrencyError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
            raise
        except Exception as error:
            if len(self) > 1:
                return self.browse().union(*(action._cs_treat(policy) for action in self))
            # The message may hold personal data: the log gets its kind only.
            _logger.info("Care action %s failed with %s", self.id, type(error).__name__)
            self._cs_step(state="failed", why="error", date_due=False)
            return self.browse()
        return self

    def _cs_log_touches(self, policy):
        for channel in policy._cs_channels():
            touched = self.filtered(lambda action, channel=channel: action.channel == channel)
            self.env["cs.care.touch"]._cs_log(touched.partner_id, channel, policy)

    # Kinds: each carries out the actions of one batch. A new kind adds a method. --

    def _cs_do_message(self, policy):
        self.filtered(lambda action: action.channel == "email")._cs_send_emails(
            policy.mail_template_id
        )
        self.filtered(lambda action: action.channel == "sms")._cs_send_sms(policy.sms_template_id)

    def _cs_do_points(self, policy):
        cards = policy.program_id._cs_card_of(self.partner_id)
        self.env["loyalty.card"]._cs_move_many(
            [
                {
                    "card": cards[action.partner_id.id],
                    "points": policy.points,
                    "kind": "earn",
                    "idem_key": f"care.action,{action.id}",
                    "note": policy.name,
                    "record": action,
                    "qualifying": False,
                }
                for action in self
            ]
        )

    def _cs_do_visit(self, policy):
        self.env["cs.visit"]._cs_plan_visits(
            [
                {
                    "partner": action.partner_id,
                    "key": f"care.action,{action.id}",
                    "reason": policy.call_reason,
                    "due": policy.call_days,
                }
                for action in self
            ],
            policy.company_id,
        )
