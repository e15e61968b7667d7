from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL

from .incident_common import NOW, IncidentCommon


@tagged("post_install", "-at_install")
class TestIncidentPersons(IncidentCommon):
    def item(self, model, name):
        return self.env["ir.model.fields"]._get(model, name)

    def found(self, incident):
        return {
            person.partner_id: (person.source, person.items) for person in self.persons(incident)
        }

    def test_access_log_names_the_persons(self):
        ann, bob, cid, dan, eve, fay = self.customers
        number = self.env["cs.service.number"].create(
            {"number": "13800001111", "partner_id": cid.id}
        )
        self.log(self.agent, ann | bob, days=1)
        self.log(self.agent, bob, days=1, field_names="cs_birth_date,cs_id_number")
        self.log(self.agent, number, days=1, field_names="number", kind="export")
        self.log(self.agent, dan, days=5)
        self.log(self.agent, eve, days=1, outcome="refused")
        self.log(self.other_agent, fay, days=1)
        self.log(self.agent, eve, days=1, kind="search")
        gone = self.env["res.partner"].create({"name": "Gone"})
        self.log(self.agent, gone, days=1)
        gone.unlink()
        incident = self.incident(
            date_occurred_from=NOW - timedelta(days=2), log_user_ids=self.agent.ids
        )
        incident.action_find_persons()
        self.assertEqual(
            self.found(incident),
            {
                ann: ("log", "res.partner.cs_phone"),
                bob: (
                    "log",
                    "res.partner.cs_birth_date,res.partner.cs_id_number,res.partner.cs_phone",
                ),
                cid: ("log", "cs.service.number.number"),
            },
        )
        self.assertRecordValues(
            incident,
            [{"person_count": 3, "sensitive_count": 1, "unknown_count": 1, "date_persons": NOW}],
        )
        self.assertEqual(incident.item_counts["res.partner.cs_phone"], 2)
        self.assertIn("Protected Phone: 2", incident.item_count_text)
        incident.log_access = "search"
        incident.action_find_persons()
        self.assertEqual(set(self.found(incident)), {eve}, "Found anew, the others are gone")
        incident.write(
            {
                "log_access": "all",
                "log_item_ids": self.item("res.partner", "cs_id_number").ids,
            }
        )
        incident.action_find_persons()
        self.assertEqual(self.found(incident), {bob: ("log", "res.partner.cs_id_number")})

    def test_filter_and_log_together(self):
        ann, bob, cid, *_others = self.customers
        self.log(self.agent, ann, days=1)
        incident = self.incident(
            date_occurred_from=NOW - timedelta(days=2),
            log_user_ids=self.agent.ids,
            person_domain=str([("id", "in", (ann | bob).ids)]),
            person_item_ids=self.item("res.partner", "cs_id_number").ids,
        )
        self.env["cs.privacy.incident.person"].with_user(self.officer).create(
            {"incident_id": incident.id, "partner_id": cid.id}
        )
        incident.action_find_persons()
        expected = {
            ann: ("both", "res.partner.cs_id_number,res.partner.cs_phone"),
            bob: ("query", "res.partner.cs_id_number"),
            cid: ("manual", False),
        }
        self.assertEqual(self.found(incident), expected)
        incident.action_find_persons()
        self.assertEqual(self.found(incident), expected, "The same again")
        self.persons(incident).filtered(lambda p: p.partner_id == bob)._cs_step(notice_state="sent")
        incident.person_domain = str([("id", "=", ann.id)])
        incident.action_find_persons()
        self.assertIn(bob, self.found(incident), "Who was told stays")
        person = self.persons(incident).filtered(lambda p: p.partner_id == bob)
        with self.assertRaisesRegex(UserError, "stays on the list as evidence"):
            person.with_user(self.officer).unlink()

    def test_needs_to_know_where_to_look(self):
        incident = self.incident()
        with self.assertRaisesRegex(UserError, "Say whose access is meant"):
            incident.action_find_persons()
        incident.log_user_ids = self.agent
        with self.assertRaisesRegex(UserError, "from when on it happened"):
            incident.action_find_persons()
        incident.write({"log_user_ids": False, "person_domain": "[]"})
        with self.assertRaisesRegex(UserError, "chooses every customer"):
            incident.action_find_persons()
        incident.person_domain = "__import__('os')"
        with self.assertRaisesRegex(UserError, "cannot be read"):
            incident.action_find_persons()

    def test_many_persons_with_few_queries(self):
        one = self.env["res.partner"].create({"name": "Crowd"})
        one.flush_recordset()
        # A copy of every column: other add-ons have columns that must not be empty.
        self.env.cr.execute(
            SQL(
                "INSERT INTO res_partner SELECT (jsonb_populate_record(p, jsonb_build_object("
                "'id', nextval('res_partner_id_seq')))).*"
                " FROM res_partner p CROSS JOIN generate_series(1, 12000) WHERE p.id = %s"
                " RETURNING id",
                one.id,
            )
        )
        crowd = self.env["res.partner"].browse([row[0] for row in self.env.cr.fetchall()])
        for start in range(0, 12000, 1000):
            self.log(self.agent, crowd[start : start + 1000], days=1, kind="export")
        incident = self.incident(
            date_occurred_from=NOW - timedelta(days=2), log_user_ids=self.agent.ids
        )
        incident.flush_recordset()
        # Three batches of 5,000: no query for a person
        with self.assertQueryCount(60):
            incident.action_find_persons()
        self.assertEqual(incident.person_count, 12000)
