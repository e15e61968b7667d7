from ast import literal_eval
from datetime import date, timedelta

from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user, tagged

from .common import CareCommon


@tagged("post_install", "-at_install")
class TestGreenChannel(CareCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2026-03-02 10:00:00"))
        cls.env["cs.green.rule"].search([]).active = False
        cls.veteran = cls.env.ref("cs_care.special_group_veteran")
        cls.tag = cls.env["res.partner.category"].create({"name": "Hospital"})
        cls.phone = cls.env["cs.channel"]._cs_get("phone")
        cls.portal = new_test_user(cls.env, login="cs_care_portal", groups="base.group_portal")

    def _rule(self, **values):
        values = {
            "name": "Hospitals",
            "kind": "tag",
            "category_ids": [Command.set(self.tag.ids)],
            **values,
        }
        return self.env["cs.green.rule"].with_user(self.manager).create(values)

    def _grant(self, user=None, **values):
        return (
            self.env["cs.green.grant"]
            .with_user(user or self.supervisor)
            .create(
                {
                    "partner_id": self.customer.id,
                    "reason": "Dialysis at home, line down",
                    "date_to": "2026-03-20",
                    **values,
                }
            )
        )

    def _contact(self, partner=None, **values):
        return self.env["cs.contact"].create(
            {
                "name": "Line down",
                "partner_id": (partner or self.customer).id,
                "channel_id": self.phone.id,
                **values,
            }
        )

    def _run(self, name):
        with self.enter_registry_test_mode():
            self.env.ref(f"cs_care.{name}").method_direct_trigger()
        self.env.invalidate_all()

    def _levels(self):
        return self.env["res.partner"]._cs_service_levels((self.customer | self.customer2).ids)

    # BY RULE

    def test_rule_by_tag(self):
        rule = self._rule()
        self.customer.category_id = self.tag
        self._run("ir_cron_green_rules")
        self.assertTrue(self.customer.cs_green_channel)
        self.assertEqual(self._levels(), {self.customer.id: "green"})
        reasons = self.customer._cs_green_reasons()
        self.assertEqual(reasons, {self.customer.id: [(f"rule:{rule.id}", "Hospitals")]})
        self.assertEqual((rule.entitled_count, rule.date_run), (1, fields.Datetime.now()))
        self.assertIn("Hospitals", self.customer.with_user(self.agent).cs_care_note)
        self.customer.category_id = False
        self._run("ir_cron_green_rules")
        self.assertFalse(self.customer.cs_green_channel)
        self.assertEqual(self._levels(), {})
        entitlement = self.env["cs.green.entitlement"].search([("rule_id", "=", rule.id)])
        self.assertEqual(entitlement.date_end, fields.Datetime.now())

    def test_only_changes_are_touched(self):
        self._rule()
        self.customer.category_id = self.tag
        self._run("ir_cron_green_rules")
        told = []
        self.patch(
            type(self.env["res.partner"]),
            "_cs_service_levels_changed",
            lambda partners: told.extend(partners.ids),
        )
        self._run("ir_cron_green_rules")
        self.assertEqual(told, [])
        self.customer2.category_id = self.tag
        self._run("ir_cron_green_rules")
        self.assertEqual(told, [self.customer2.id])

    def test_kept_for_a_while(self):
        rule = self._rule(grace_days=30)
        self.customer.category_id = self.tag
        rule.action_run()
        self.customer.category_id = False
        rule.action_run()
        entitlement = self.env["cs.green.entitlement"].search([("rule_id", "=", rule.id)])
        self.assertTrue(self.customer.cs_green_channel)
        self.assertEqual(entitlement.date_unmet, fields.Datetime.now())
        self.customer.category_id = self.tag
        rule.action_run()
        self.assertFalse(entitlement.date_unmet)
        self.customer.category_id = False
        rule.action_run()
        with freeze_time("2026-04-02 10:00:00"):
            rule.action_run()
        self.assertTrue(entitlement.date_end)
        self.assertFalse(self.customer.cs_green_channel)

    def test_archived_rule_gives_nothing(self):
        rule = self._rule(grace_days=30)
        self.customer.category_id = self.tag
        rule.action_run()
        rule.active = False
        self._run("ir_cron_green_rules")
        self.assertFalse(self.customer.cs_green_channel)

    def test_rule_by_special_group_holds_at_once(self):
        self._rule(kind="group", group_ids=[Command.set(self.veteran.ids)])
        member = self.env["cs.special.group.member"].create(
            {
                "partner_id": self.customer.id,
                "group_id": self.veteran.id,
                "proof_kind": "seen",
                "proof_note": "Card",
            }
        )
        member.with_user(self.agent).action_verify()
        self.assertTrue(self.customer.cs_green_channel)
        member.with_user(self.agent).action_end("Moved away")
        self.assertFalse(self.customer.cs_green_channel)

    def test_rule_tells_nothing_of_sensitive_groups(self):
        hearing = self.env.ref("cs_care.special_group_hearing")
        self._rule(name="Deaf", kind="group", group_ids=[Command.set((self.veteran | hearing).ids)])
        self.env["cs.privacy.consent"]._cs_record(
            self.customer, "special_care", "given", how="phone", note="Yes on the line"
        )
        self.env["cs.special.group.member"].with_user(self.supervisor).create(
            {
                "partner_id": self.customer.id,
                "group_id": hearing.id,
                "proof_kind": "seen",
                "proof_note": "Card",
            }
        ).action_verify()
        seen = self.customer.with_user(self.agent)
        self.assertEqual(seen.cs_green_why, "Special care")
        self.assertNotIn("Deaf", seen.cs_care_note)
        self._contact()
        self.assertEqual(self.env["cs.green.use"].search([]).reasons, "Special care")

    def _program_with_tiers(self):
        program = self.env["loyalty.program"].create(
            {
                "name": "Club",
                "program_type": "loyalty",
                "applies_on": "both",
                "cs_managed": True,
            }
        )
        tiers = self.env["cs.loyalty.tier"].create(
            [
                {"name": "Basic", "program_id": program.id, "sequence": 10},
                {
                    "name": "Gold",
                    "program_id": program.id,
                    "sequence": 20,
                    "entry_points": 1000,
                    "keep_points": 800,
                },
            ]
        )
        card = program._cs_card_of(self.customer, create=True)[self.customer.id]
        return tiers, card

    def test_rule_by_tier_holds_when_it_runs(self):
        (_basic, gold), card = self._program_with_tiers()
        rule = self._rule(kind="tier", tier_ids=[Command.set(gold.ids)])
        rule.action_run()
        self.assertEqual(self._levels(), {})
        card._cs_move(1000, "earn", "first", "Earned")
        self.assertEqual(self.customer.cs_loyalty_tier_id, gold)
        rule.action_run()
        self.assertEqual(self._levels(), {self.customer.id: "green"})

    def test_tier_with_green_channel_holds_at_once(self):
        (_basic, gold), card = self._program_with_tiers()
        gold.green_channel = True
        card._cs_move(1000, "earn", "first", "Earned")
        self.assertEqual(self.customer._cs_green_reasons()[self.customer.id], [("tier", "Gold")])
        self.assertEqual(self._levels(), {self.customer.id: "green"})
        gold.green_channel = False
        self.assertEqual(self._levels(), {})

    def test_rule_by_events(self):
        kind = self.env["cs.customer.event.kind"].search([("code", "=", "bill_paid")])
        rule = self._rule(
            kind="events",
            event_kind_ids=[Command.set(kind.ids)],
            event_days=90,
            event_count=2,
            event_amount=1000,
        )
        events = self.env["cs.customer.event"]
        now = fields.Datetime.now()
        rows = [
            (self.customer, 600, 10),
            (self.customer, 500, 40),
            (self.customer2, 600, 10),
            (self.customer2, 900, 200),
        ]
        events._cs_record(
            "bill_paid",
            [
                {
                    "partner_id": partner.id,
                    "company_id": self.company.id,
                    "external_id": f"bill{number}",
                    "date": now - timedelta(days=days),
                    "amount": amount,
                }
                for number, (partner, amount, days) in enumerate(rows)
            ],
        )
        rule.action_run()
        self.assertTrue(self.customer.cs_green_channel)
        self.assertFalse(self.customer2.cs_green_channel)

    def test_rule_by_filter(self):
        rule = self._rule(kind="domain", domain="[('email', '=', 'wei@customer.example')]")
        rule.action_run()
        self.assertEqual(self._levels(), {self.customer2.id: "green"})
        with self.assertRefused(ValidationError, "cannot be read"):
            rule.domain = "[('no_such_field', '=', 1)]"
        with self.assertRefused(ValidationError, "everybody would be served first"):
            rule.domain = "[]"
        with self.assertRefused(ValidationError, "everybody would be served first"):
            self._rule(category_ids=False)

    def test_run_costs_few_queries(self):
        rule = self._rule()
        partners = self.env["res.partner"].create(
            [{"name": f"P{n}", "category_id": self.tag.ids} for n in range(60)]
        )
        counts = []
        for part in (partners[:10], partners[10:60]):
            self.env.flush_all()
            start = self.env.cr.sql_log_count
            self.assertEqual(rule._cs_run(partners=part), len(part))
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - start)
        self.assertLessEqual(counts[1], counts[0] + 2)

    # BY HAND

    def test_grant(self):
        grant = self._grant()
        self.assertRecordValues(
            grant,
            [
                {
                    "state": "active",
                    "granted_by_id": self.supervisor.id,
                    "date_next": date(2026, 3, 21),
                }
            ],
        )
        self.assertTrue(self.customer.cs_green_channel)
        with freeze_time("2026-03-21 10:00:00"):
            self._run("ir_cron_green_grants")
        self.assertEqual((grant.state, grant.date_next), ("expired", False))
        self.assertFalse(self.customer.cs_green_channel)

    def test_grant_planned_and_revoked(self):
        grant = self._grant(date_from="2026-03-10")
        self.assertEqual((grant.state, self.customer.cs_green_channel), ("planned", False))
        with freeze_time("2026-03-10 10:00:00"):
            self._run("ir_cron_green_grants")
        self.assertEqual((grant.state, self.customer.cs_green_channel), ("active", True))
        with self.assertRefused(UserError, "Say why, in a sentence."):
            grant.action_revoke("")
        action = grant.action_ask_reason()
        dialog = self.env["cs.care.group.reason"].with_user(self.supervisor)
        dialog.with_context(**action["context"]).create({"reason": "Repaired"}).action_apply()
        grant.action_revoke("again")
        self.assertRecordValues(
            grant,
            [
                {
                    "state": "revoked",
                    "revoke_reason": "Repaired",
                    "revoked_by_id": self.supervisor.id,
                }
            ],
        )
        self.assertFalse(self.customer.cs_green_channel)

    def test_no_favours(self):
        with self.assertRefused(UserError, "Nobody gives the green channel to oneself"):
            self._grant(partner_id=self.supervisor.partner_id.id)
        with self.assertRefused(UserError, "Say why this customer is served first"):
            self._grant(reason=" ")
        with self.assertRefused(ValidationError, "The last day is over"):
            self._grant(date_from="2026-01-01", date_to="2026-02-01")
        with self.assertRefused(ValidationError, "for 366 days at most"):
            self._grant(date_to="2028-03-20")
        grant = self._grant()
        with self.assertRefused(UserError, "evidence for the audit. Revoke it"):
            grant.sudo().unlink()

    # USE AND EFFECT

    def test_use_is_logged(self):
        self._grant()
        contact = self._contact()
        self.assertTrue(contact.cs_is_green)
        use = self.env["cs.green.use"].search([("contact_id", "=", contact.id)])
        self.assertRecordValues(
            use,
            [
                {
                    "partner_id": self.customer.id,
                    "reasons": "Dialysis at home, line down",
                    "is_by_hand": True,
                    "res_model": "cs.contact",
                    "res_id": contact.id,
                }
            ],
        )
        contact._cs_mark_green()
        self.assertEqual(self.env["cs.green.use"].search_count([]), 1)
        self.assertFalse(self._contact(self.customer2).cs_is_green)
        self.assertFalse(self._contact(direction="out").cs_is_green)
        unknown = self._contact(self.env["res.partner"])
        unknown.partner_id = self.customer
        self.assertTrue(unknown.cs_is_green)
        with self.assertRefused(UserError, "logged for the audit"):
            use.sudo().unlink()

    def test_first_in_the_queue(self):
        self._grant()
        other, green = self._contact(self.customer2), self._contact()
        view = self.env.ref("cs_care.cs_contact_view_list_queue")
        arch = self.env["cs.contact"].get_view(view.id, "list")["arch"]
        order = etree.fromstring(arch).get("default_order")
        action = self.env.ref("cs_care.cs_contact_action_queue")
        domain = [*literal_eval(action.domain), ("id", "in", (other | green).ids)]
        queue = self.env["cs.contact"].with_user(self.agent).search(domain, order=order)
        self.assertEqual(queue.ids, [green.id, other.id])

    def test_cases_of_other_services(self):
        self._grant()
        record = self.env["cs.customer.event"]._cs_record
        rows = [
            {
                "partner_id": partner.id,
                "company_id": self.company.id,
                "external_id": f"case{partner.id}",
                "res_model": "res.partner",
                "res_id": partner.id,
            }
            for partner in (self.customer, self.customer2)
        ]
        record("complaint_registered", rows)
        record("complaint_registered", rows)
        use = self.env["cs.green.use"].search([("res_model", "=", "res.partner")])
        self.assertEqual(use.partner_id, self.customer)

    def test_effect(self):
        self._grant()
        self.phone.target_answer_seconds = 60
        now = fields.Datetime.now()
        for partner, waits in ((self.customer, (10, 20)), (self.customer2, (30, 90))):
            for wait in waits:
                arrived = now - timedelta(hours=1)
                self._contact(
                    partner,
                    date_arrived=arrived,
                    date_answered=arrived + timedelta(seconds=wait),
                )
        report = self.env["cs.green.report"].with_user(self.supervisor)
        rows = report._read_group(
            [("partner_id", "in", (self.customer | self.customer2).ids)],
            ["level"],
            ["__count", "wait_seconds:avg", "on_time_rate:avg"],
        )
        self.assertEqual(sorted(rows), [("green", 2, 15.0, 100.0), ("normal", 2, 60.0, 50.0)])

    # RIGHTS

    def test_who_may_what(self):
        self._grant()
        self._contact()
        rule = self._rule()
        self.customer2.category_id = self.tag
        rule.action_run()
        grant = self.env["cs.green.grant"].search([])
        use = self.env["cs.green.use"].search([])
        entitlement = self.env["cs.green.entitlement"].search([("rule_id", "=", rule.id)])
        report = self.env["cs.green.report"].search([], limit=1)
        expected = {
            # user: rule, grant, entitlement, use, report
            self.agent: ("r", "r", "", "", ""),
            self.supervisor: ("r", "rwc", "r", "r", "r"),
            self.manager: ("rwcu", "rwc", "r", "r", "r"),
            self.plain: ("", "", "", "", ""),
            self.portal: ("", "", "", "", ""),
        }
        operations = {"r": "read", "w": "write", "c": "create", "u": "unlink"}
        for user, allowed in expected.items():
            for records, letters in zip(
                (rule, grant, entitlement, use, report), allowed, strict=True
            ):
                for letter, operation in operations.items():
                    with self.subTest(user=user.login, model=records._name, may=operation):
                        self.assertEqual(
                            records.with_user(user).has_access(operation), letter in letters
                        )

    def test_nothing_forged(self):
        with self.assertRefused(AccessError, "follow from memberships, rules and grants"):
            self.customer.with_user(self.manager).cs_green_channel = True
        with self.assertRefused(AccessError, "follow from memberships, rules and grants"):
            self.customer.with_user(self.manager).cs_special_group_ids = self.veteran
        partners = self.env["res.partner"].with_user(self.manager)
        new = partners.with_context(default_cs_green_channel=True).create({"name": "New"})
        self.assertFalse(new.cs_green_channel)
        with self.assertRefused(AccessError, "set by the system only"):
            self._grant(granted_by_id=self.manager.id)
        grant = self._grant()
        for values in ({"date_to": "2027-01-01"}, {"state": "active"}, {"reason": "Other"}):
            with self.assertRefused(AccessError, "set by the system only"):
                grant.write(values)
        self._contact()
        use = self.env["cs.green.use"].search([]).with_user(self.manager)
        with self.assertRaises(AccessError):
            use.reasons = "Nothing"
        contact = self._contact(self.customer2).with_user(self.manager)
        with self.assertRefused(AccessError, "Recorded facts cannot be edited"):
            contact.cs_is_green = True

    def test_other_company(self):
        company = self.env["res.company"].create({"name": "Other"})
        partner = self.env["res.partner"].create({"name": "Theirs", "company_id": company.id})
        grant = self._grant(self.env.user, partner_id=partner.id)
        self.assertFalse(grant.with_user(self.manager).has_access("read"))
