from odoo import api, models


class CsPrivacyConsent(models.Model):
    _inherit = "cs.privacy.consent"

    @api.model_create_multi
    def create(self, vals_list):
        """Whoever withdraws consent leaves the groups that rest on it, at once."""
        consents = super().create(vals_list)
        purposes = self.env["cs.special.group"]._cs_consent_purpose_ids()
        withdrawn = consents.filtered(
            lambda word: word.event == "withdrawn" and word.purpose_id.id in purposes
        )
        if withdrawn:
            withdrawn._cs_end_memberships()
        return consents

    def _cs_end_memberships(self):
        # sudo: the decision of the person counts, whoever records it
        members = self.env["cs.special.group.member"].sudo()
        for purpose, words in self.grouped("purpose_id").items():
            if not purpose.needs_consent:
                continue
            persons = words.partner_id
            gone = persons - persons._cs_filter_consented(purpose)
            members.search(
                [
                    ("partner_id", "in", gone.ids),
                    ("group_id.purpose_id", "=", purpose.id),
                    ("state", "in", ("requested", "planned", "active")),
                ]
            )._cs_finish("ended", self.env._("Consent withdrawn"))
