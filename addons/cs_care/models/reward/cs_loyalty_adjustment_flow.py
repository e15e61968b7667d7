from odoo import fields, models
from odoo.exceptions import AccessError, UserError

ACTIVITY = "cs_care.mail_activity_type_adjustment"


class CsLoyaltyAdjustmentFlow(models.Model):
    """Asking, approving, refusing: who asks never decides."""

    _inherit = "cs.loyalty.adjustment"

    def action_request(self):
        """Ask for approval; afterwards the request stays as it is. May be called twice.

        :raise UserError: something is missing, or the cards belong to who asks
        """
        for adjustment in self.filtered(lambda a: a.state == "draft"):
            adjustment.check_access("write")
            adjustment._cs_check_request()
            # sudo: the request is complete and its maker may make it; lines are no client's
            trusted = adjustment.sudo()
            if not adjustment.is_bulk:
                lines = trusted.env["cs.loyalty.adjustment.line"]
                lines.create({"adjustment_id": adjustment.id, "card_id": adjustment.card_id.id})
            trusted.write(
                {
                    "state": "requested",
                    "user_id": self.env.uid,
                    "date_requested": fields.Datetime.now(),
                }
            )
            trusted._cs_ask_decider()
        return True

    def _cs_check_request(self):
        """Refuse a request that nobody could decide about. A hook, called once before asking."""
        self.ensure_one()
        if not self.program_id.cs_managed:
            raise UserError(
                self.env._("Points of this program are not kept in the ledger: change them there.")
            )
        if not self.card_count:
            raise UserError(self.env._("Choose the card, or add cards to the list."))
        if not self.points or abs(self.points) >= 1e9 or not self.reason_id:
            raise UserError(
                self.env._(
                    "Enter the points to give (above zero) or to take (below zero), and the reason."
                )
            )
        if (self.reason_id.direction == "credit" and self.points < 0) or (
            self.reason_id.direction == "debit" and self.points > 0
        ):
            raise UserError(
                self.env._(
                    "The reason “%(reason)s” is not for this direction. Choose another reason, or "
                    "change the sign of the points.",
                    reason=self.reason_id.name,
                )
            )
        if self.reason_id.is_text_required and not (self.note or "").strip():
            raise UserError(
                self.env._("“%(reason)s” needs an explanation.", reason=self.reason_id.name)
            )
        self._cs_check_own(self.env.user)

    def _cs_check_own(self, user):
        """Refuse cards of ``user``, the own family and the own firm."""
        circle = user._cs_own_circle()
        # sudo: found for the decision, not shown
        lines = self.env["cs.loyalty.adjustment.line"].sudo()
        is_own = self.sudo().card_id.partner_id in circle or lines.search_count(
            [("adjustment_id", "=", self.id), ("card_id.partner_id", "in", circle.ids)], limit=1
        )
        if is_own:
            raise AccessError(
                self.env._(
                    "A card of this request is your own, or of your family or firm. Somebody else "
                    "has to deal with it."
                )
            )

    # Deciding

    def _cs_why_not_decide(self, user=None):
        """Return why ``user`` (default: the current one) may not decide, or nothing."""
        self.ensure_one()
        user = user or self.env.user
        record = self.sudo()
        if record.user_id == user or record.create_uid == user:
            return self.env._("You asked for this yourself: somebody else has to decide.")
        limits = self.env["cs.loyalty.adjustment.limit"]
        points, total = abs(record.points), abs(record.points_total)
        if not limits._cs_may_decide(user, record.company_id, points, total):
            return self.env._(
                "%(points)g points of a card, %(total)g in all, are more than you may decide "
                "about. Somebody with a higher limit has to.",
                points=points,
                total=total,
            )
        return None

    def action_approve(self):
        """Approve and book: at once, or in batches when there are many cards. May be called twice.

        :raise AccessError: the own request, the own cards, or more than the limit of the role
        """
        for adjustment in self:
            if not adjustment._cs_take_decision("approved"):
                continue
            # sudo: the right to decide has been checked; it includes none to write the ledger
            adjustment.sudo()._cs_start_booking()
        return True

    def action_refuse(self, reason=None):
        """Refuse and tell the asker why; without ``reason`` a dialog asks for it."""
        if any(adjustment.state == "requested" for adjustment in self) and not reason:
            self.ensure_one()
            return self._cs_refuse_dialog()
        for adjustment in self:
            if adjustment._cs_take_decision("refused", refusal=str(reason).strip()):
                adjustment._cs_tell_asker()
        return True

    def _cs_take_decision(self, state, **values):
        """Set the decision of the current user; False when it was taken already."""
        self.ensure_one()
        self.check_access("read")
        decided = ("approved", "done") if state == "approved" else (state,)
        if self.state in decided:
            return False
        # sudo: locks the request, so that two decisions at once are one
        self.sudo().lock_for_update()
        if self.state != "requested":
            raise UserError(
                self.env._("This has been decided or taken back already. Ask anew if needed.")
            )
        if why := self._cs_why_not_decide():
            raise AccessError(why)
        self._cs_check_own(self.env.user)
        self.sudo().write(
            {
                "state": state,
                "decider_id": self.env.uid,
                "date_decided": fields.Datetime.now(),
                **values,
            }
        )
        self.sudo().activity_feedback([ACTIVITY])
        return True

    def _cs_refuse_dialog(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refuse"),
            "res_model": "cs.loyalty.adjustment.refuse",
            "view_mode": "form",
            "target": "new",
            "context": {"default_adjustment_id": self.id},
        }

    def action_cancel(self):
        """Take the request back: who made it, until it is decided. May be called twice."""
        for adjustment in self.filtered(lambda a: a.state in ("draft", "requested")):
            if adjustment.sudo().user_id != self.env.user and not self.env.su:
                raise AccessError(self.env._("Only who made the request takes it back."))
            # sudo: the maker has been checked; after asking the record is closed for writing
            adjustment.sudo().write({"state": "cancelled"})
            adjustment.sudo().activity_unlink([ACTIVITY])
        return True

    # Telling

    def _cs_deciders(self):
        """Return the users who may decide, those with the lowest sufficient role first."""
        self.ensure_one()
        found = self.env["res.users"]
        for role in ("agent", "supervisor", "manager"):
            group = self.env.ref(f"cs_care.group_cs_care_{role}")
            found |= group.all_user_ids.filtered(
                lambda user: (
                    self.company_id in user.company_ids
                    and user.active
                    and not user.share
                    and not self._cs_why_not_decide(user)
                )
            )
            if found:
                break
        return found

    def _cs_ask_decider(self):
        """Put the decision on the list of the one who has fewest of them to take."""
        self.ensure_one()
        deciders = self._cs_deciders() - self.env.ref("base.user_root")
        if not deciders:
            return
        kind = self.env.ref(ACTIVITY)
        waiting = dict(
            self.env["mail.activity"]._read_group(
                [("user_id", "in", deciders.ids), ("activity_type_id", "=", kind.id)],
                ["user_id"],
                ["__count"],
            )
        )
        chosen = min(deciders, key=lambda user: (waiting.get(user, 0), user.id))
        self.activity_schedule(ACTIVITY, user_id=chosen.id, note=self.note)

    def _cs_tell_asker(self):
        """Tell who asked what was decided."""
        self.ensure_one()
        record = self.sudo()
        states = dict(self._fields["state"]._description_selection(self.env))
        body = self.env._(
            "%(number)s: %(decision)s. %(why)s",
            number=record.name,
            decision=states[record.state],
            why=record.refusal or "",
        )
        record.message_notify(
            partner_ids=record.user_id.partner_id.ids, subject=record.name, body=body.strip()
        )
