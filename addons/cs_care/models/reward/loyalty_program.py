from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    # What core offers on orders; what is redeemed beside an order is in the catalogue.
    reward_ids = fields.One2many(domain=[("cs_kind", "=", "order")])
    cs_reward_ids = fields.One2many(
        comodel_name="loyalty.reward",
        inverse_name="program_id",
        string="Catalogue",
        domain=[("cs_kind", "!=", "order")],
        copy=True,
    )
    cs_point_value = fields.Float(
        string="Value of a Point",
        digits=(16, 6),
        default=0.01,
        help="In the currency of the company; for the report of the liability.",
    )

    _cs_point_value_positive = models.Constraint(
        "CHECK (cs_point_value >= 0)", "The value of a point is not negative."
    )

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if "cs_point_value" in fields:
            values["cs_point_value"] = self.env.company.cs_loyalty_point_value
        return values

    @api.constrains("reward_ids", "cs_reward_ids")
    def _constrains_reward_ids(self):
        """A managed program may have a catalogue alone."""
        return super(
            LoyaltyProgram, self.filtered(lambda program: not program.cs_reward_ids)
        )._constrains_reward_ids()

    @api.constrains("cs_managed", "cs_reward_ids")
    def _check_cs_catalogue(self):
        for program in self:
            if program.cs_reward_ids and not program.cs_managed:
                raise ValidationError(
                    self.env._(
                        "Only programs with a points ledger have a catalogue. Switch the points "
                        "ledger on first."
                    )
                )

    def _cs_day_start(self, day):
        """Return the moment at which a day begins for this program, as a naive datetime in UTC."""
        company = self.company_id or self.env.company
        zone = ZoneInfo(company.sudo()._cs_calendar().tz or "UTC")
        return datetime.combine(day, time.min, zone).astimezone(UTC).replace(tzinfo=None)

    def _cs_enrol(self, partner):
        """Return the card of a customer in this program, made now for who has none.

        The caller has checked the consent and the right to enroll.

        :raise UserError: the user has enrolled as many members today as the limit allows
        """
        card = self._cs_card_of(partner).get(partner.id)
        if not card:
            card = self._cs_card_of(partner, create=True)[partner.id]
            card._cs_check_enrolment()
        return card
