from odoo import api, models

from odoo.addons.cs_privacy.core.rights import ErasePart

MOST = 2000
MONTHS = 60


class ResPartnerPrivacy(models.Model):
    """What is worked out about a person: in the copy, and in an erasure (clause 3.3)."""

    _inherit = "res.partner"

    def _cs_privacy_export(self):
        own = [("partner_id", "=", self.id)]
        # sudo: it is the person's own data
        indexes = self.env["cs.loyalty.index"].sudo().search(own, limit=MONTHS)
        risks = self.env["cs.churn.risk"].sudo().search(own, limit=MOST)
        return {
            **super()._cs_privacy_export(),
            "loyalty_index": [
                {
                    "month": one.month,
                    "index": one.score if one.band != "unknown" else None,
                    "risk": one.risk,
                    "parts": "; ".join(
                        f"{name}: {points} ({words})"
                        for name, points, _weight, words in one._cs_part_lines()
                        if points is not None
                    ),
                    "reasons": "; ".join(one._cs_reasons()) or None,
                }
                for one in indexes
            ],
            "churn_risks": [
                {
                    "listed": risk.date_listed,
                    "why": risk.reasons or None,
                    "found": risk.note or None,
                    "state": risk.state,
                }
                for risk in risks
            ],
        }

    @api.model
    def _cs_privacy_export_labels(self):
        return {
            **super()._cs_privacy_export_labels(),
            "loyalty_index": (
                self.env._("Loyalty index"),
                {
                    "month": self.env._("Month"),
                    "index": self.env._("Index"),
                    "risk": self.env._("Risk of leaving"),
                    "parts": self.env._("Parts"),
                    "reasons": self.env._("Signs"),
                },
            ),
            "churn_risks": (
                self.env._("When we feared that you might leave"),
                {
                    "listed": self.env._("Listed on"),
                    "why": self.env._("Why"),
                    "found": self.env._("What was found"),
                    "state": self.env._("State"),
                },
            ),
        }

    @api.model
    def _cs_privacy_export_choices(self):
        return {
            **super()._cs_privacy_export_choices(),
            ("churn_risks", "state"): ("cs.churn.risk", "state"),
        }

    def _cs_privacy_erase_parts(self):
        part = ErasePart(
            "churn_risks",
            self.env._("What was found about the risk that the customer leaves"),
            lambda partners: partners._cs_count_of("cs.churn.risk"),
            type(self)._cs_erase_churn_risks,
        )
        return [part, *super()._cs_privacy_erase_parts()]

    def _cs_erase_own_models(self):
        return [*super()._cs_erase_own_models(), "cs.churn.risk"]

    def _cs_erase_churn_risks(self):
        """Take the words away; that somebody was listed, and the figures, stay."""
        risks = self.env["cs.churn.risk"].sudo().search([("partner_id", "in", self.ids)])
        risks.filtered("note")._cs_step(note=self.env._("(erased)"))
        risks._cs_erase_messages()
