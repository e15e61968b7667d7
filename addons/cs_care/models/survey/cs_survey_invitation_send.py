from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

SEND_BATCH = 200


class CsSurveyInvitation(models.Model):
    """Asks, reminds once and lets expire, each when it is due and never in quiet hours."""

    _inherit = "cs.survey.invitation"

    @api.model
    def _cron_step(self, limit=SEND_BATCH):
        """Take the next step with the invitations that are due."""
        domain = [("next_at", "<=", fields.Datetime.now())]
        self._cs_run_batches(domain, "next_at, id", limit, type(self)._cs_next_step)

    def _cs_next_step(self):
        """Take the step that is due for these invitations, which the caller has locked."""
        now = fields.Datetime.now()
        due = self.filtered(lambda found: found.next_at and found.next_at <= now)
        # sudo: a step of the server, in the name of the campaign
        for campaign, invitations in due.sudo().grouped("campaign_id").items():
            over = invitations.filtered(
                lambda found: (
                    found.state not in ("drawn", "asked")
                    or (found.date_expires and found.date_expires <= now)
                )
            )
            over._cs_expire()
            left = invitations - over
            moment = campaign.company_id._cs_survey_next_moment(now)
            if campaign.state != "running":
                left._cs_expire()
            elif moment > now:
                left.write({"next_at": moment})
            else:
                left._cs_ask(campaign, now)

    def _cs_ask(self, campaign, now):
        for channel, invitations in self.grouped("channel").items():
            allowed = invitations._cs_may_be_asked(campaign, channel)
            first = allowed.filtered(lambda found: found.state == "drawn")
            reminders = (allowed - first).filtered(lambda found: not found.date_reminded)
            refused = invitations - allowed
            refused.filtered(lambda f: f.state == "drawn")._cs_skip(
                self.env._("No consent, no address, or addressed too often.")
            )
            for asked in refused.filtered(lambda found: found.state == "asked"):
                asked.next_at = asked.date_expires
            first._cs_first(campaign, channel, now)
            reminders._cs_send(channel, is_reminder=True)
            for reminded in reminders:
                reminded.write({"date_reminded": now, "next_at": reminded.date_expires})

    def _cs_may_be_asked(self, campaign, channel):
        """Return those who may be addressed by ``channel`` at this moment (clause 3.3.3).

        A hook: consent is asked again here, for a withdrawal is effective at once.
        """
        allowed = self.partner_id._cs_filter_consented(campaign.purpose_id, channel)
        touches = self._cs_touches(channel)
        if touches is not None:
            touches._cs_lock()
            allowed = allowed.with_company(campaign.company_id)._cs_care_allowed(channel)
        return self.filtered(
            lambda found: (
                found.partner_id in allowed
                and found.partner_id.active
                and found._cs_has_address(channel)
            )
        )

    def _cs_touches(self, channel):
        """Return the log of the frequency cap over everything that is sent unasked, or None.

        Who looks into the portal comes by himself.
        """
        return None if channel == "portal" else self.env.get("cs.care.touch")

    def _cs_has_address(self, channel):
        if channel == "email":
            return bool(self.partner_id.email_normalized)
        if channel in ("sms", "phone"):
            return bool(self.partner_id.cs_phone or self.partner_id.phone)
        return True

    def _cs_first(self, campaign, channel, now):
        """Ask for the first time; the link is open from now on."""
        expires = now + timedelta(days=campaign.expire_days)
        remind = now + timedelta(days=campaign.remind_days) if campaign.remind_days else expires
        by_message = channel in ("email", "sms")
        self.write(
            {
                "state": "asked",
                "date_asked": now,
                "date_expires": expires,
                "next_at": min(remind, expires) if by_message else expires,
                "next_call_at": now if channel == "phone" else False,
            }
        )
        self._cs_send(channel)

    def _cs_expire(self):
        self.filtered(lambda found: found.state == "asked").write({"state": "expired"})
        self.filtered(lambda found: found.state == "drawn")._cs_skip(
            self.env._("The campaign had ended.")
        )
        self.write({"next_at": False, "next_call_at": False})

    def _cs_skip(self, reason):
        self.write(
            {"state": "skipped", "skip_reason": reason, "next_at": False, "next_call_at": False}
        )

    @api.model
    def _cs_expire_campaign(self, campaign):
        """Let what is open in ``campaign`` end at the next run; the links end with the campaign."""
        self.flush_model()
        self.env.execute_query(
            SQL(
                "UPDATE cs_survey_invitation SET next_at = %s"
                " WHERE campaign_id = %s AND state IN ('drawn', 'asked') RETURNING id",
                fields.Datetime.now(),
                campaign.id,
            )
        )
        self.invalidate_model(["next_at"])
        self.env.ref("cs_care.ir_cron_survey_step")._trigger()

    # Messages ----------------------------------------------------------------------------------

    def _cs_send(self, channel, is_reminder=False):
        """Send the link by ``channel``; telephone and portal need no message."""
        if not self:
            return
        touches = self._cs_touches(channel)
        if touches is not None:
            touches._cs_log(self.partner_id, channel, self.campaign_id)
        if channel == "email":
            self._cs_send_mails(is_reminder)
        elif channel == "sms":
            self._cs_send_sms(is_reminder)

    def _cs_send_mails(self, is_reminder):
        template = self.env.ref(
            "cs_care.mail_template_survey_reminder"
            if is_reminder
            else "cs_care.mail_template_survey"
        )
        # The mails belong to no record: who reads invitations shall not find the customers' links.
        mails = template.send_mail_batch(self.ids, email_values={"model": False, "res_id": False})
        for invitation, mail in zip(self, mails, strict=True):
            url = invitation._cs_unsubscribe_url()
            if url:
                mail.headers = repr(
                    {
                        "List-Unsubscribe": f"<{url}>",
                        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                    }
                )

    def _cs_send_sms(self, is_reminder):
        self.env["sms.sms"].create(
            [
                {
                    "partner_id": invitation.partner_id.id,
                    "number": invitation.partner_id.cs_phone or invitation.partner_id.phone,
                    "body": invitation._cs_sms_text(is_reminder),
                }
                for invitation in self
            ]
        )

    def _cs_sms_text(self, is_reminder):
        words = self.with_context(lang=self._cs_lang().code).env
        company, link = self.company_id.name, self._cs_url()
        if is_reminder:
            return words._(
                "%(company)s: your opinion is still missing. It takes a minute: %(link)s",
                company=company,
                link=link,
            )
        return words._(
            "%(company)s: how was our service? Please tell us: %(link)s",
            company=company,
            link=link,
        )

    def _cs_unsubscribe_url(self):
        """Return the link by which the customer ends surveys by this channel, or False."""
        purpose = self.campaign_id.purpose_id
        if not (purpose.needs_consent or purpose.is_objectable):
            return False
        return self.partner_id._cs_unsubscribe_url(purpose, self.channel)
