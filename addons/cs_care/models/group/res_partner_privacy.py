from odoo import api, models

from odoo.addons.cs_privacy.core.rights import ErasePart

MOST = 2000


class ResPartnerPrivacy(models.Model):
    """What special groups add to a person's copy and to an erasure."""

    _inherit = "res.partner"

    def _cs_privacy_export(self):
        # sudo: it is the person's own data
        members = self.sudo().cs_special_member_ids
        grants = self.env["cs.green.grant"].sudo()
        return {
            **super()._cs_privacy_export(),
            "special_groups": [
                {
                    "group": member.group_id.name,
                    "state": member.state,
                    "from": member.date_from,
                    "to": member.date_to or None,
                    "reason": member.reason or None,
                }
                for member in members
            ],
            "green_channel": [
                {
                    "from": grant.date_from,
                    "to": grant.date_to,
                    "reason": grant.reason,
                    "state": grant.state,
                }
                for grant in grants.search([("partner_id", "=", self.id)], limit=MOST)
            ],
            "suggestions": [
                {
                    "number": one.name,
                    "received": one.date_received,
                    "subject": one.subject,
                    "content": one.description or None,
                    "hidden_in_text": one.cs_told or None,
                    "state": one.state,
                    "answer": one._cs_answer_text() or None,
                }
                for one in self.env["cs.suggestion"]
                .sudo()
                .search([("partner_id", "=", self.id)], limit=MOST)
            ],
        }

    @api.model
    def _cs_privacy_export_labels(self):
        return {
            **super()._cs_privacy_export_labels(),
            "special_groups": (
                self.env._("Special groups"),
                {
                    "group": self.env._("Group"),
                    "state": self.env._("State"),
                    "from": self.env._("From"),
                    "to": self.env._("Until"),
                    "reason": self.env._("Reason"),
                },
            ),
            "green_channel": (
                self.env._("Green channel"),
                {
                    "from": self.env._("From"),
                    "to": self.env._("Until"),
                    "reason": self.env._("Reason"),
                    "state": self.env._("State"),
                },
            ),
            "suggestions": (
                self.env._("Suggestions"),
                {
                    "number": self.env._("Number"),
                    "received": self.env._("Received on"),
                    "subject": self.env._("Subject"),
                    "content": self.env._("Content"),
                    "hidden_in_text": self.env._("Numbers hidden in the text"),
                    "state": self.env._("State"),
                    "answer": self.env._("Our answer"),
                },
            ),
        }

    @api.model
    def _cs_privacy_export_choices(self):
        return {
            **super()._cs_privacy_export_choices(),
            ("special_groups", "state"): ("cs.special.group.member", "state"),
            ("green_channel", "state"): ("cs.green.grant", "state"),
            ("suggestions", "state"): ("cs.suggestion", "state"),
        }

    def _cs_privacy_erase_parts(self):
        parts = [
            ErasePart(
                "special_groups",
                self.env._("Memberships of special groups, with their proof"),
                lambda partners: partners._cs_count_of("cs.special.group.member"),
                type(self)._cs_erase_special_groups,
            ),
            ErasePart(
                "suggestions",
                self.env._("Texts of suggestions, names and addresses in them"),
                lambda partners: partners._cs_count_of("cs.suggestion"),
                type(self)._cs_erase_suggestions,
            ),
            ErasePart(
                "green_channel",
                self.env._("Reasons of the green channel by hand"),
                lambda partners: partners._cs_count_of("cs.green.grant"),
                type(self)._cs_erase_green,
            ),
        ]
        return [*parts, *super()._cs_privacy_erase_parts()]

    def _cs_erase_special_groups(self):
        """Take the memberships away, proof and history included."""
        self.sudo().cs_special_member_ids.unlink()
        self._cs_special_groups_changed()

    def _cs_erase_suggestions(self):
        """Take the person out of suggestions; ideas that were answered stay for figures."""
        suggestions = self.env["cs.suggestion"].sudo().search([("partner_id", "in", self.ids)])
        suggestions._cs_step(
            subject=self.env._("(erased)"),
            description=False,
            partner_name=False,
            email_from=False,
            cs_told=False,
        )

    def _cs_erase_green(self):
        """Take the words about the person away; who granted what until when stays."""
        grants = self.env["cs.green.grant"].sudo().search([("partner_id", "in", self.ids)])
        grants._cs_step(reason=self.env._("(erased)"))
        uses = self.env["cs.green.use"].sudo().search([("partner_id", "in", self.ids)])
        uses._cs_step(reasons=self.env._("(erased)"))
