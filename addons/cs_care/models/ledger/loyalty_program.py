from datetime import UTC
from zoneinfo import ZoneInfo

import psycopg2.errors

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError, ValidationError

from ...core.ledger import LEDGER, expiry_date, to_units


class LoyaltyProgram(models.Model):
    """Programs whose points are kept in a ledger (clause 7.3)."""

    _inherit = "loyalty.program"

    cs_managed = fields.Boolean(
        string="Points Ledger",
        copy=False,
        help="Points are booked in lots with expiry, by entries that nobody can change.",
    )
    cs_expiry_months = fields.Integer(
        string="Points Expire After (months)", default=36, help="0: points do not expire."
    )
    cs_expiry_rounding = fields.Selection(
        selection=[
            ("month", "End of the month"),
            ("quarter", "End of the quarter"),
            ("year", "End of the year"),
        ],
        string="Expiry Moves To",
        default="month",
        help="Empty: points expire to the day.",
    )
    cs_pending_days = fields.Integer(
        string="Days Until Available", help="Earned points may be spent so many days later."
    )
    cs_point_decimals = fields.Integer(
        string="Decimals of Points", help="Points are rounded half up to so many decimals."
    )
    cs_minimum_spend = fields.Float(
        string="Minimum Spend", default=100.0, digits=(16, 2), help="0: any number of points."
    )
    cs_return_days = fields.Integer(
        string="Days for Returned Points",
        default=30,
        help="Points that come back after their lot has expired may be spent for so many days.",
    )

    cs_notice_first = fields.Integer(
        string="First Notice (days before)", default=30, help="0: no first notice of expiry."
    )
    cs_notice_last = fields.Integer(
        string="Last Notice (days before)", default=7, help="0: no last notice of expiry."
    )

    _cs_settings_valid = models.Constraint(
        "CHECK (cs_expiry_months BETWEEN 0 AND 600 AND cs_pending_days BETWEEN 0 AND 365 AND"
        " cs_point_decimals BETWEEN 0 AND 2 AND cs_minimum_spend >= 0 AND"
        " cs_return_days BETWEEN 0 AND 365 AND cs_notice_first BETWEEN 0 AND 365 AND"
        " cs_notice_last BETWEEN 0 AND 365)",
        "Expiry lies within 600 months; pending, return and notice days within 365; decimals "
        "between 0 and 2; and the minimum spend is not negative.",
    )

    @api.constrains("cs_managed", "program_type", "applies_on")
    def _check_cs_managed(self):
        for program in self.filtered("cs_managed"):
            if program.program_type != "loyalty" or program.applies_on == "current":
                raise ValidationError(
                    self.env._(
                        "%(program)s: only programs of loyalty cards keep a points ledger. "
                        "Choose the type Loyalty Cards.",
                        program=program.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("cs_managed") and vals.get("program_type") == "loyalty":
                # What Odoo's form proposes. Without it points would be lost with their order, and
                # the program would not apply by itself.
                vals.setdefault("applies_on", "both")
                vals.setdefault("trigger", "auto")
                vals.setdefault("portal_visible", True)
        return super().create(vals_list)

    def write(self, vals):
        if "cs_managed" in vals and self.env.context.get("cs_ledger") is not LEDGER:
            self._cs_check_switch(vals["cs_managed"])
        return super().write(vals)

    def _cs_check_switch(self, managed):
        """The ledger begins with the program, or by the button that opens it with the balances."""
        changed = self.filtered(lambda program: program.cs_managed != bool(managed))
        cards = self.env["loyalty.card"].sudo().with_context(active_test=False)
        if changed and cards.search_count([("program_id", "in", changed.ids)], limit=1):
            raise UserError(
                self.env._("This program has cards. Open its ledger with the button of the form.")
                if managed
                else self.env._("This program has cards with entries; its ledger cannot be closed.")
            )

    def _cs_today(self):
        """Return the date by which points of this program become available and expire."""
        return self._cs_day_of(fields.Datetime.now())

    def _cs_day_of(self, moment):
        """Return the date of a moment (UTC, naive) where the program's company is."""
        company = self.company_id or self.env.company
        zone = company.sudo()._cs_calendar().tz or "UTC"
        return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date()

    def _cs_units(self, points):
        """Return ``points`` rounded as this program rounds, in units of a hundredth."""
        return to_units(points, self.cs_point_decimals)

    def _cs_expiry(self, start):
        """Return the last day of points that may be spent from ``start`` on, or None."""
        return expiry_date(start, self.cs_expiry_months, self.cs_expiry_rounding)

    def _cs_card_of(self, partners, create=False):
        """Return the cards of customers in this program: ``{partner id: card}``.

        :param bool create: make cards for those who have none; no mail is sent about it
        :raise ConcurrencyError: another server made one meanwhile; the framework repeats
        """
        self.ensure_one()
        cards = self.env["loyalty.card"].sudo()
        found = cards.search([("program_id", "=", self.id), ("partner_id", "in", partners.ids)])
        by_partner = {card.partner_id.id: card for card in found}
        missing = [partner for partner in partners.ids if partner not in by_partner]
        if create and missing:
            try:
                with self.env.cr.savepoint():
                    made = cards.with_context(loyalty_no_mail=True).create(
                        [{"program_id": self.id, "partner_id": partner} for partner in missing]
                    )
            except psycopg2.errors.UniqueViolation as error:
                raise ConcurrencyError("Two servers made a card at the same time.") from error
            by_partner.update((card.partner_id.id, card) for card in made)
        return {partner: card.with_env(self.env).sudo() for partner, card in by_partner.items()}
