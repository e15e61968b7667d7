from uuid import uuid4

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.cs_privacy.forged import without_defaults

from ...core.ledger import LEDGER, Booking, to_points, to_units

# Whose card it is and what it holds. By changing these, points would change hands.
SEALED = frozenset({"points", "program_id", "partner_id", "active", "expiration_date", "code"})
LEDGER_FIELDS = frozenset(
    {"cs_managed", "cs_pending_points", "cs_debt_points", "cs_merged_into_id"}
)


class LoyaltyCardGuard(models.Model):
    """What ``create``, ``write`` and ``unlink`` of a managed card come to, whoever asks.

    A change of ``points`` becomes an entry of the difference when it comes from the server (a core
    path with ``sudo`` or one that a bridge has wrapped in a :class:`Booking`); from everybody else
    it is refused.
    """

    _inherit = "loyalty.card"

    @api.model
    def _cs_booking(self):
        """Return the :class:`Booking` of the core path that is running, or None."""
        booking = self.env.context.get("cs_booking")
        return booking if isinstance(booking, Booking) else None

    @api.model
    def _cs_is_followed(self):
        booking = self._cs_booking()
        return bool(booking and booking.follow)

    def _cs_is_ledger(self):
        return self.env.context.get("cs_ledger") is LEDGER

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            self = without_defaults(self, LEDGER_FIELDS | {"points"})
        programs = self.env["loyalty.program"].sudo()
        default = self.env.context.get("default_program_id", self.env.context.get("active_id"))
        opening, completed = [], []
        for vals in vals_list:
            vals = {name: vals[name] for name in vals if name not in LEDGER_FIELDS}
            program = programs.browse(vals.get("program_id", default) or [])
            if program.cs_managed:
                self._cs_check_new(program, vals)
                opening.append(vals.get("points") or 0)
                vals.update(points=0, cs_managed=True)
            else:
                opening.append(0)
            completed.append(vals)
        cards = super().create(completed)
        for card, points in zip(cards, opening, strict=True):
            if points:
                card._cs_book_core(points)
        return cards

    @api.model
    def _cs_check_new(self, program, vals):
        partner = vals.get("partner_id", self.env.context.get("default_partner_id"))
        if not partner:
            raise UserError(
                self.env._(
                    "A card of %(program)s belongs to a customer. Choose one.",
                    program=program.name,
                )
            )
        if vals.get("points"):
            self._cs_check_points_caller()

    def _cs_check_points_caller(self):
        if not self.env.su and not self._cs_booking():
            raise AccessError(
                self.env._(
                    "The points of this card are booked by the points ledger. "
                    "Ask for an adjustment instead."
                )
            )

    def write(self, vals):
        changed = (SEALED | LEDGER_FIELDS).intersection(vals)
        if self._cs_is_ledger() or not changed:
            return super().write(vals)
        managed = self.filtered(lambda card: card.sudo().cs_managed)
        rest = self - managed
        if rest:
            rest._cs_check_target(vals)
            super(LoyaltyCardGuard, rest).write(
                {name: value for name, value in vals.items() if name not in LEDGER_FIELDS}
            )
        if managed:
            if "points" in vals:
                self._cs_check_points_caller()
            managed._cs_check_sealed(vals)
            others = {name: value for name, value in vals.items() if name != "points"}
            if others:
                super(LoyaltyCardGuard, managed).write(others)
            else:
                managed.check_access("write")
            if "points" in vals and not self._cs_is_followed():
                managed._cs_book_difference(vals["points"] or 0)
        return True

    def _cs_check_target(self, vals):
        """An unmanaged card with its points does not become a managed one."""
        program = self.env["loyalty.program"].sudo().browse(vals.get("program_id") or [])
        if program.cs_managed:
            raise UserError(
                self.env._(
                    "%(program)s keeps a points ledger: make a new card there instead.",
                    program=program.name,
                )
            )

    def _cs_book_difference(self, points):
        """Book what makes the balance of each of these cards ``points``."""
        self.check_access("write")
        self._cs_lock()
        for card in self:
            card._cs_book_core(points - card.points)

    def _cs_check_sealed(self, vals):
        changed = (SEALED | LEDGER_FIELDS).intersection(vals) - {"points"}
        if "active" in vals and not vals["active"]:
            self._cs_check_empty()
        if self.env.su and not self.sudo().cs_move_ids:
            # A card without entries may still be given to another customer by the server.
            changed -= {"partner_id"}
        if self.env.su:
            changed -= {"code", "expiration_date"}
        if changed - {"active"}:
            labels = [self._fields[name]._description_string(self.env) for name in changed]
            raise AccessError(
                self.env._(
                    "%(fields)s: fixed for cards of the points ledger. Merge the customers to "
                    "bring their points together.",
                    fields=", ".join(sorted(labels)),
                )
            )

    def _cs_check_empty(self):
        for card in self.sudo():
            if any(map(to_units, (card.points, card.cs_pending_points, card.cs_debt_points))):
                raise UserError(
                    self.env._(
                        "Card %(card)s still holds or owes points. It is closed when there are "
                        "none.",
                        card=card.code,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_managed(self):
        if any(card.sudo().cs_managed and card.sudo().cs_move_ids for card in self):
            raise UserError(
                self.env._("A card with entries in the points ledger cannot be deleted. Close it.")
            )

    def _cs_book_core(self, points):
        """Book the difference that a core path wrote as the balance of this card."""
        self.ensure_one()
        program = self.sudo().program_id
        if not program._cs_units(points):
            return self.env["cs.loyalty.move"]
        booking = self._cs_booking() or Booking(note=self.env._("Changed by the system"))
        kind = booking.kind or ("adjust" if points > 0 else "reverse")
        return self._cs_move(
            to_points(program._cs_units(points)),
            kind,
            f"core,{uuid4()}",
            booking.note,
            record=booking.record,
            reason="core",
        )
