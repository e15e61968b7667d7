from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..core.timeline import TimelineSource
from .common import NOON, CsBaseCommon


@tagged("post_install", "-at_install")
@freeze_time(NOON + timedelta(days=1))
class TestPartnerTimeline(CsBaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.child = cls.env["res.partner"].create(
            {"name": "Household", "parent_id": cls.customer.id}
        )

    def contact_at(self, minutes, **values):
        values = {"partner_id": self.customer.id} | values
        return self.create_contact(date_arrived=NOON + timedelta(minutes=minutes), **values)

    def timeline(self, user=None, **kwargs):
        return self.customer.with_user(user or self.agent).cs_timeline(**kwargs)

    def with_sources(self, *sources):
        return patch.object(
            self.env.registry["res.partner"], "_cs_timeline_sources", lambda partner: list(sources)
        )

    def test_entry(self):
        contact = self.contact_at(
            0, channel_id=self.email.id, user_id=self.agent.id, kind="complaint"
        )
        self.assertEqual(
            self.timeline(),
            [
                {
                    "key": f"2026-03-02T12:00:00|cs.contact|{contact.id}",
                    "date": "2026-03-02 12:00:00",
                    "model": "cs.contact",
                    "id": contact.id,
                    "icon": "fa-envelope-o",
                    "title": "Bill",
                    "subtitle": "Complaint · cs_agent",
                    "state": "waiting",
                    "state_label": "Waiting",
                    "tone": "warning",
                    "channel": self.email.name,
                    "url": False,
                }
            ],
        )

    def test_every_channel_and_state_has_a_face(self):
        contacts = self.env["cs.contact"]
        for channel in self.env["cs.channel"].search([("company_id", "=", False)]):
            contacts += self.contact_at(0, channel_id=channel.id)
        self.contact_at(1, date_ended=NOON + timedelta(minutes=1))
        entries = self.timeline()
        self.assertEqual(len({entry["icon"] for entry in entries}), len(contacts.channel_id))
        self.assertEqual(entries[0]["state_label"], "Abandoned")

    def test_children_are_included_and_strangers_not(self):
        mine = self.contact_at(0) + self.contact_at(1, partner_id=self.child.id)
        self.contact_at(2, partner_id=self.agent.partner_id.id)
        self.assertEqual([entry["id"] for entry in self.timeline()], mine.sorted().ids)

    def test_archived_child_keeps_its_past(self):
        contact = self.contact_at(1, partner_id=self.child.id)
        self.child.active = False
        self.assertEqual([entry["id"] for entry in self.timeline()], contact.ids)

    def test_pages(self):
        """Two sources with equal times: every entry comes once, in one order."""
        for minutes in (0, 1, 1, 1, 2, 3, 3):
            self.contact_at(minutes)
        messages = self.env["mail.message"].create(
            [
                {
                    "model": "res.partner",
                    "res_id": self.customer.id,
                    "author_id": self.customer.id,
                    "date": NOON + timedelta(minutes=minutes),
                    "body": "Hello",
                }
                for minutes in (0, 1, 1, 3, 4)
            ]
        )
        sources = self.env["res.partner"]._cs_timeline_sources()
        other = TimelineSource(
            model="mail.message",
            date_field="date",
            partner_field="author_id",
            domain=(("id", "in", messages.ids),),
        )
        with self.with_sources(*sources, other):
            whole = self.timeline(limit=100)
            self.assertEqual(len(whole), 12)
            for size in (1, 2, 3, 5):
                seen, key = [], None
                while page := self.timeline(limit=size, before=key):
                    seen += page
                    key = page[-1]["key"]
                self.assertEqual(seen, whole, f"pages of {size}")
        dates = [entry["date"] for entry in whole]
        self.assertEqual(dates, sorted(dates, reverse=True))

    def test_new_entry_does_not_shift_pages(self):
        for minutes in range(4):
            self.contact_at(minutes)
        first = self.timeline(limit=2)
        self.contact_at(9)
        second = self.timeline(limit=2, before=first[-1]["key"])
        self.assertEqual(len({entry["id"] for entry in first + second}), 4)

    def test_limit_is_bounded(self):
        for minutes in range(3):
            self.contact_at(minutes)
        self.assertEqual(len(self.timeline(limit=0)), 1)
        self.assertEqual(len(self.timeline(limit=10**6)), 3)

    def test_unknown_limit(self):
        for limit in ("abc", None, []):
            with self.assertRaisesRegex(UserError, "This page of the time line is unknown"):
                self.customer.with_user(self.agent).cs_timeline(limit=limit)

    def test_unknown_key(self):
        for key in ("nonsense", "a|b|c", "2026-03-02T12:00:00|cs.contact|x"):
            with self.assertRaisesRegex(UserError, "This page of the time line is unknown"):
                self.timeline(before=key)

    def test_source_without_access_is_left_out(self):
        self.contact_at(0)
        self.assertEqual(self.timeline(self.employee_user), [])
        missing = TimelineSource(model="no.such.model", date_field="date")
        with self.with_sources(missing):
            self.assertEqual(self.timeline(), [])

    def test_rows_without_access_are_left_out(self):
        other = self.env["res.company"].create({"name": "Other Operator"})
        self.contact_at(0, company_id=other.id)
        mine = self.contact_at(1)
        self.assertEqual([entry["id"] for entry in self.timeline()], mine.ids)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_partner_must_be_readable(self):
        with self.assertRaises(AccessError):
            self.timeline(self.portal_user)
        other = self.env["res.company"].create({"name": "Other Operator"})
        self.customer.company_id = other
        with self.assertRaises(AccessError):
            self.timeline(self.agent)

    def test_labels_in_the_readers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        state = self.env["ir.model.fields.selection"].search(
            [("field_id.model", "=", "cs.contact"), ("value", "=", "waiting")]
        )
        state.with_context(lang="fr_FR").name = "En attente"
        self.agent.lang = "fr_FR"
        self.contact_at(0)
        entries = self.customer.with_user(self.agent).with_context(lang="fr_FR").cs_timeline()
        self.assertEqual(entries[0]["state_label"], "En attente")

    def test_smart_button(self):
        self.contact_at(0)
        self.contact_at(1, partner_id=self.child.id)
        partners = (self.customer + self.child + self.agent.partner_id).with_user(self.agent)
        self.assertEqual(partners.mapped("cs_contact_count"), [2, 1, 0])
        action = self.customer.with_user(self.agent).action_cs_contacts()
        self.assertEqual(
            self.env["cs.contact"].search_count(action["domain"]), 2, "The button opens its count"
        )
        with self.assertRaises(AccessError):
            self.customer.with_user(self.employee_user).read(["cs_contact_count"])
