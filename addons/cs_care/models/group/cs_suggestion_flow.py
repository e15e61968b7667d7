from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import mute_logger

from ...core.suggestion import OPEN_STATES


class CsSuggestionFlow(models.Model):
    """How a suggestion moves: named steps, each with its right and state checked here."""

    _inherit = "cs.suggestion"

    def action_review(self):
        """Take suggestions up; who has no owner becomes one's own. Again changes nothing."""
        self.check_access("write")
        todo = self.filtered(lambda one: one.state == "new")
        for one in todo:
            values = {"state": "review"}
            if not one.user_id:
                values["user_id"] = self.env.uid
            one._cs_step(**values)

    def action_adopt(self, answer):
        """Adopt suggestions, tell and thank the customers (clause 7.1.3(4)).

        :param str answer: what the customers read
        :raise UserError: no answer, or the suggestion has been decided on already
        """
        for one in self._cs_decide("adopted", answer):
            (one | one.merged_ids)._cs_give_points()

    def action_decline(self, answer):
        """Decline suggestions and tell the customers why, politely."""
        self._cs_decide("declined", answer)

    def _cs_decide(self, state, answer):
        self.check_access("write")
        answer = (answer or "").strip()
        if not answer:
            raise UserError(
                self.env._("Write what the customer is told: every suggestion gets an answer.")
            )
        todo = self.filtered(lambda one: one.state != state)
        wrong = todo.filtered(lambda one: one.state not in ("new", "review"))
        if wrong:
            raise UserError(
                self.env._(
                    "Suggestion %(number)s has been decided on, and the customer was told.",
                    number=wrong[0].name,
                )
            )
        hide = self.env["cs.privacy.scan"]._cs_hide_for
        answer = hide([self._name], {"answer": answer}, plain=("answer",))["answer"]
        for one in todo:
            one._cs_step(
                state=state,
                answer=answer,
                date_answered=fields.Datetime.now(),
                answered_by_id=self.env.uid,
                user_id=one.user_id.id or self.env.uid,
            )
        (todo | todo.merged_ids)._cs_tell("answered")
        return todo

    def action_realise(self):
        """Say that adopted suggestions are there now, and thank once more."""
        self.check_access("write")
        todo = self.filtered(lambda one: one.state != "realised")
        wrong = todo.filtered(lambda one: one.state != "adopted")
        if wrong:
            raise UserError(
                self.env._(
                    "Suggestion %(number)s is not adopted: adopt it first.", number=wrong[0].name
                )
            )
        todo._cs_step(state="realised", date_realised=fields.Datetime.now())
        (todo | todo.merged_ids)._cs_tell("realised")

    def _cs_merge(self, target):
        """Let these suggestions support ``target``, the same idea; its answer is theirs too.

        :raise UserError: one of them has been answered, or the target is merged or declined itself
        """
        self.check_access("write")
        target.check_access("read")
        others = self.filtered(lambda one: one.merged_into_id != target) - target
        if not others:
            return
        if target.state in ("merged", "declined") or target.company_id != others.company_id:
            raise UserError(
                self.env._(
                    "Suggestion %(number)s takes no supporters: it is declined, merged, or of "
                    "another company. Choose another one.",
                    number=target.name,
                )
            )
        wrong = others.filtered(lambda one: one.state not in ("new", "review"))
        if wrong:
            raise UserError(
                self.env._(
                    "Suggestion %(number)s has been decided on, and the customer was told.",
                    number=wrong[0].name,
                )
            )
        # sudo: whoever was merged before goes along
        family = others | others.sudo().merged_ids.with_env(self.env)
        # sudo: the others of the family may be another department's
        family.sudo()._cs_step(state="merged", merged_into_id=target.id)
        if target.state in ("adopted", "realised"):
            family._cs_tell("answered")
            family._cs_give_points()
        if target.state == "realised":
            family._cs_tell("realised")

    def _cs_give_points(self):
        """Give points to those who have a card of the category's program, once each."""
        for one in self:
            # sudo: who decides on ideas need not see loyalty cards
            category = (one.merged_into_id or one).sudo().category_id
            person = one.sudo().partner_id
            if not (category.gift_points and category.program_id and person):
                continue
            card = category.program_id._cs_card_of(person).get(person.id)
            if not card:
                continue
            card._cs_move(
                category.gift_points,
                "earn",
                f"suggestion:{one.id}",
                self.env._("Thank you for suggestion %(number)s", number=one.name),
                record=one,
                qualifying=False,
                multiplied=True,
            )
            one.sudo()._cs_step(gift_points=category.gift_points)

    @api.model
    def _cron_remind(self, limit=200):
        """Remind of answers that are due within a day, once each (hourly)."""
        tomorrow = fields.Datetime.add(fields.Datetime.now(), days=1)
        domain = [
            ("state", "in", OPEN_STATES),
            ("date_due", "<=", tomorrow),
            ("is_reminded", "=", False),
        ]
        self._cs_run_batches(domain, "date_due, id", limit, type(self)._cs_remind)

    def _cs_remind(self):
        for one in self:
            one._cs_step(is_reminded=True)
            owner = one.user_id or one.department_id.sudo().manager_id.user_id
            one.with_context(mail_activity_quick_update=True).activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=one.date_due.date(),
                summary=self.env._("The customer is to have our answer"),
                user_id=(owner or self.env.user).id,
            )

    @api.model
    def _cs_receive(self, vals, source=None, external_id=None):
        """Take a suggestion in from outside, once per ``(source, external_id)``.

        For doors that have proved who it is; superuser.

        :return: ``(suggestion, created)``
        """
        suggestions = self.sudo()
        if external_id:
            key = [("source", "=", source), ("external_id", "=", external_id)]
            if known := suggestions.search(key, limit=1):
                return known, False
        vals = {**vals, "source": source, "external_id": external_id}
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                return suggestions.create(vals), True
        except UniqueViolation as error:
            # Another server takes it in: the framework runs this request again.
            raise ConcurrencyError(source) from error
