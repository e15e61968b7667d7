from odoo import api, models
from odoo.tools import SQL

from odoo.addons.cs_privacy.core.rights import ErasePart

MOST = 2000
# What was written about the person
WORDS = {
    "cs_loyalty_adjustment": ("note", "refusal"),
    "cs_loyalty_alert": ("verdict",),
    "cs_loyalty_redemption": ("reason", "delivery_reference"),
}
CONVERSATIONS = ("cs.loyalty.adjustment", "cs.loyalty.alert", "cs.loyalty.redemption")


class ResPartnerPrivacy(models.Model):
    """Redeemed rewards in a person's copy; they, adjustments and alerts in an erasure (3.3)."""

    _inherit = "res.partner"

    def _cs_privacy_export(self):
        # sudo: it is the person's own data
        redemptions = self.env["cs.loyalty.redemption"].sudo()
        return {
            **super()._cs_privacy_export(),
            "redemptions": [
                {
                    "number": redemption.name,
                    "date": redemption.date_held,
                    "reward": redemption.reward_id.description,
                    "points": redemption.points,
                    "state": redemption.state,
                }
                for redemption in redemptions.search([("partner_id", "=", self.id)], limit=MOST)
            ],
        }

    @api.model
    def _cs_privacy_export_labels(self):
        return {
            **super()._cs_privacy_export_labels(),
            "redemptions": (
                self.env._("Redeemed rewards"),
                {
                    "number": self.env._("Number"),
                    "date": self.env._("Date"),
                    "reward": self.env._("Reward"),
                    "points": self.env._("Points"),
                    "state": self.env._("State"),
                },
            ),
        }

    @api.model
    def _cs_privacy_export_choices(self):
        return {
            **super()._cs_privacy_export_choices(),
            ("redemptions", "state"): ("cs.loyalty.redemption", "state"),
        }

    def _cs_privacy_erase_parts(self):
        part = ErasePart(
            "redemptions",
            self.env._("Texts about redeemed rewards, adjustments and alerts"),
            lambda partners: sum(partners._cs_count_of(model) for model in CONVERSATIONS),
            type(self)._cs_erase_redemptions,
        )
        return [part, *super()._cs_privacy_erase_parts()]

    def _cs_erase_own_models(self):
        return [*super()._cs_erase_own_models(), *CONVERSATIONS]

    def _cs_erase_redemptions(self):
        """Take the words away; what was handed out for how many points is settled with partners."""
        if not self:
            return
        self.env.flush_all()
        # Below the ORM: redemptions are evidence and refuse every change, but this one.
        for table, columns in WORDS.items():
            empty = SQL(", ").join(SQL("%s = NULL", SQL.identifier(name)) for name in columns)
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s WHERE partner_id IN %s",
                    SQL.identifier(table),
                    empty,
                    self._ids,
                )
            )
        self.env.invalidate_all()
        for model in CONVERSATIONS:
            records = self.env[model].sudo().search([("partner_id", "in", self.ids)])
            records._cs_erase_messages()
