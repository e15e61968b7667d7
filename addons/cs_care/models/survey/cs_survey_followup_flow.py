from datetime import timedelta

from odoo import api, fields, models

from .cs_survey_followup import OPEN


class CsSurveyFollowup(models.Model):
    """Opens follow-ups of low scores, gives each an owner, reminds and escalates."""

    _inherit = "cs.survey.followup"

    @api.model
    def _cs_open_for(self, responses):
        """Open a follow-up for each low score among ``responses`` that may be led back.

        :return: the new follow-ups
        """
        low = responses.filtered(lambda response: response._cs_is_low())
        known = self.sudo().search([("response_id", "in", low.ids)]).response_id
        followups = self.sudo().browse()
        for company, found in (low - known).grouped("company_id").items():
            owners = self._cs_owners(found, company)
            followups |= self.sudo().create(
                [self._cs_values(response, owners[response.id]) for response in found]
            )
        for followup in followups:
            followup._cs_plan(followup.user_id)
        return followups

    @api.model
    def _cs_values(self, response, owner):
        campaign, company = response.campaign_id, response.company_id
        calendar = company._cs_calendar().with_company(company)
        now = fields.Datetime.now()
        due = calendar._cs_deadline(now, campaign.followup_days, "day").replace(tzinfo=None)
        return {
            "response_id": response.id,
            "campaign_id": campaign.id,
            "company_id": company.id,
            "partner_id": response.partner_id.id,
            "score": response.score,
            "department_id": response.department_id.id,
            "user_id": owner.id,
            "date_due": due,
            "next_at": max(now, due - timedelta(days=1)),
        }

    @api.model
    def _cs_owners(self, responses, company):
        """Return ``{response id: user}``: the head of the department, else who has least to do.

        Heads and supervisors of care are asked; nobody follows up the own service.
        """
        team = self._cs_team(company)
        counts = dict(
            self.sudo()._read_group(
                [("user_id", "in", team.ids), ("state", "in", OPEN)], ["user_id"], ["__count"]
            )
        )
        load = {user: counts.get(user, 0) for user in team}
        owners = {}
        for response in responses:
            # sudo: who heads a department is no secret in this add-on
            head = response.department_id.sudo().manager_id.user_id
            if head in load and head != response.user_id:
                owner = head
            else:
                others = [user for user in load if user != response.user_id]
                owner = min(others, key=lambda user: (load[user], user.id), default=team.browse())
            if owner:
                load[owner] += 1
            owners[response.id] = owner
        return owners

    @api.model
    def _cs_team(self, company, role="supervisor"):
        group = self.env.ref(f"cs_care.group_cs_care_{role}").sudo()
        robot = self.env.ref("base.user_root")
        return group.all_user_ids.filtered(
            lambda user: user.active and user != robot and company in user.company_ids
        )

    def _cs_plan(self, user, summary=None):
        """Plan what ``user`` has to do until the deadline."""
        self.ensure_one()
        if not user:
            return
        words = self.with_context(lang=user.lang, mail_activity_quick_update=True)
        words.activity_schedule(
            "cs_care.mail_activity_survey_followup",
            user_id=user.id,
            date_deadline=self.date_due.date(),
            summary=summary or words.env._("Follow up a low score"),
        )

    # Reminder and escalation -------------------------------------------------------------------

    @api.model
    def _cron_remind(self, limit=100):
        """Remind the owner a day before the deadline, and escalate what is late."""
        domain = [("next_at", "<=", fields.Datetime.now())]
        self._cs_run_batches(domain, "next_at, id", limit, type(self)._cs_next_step)

    def _cs_next_step(self):
        now = fields.Datetime.now()
        # sudo: a step of the server
        due = self.sudo().filtered(lambda followup: followup.next_at and followup.next_at <= now)
        for followup in due:
            if followup.state not in OPEN:
                followup.next_at = False
            elif followup.date_due > now and not followup.date_reminded:
                followup._cs_remind(now)
            else:
                followup._cs_escalate(now)

    def _cs_remind(self, now):
        self.write({"date_reminded": now, "next_at": self.date_due})
        user = self.user_id
        words = self.with_context(lang=user.lang)
        self._cs_plan(user, words.env._("A low score is to be followed up within a day"))

    def _cs_escalate(self, now):
        """Tell the managers of care once; without any, the company's supervisors."""
        self.write({"date_escalated": now, "next_at": False})
        company = self.company_id
        told = self._cs_team(company, "manager") or self._cs_team(company)
        for user in told:
            words = self.with_context(lang=user.lang)
            self._cs_plan(user, words.env._("A low score has not been followed up in time"))
        self._message_log(
            body=self.env._(
                "The deadline has passed. Told: %(people)s.", people=", ".join(told.mapped("name"))
            )
        )
