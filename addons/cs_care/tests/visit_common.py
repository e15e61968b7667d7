from odoo.fields import Command

from .common import CareCommon

# A Monday, 10:00 in Taipei
MONDAY = "2026-03-02 02:00:00"


class VisitCommon(CareCommon):
    """A calendar Monday to Friday 9 to 18 in Taipei, a team of two agents, a script and a plan."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls._create_calendar()
        cls.company.write({"cs_calendar_id": cls.calendar.id})
        cls.team = cls.env["hr.department"].create({"name": "Care"})
        for user in cls.agent | cls.agent2 | cls.supervisor:
            user.employee_id.write(
                {
                    "department_id": cls.team.id,
                    "resource_calendar_id": cls.calendar.id,
                    "tz": "Asia/Taipei",
                }
            )
        cls.team.manager_id = cls.supervisor.employee_id
        cls.script = cls._create_script()
        cls.plan = cls._create_plan()

    @classmethod
    def _create_calendar(cls):
        attendances = [
            Command.create(
                {"name": f"day {day}", "dayofweek": str(day), "hour_from": 9, "hour_to": 18}
            )
            for day in range(5)
        ]
        return cls.env["resource.calendar"].create(
            {
                "name": "Service",
                "tz": "Asia/Taipei",
                "attendance_ids": [Command.clear(), *attendances],
            }
        )

    @classmethod
    def _create_script(cls):
        options = [Command.create({"name": name}) for name in ("Yes", "No")]
        steps = [
            {"name": "All well?", "kind": "choice", "is_required": True, "option_ids": options},
            {"name": "How good?", "kind": "rating"},
            {"name": "How many lines?", "kind": "number"},
            {"name": "What else?", "kind": "text"},
        ]
        return cls.env["cs.visit.script"].create(
            {
                "name": "Care",
                "intro": "Good day",
                "step_ids": [
                    Command.create({**step, "sequence": place}) for place, step in enumerate(steps)
                ],
            }
        )

    @classmethod
    def _create_plan(cls, **values):
        plan = cls.env["cs.visit.plan"].create(
            {
                "name": "Quarterly",
                "user_id": cls.manager.id,
                "domain": repr([("id", "in", (cls.customer | cls.customer2).ids)]),
                "script_id": cls.script.id,
                "department_id": cls.team.id,
                "due_days": 2,
                **values,
            }
        )
        return plan

    # ACTIONS

    def _plan_visit(self, key="test,1", partner=None, plan=None, **options):
        visit = self.env["cs.visit"]._cs_plan_visit(
            partner or self.customer, plan or self.plan, key, **options
        )
        return visit.with_env(self.env)

    def _started(self, user=None, **options):
        user = user or self.agent
        visit = self._plan_visit(user=user, **options).with_user(user)
        visit.action_start()
        return visit

    def _answer(self, visit, **answers):
        """Write answers by the kind of their question."""
        for answer in visit.answer_ids:
            if answer.kind in answers:
                answer.write({answer.kind: answers[answer.kind]})

    def _object(self, partner, channel="phone"):
        """The customer wants no return visits on this channel."""
        self.env["cs.privacy.consent"]._cs_record(
            partner,
            "visit",
            "withdrawn",
            self.env["cs.channel"]._cs_get(channel),
            how="phone",
            note="Told us so",
        )
