from odoo import api, models

from odoo.addons.cs_privacy.core.rights import ErasePart

MOST = 2000


class ResPartnerPrivacy(models.Model):
    """What the counter adds to a person's copy and to an erasure (clause 3.2)."""

    _inherit = "res.partner"

    def _cs_privacy_export(self):
        # sudo: it is the person's own data
        checks = self.env["cs.pos.identity.check"].sudo()
        return {
            **super()._cs_privacy_export(),
            "identity_checks": [
                {
                    "date": check.date,
                    "till": check.config_id.name,
                    "result": check.result,
                    "supervisor": check.supervisor or None,
                    "reason": check.reason or None,
                }
                for check in checks.search([("partner_id", "=", self.id)], limit=MOST)
            ],
        }

    @api.model
    def _cs_privacy_export_labels(self):
        return {
            **super()._cs_privacy_export_labels(),
            "identity_checks": (
                self.env._("Identity checks at the counter"),
                {
                    "date": self.env._("Date"),
                    "till": self.env._("Till"),
                    "result": self.env._("Result"),
                    "supervisor": self.env._("Supervisor"),
                    "reason": self.env._("Reason"),
                },
            ),
        }

    @api.model
    def _cs_privacy_export_choices(self):
        return {
            **super()._cs_privacy_export_choices(),
            ("identity_checks", "result"): ("cs.pos.identity.check", "result"),
        }

    def _cs_privacy_erase_parts(self):
        part = ErasePart(
            "identity_checks",
            self.env._("By what the person was recognised at the counter"),
            lambda partners: partners._cs_count_of("cs.pos.identity.check"),
            type(self)._cs_erase_identity_checks,
        )
        return [*super()._cs_privacy_erase_parts(), part]

    def _cs_erase_identity_checks(self):
        checks = self.env["cs.pos.identity.check"].sudo().search([("partner_id", "in", self.ids)])
        self.env.flush_all()
        self._cs_erase_texts("cs_pos_identity_check", "id", checks._ids, ("reason",))
        self.env.invalidate_all()
