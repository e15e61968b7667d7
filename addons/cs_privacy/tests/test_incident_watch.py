from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .incident_common import NOW, IncidentCommon

# NOW is a Monday, 09:00 UTC


@tagged("post_install", "-at_install")
class TestIncidentWatch(IncidentCommon):
    def setUp(self):
        super().setUp()
        self.rules = self.env["cs.privacy.watch.rule"].search([])
        self.env.cr.execute("SELECT COALESCE(MAX(id), 0) FROM cs_privacy_access_log")
        (last,) = self.env.cr.fetchone()
        # Entries are committed by a cursor of their own: those of other tests stay out.
        self.before = last
        self.rules.last_ref = last

    def watch(self, code, **parameters):
        """Let one rule run and return its alerts."""
        rule = self.rules.filtered(lambda rule: rule.code == code)
        (self.rules - rule).active = False
        rule.active = True
        rule.write(parameters)
        rule.flush_recordset()
        self.run_cron("ir_cron_watch")
        return self.env["cs.privacy.alert"].search([("rule_id", "=", rule.id)])

    def test_volume_against_own_median(self):
        for days in range(1, 8):
            for _index in range(2):
                self.log(self.agent, self.customers, days=days)
        first = [self.log(self.agent, self.customers, hours=hour % 3) for hour in range(5)]
        alerts = self.watch("volume", threshold=500, factor=3, minimum=20)
        self.assertFalse(alerts, "30 is less than three times 12")
        more = [self.log(self.agent, self.customers) for _index in range(3)]
        alert = self.watch("volume")
        self.assertRecordValues(
            alert,
            [
                {
                    "user_id": self.agent.id,
                    "count": 48,
                    "key": "2026-03-02",
                    "state": "new",
                    "department_id": self.department.id,
                }
            ],
        )
        self.assertEqual(sorted(alert._cs_entry_ids()), sorted(first + more))
        self.assertEqual(alert.sudo().activity_ids.user_id, self.dept_officer)
        for word in ("Protected Phone", "test", "2026-03-02"):
            self.assertIn(word, alert.evidence)

    def test_volume_absolute_and_no_duplicates(self):
        for _index in range(3):
            self.log(self.agent, self.customers)
        alert = self.watch("volume", threshold=18)
        self.assertEqual(alert.count, 18)
        self.assertEqual(self.watch("volume"), alert, "Nothing new")
        self.rules.last_ref = self.before
        self.assertEqual(self.watch("volume"), alert, "The same looked at again")
        self.log(self.agent, self.customers)
        self.assertEqual(self.watch("volume"), alert)
        self.assertEqual(alert.count, 24, "Goes on in the same alert")
        alert.sudo().write({"explanation": "Recall of phones"})
        alert.with_user(self.officer).action_explain()
        late = self.log(self.agent, self.customers)
        again = self.watch("volume") - alert
        self.assertRecordValues(again, [{"round": 2, "state": "new", "entry_refs": str(late)}])

    def test_outside_working_hours(self):
        self.log(self.agent, self.customers[0])  # Monday 09:00
        night = self.log(self.agent, self.customers[0], hours=7)  # Monday 02:00
        sunday = self.log(self.agent, self.customers[0], days=1)
        self.log(self.agent, self.customers[0], hours=7, kind="search", res_ids="")
        calendar = self.env["resource.calendar"].create({"name": "Office", "tz": "UTC"})
        self.agent.employee_ids.resource_calendar_id = calendar
        alerts = self.watch("hours")
        self.assertEqual(sorted(alerts.mapped("entry_refs")), sorted([str(night), str(sunday)]))

    def test_own_record_and_colleagues(self):
        self.log(self.agent, self.agent.partner_id)
        self.log(self.agent, self.officer2.partner_id)
        self.log(self.agent, self.customers[0])
        alert = self.watch("own")
        self.assertEqual(alert.partner_ids, self.agent.partner_id)
        alert = self.watch("colleague")
        self.assertEqual(alert.partner_ids, self.officer2.partner_id)

    def test_customers_see_their_own(self):
        """Who downloads the own data in the customer page gives no reason for an alert."""
        for _index in range(3):
            self.log(self.portal, self.portal.partner_id, hours=7, purpose="own_right")
            self.log(self.portal, self.portal.partner_id, outcome="refused")
        self.log(self.agent, self.agent.partner_id)
        self.assertEqual(self.watch("own").user_id, self.agent)
        for code in ("hours", "volume", "unlinked"):
            self.rules.last_ref = self.before
            self.assertNotIn(self.portal, self.watch(code, threshold=1, hours=1).user_id)
        self.rules.last_ref = self.before
        self.assertEqual(self.watch("refused", threshold=3).user_id, self.portal)

    def test_relatives(self):
        self.agent.partner_id.name = "陳大文"
        self.agent.employee_ids.write({"private_street": "1 Harbour Rd.", "private_city": "Taipei"})
        ann, bob, cid, dan, eve, _fay = self.customers
        self.agent.employee_ids.private_phone = "+886 912 345 678"
        ann.write({"name": "陳小美", "street": "1 harbour rd", "city": "TAIPEI"})
        bob.write({"name": "陳志明", "street": "2 Harbour Rd", "city": "Taipei"})
        cid.write({"name": "林小美", "street": "1 Harbour Rd", "city": "Taipei"})
        dan.write({"name": "陳阿姨", "cs_phone": "+886912345678"})
        for person in ann | bob | cid | dan | eve:
            self.log(self.agent, person)
        alert = self.watch("relative")
        self.assertEqual(alert.partner_ids, ann | dan)
        self.assertEqual(alert.count, 2)

    def test_without_contact_or_case(self):
        ann, bob, cid, dan, eve, fay = self.customers
        channel = self.env["cs.channel"]._cs_get("phone")

        def contact(partner, user, **values):
            self.env["cs.contact"].create(
                {
                    "channel_id": channel.id,
                    "partner_id": partner.id,
                    "user_id": user.id,
                    "date_arrived": NOW - timedelta(days=3, hours=2),
                    "date_answered": NOW - timedelta(days=3, hours=2),
                    "date_ended": NOW - timedelta(days=3, hours=1),
                    **values,
                }
            )

        contact(ann, self.agent)
        contact(bob, self.other_agent)
        contact(cid, self.other_agent, source="pbx", external_id="CALL-9")
        contact(
            dan,
            self.agent,
            date_arrived=NOW - timedelta(days=9),
            date_answered=False,
            date_ended=NOW - timedelta(days=8),
        )
        self.log(self.agent, ann, days=3)
        bob_entry = self.log(self.agent, bob, days=3)
        self.log(self.agent, cid, days=3, reference="CALL-9")
        dan_entry = self.log(self.agent, dan, days=3)
        eve_entry = self.log(self.agent, eve, days=3, reference="CALL-9")
        young = self.log(self.agent, fay)
        alert = self.watch("unlinked", threshold=3, hours=24)
        self.assertEqual(alert.partner_ids, bob | dan | eve)
        self.assertEqual(alert._cs_entry_ids(), [bob_entry, dan_entry, eve_entry])
        rule = alert.rule_id
        self.assertLess(rule.last_ref, young, "The contact may be written down later")

    def test_refused_and_blind(self):
        for _index in range(3):
            self.log(self.agent, self.customers[0], outcome="refused")
            self.log(self.agent, self.customers[:0], kind="search", field_names="number")
        self.log(self.agent, self.customers[0], kind="search")
        self.assertFalse(self.watch("refused", threshold=4))
        self.rules.last_ref = self.before
        self.assertEqual(self.watch("refused", threshold=3).count, 3)
        self.assertEqual(self.watch("blind", threshold=3).count, 3)

    def test_search_remembers_whom_it_found(self):
        self.customers[0].cs_phone = "+8613812345678"
        partners = self.env["res.partner"].with_user(self.agent)
        with self.enter_registry_test_mode():
            partners.search([("cs_phone", "=", "13812345678")])
            partners.search([("cs_phone", "=", "13812345679")])
            partners.search([("cs_phone", "=like", "%5678")])
        rows = self.env["cs.privacy.access.log"].search(
            [("user_ref", "=", self.agent.id), ("kind", "=", "search")], limit=3
        )
        found = str(self.customers[0].id)
        self.assertEqual(sorted(row.res_ids for row in rows), ["", found, found])

    def test_rules_of_another_addon_can_link(self):
        self.log(self.agent, self.customers[0], days=3)
        rules = self.registry["cs.privacy.watch.rule"]
        original = rules._cs_linked
        self.patch(
            rules,
            "_cs_linked",
            lambda rule, accesses, hours: (
                original(rule, accesses, hours) | {(row[0], row[1]) for row in accesses}
            ),
        )
        self.assertFalse(self.watch("unlinked", threshold=1))

    def test_deciding(self):
        for _index in range(3):
            self.log(self.agent, self.customers)
        alert = self.watch("volume", threshold=18).with_user(self.officer)
        with self.assertRaisesRegex(UserError, "Write what the access was for"):
            alert.action_explain()
        alert.explanation = "Sold the list"
        action = alert.action_confirm()
        incident = self.env["cs.privacy.incident"].browse(action["res_id"])
        self.assertRecordValues(
            incident,
            [
                {
                    "kind_id": self.kind_access.id,
                    "department_id": self.department.id,
                    "date_occurred_from": NOW,
                    "state": "detected",
                }
            ],
        )
        self.assertEqual(incident.log_user_ids, self.agent)
        self.assertEqual(alert.action_confirm()["res_id"], incident.id, "One incident only")
        self.assertRecordValues(
            alert,
            [{"state": "confirmed", "decided_user_id": self.officer.id, "date_decided": NOW}],
        )
        with self.assertRaisesRegex(UserError, "decided already, by t_officer"):
            alert.action_explain()
        with self.assertRaisesRegex(UserError, "decided already"):
            alert.explanation = "Something else"
        incident.action_find_persons()
        self.assertEqual(incident.person_count, 6)
        with self.assertRaisesRegex(AccessError, "cannot be deleted"):
            alert.sudo().unlink()

    def test_nobody_decides_about_oneself(self):
        self.log(self.officer, self.officer.partner_id)
        alert = self.watch("own")
        self.assertEqual(alert.sudo().activity_ids.user_id not in self.officer, True)
        self.assertFalse(
            self.env["cs.privacy.alert"].with_user(self.officer).search([("id", "=", alert.id)])
        )
        alert.explanation = "Only a test"
        for action in ("action_explain", "action_confirm"):
            with self.assertRaisesRegex(AccessError, "It is your own access"):
                getattr(alert.with_user(self.officer), action)()
        with self.assertRaisesRegex(AccessError, "Security officers decide"):
            alert.with_user(self.agent).action_explain()
        alert.with_user(self.officer2).action_explain()
        self.assertEqual(alert.state, "explained")
        entries = alert.with_user(self.auditor).action_entries()
        self.assertEqual(entries["domain"], [("id", "in", alert._cs_entry_ids())])

    def test_each_entry_is_looked_at_once(self):
        self.log(self.agent, self.customers)
        rule = self.watch("volume", threshold=500).rule_id or self.rules.filtered(
            lambda rule: rule.code == "volume"
        )
        self.env.cr.execute("SELECT MAX(id) FROM cs_privacy_access_log")
        self.assertEqual(rule.last_ref, self.env.cr.fetchone()[0])
        self.assertFalse(rule._cs_next_entries())
