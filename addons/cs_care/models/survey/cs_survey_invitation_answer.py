import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError


class CsSurveyInvitation(models.Model):
    """Takes over what was answered."""

    _inherit = "cs.survey.invitation"

    @api.model
    def _cs_take_answers(self, sheets):
        """Take over the answers of ``sheets`` that were just finished; called as superuser."""
        invitations = self.search([("user_input_id", "in", sheets.ids)])
        taken = invitations.filtered(lambda found: found.state == "asked")
        now = fields.Datetime.now()
        taken.write({"state": "answered", "date_answered": now, "next_at": False})
        taken.write({"next_call_at": False})
        named = taken.filtered(lambda found: not found.is_anonymous)
        responses = self.env["cs.survey.response"]._cs_take(
            [(invitation.user_input_id, invitation) for invitation in named]
        )
        for invitation, response in zip(named, responses, strict=True):
            invitation.write(
                {
                    "response_id": response.id,
                    "score": response.score,
                    "has_score": response.has_score,
                    "satisfaction": response.satisfaction,
                    "nps": response.nps,
                    "nps_group": response.nps_group,
                }
            )
        taken._cs_tell_event()
        self.env["cs.survey.followup"]._cs_open_for(responses)

    def _cs_tell_event(self):
        """Let others know that these customers took part: points, visits (clause 7.3.3)."""
        self.env["cs.customer.event"]._cs_record(
            "survey_answered",
            [
                {
                    "partner_id": invitation.partner_id.id,
                    "date": invitation.date_answered,
                    "source": "cs_care.survey",
                    "external_id": str(invitation.id),
                    "res_model": self._name,
                    "res_id": invitation.id,
                    "company_id": invitation.company_id.id,
                }
                for invitation in self
            ],
        )

    @api.model
    def _cs_invite(self, campaign, partner, channel, **facts):
        """Invite one customer outside a draw: for doors of the server, as superuser.

        The interval between surveys is not looked at: the customer came by himself.

        :raise UserError: the campaign does not run
        """
        if campaign.state != "running":
            raise UserError(self.env._("This campaign does not run. Start it first."))
        now = fields.Datetime.now()
        return self.create(
            {
                "campaign_id": campaign.id,
                "survey_id": campaign.survey_id.id,
                "company_id": campaign.company_id.id,
                "partner_id": partner.id,
                "region_id": partner.state_id.id,
                "lang": partner.lang,
                "channel": channel,
                "state": "asked",
                "token": self._cs_new_token(),
                "date_drawn": now,
                "date_asked": now,
                "date_expires": fields.Datetime.add(now, days=campaign.expire_days),
                "next_at": fields.Datetime.add(now, days=campaign.expire_days),
                "next_call_at": now if channel == "phone" else False,
                **facts,
            }
        )

    @api.model
    def _cs_new_token(self):
        return secrets.token_urlsafe(16)
