from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.cs_privacy.encrypted import open_for_system

BATCH = 100


class CsLoyaltyRedemptionFlow(models.Model):
    """From held to delivered, or back."""

    _inherit = "cs.loyalty.redemption"

    def _cs_confirm(self):
        """Confirm what is held. May be called twice; the caller has checked the right.

        :raise UserError: it was given back meanwhile
        """
        for record in self.sudo():
            record.lock_for_update()
            if record.state in ("redeemed", "delivered"):
                continue
            if record.state != "held":
                raise UserError(
                    self.env._(
                        "%(number)s was given back and its points are free again. Redeem anew.",
                        number=record.name,
                    )
                )
            now = fields.Datetime.now()
            record.write({"state": "redeemed", "date_redeemed": now, "date_hold_until": False})
            if reference := record._cs_deliver():
                record._cs_set_delivered(reference)

    def _cs_deliver(self):
        """Hook: deliver at once and return a reference, or nothing when somebody delivers by hand.

        Called once, in the transaction of the confirmation. A bridge to the billing system extends
        it for top-ups.
        """
        self.ensure_one()

    def _cs_set_delivered(self, reference=False):
        self.write(
            {
                "state": "delivered",
                "date_delivered": fields.Datetime.now(),
                "delivery_reference": reference,
            }
        )

    def _cs_give_back(self, state, reason):
        """Give points, quota and voucher back. May be called twice; the right is checked before.

        :raise UserError: the customer has it already
        """
        for record in self.sudo():
            record.lock_for_update()
            if record.state in ("cancelled", "expired"):
                continue
            if record.state == "delivered":
                raise UserError(
                    self.env._(
                        "%(number)s has been delivered. Ask for an adjustment if points have to "
                        "be returned.",
                        number=record.name,
                    )
                )
            record.write(
                {
                    "state": state,
                    "reason": reason,
                    "date_ended": fields.Datetime.now(),
                    "date_hold_until": False,
                }
            )
            note = self.env._("Given back: %(reward)s", reward=record.reward_id.description)
            record.move_id._cs_reverse(
                idem_key=f"redemption back,{record.id}", note=note, record=record
            )
            record.reward_id._cs_give_back_quota(record.period)
            record.voucher_id._cs_release()

    def _cs_show_code(self):
        """Return the voucher's code, once: what is shown counts as delivered.

        For the customer's own page and the counter; the caller has checked whose it is. The code
        goes into no record, message or log.

        :raise UserError: it was shown before, or nothing is to be shown
        """
        self.ensure_one()
        record = self.sudo()
        record.lock_for_update()
        if not record.voucher_id or record.state not in ("redeemed", "delivered"):
            raise UserError(self.env._("This redemption has no code to show."))
        if record.state == "delivered":
            raise UserError(
                self.env._(
                    "The code was shown on %(date)s, and is shown once only.",
                    date=fields.Datetime.context_timestamp(self, record.date_delivered).strftime(
                        "%Y-%m-%d %H:%M"
                    ),
                )
            )
        record._cs_set_delivered()
        record.voucher_id.write({"state": "handed_out"})
        return open_for_system(record.voucher_id, "code")[record.voucher_id.id]

    # Buttons

    def _cs_require_staff(self, group):
        self.check_access("read")
        if not self.env.user.has_group(f"cs_care.group_cs_care_{group}"):
            raise AccessError(
                self.env._("Your role does not do this with redemptions. Ask a supervisor.")
            )
        self._cs_refuse_own()

    def _cs_refuse_own(self):
        circle = self.env.user._cs_own_circle()
        if self.sudo().partner_id & circle:
            raise AccessError(
                self.env._(
                    "A card of this request is your own, or of your family or firm. Somebody else "
                    "has to deal with it."
                )
            )

    def action_confirm(self):
        """Confirm what is held. May be called twice."""
        self._cs_require_staff("agent")
        self._cs_confirm()
        return True

    def action_deliver(self, reference=None):
        """Note that the customer has it; vouchers are delivered by showing their code."""
        self._cs_require_staff("agent")
        for record in self.sudo().filtered(lambda record: record.state != "delivered"):
            if record.state != "redeemed" or record.voucher_id:
                raise UserError(
                    self.env._("%(number)s is not waiting for delivery.", number=record.name)
                )
            record._cs_set_delivered(str(reference or "").strip()[:100] or False)
        return True

    def action_show_code(self):
        """Show the code at the counter, once, to be written down for the customer."""
        self._cs_require_staff("agent")
        code = self._cs_show_code()
        self.sudo()._message_log(body=self.env._("The code was shown at the counter."))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("Code, shown this once"),
                "message": code,
                "sticky": True,
                "type": "info",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_cancel(self, reason=None):
        """Cancel and give points back: what is held by an agent, what is redeemed by a supervisor.

        :param str reason: required once the redemption was confirmed
        """
        needs_more = any(record.state == "redeemed" for record in self)
        self._cs_require_staff("supervisor" if needs_more else "agent")
        if needs_more and not (isinstance(reason, str) and reason.strip()):
            self.ensure_one()
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Cancel Redemption"),
                "res_model": "cs.loyalty.redemption.cancel",
                "view_mode": "form",
                "target": "new",
                "context": {"default_redemption_id": self.id},
            }
        self._cs_give_back("cancelled", (reason or self.env._("Not confirmed")).strip())
        return True

    def _cron_release_holds(self):
        """Give back what was not confirmed in time, in batches."""
        cron = self.env["ir.cron"]
        due = Domain("state", "=", "held") & Domain("date_hold_until", "<", fields.Datetime.now())
        cron._commit_progress(remaining=self.search_count(due))
        skipped = self.browse()
        while batch := self.search(
            due & Domain("id", "not in", skipped.ids), limit=BATCH, order="date_hold_until, id"
        ):
            locked = batch.try_lock_for_update()
            skipped |= batch - locked
            locked._cs_give_back("expired", self.env._("Not confirmed in time"))
            if not cron._commit_progress(len(batch)):
                break
