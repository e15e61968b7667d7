import base64
from datetime import timedelta
from unittest.mock import patch
from uuid import uuid4

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import PosCommon

PICTURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
    "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@tagged("post_install", "-at_install")
class TestPosOutbox(PosCommon):
    """Clauses 6.1.1, 7.1.3(4), 4.3.1: taken in from a till exactly once, and nothing is lost."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.category = cls.env["cs.complaint.category"].create(
            {"name": "Counter", "complaint_class": "service", "is_public": True}
        )
        cls.idea = cls.env["cs.suggestion.category"].search([("is_public", "=", True)], limit=1)

    def setUp(self):
        super().setUp()
        # What is counted is committed by a cursor of its own.
        mode = self.enter_registry_test_mode()
        mode.__enter__()
        self.addCleanup(mode.__exit__, None, None, None)

    def deliver(self, kind, values, user=None, **entry):
        entry = {"uuid": str(uuid4()), "kind": kind, "values": values, **entry}
        return self.till.with_user(user or self.cashier).sudo(False).cs_pos_deliver(entry)

    def complaint(self, values=None, **entry):
        told = {
            "partner_id": self.customer.id,
            "category_id": self.category.id,
            "severity": "major",
            "subject": "Rude",
            "description": "He shouted.",
            **(values or {}),
        }
        return self.deliver("complaint", told, **entry)

    def taken(self, answer):
        self.assertEqual(answer["status"], "done", answer)
        return self.env["cs.complaint"].browse(answer["id"])

    # Complaints

    def test_complaint(self):
        answer = self.complaint()
        complaint = self.taken(answer)
        self.assertEqual(answer["number"], complaint.name)
        self.assertTrue(answer["due"])
        self.assertEqual(complaint.partner_id, self.customer)
        self.assertEqual(complaint.channel_id.code, "store")
        self.assertEqual((complaint.severity, complaint.subject), ("major", "Rude"))
        self.assertEqual(complaint.create_uid, self.cashier)

    def test_once(self):
        uuid = str(uuid4())
        first, second = self.complaint(uuid=uuid), self.complaint(uuid=uuid)
        self.assertEqual(first, second)
        self.assertEqual(self.env["cs.complaint"].search_count([("external_id", "=", uuid)]), 1)

    def test_uuid_of_a_colleague_tells_nothing(self):
        uuid = str(uuid4())
        self.complaint(uuid=uuid)
        other = new_test_user(
            self.env, login="cs_other", groups="base.group_user,point_of_sale.group_pos_user"
        )
        self.assertEqual(self.complaint(uuid=uuid, user=other), {"status": "done"})

    def test_taken_down_earlier(self):
        now = fields.Datetime.now()
        at = now - timedelta(hours=5)
        complaint = self.taken(self.complaint(at=at.isoformat() + ".123Z"))
        self.assertEqual(complaint.date_registered, at)
        there = (at + timedelta(hours=8)).isoformat() + "+08:00"
        self.assertEqual(self.taken(self.complaint(at=there)).date_registered, at)
        for odd in ("2999-01-01T00:00:00", "2001-01-01T00:00:00", "yesterday", 5):
            complaint = self.taken(self.complaint(at=odd))
            self.assertLess(now - complaint.date_registered, timedelta(minutes=1), odd)

    def test_nobody_picked(self):
        complaint = self.taken(self.complaint({"partner_id": False}))
        self.assertTrue(complaint.is_anonymous)
        complaint = self.taken(
            self.complaint({"partner_id": False, "name": "Wang", "phone": "13900000001"})
        )
        self.assertFalse(complaint.is_anonymous)
        self.assertEqual(complaint.partner_name, "Wang")

    def test_files(self):
        complaint = self.taken(self.complaint({"files": [{"name": "shot.png", "data": PICTURE}]}))
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", "cs.complaint"), ("res_id", "=", complaint.id)]
        )
        self.assertEqual(attachment.name, "shot.png")
        script = base64.b64encode(b"<script>").decode()
        for files in (
            [{"name": "a.png", "data": script}],
            [{"name": "a.png", "data": "%%%"}],
            [{"name": "a.png"}],
            [{"name": f"{n}.png", "data": PICTURE} for n in range(50)],
        ):
            answer = self.complaint({"files": files})
            self.assertEqual(answer["status"], "refused", files[0])
            self.assertTrue(answer["reason"])

    def test_to_be_mended(self):
        hidden = self.category.copy({"is_public": False})
        for values in (
            {"subject": " "},
            {"subject": "x" * 5000},
            {"description": "x" * 50000},
            {"category_id": 0},
            {"category_id": "1 OR 1=1"},
            {"category_id": hidden.id},
            {"severity": "deadly"},
        ):
            answer = self.complaint(values)
            self.assertEqual(answer["status"], "refused", values)
            self.assertTrue(answer["reason"])

    def test_nothing_else_is_set(self):
        other = self.env["res.users"].browse(self.keeper.id)
        complaint = self.taken(
            self.complaint({"state": "closed", "user_id": other.id, "company_id": 99})
        )
        self.assertEqual(complaint.state, "registered")
        self.assertNotEqual(complaint.user_id, other)

    def test_rights(self):
        plain = new_test_user(self.env, login="cs_plain", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.complaint(user=plain)
        self.customer.company_id = self.env["res.company"].create({"name": "Elsewhere"})
        answer = self.complaint()
        self.assertEqual(answer["status"], "refused")

    def test_odd_entries(self):
        till = self.till.with_user(self.cashier)
        for entry in (
            None,
            "x",
            {},
            {"uuid": "1", "kind": "complaint", "values": {}},
            {"uuid": str(uuid4()), "kind": "_compute_all", "values": {}},
            {"uuid": str(uuid4()), "kind": "complaint", "values": []},
        ):
            with self.assertRaisesRegex(UserError, "no entry"):
                till.cs_pos_deliver(entry)

    def test_limit(self):
        with patch("odoo.addons.cs_pos.models.pos_config_outbox.MOST", 1):
            uuid = str(uuid4())
            self.taken(self.complaint(uuid=uuid))
            self.assertEqual(self.complaint()["status"], "later")
            self.assertEqual(self.complaint(uuid=uuid)["status"], "done", "known: no new one")

    # Suggestions and scores

    def test_suggestion(self):
        told = {"partner_id": self.customer.id, "category_id": self.idea.id, "subject": "Chairs"}
        uuid = str(uuid4())
        answer = self.deliver("suggestion", told, uuid=uuid)
        self.assertEqual(self.deliver("suggestion", told, uuid=uuid), answer)
        suggestion = self.env["cs.suggestion"].search([("external_id", "=", uuid)])
        self.assertEqual(suggestion.name, answer["number"])
        self.assertEqual((suggestion.partner_id, suggestion.subject), (self.customer, "Chairs"))
        self.assertEqual(self.deliver("suggestion", {"subject": "x"})["status"], "refused")

    def campaign(self):
        campaign = self.env["cs.survey.campaign"].create(
            {
                "name": "Hall",
                "survey_id": self.env.ref("cs_care.survey_hall").id,
                "population": "counter",
            }
        )
        campaign.action_start()
        return campaign

    def test_score(self):
        self.assertFalse(self.till.cs_pos_options["asks_score"])
        self.campaign()
        self.till.invalidate_recordset()
        self.assertTrue(self.till.cs_pos_options["asks_score"])
        order = self.paid()
        for score in (4, 1):
            answer = self.deliver("score", {"score": score, "comment": "Fine"}, uuid=order.uuid)
            self.assertEqual(answer, {"status": "done"})
        response = self.env["cs.survey.response"].search([("external_id", "=", order.uuid)])
        self.assertEqual((response.satisfaction, response.partner_id), (4, self.customer))
        self.assertEqual(response.user_id, self.cashier)

    def test_odd_scores(self):
        order = self.paid()
        self.assertEqual(self.deliver("score", {"score": 5}, uuid=order.uuid)["status"], "refused")
        self.campaign()
        for score in (0, 6, "5", None, [5], True):
            answer = self.deliver("score", {"score": score}, uuid=order.uuid)
            self.assertEqual(answer["status"], "refused", score)

    def test_score_waits_for_its_order(self):
        answer = self.deliver("score", {"score": 5})
        self.assertEqual(answer["status"], "later")
