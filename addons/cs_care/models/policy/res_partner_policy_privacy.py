from odoo import api, models

from odoo.addons.cs_privacy.core.rights import ErasePart

MOST = 2000


class ResPartnerPolicyPrivacy(models.Model):
    """What care policies and education add to a person's copy and to an erasure (clause 3.3)."""

    _inherit = "res.partner"

    def _cs_privacy_export(self):
        # sudo: it is the person's own data
        actions = self.env["cs.care.action"].sudo()
        reach = self.env["cs.education.reach"].sudo()
        mine = [("partner_id", "=", self.id)]
        return {
            **super()._cs_privacy_export(),
            "care": [
                {
                    "care": action.policy_id.name,
                    "drawn": action.date_planned,
                    "done": action.date_done or None,
                    "channel": action.channel or None,
                    "state": action.state,
                }
                for action in actions.search(mine, limit=MOST)
            ],
            "education": [
                {
                    "item": row.item_id.name,
                    "sent": row.date_sent or None,
                    "opened": row.date_opened or None,
                    "completed": row.date_completed or None,
                }
                for row in reach.search(mine, limit=MOST)
            ],
        }

    @api.model
    def _cs_privacy_export_labels(self):
        return {
            **super()._cs_privacy_export_labels(),
            "care": (
                self.env._("Care"),
                {
                    "care": self.env._("Care policy"),
                    "drawn": self.env._("Chosen on"),
                    "done": self.env._("Done on"),
                    "channel": self.env._("Channel"),
                    "state": self.env._("State"),
                },
            ),
            "education": (
                self.env._("Education"),
                {
                    "item": self.env._("Title"),
                    "sent": self.env._("Sent on"),
                    "opened": self.env._("Opened on"),
                    "completed": self.env._("Completed on"),
                },
            ),
        }

    @api.model
    def _cs_privacy_export_choices(self):
        return {
            **super()._cs_privacy_export_choices(),
            ("care", "state"): ("cs.care.action", "state"),
            ("care", "channel"): ("cs.care.action", "channel"),
        }

    def _cs_privacy_erase_parts(self):
        part = ErasePart(
            "care",
            self.env._("Reasons of suggested care, and why it was declined"),
            lambda partners: partners._cs_count_of("cs.care.suggestion"),
            type(self)._cs_erase_care,
        )
        return [part, *super()._cs_privacy_erase_parts()]

    def _cs_erase_care(self):
        """Take the words away; what was given and sent when stays for effects and caps."""
        suggestions = self.env["cs.care.suggestion"].sudo()
        mine = suggestions.search([("partner_id", "in", self.ids)])
        mine.filtered(lambda one: one.state == "open")._cs_step(state="expired")
        mine._cs_step(why_parts=False, reason=False)
