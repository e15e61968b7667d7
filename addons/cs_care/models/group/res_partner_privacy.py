from odoo import api, models

from odoo.addons.cs_privacy.core.rights import ErasePart


class ResPartnerPrivacy(models.Model):
    """What special groups add to a person's copy and to an erasure."""

    _inherit = "res.partner"

    def _cs_privacy_export(self):
        # sudo: it is the person's own data
        members = self.sudo().cs_special_member_ids
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
        }

    @api.model
    def _cs_privacy_export_choices(self):
        return {
            **super()._cs_privacy_export_choices(),
            ("special_groups", "state"): ("cs.special.group.member", "state"),
        }

    def _cs_privacy_erase_parts(self):
        part = ErasePart(
            "special_groups",
            self.env._("Memberships of special groups, with their proof"),
            lambda partners: partners._cs_count_of("cs.special.group.member"),
            type(self)._cs_erase_special_groups,
        )
        return [part, *super()._cs_privacy_erase_parts()]

    def _cs_erase_special_groups(self):
        """Take the memberships away, proof and history included."""
        self.sudo().cs_special_member_ids.unlink()
        self._cs_special_groups_changed()
