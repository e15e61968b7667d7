from odoo import models

from .cs_care_touch import CHANNELS

TOUCHING = frozenset(code for code, _label in CHANNELS)


class CsSurveyInvitation(models.Model):
    """Surveys count as touches, and keep to the frequency cap and the customer's wish (7.1.2)."""

    _inherit = "cs.survey.invitation"

    def _cs_may_be_asked(self, campaign, channel):
        allowed = super()._cs_may_be_asked(campaign, channel)
        if channel not in TOUCHING or not allowed:
            return allowed
        self.env["cs.care.touch"]._cs_lock()
        free = allowed.partner_id.with_company(campaign.company_id)._cs_care_allowed(channel)
        capped = allowed.filtered(lambda found: found.partner_id not in free)
        capped.filtered(lambda found: found.state == "drawn")._cs_skip(
            self.env._("Touched often enough already.")
        )
        return allowed - capped

    def _cs_send(self, channel, is_reminder=False):
        result = super()._cs_send(channel, is_reminder=is_reminder)
        if channel in TOUCHING:
            for campaign, invitations in self.grouped("campaign_id").items():
                self.env["cs.care.touch"]._cs_log(invitations.partner_id, channel, campaign)
        return result
