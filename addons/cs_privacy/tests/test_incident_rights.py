import base64
from datetime import timedelta

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from .. import handout
from ..core.rights import held_parts
from .incident_common import NOW, IncidentCommon

EARLIER = NOW - timedelta(days=4 * 366)


@tagged("post_install", "-at_install")
class TestIncidentRights(IncidentCommon):
    """What incidents add to a person's copy, to what is kept, and to an erasure."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann, cls.bob = cls.customers[:2]
        cls.ann.write({"name": "Wanda Zylberstein", "email": "wanda@zyl.example"})

    # DATA

    def opened(self, state="assessed", **values):
        """Return an incident that concerns Ann and Bob, with their ID numbers and telephones."""
        incident = self.incident(
            person_item_ids=self.env["ir.model.fields"]._get("res.partner", "cs_id_number").ids,
            **values,
        )
        self.affect(incident, self.ann | self.bob)
        self.write_notice(incident)
        incident._cs_step(state=state)
        return incident

    def told(self, **values):
        """Return an incident of which Ann and Bob are told, by e-mail and by letter."""
        incident = self.opened(**values)
        incident.action_send_notices()
        self.run_cron("ir_cron_send_notices")
        letters = [
            {"name": name, "datas": base64.b64encode(b"Dear"), "res_model": incident._name}
            for name in ("to-zylberstein.txt", "to-both.txt")
        ]
        self.own, self.shared = self.env["ir.attachment"].create(letters)
        entries = self.persons(incident)
        notices = self.env["cs.privacy.incident.notice"].create(
            [
                {
                    "person_id": entry.id,
                    "channel": "letter",
                    "state": "alternative",
                    "date_result": NOW,
                    "note": f"Letter to {entry.partner_id.name}",
                    "attachment_ids": [Command.link(self.shared.id)],
                }
                for entry in entries
            ]
        )
        notices.filtered(lambda notice: notice.partner_id == self.ann).attachment_ids += self.own
        entries._cs_step(notice_state="alternative", date_informed=NOW)
        return incident

    def closed(self, when=EARLIER, **values):
        incident = self.told(**values)
        stage = incident.sudo().stage_ids.filtered(lambda stage: stage.stage == "closed")
        stage._cs_step(state="reached", date_reached=when)
        incident._cs_step(state="closed")
        return incident

    def held(self, partner=None):
        partner = partner or self.ann
        return held_parts(partner._cs_privacy_hold_reasons().get(partner.id, ()))

    def entry(self, incident, partner=None):
        return self.persons(incident).filtered(lambda e: e.partner_id == (partner or self.ann))

    # The copy

    def test_copy_tells_it_in_plain_words(self):
        incident = self.told()
        told = self.ann._cs_privacy_export()
        (section,) = told["incidents"]
        self.assertEqual(section["number"], incident.name)
        self.assertEqual(section["items"], "ID Number")
        self.assertEqual(section["what"], "A laptop was stolen.")
        self.assertEqual(section["told_on"], NOW)
        self.assertEqual(
            sorted(notice["channel"] for notice in told["incident_notices"]), ["email", "letter"]
        )
        self.assertNotIn("Customer 1", str(told["incidents"]), "Nobody else is in it")
        layout = dict(self.ann._cs_privacy_export_layout(told))
        (lines,) = layout["Security incidents that concern your data"]
        for line in (
            ("Which information about you", "ID Number"),
            ("What you can do", "Beware of calls in our name."),
            ("Whether we told you", "Informed another way"),
            ("State", "Assessed"),
        ):
            self.assertIn(line, lines)
        how = [dict(row) for row in layout["How we told you of security incidents"]]
        self.assertEqual({row["Channel"] for row in how}, {"E-mail", "Letter"})
        labels = self.ann._cs_privacy_export_labels()
        for section in ("incidents", "incident_notices"):
            self.assertEqual(set(told[section][0]), set(labels[section][1]))

    def test_copy_as_file(self):
        incident = self.told()
        with self.enter_registry_test_mode():
            content = handout.document(self.ann.sudo(), "Test")
        self.assertIn(incident.name, handout.as_json(content).decode())

    def test_copy_tells_no_guess(self):
        incident = self.opened(state="contained")
        self.assertFalse(self.ann._cs_privacy_export()["incidents"])
        incident._cs_step(state="assessed")
        self.assertTrue(self.ann._cs_privacy_export()["incidents"])
        incident._cs_step(state="false_alarm")
        self.assertFalse(self.ann._cs_privacy_export()["incidents"])
        self.entry(incident)._cs_step(notice_state="sent")
        self.assertTrue(self.ann._cs_privacy_export()["incidents"], "Was told of it")

    # What is kept

    def test_who_has_to_be_told_has_to_be_reached(self):
        incident = self.opened(state="detected")
        self.assertEqual(set(self.held()), {"incidents", "contact_data", "identity"})
        self.assertNotIn(incident.name, self.held()["incidents"].reason, "No hint to a suspect")
        incident._cs_step(state="assessed")
        self.assertIn(incident.name, self.held()["incidents"].reason)
        self.assertIsNone(self.held()["incidents"].until)
        self.ann._cs_privacy_erase()
        self.assertEqual(self.ann.email, "wanda@zyl.example")
        self.entry(incident)._cs_step(notice_state="sent")
        self.assertEqual(set(self.held()), {"incidents"})

    def test_queued_sms_is_sent_all_the_same(self):
        self.ann.write({"email": False, "cs_phone": "+8613812345678"})
        incident = self.opened()
        incident.action_send_notices()
        self.run_cron("ir_cron_send_notices")
        notices = self.entry(incident).notice_ids
        queued = self.env["sms.sms"].search([("cs_notice_id", "in", notices.ids)])
        self.assertTrue(queued)
        self.ann._cs_privacy_erase()
        self.assertTrue(queued.exists())

    def test_closed_incidents_are_kept_for_three_years(self):
        incident = self.closed(when=NOW - timedelta(days=100))
        (hold,) = self.ann._cs_privacy_hold_reasons()[self.ann.id]
        self.assertEqual(hold.parts, ("incidents",))
        self.assertIn("for 3 years", hold.reason)
        protocol = self.ann._cs_privacy_erase()
        self.env.invalidate_all()
        kept = [line["code"] for line in protocol if line["kept"]]
        self.assertEqual(kept, ["incidents"])
        notice = self.entry(incident).notice_ids.filtered(lambda n: n.channel == "letter")
        self.assertEqual(notice.note, "Letter to Wanda Zylberstein")
        self.assertIn("Erased customer", self.ann.name)
        mail = self.entry(incident).notice_ids.filtered(lambda n: n.channel == "email")
        self.assertIn("A laptop was stolen", mail.mail_message_id.body)

    def test_false_alarms_hold_nothing(self):
        self.opened(state="false_alarm")
        self.assertFalse(self.ann._cs_privacy_hold_reasons())

    # The erasure

    def test_erased_but_counted(self):
        incident = self.closed(
            title="Zylberstein: list",
            description="wanda@zyl.example complained. Wanda Zylberstein is angry.",
        )
        incident.message_ids.sudo()[:1].body = "<p>Told Wanda Zylberstein</p>"
        task = incident.sudo().task_ids[:1]
        task._cs_step(proof="Wanda Zylberstein has confirmed it.")
        report = self.env["cs.privacy.incident.report"].create(
            {
                "incident_id": incident.id,
                "authority": "A",
                "body": "<p>1 person: Wanda Zylberstein</p>",
            }
        )
        entry, other = self.entry(incident), self.entry(incident, self.bob)
        facts = ("items", "is_sensitive", "notice_state", "date_informed", "source")
        before = {name: entry[name] for name in facts}
        times = [(notice.date, notice.channel, notice.state) for notice in entry.notice_ids]
        own, shared = self.own, self.shared
        counts = (incident.person_count, incident.sensitive_count, incident.informed_count)
        self.assertFalse(self.held())
        protocol = self.ann._cs_privacy_erase()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertIn("incidents", [line["code"] for line in protocol if not line["kept"]])
        for model in ("incident", "incident.person", "incident.notice", "incident.task"):
            self.assertNotKnown(f"cs.privacy.{model}")
        for model in ("cs.privacy.incident.report", "mail.message", "mail.mail", "sms.sms"):
            self.assertNotKnown(model)
        self.assertEqual(incident.description, "*** complained. *** is angry.")
        self.assertEqual(report.body, "<p>1 person: ***</p>")
        self.assertEqual({name: entry[name] for name in facts}, before)
        self.assertEqual(
            [(notice.date, notice.channel, notice.state) for notice in entry.notice_ids], times
        )
        self.assertEqual(
            (incident.person_count, incident.sensitive_count, incident.informed_count), counts
        )
        self.assertTrue(self.ann.cs_erased_on)
        self.assertFalse(own.exists())
        self.assertTrue(shared.exists(), "It proves the notice to Bob as well")
        letter = other.notice_ids.filtered(lambda notice: notice.channel == "letter")
        self.assertEqual(letter.note, f"Letter to {self.bob.name}")
        self.assertEqual(letter.attachment_ids, shared)

    def assertNotKnown(self, model):
        """No column of the model's table tells who Ann is, whole words of her name apart."""
        rows = self.env.execute_query(
            SQL(
                "SELECT 1 FROM %s t WHERE t::text LIKE '%%Wanda%%' OR t::text LIKE '%%wanda@%%'",
                SQL.identifier(self.env[model]._table),
            )
        )
        self.assertFalse(rows, model)

    # Numbers in what is written about an incident

    def test_texts_hold_no_numbers(self):
        number = "13812345678"
        text = f"Call {number} back"
        incident = self.incident(description=text, why_1=text)
        incident.write({"containment": text, "why_5": text})
        task = incident.sudo().task_ids[:1]
        task.write({"proof": text})
        action = self.env["cs.privacy.incident.action"].create(
            {"incident_id": incident.id, "name": text, "date_due": NOW.date(), "result": text}
        )
        report = self.env["cs.privacy.incident.report"].create(
            {"incident_id": incident.id, "authority": "A", "body": f"<p>{text}</p>"}
        )
        dialogs = [
            self.env["cs.privacy.incident.new"].create(
                {"title": text, "description": text, "kind_id": self.kind_leak.id}
            ),
            self.env["cs.privacy.incident.reason"].create(
                {"incident_ids": incident.ids, "step": "reopen", "reason": text}
            ),
            self.env["cs.privacy.incident.alternative"].create(
                {"incident_id": incident.id, "note": text}
            ),
        ]
        self.env.flush_all()
        for record in (incident, task, action, report, *dialogs):
            ((row,),) = self.env.execute_query(
                SQL(
                    "SELECT t::text FROM %s t WHERE id = %s",
                    SQL.identifier(record._table),
                    record.id,
                )
            )
            self.assertNotIn(number, row, record._name)
            self.assertIn("138", row, record._name)

    def test_filter_holds_no_number(self):
        self.ann.cs_phone = "+8613812345678"
        self.env["cs.service.number"].create({"number": "13912345678", "partner_id": self.bob.id})
        self.env.flush_all()
        with self.enter_registry_test_mode():
            incident = self.incident(
                person_domain="['|', '|', ('cs_phone', '=', '13812345678'),"
                " ('cs_service_number_ids.number', '=', '13912345678'), ('name', '=', 'Nobody')]"
            )
            self.assertNotIn("12345678", incident.person_domain)
            self.assertIn("'name'", incident.person_domain, "What is no secret stays readable")
            incident.date_occurred_from = NOW
            incident.action_find_persons()
            self.assertEqual(self.persons(incident).partner_id, self.ann | self.bob)
            incident.person_domain = "[('display_name', 'ilike', '138 1234 5678')]"
            self.assertNotIn("1234", incident.person_domain)
