import logging

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

DRAW_SIZE = 20_000
BATCH_SIZE = 500


class CsCarePolicyRun(models.Model):
    """Draws the audience and carries out what is due, a transaction at a time.

    Killed at any moment, it goes on where it was: what a transaction had done is all there or not
    at all, and a unique key keeps a customer from being drawn twice in a period.
    """

    _inherit = "cs.care.policy"

    @api.model
    def _cron_run(self):
        """Let every policy that is due take steps until there is nothing left to do."""
        cron = self.env["ir.cron"]
        policies = self.search([("state", "=", "running")])
        cron._commit_progress(remaining=len(policies))
        for policy in policies:
            if policy.schedule == "event" and policy.drawn_to < 0:
                # What happens during the day is not left for tomorrow.
                policy._cs_step(drawn_on=False)
            while True:
                count = policy.with_company(policy.company_id)._cs_run_step_or_pause()
                if not cron._commit_progress(0 if count else 1):
                    return
                if not count:
                    break

    def _cs_run_step_or_pause(self):
        """Take one step; a policy that cannot be carried out is paused and keeps nobody waiting."""
        try:
            with self.env.cr.savepoint():
                return self._cs_run_step()
        except (ConcurrencyError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
            # Another server works on the same customers: the next run finds what it did.
            return 0
        except Exception as error:
            # The message may hold personal data: log and record get its kind only.
            _logger.error("Care policy %s failed with %s", self.id, type(error).__name__)
            self._cs_pause(
                self.env._("It failed (%(kind)s); see to it.", kind=type(error).__name__)
            )
            self._cs_hold_queued()
            self._cs_tell_owner()
            return 0

    def _cs_run_step(self):
        """Draw or carry out one batch.

        :return: how many were drawn or dealt with; 0 when nothing is left to do now
        """
        policy = self.try_lock_for_update()
        if not policy or policy.state != "running":
            return 0
        today = policy._cs_today()
        if policy.date_start > today:
            return 0
        if policy.date_end and policy.date_end < today:
            policy._cs_end(self.env._("Its last day is over."))
            return 0
        is_drawn = policy.drawn_on == today and policy.drawn_to < 0
        if policy.schedule != "suggestion" and not is_drawn:
            return policy._cs_draw(today)
        return policy._cs_carry_out()

    # Draw ----------------------------------------------------------------------------------------

    def _cs_draw(self, today):
        """Draw the next customers of the day's audience; ``drawn_to`` is -1 when all are drawn."""
        self.ensure_one()
        after = self.drawn_to if self.drawn_on == today else 0
        last, chosen = self._cs_draw_after(after, self._cs_period_sql(today))
        self._cs_step(drawn_on=today, drawn_to=last if chosen == DRAW_SIZE else -1)
        return chosen or 1

    def _cs_draw_after(self, after, period):
        """Plan an action for the next customers after this id, but for those who have one.

        :return: ``(last customer's id, how many were chosen)``
        """
        partners = self.env["res.partner"].sudo().with_context(active_test=True)
        domain = self._cs_audience_domain() & Domain("id", ">", after)
        query = partners._search(domain, order="id", limit=DRAW_SIZE)
        person = SQL("chosen.id::text")
        self.env["cs.care.action"].flush_model()
        ((last, count),) = self.env.execute_query(
            SQL(
                """
                WITH chosen(id) AS MATERIALIZED (%(query)s), added AS (
                    INSERT INTO cs_care_action (
                        policy_id, partner_id, company_id, period, kind, state, lot,
                        date_planned, date_due, create_uid, create_date, write_uid, write_date)
                    SELECT %(policy)s, chosen.id, %(company)s, %(period)s, %(kind)s,
                           CASE WHEN %(held)s THEN 'holdout' ELSE 'planned' END, %(lot)s,
                           %(now)s, CASE WHEN %(held)s THEN NULL ELSE %(now)s END,
                           %(uid)s, %(now)s, %(uid)s, %(now)s
                      FROM chosen
                    ON CONFLICT (policy_id, partner_id, period) DO NOTHING)
                SELECT max(id), count(*) FROM chosen
                """,
                query=query.select(),
                policy=self.id,
                company=self.company_id.id,
                period=period,
                kind=self.kind,
                held=self._cs_held_back_sql(person),
                # Whom the budget reaches first is chance: they compare with those held back.
                lot=self._cs_draw_sql(person, "lot"),
                now=fields.Datetime.now(),
                uid=self.env.uid,
            )
        )
        self.env["cs.care.action"].invalidate_model()
        return last or after, count

    # Carry out -----------------------------------------------------------------------------------

    def _cs_carry_out(self):
        """Deal with the next actions that are due; the policy itself is locked by the caller."""
        self.ensure_one()
        actions = self.env["cs.care.action"].sudo().with_company(self.company_id)
        due = actions.search(
            [
                ("policy_id", "=", self.id),
                ("state", "in", ("planned", "deferred")),
                ("date_due", "<=", fields.Datetime.now()),
            ],
            order="date_due, lot, id",
            limit=BATCH_SIZE,
        )
        if not due:
            return 0
        if not self._cs_left():
            self._cs_pause(self.env._("The budget is used up."))
            self._cs_tell_owner()
            return 0
        due._cs_carry_out(self)
        return len(due)

    def _cs_care_for(self, partner, key):
        """Carry out this policy for one customer now, once however often it is called.

        The caller has checked that the user may decide on it. Consent, cap, quiet hours and budget
        hold as ever: look at the state of the action, and at its reason.

        :param str key: identity of what asks for it; the action's period
        :return: the ``cs.care.action``, as superuser
        :raise UserError: the policy does not run, or its budget is used up
        """
        self.ensure_one()
        # sudo: the policy was approved by managers; agents only choose whom it is for
        policy = self.sudo().with_company(self.company_id)
        policy.lock_for_update()
        policy.invalidate_recordset()
        actions = self.env["cs.care.action"].sudo().with_company(policy.company_id)
        domain = [("policy_id", "=", self.id), ("partner_id", "=", partner.id)]
        action = actions.search([*domain, ("period", "=", key)])
        if action:
            return action
        if policy.state != "running" or not policy._cs_left():
            raise UserError(
                self.env._(
                    "“%(policy)s” does not run at the moment, or its budget is used up. Ask its "
                    "owner, %(owner)s.",
                    policy=policy.name,
                    owner=policy.user_id.name,
                )
            )
        now = fields.Datetime.now()
        action = actions.create(
            {
                "policy_id": policy.id,
                "partner_id": partner.id,
                "company_id": policy.company_id.id,
                "period": key,
                "kind": policy.kind,
                "date_planned": now,
                "date_due": now,
            }
        )
        action._cs_carry_out(policy)
        return action

    def _cs_use(self, count):
        """Take ``count`` customers treated off the budget; the policy is locked."""
        self._cs_step(
            used_actions=self.used_actions + count,
            used_money=self.used_money + count * self.unit_cost,
            used_points=self.used_points + (count * self.points if self.kind == "points" else 0),
        )

    def _cs_skip_planned(self, why):
        """Leave undone what is still planned."""
        actions = self.env["cs.care.action"]
        actions.flush_model()
        self.env.execute_query(
            SQL(
                """
                UPDATE cs_care_action
                   SET state = 'skipped', why = %s, date_due = NULL, write_date = %s
                 WHERE policy_id = ANY(%s) AND state IN ('planned', 'deferred') RETURNING id
                """,
                why,
                fields.Datetime.now(),
                list(self.ids),
            )
        )
        actions.invalidate_model()

    def _cs_tell_owner(self):
        """Put a paused policy on its owner's list."""
        for policy in self:
            policy.sudo().activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Care policy paused"),
                note=policy.state_reason,
                user_id=policy.user_id.id,
            )
