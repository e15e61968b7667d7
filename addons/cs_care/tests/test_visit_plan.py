from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Domain
from odoo.tests import tagged

from .visit_common import MONDAY, VisitCommon

LOGGER = "odoo.addons.cs_care.models.visit.cs_visit_plan_run"


@tagged("post_install", "-at_install")
@freeze_time(MONDAY)
class TestVisitPlan(VisitCommon):
    def _run(self, plan=None):
        plan = plan or self.plan
        return plan.sudo()._cs_run()

    def _visits(self, plan=None):
        return self.env["cs.visit"].search([("plan_id", "=", (plan or self.plan).id)], order="id")

    def _event(self, partner, code="complaint_closed", key="1", **values):
        return self.env["cs.customer.event"]._cs_record(
            code,
            [
                {
                    "partner_id": partner.id,
                    "external_id": key,
                    "company_id": self.company.id,
                    **values,
                }
            ],
        )

    def test_tiers_and_special_groups(self):
        program = self.env["loyalty.program"].create(
            {"name": "Club", "program_type": "loyalty", "applies_on": "both", "cs_managed": True}
        )
        gold = self.env["cs.loyalty.tier"].create(
            {"name": "Gold", "program_id": program.id, "green_channel": True}
        )
        program._cs_card_of(self.customer, create=True)
        self.env.flush_all()
        self.assertEqual(self.customer.cs_loyalty_tier_id, gold)
        self.plan.tier_ids = gold
        self.plan.action_start()
        self._run()
        self.assertEqual(self._visits().partner_id, self.customer)
        group = self.env["cs.special.group"].create({"name": "G", "code": "g", "badge": "G"})
        plan = self._create_plan(name="Groups", special_group_ids=group.ids)
        plan.action_start()
        self.assertEqual(self._run(plan), 0)
        for draft, found in (("vip", self.customer), ("special", self.env["res.partner"])):
            shipped = self.env.ref(f"cs_care.cs_visit_plan_{draft}")
            people = self.env["res.partner"].search(shipped._cs_partner_domain())
            self.assertEqual(people & (self.customer | self.customer2), found)

    def test_whom_is_chosen_by_the_responsible(self):
        other = self._create_user("manager", "manager2")
        group = self.env.ref("cs_care.special_group_veteran")
        for values in (
            {"special_group_ids": group.ids},
            {"tier_ids": [Command.clear()]},
            {"domain": "[]"},
        ):
            with self.subTest(values=values), self.assertRefused(AccessError, "make yourself"):
                self.plan.with_user(other).write(values)
        self.plan.with_user(self.manager).special_group_ids = group

    def test_regular_once_per_period(self):
        self.plan.action_start()
        self.assertEqual(self._run(), 2)
        self.assertEqual(self._run(), 0, "nobody twice")
        visits = self._visits()
        self.assertEqual(visits.partner_id, self.customer | self.customer2)
        self.assertRecordValues(
            visits,
            [
                {
                    "state": "planned",
                    "reason": "Quarterly",
                    "channel": "phone",
                    "script_id": self.script.id,
                    "department_id": self.team.id,
                    # Monday plus two working days, 18:00 in Taipei
                    "date_due": fields.Datetime.to_datetime("2026-03-04 10:00:00"),
                }
            ]
            * 2,
        )
        self.assertEqual(len(set(visits.mapped("name"))), 2)
        visits.sudo()._cs_step(state="done", date_ended="2026-03-02 01:00:00")
        with freeze_time("2026-03-31 02:00:00"):
            self.assertEqual(self._run(), 0, "the same quarter")
        with freeze_time("2026-04-01 02:00:00"):
            self.assertEqual(self._run(), 2, "the next quarter, and the rest is over")

    def test_left_in_peace(self):
        self._plan_visit("other,1", plan=self._create_plan(trigger="manual"))
        self.plan.action_start()
        self._run()
        self.assertEqual(self._visits().partner_id, self.customer2, "one has a visit ahead")

    def test_visit_that_was_made_gives_peace(self):
        visit = self._plan_visit("other,1", plan=self._create_plan(trigger="manual"))
        visit.sudo()._cs_step(state="done", date_ended="2026-02-10 02:00:00")
        self.plan.action_start()
        self._run()
        self.assertEqual(self._visits().partner_id, self.customer2)
        self.plan.cool_down_days = 10
        self._run()
        self.assertEqual(self._visits().partner_id, self.customer | self.customer2)

    def test_day_limit(self):
        self.plan.day_limit = 1
        self.plan.action_start()
        self.assertEqual(self._run(), 1)
        self.assertEqual(self._run(), 0)
        with freeze_time("2026-03-03 02:00:00"):
            self.assertEqual(self._run(), 1)

    def test_who_objects_is_left_out(self):
        self._object(self.customer)
        self.plan.action_start()
        self._run()
        self.assertEqual(self._visits().partner_id, self.customer2)

    def test_objection_to_another_channel(self):
        self._object(self.customer, "email")
        self.plan.action_start()
        self._run()
        self.assertEqual(self._visits().partner_id, self.customer | self.customer2)

    def test_dates_and_state(self):
        self.plan.date_start = "2026-03-03"
        self.plan.action_start()
        self.assertEqual(self._run(), 0)
        self.plan.write({"date_start": False, "date_end": "2026-03-01"})
        self.assertEqual(self._run(), 0)
        self.plan.date_end = "2026-03-02"
        self.assertEqual(self._run(), 2)

    def test_audience_in_the_rights_of_the_responsible(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.customer2.company_id = other
        self.plan.action_start()
        self._run()
        self.assertEqual(self._visits().partner_id, self.customer)

    def test_after_an_event(self):
        kind = self.env.ref("cs_base.event_kind_complaint_closed")
        plan = self._create_plan(
            name="After", trigger="event", event_kind_ids=[Command.set(kind.ids)], delay_days=2
        )
        self._event(self.customer2, key="before")
        with freeze_time("2026-03-02 03:00:00"):
            plan.action_start()
            self._event(self.customer, key="a")
            self._event(self.customer, key="b")
            self._event(self.customer2, code="service_started", key="c")
            self.assertEqual(self._run(plan), 1, "one visit, however many complaints")
            self.assertEqual(self._run(plan), 0)
        visit = self._visits(plan)
        self.assertEqual(visit.partner_id, self.customer)
        self.assertEqual(visit.date_next, fields.Datetime.to_datetime("2026-03-04 01:00:00"))
        self.assertEqual(visit.date_due, fields.Datetime.to_datetime("2026-03-06 10:00:00"))

    def test_event_of_last_month_counts_no_more(self):
        kind = self.env.ref("cs_base.event_kind_complaint_closed")
        plan = self._create_plan(
            trigger="event", event_kind_ids=[Command.set(kind.ids)], date_start="2026-01-01"
        )
        plan.action_start()
        self._event(self.customer, date=fields.Datetime.now() - timedelta(days=31))
        self._event(self.customer2, key="2", date=fields.Datetime.now() - timedelta(days=29))
        self._run(plan)
        self.assertEqual(self._visits(plan).partner_id, self.customer2)

    def test_event_that_was_committed_late_is_not_missed(self):
        """Ids are no order of commits: an event with a lower id may appear after a run."""
        kind = self.env.ref("cs_base.event_kind_complaint_closed")
        plan = self._create_plan(
            trigger="event",
            event_kind_ids=[Command.set(kind.ids)],
            date_start="2026-03-01",
            cool_down_days=0,
        )
        plan.action_start()
        (early,) = self._event(self.customer, key="1")
        self.env.cr.execute(
            "UPDATE cs_customer_event SET company_id = %s WHERE id = %s",
            [self.env["res.company"].create({"name": "Not yet"}).id, early],
        )
        self._event(self.customer2, key="2")
        self.assertEqual(self._run(plan), 1)
        self.env.cr.execute(
            "UPDATE cs_customer_event SET company_id = %s WHERE id = %s", [self.company.id, early]
        )
        self.assertEqual(self._run(plan), 1)

    def test_at_risk(self):
        plan = self._create_plan(trigger="at_risk")
        plan.action_start()
        self.assertEqual(self._run(plan), 0)
        partners = self.env.registry["res.partner"]
        self.patch(
            partners, "_cs_at_risk_domain", lambda records: Domain("id", "=", self.customer.id)
        )
        self.assertEqual(self._run(plan), 1)
        self.assertEqual(self._visits(plan).partner_id, self.customer)

    def test_scheduled_action(self):
        self.plan.action_start()
        broken = self._create_plan(name="Broken")
        broken.action_start()
        draft = self._create_plan(name="Draft", cool_down_days=0)
        original = self.env.registry["cs.visit.plan"]._cs_due_rows

        def due_rows(plan, *args):
            if plan == broken:
                raise ValueError("Mei Lin, mei@customer.example")
            return original(plan, *args)

        self.patch(self.env.registry["cs.visit.plan"], "_cs_due_rows", due_rows)
        with self.enter_registry_test_mode(), self.assertLogs(LOGGER, "WARNING") as log:
            self.env.ref("cs_care.ir_cron_visit_plan").method_direct_trigger()
        self.env.invalidate_all()
        self.assertNotIn("Mei", "".join(log.output))
        self.assertEqual(len(self._visits()), 2)
        self.assertFalse(self._visits(draft))
        self.assertGreater(self.plan.next_run_at, fields.Datetime.now())
        self.assertGreater(broken.next_run_at, fields.Datetime.now())

    def test_refused(self):
        with self.assertRefused(ValidationError, "cannot be read"):
            self.plan.domain = "[('no_such_field', '=', 1)]"
        with self.assertRefused(ValidationError, "needs the kinds of events"):
            self.plan.trigger = "event"
        with self.assertRefused(AccessError, "started and stopped by their buttons"):
            self.plan.with_user(self.manager).state = "running"
        with self.assertRefused(UserError, "Start the plan first"):
            self.plan.with_user(self.manager).action_run_now()
        with self.assertRaises(AccessError):
            self.plan.with_user(self.supervisor).action_start()
        forged = (
            self.env["cs.visit.plan"]
            .with_user(self.manager)
            .with_context(default_state="running")
            .create({"name": "Forged", "state": "running"})
        )
        self.assertEqual(forged.state, "draft")
        self._plan_visit()
        with self.assertRefused(UserError, "Stop and archive it instead"):
            self.plan.unlink()

    def test_nobody_borrows_the_rights_of_another(self):
        admin = self.env.ref("base.user_admin")
        mine = self.plan.with_user(self.manager)
        for vals in ({"user_id": admin.id}, {"user_id": admin.id, "domain": "[]"}):
            with self.assertRefused(AccessError, f"in the rights of {admin.name}"):
                mine.write(vals)
        self.plan.user_id = admin
        with self.assertRefused(AccessError, "make yourself responsible"):
            mine.domain = "[('name', '=', 'Mei Lin')]"
        mine.write({"domain": "[('name', '=', 'Mei Lin')]", "user_id": self.manager.id})
        self.assertEqual(mine.user_id, self.manager)

    def test_start_and_stop_twice(self):
        plan = self.plan.with_user(self.manager)
        plan.action_start()
        started = plan.started_at
        with freeze_time("2026-03-03 02:00:00"):
            plan.action_start()
            self.assertEqual(plan.started_at, started)
        self.assertEqual(plan.action_run_now()["params"]["message"], "2 visits planned.")
        plan.action_stop()
        plan.action_stop()
        self.assertEqual(plan.state, "stopped")
        self.assertEqual((plan.visit_count, plan.done_count), (2, 0))

    def test_many_customers_in_few_queries(self):
        partners = self.env["res.partner"].create([{"name": f"N {n}"} for n in range(120)])
        self.plan.write({"domain": repr([("id", "in", partners.ids)])})
        self.plan.action_start()
        self.env.flush_all()
        few = self.env["cs.visit.plan"].browse(self.plan.id)
        before = self.env.cr.sql_log_count
        self.assertEqual(self._run(few), 120)
        self.env.flush_all()
        self.assertLess(self.env.cr.sql_log_count - before, 90)
