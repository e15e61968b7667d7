from datetime import timedelta

from odoo import api, fields, models

HALF_DAY = 4 * 3600


class CsDemoVisit(models.AbstractModel):
    _inherit = "cs.demo"

    @api.model
    def _cs_load_visits(self):
        """Start the shipped plans and let the visits of the story happen."""
        from .visit_story import CARE, COMPLAINT, SERVICE, VISITS

        department = self.env.ref("cs_base.department_service")
        for xmlid in (COMPLAINT, SERVICE, CARE):
            plan = self.env.ref(xmlid)
            plan.department_id = department
            plan.action_start()
        events = []
        for number, story in enumerate(VISITS):
            events += self._cs_visit_events(story, number)
        self.with_context(mail_notify_force_send=False)._cs_play(events)

    @api.model
    def _cs_visit_events(self, story, number):
        """Return the events of one visit: planned, tried, made."""
        visit = self.env["cs.visit"]
        moment = self._cs_moment(story.days_ago)

        def plan():
            nonlocal visit
            visit = self._cs_demo_visit(story, number)

        events = [(moment, plan)]
        for result in story.tries:
            moment = self._cs_later(moment, HALF_DAY)
            events.append((moment, lambda result=result: self._cs_demo_try(visit, result)))
        if story.values or story.declined:
            moment = self._cs_later(moment, HALF_DAY)
            events.append((moment, lambda: self._cs_demo_make(visit, story)))
        return events

    @api.model
    def _cs_demo_visit(self, story, number):
        user = self.env.ref(f"cs_base.{story.agent}") if story.agent else None
        plan = self.env.ref(story.plan)
        visit = self.env["cs.visit"]._cs_plan_visit(
            self.env.ref(f"cs_base.{story.customer}"), plan, f"demo,{number}", user=user
        )
        if not user:
            visit._cs_step(user_id=False)
        return visit.with_user(user) if user else visit

    @api.model
    def _cs_demo_try(self, visit, result):
        later = fields.Datetime.now() + timedelta(days=2)
        visit.action_note_attempt(result, next_at=later if result == "callback" else False)

    @api.model
    def _cs_demo_make(self, visit, story):
        if story.declined:
            visit.action_decline(story.declined)
            return
        visit.action_start()
        for answer, given in zip(visit.answer_ids, story.answers, strict=True):
            if answer.kind == "choice":
                answer.choice = answer.options[given]
            elif given != "":
                answer.write({answer.kind: given})
        visit.write(story.values)
        visit.action_done()
