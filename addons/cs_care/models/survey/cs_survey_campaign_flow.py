from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

STEPS = {
    "day": relativedelta(days=1),
    "week": relativedelta(weeks=1),
    "month": relativedelta(months=1),
}
# So many are drawn at once when somebody waits for it; a scheduled action draws the others.
AT_ONCE = 2000


class CsSurveyCampaign(models.Model):
    """Start, draws and end of campaigns."""

    _inherit = "cs.survey.campaign"

    def action_start(self):
        """Let the campaign run: its first draw is due at once, or when it starts."""
        self._cs_require_manager()
        for campaign in self.filtered(lambda campaign: campaign.state == "draft"):
            campaign.survey_id._cs_check_askable()
            is_drawn = campaign.population != "counter"
            if is_drawn and not campaign._cs_channels():
                raise UserError(self.env._("Choose at least one way in which customers are asked."))
            starts = max(fields.Datetime.to_datetime(campaign.date_start), fields.Datetime.now())
            campaign._cs_step(state="running", next_draw_at=starts if is_drawn else False)

    def action_draw(self):
        """Draw the next sample now; a large one is completed in the background."""
        self._cs_require_manager()
        self.ensure_one()
        if self.state != "running" or self.population == "counter":
            raise UserError(
                self.env._("Samples are drawn in running campaigns that ask customers.")
            )
        # sudo: whom a campaign may ask is decided by its rules, not by what the user may read
        campaign = self.sudo()
        draw = campaign.draw_ids.filtered(lambda draw: draw.state == "open")[:1]
        draw = draw or campaign._cs_next_draw()
        draw._cs_fill(AT_ONCE)
        if draw.state == "open":
            self.env.ref("cs_care.ir_cron_survey_draw")._trigger()
        return self.action_view_invitations()

    def action_close(self):
        """End the campaign: what is open expires, anonymous answers are taken over."""
        self._cs_require_manager()
        for campaign in self.filtered(lambda campaign: campaign.state == "running"):
            campaign._cs_close()

    def _cs_close(self):
        self.ensure_one()
        self._cs_step(state="closed", next_draw_at=False, date_closed=fields.Datetime.now())
        # sudo: invitations change by steps of the server only
        campaign = self.sudo()
        campaign.draw_ids.filtered(lambda draw: draw.state == "open")._cs_end()
        self.env["cs.survey.invitation"].sudo()._cs_expire_campaign(campaign)
        campaign._cs_release(is_last=True)

    def action_view_invitations(self):
        """Open who is asked."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_care.cs_survey_invitation_action"
        )
        return {
            **action,
            "domain": [("campaign_id", "=", self.id)],
            "context": {"default_campaign_id": self.id, "search_default_by_state": 0},
        }

    def action_view_calls(self):
        """Open the calls of this campaign."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_care.cs_survey_call_list_action")
        return {**action, "context": {"search_default_campaign_id": self.id}}

    def action_view_followups(self):
        """Open the follow-ups of low scores."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_care.cs_survey_followup_action")
        return {**action, "domain": [("campaign_id", "=", self.id)], "context": {}}

    def action_view_report(self):
        """Open the analysis of this campaign."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_care.cs_survey_report_action")
        return {**action, "domain": [("campaign_id", "=", self.id)], "context": {}}

    # Scheduled actions -----------------------------------------------------------------------

    @api.model
    def _cron_draw(self, limit=20000):
        """Open the draws that are due, fill them batch by batch, and close what has ended."""
        cron = self.env["ir.cron"]
        now = fields.Datetime.now()
        due = self.search([("next_draw_at", "<=", now)], order="next_draw_at, id")
        for campaign in due:
            if campaign := campaign.try_lock_for_update():
                campaign._cs_draw_due()
                if not cron._commit_progress(1, remaining=1):
                    return
        draws = self.env["cs.survey.draw"].search([("state", "=", "open")], order="id")
        for draw in draws:
            while draw.try_lock_for_update() and draw.state == "open":
                draw._cs_fill(limit)
                if not cron._commit_progress(1, remaining=int(draw.state == "open")):
                    return

    def _cs_draw_due(self):
        self.ensure_one()
        company_today = fields.Date.context_today(
            self.with_context(tz=self.company_id._cs_calendar().tz or "UTC")
        )
        if self.date_end and self.date_end < company_today:
            self._cs_step(next_draw_at=False)
            return
        self._cs_next_draw()

    def _cs_next_draw(self):
        """Open the next draw of this running campaign and note when the one after is due."""
        self.ensure_one()
        draw = self.env["cs.survey.draw"].sudo()._cs_open(self)
        step = STEPS.get(self.repeat)
        now = fields.Datetime.now()
        upcoming = (self.next_draw_at or now) + step if step else False
        if upcoming and upcoming <= now:
            upcoming = now + step
        self._cs_step(next_draw_at=upcoming)
        return draw

    @api.model
    def _cron_close(self):
        """Close campaigns that have ended and release anonymous answers, once a day."""
        running = self.search([("state", "=", "running")])
        now = fields.Datetime.now()
        for campaign in running:
            last = campaign.date_end and fields.Datetime.add(
                fields.Datetime.to_datetime(campaign.date_end), days=1 + campaign.expire_days
            )
            if last and last <= now:
                campaign._cs_close()
            else:
                campaign._cs_release()
