from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

REMIND_DAYS = 14
ACTIVITY = "cs_privacy.mail_activity_type_assessment"


class CsPrivacyPurpose(models.Model):
    """Reminds of privacy impact assessments (PIPL 55 and 56, GDPR 35)."""

    _inherit = "cs.privacy.purpose"

    @api.model
    def _cs_remind_assessments(self):
        """Scheduled action: an activity for each assessment that is due within two weeks."""
        activity_type = self.env.ref(ACTIVITY)
        soon = fields.Date.context_today(self) + relativedelta(days=REMIND_DAYS)
        due = self.search(
            [
                ("pia_review_date", "<=", soon),
                ("activity_ids", "not any", [("activity_type_id", "=", activity_type.id)]),
            ]
        )
        self.env["ir.cron"]._commit_progress(remaining=len(due))
        for purpose in due:
            if locked := purpose.try_lock_for_update():
                locked.activity_schedule(
                    ACTIVITY,
                    date_deadline=locked.pia_review_date,
                    user_id=locked._cs_officer().id,
                )
            if not self.env["ir.cron"]._commit_progress(1):
                break

    def _cs_officer(self):
        """Return who answers for this purpose: the responsible, else a privacy officer."""
        self.ensure_one()
        if self.user_id.active:
            return self.user_id
        group = self.env.ref("cs_privacy.group_cs_privacy_officer")
        return group.all_user_ids.filtered("active").sorted("id")[:1] or self.env.user
