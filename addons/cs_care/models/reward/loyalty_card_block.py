from datetime import date

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from odoo.addons.cs_privacy.forged import without_defaults

from ...core.ledger import to_units

BLOCK_FIELDS = frozenset({"cs_date_blocked", "cs_block_reason", "cs_blocked_by_id"})
# Points earned on a blocked card wait until somebody decides about it.
HELD_DAY = date(2999, 12, 31)


class LoyaltyCardBlock(models.Model):
    """A blocked card spends nothing; what it earns stays pending until it is free again (7.1)."""

    _inherit = "loyalty.card"

    cs_date_blocked = fields.Datetime(
        string="Blocked On", readonly=True, copy=False, index="btree_not_null"
    )
    cs_block_reason = fields.Char(string="Why Blocked", readonly=True, copy=False)
    cs_blocked_by_id = fields.Many2one(
        comodel_name="res.users", string="Blocked By", readonly=True, copy=False
    )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            self = without_defaults(self, BLOCK_FIELDS)
            for vals in vals_list:
                self._cs_refuse_block(vals)
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self._cs_refuse_block(vals)
        return super().write(vals)

    @api.model
    def _cs_refuse_block(self, vals):
        if BLOCK_FIELDS.intersection(vals):
            raise AccessError(self.env._("Cards are blocked and freed by their buttons only."))

    def action_cs_block(self, reason=None):
        """Block these cards; without ``reason`` a dialog asks. May be called twice."""
        self._cs_require_block_right()
        if not self._cs_reason(reason):
            return self._cs_block_dialog(self.env._("Block Card"))
        # sudo: the right has been checked; supervisors do not write cards otherwise
        for card in self.sudo().filtered(lambda card: not card.cs_date_blocked):
            card.write(
                {
                    "cs_date_blocked": fields.Datetime.now(),
                    "cs_block_reason": self._cs_reason(reason),
                    "cs_blocked_by_id": self.env.uid,
                }
            )
            card._message_log(
                body=self.env._("Blocked: %(reason)s", reason=self._cs_reason(reason)),
                author_id=self.env.user.partner_id.id,
            )
        return True

    def action_cs_unblock(self, reason=None):
        """Free these cards; what they earned meanwhile becomes available. May be called twice."""
        self._cs_require_block_right()
        if not self._cs_reason(reason):
            return self._cs_block_dialog(self.env._("Free Card"))
        for card in self.sudo().filtered("cs_date_blocked"):
            card._cs_lock()
            card.write(dict.fromkeys(BLOCK_FIELDS, False))
            card._cs_release_held()
            card._message_log(
                body=self.env._("Freed: %(reason)s", reason=self._cs_reason(reason)),
                author_id=self.env.user.partner_id.id,
            )
        return True

    @api.model
    def _cs_reason(self, reason):
        """Return the reason without numbers of persons, cut to what a line holds."""
        if not isinstance(reason, str) or not reason.strip():
            return ""
        text, _found = self.env["cs.privacy.scan"]._cs_hide(reason.strip())
        return text[:200]

    def _cs_require_block_right(self):
        self.check_access("read")
        if not self.env.user.has_group("cs_care.group_cs_care_supervisor"):
            raise AccessError(self.env._("Cards are blocked and freed by a supervisor."))
        if self.sudo().partner_id & self.env.user._cs_own_circle():
            raise AccessError(
                self.env._(
                    "A card of this request is your own, or of your family or firm. Somebody else "
                    "has to deal with it."
                )
            )
        if any(not card.program_id.cs_managed for card in self.sudo()):
            raise UserError(self.env._("Only cards of programs with a points ledger are blocked."))

    def _cs_block_dialog(self, name):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "cs.loyalty.card.block",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_card_ids": self.ids,
                "default_is_free": bool(self[:1].sudo().cs_date_blocked),
            },
        }

    def _cs_release_held(self):
        """Let what was earned while blocked become available, with a full term from today."""
        self.ensure_one()
        today = self.program_id._cs_today()
        lots = self.env["cs.loyalty.lot"].sudo()
        lots.flush_model()
        # Lots are closed for the ORM; as in the ledger, pending becomes available without an entry.
        self.env.cr.execute(
            SQL(
                "UPDATE cs_loyalty_lot"
                " SET is_pending = FALSE, date_available = %s, date_expiry = %s"
                " WHERE card_id = %s AND is_pending AND date_available = %s RETURNING remaining",
                today,
                self.program_id._cs_expiry(today) or None,
                self.id,
                HELD_DAY,
            )
        )
        units = sum(to_units(remaining) for (remaining,) in self.env.cr.fetchall())
        lots.invalidate_model(["is_pending", "date_available", "date_expiry"])
        if units:
            self._cs_add_units([(self.id, units, -units, 0)])
