from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .visit_common import MONDAY, VisitCommon


@tagged("post_install", "-at_install")
@freeze_time(MONDAY)
class TestVisitFlow(VisitCommon):
    def _finished(self, **values):
        visit = self._started()
        self._answer(visit, choice="Yes")
        visit.write({"outcome": "All is well", "satisfaction": "5", **values})
        visit.action_done()
        return visit

    def test_door_is_idempotent(self):
        first = self._plan_visit("survey,1", due=3)
        self.assertEqual(self._plan_visit("survey,1", plan="Another reason"), first)
        other = self._plan_visit("survey,2", plan="Low score")
        self.assertRecordValues(
            first | other,
            [
                {"reason": "Quarterly", "plan_id": self.plan.id, "channel": "phone"},
                {"reason": "Low score", "plan_id": False, "channel": "phone"},
            ],
        )
        self.assertEqual(first.date_due, fields.Datetime.to_datetime("2026-03-05 10:00:00"))

    def test_visit_is_made(self):
        visit = self._plan_visit(user=self.agent).with_user(self.agent)
        action = visit.action_start()
        self.assertEqual((action["res_model"], action["res_id"]), ("cs.visit", visit.id))
        visit.action_start()
        self.assertEqual(len(visit.answer_ids), 4, "laid out once")
        self._answer(visit, choice="Yes", rating=4, number=3, text="Call +886912555101 instead")
        self.assertEqual(visit.answer_ids.mapped("value")[:3], ["Yes", "4 / 5", "3"])
        self.assertNotIn("912555101", visit.answer_ids[3].text)
        visit.write({"outcome": "All is well", "satisfaction": "5"})
        visit.action_done()
        visit.action_done()
        self.assertRecordValues(
            visit,
            [{"state": "done", "satisfaction": "5", "attempt_count": 1, "alert_at": False}],
        )
        self.assertEqual(visit.attempt_ids.result, "reached")

    def test_in_the_ledger(self):
        visit = self._finished()
        contact = visit.sudo().contact_id
        self.assertRecordValues(
            contact,
            [
                {
                    "source": "cs.visit",
                    "external_id": visit.name,
                    "direction": "out",
                    "partner_id": self.customer.id,
                    "user_id": self.agent.id,
                    "state": "ended",
                    "is_resolved": True,
                    "outcome": "All is well",
                }
            ],
        )
        visit.sudo()._cs_record_contact()
        self.assertEqual(self.env["cs.contact"].search_count([("external_id", "=", visit.name)]), 1)

    def test_questions_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("zh_TW")
        step = self.script.step_ids[0]
        step.with_context(lang="zh_TW").name = "一切都好嗎？"
        step.option_ids[0].with_context(lang="zh_TW").name = "是"
        self.script.with_context(lang="zh_TW").intro = "您好"
        self.customer.lang = "zh_TW"
        visit = self._started()
        self.assertEqual(visit.answer_ids[0].question, "一切都好嗎？")
        self.assertEqual(visit.answer_ids[0].options, ["是", "No"])
        self.assertEqual(visit.intro, "您好")

    def test_script_that_changes_later_asked_nobody(self):
        visit = self._started()
        self.script.step_ids[0].name = "Changed?"
        self.assertEqual(visit.answer_ids[0].question, "All well?")

    def test_what_is_missing(self):
        visit = self._started()
        with self.assertRefused(UserError, "Write down what the customer said"):
            visit.action_done()
        visit.outcome = "Fine"
        with self.assertRefused(UserError, "“All well?” must be answered"):
            visit.action_done()
        with self.assertRefused(UserError, "none of the answers"):
            self._answer(visit, choice="Perhaps")
        self._answer(visit, choice="No")
        visit.next_step = "visit"
        with self.assertRefused(UserError, "by when the customer is to be visited again"):
            visit.action_done()
        visit.next_step = "complaint"
        with self.assertRefused(UserError, "Write down what the customer asks for"):
            visit.action_done()

    def test_what_follows(self):
        for step in ("contact", "suggestion", "complaint"):
            with self.subTest(step):
                visit = self._started(key=f"follow,{step}")
                self._answer(visit, choice="Yes")
                visit.write({"outcome": "x", "next_step": step, "next_note": "More shops"})
                action = visit.action_done()
                contact = visit.followed_id
                self.assertEqual(action["res_id"], contact.id)
                self.assertRecordValues(
                    contact,
                    [
                        {
                            "kind": "consultation" if step == "contact" else step,
                            "state": "in_progress",
                            "direction": "in",
                            "partner_id": self.customer.id,
                            "description": "More shops",
                            "user_id": self.agent.id,
                        }
                    ],
                )

    def test_visit_again(self):
        visit = self._finished(next_step="visit", follow_up_date="2026-03-20")
        later = visit.follow_up_id
        self.assertRecordValues(
            later,
            [
                {
                    "user_id": self.agent.id,
                    "partner_id": self.customer.id,
                    "script_id": self.script.id,
                    "state": "planned",
                }
            ],
        )
        self.assertEqual(later.date_due.date(), fields.Date.to_date("2026-03-20"))

    def test_what_was_said_is_evidence(self):
        visit = self._finished()
        for vals in ({"outcome": "Changed"}, {"satisfaction": "1"}):
            with self.assertRefused(UserError, "is not in progress"):
                visit.write(vals)
        with self.assertRefused(UserError, "is not in progress"):
            self._answer(visit, rating=1)
        with self.assertRefused(UserError, "evidence and stay"):
            visit.sudo().unlink()
        with self.assertRefused(UserError, "evidence and stays"):
            visit.sudo().attempt_ids.write({"note": "x"})
        with self.assertRefused(UserError, "cannot be deleted"):
            visit.sudo().attempt_ids.unlink()
        with self.assertRefused(UserError, "stay with the visit"):
            visit.sudo().answer_ids.unlink()

    def test_declined(self):
        visit = self._started()
        with self.assertRefused(UserError, "Say why"):
            visit.action_decline(" ")
        visit.action_decline("No time, never", True)
        self.assertEqual((visit.state, visit.end_reason), ("declined", "No time, never"))
        self.assertFalse(self.customer._cs_filter_consented("visit", "phone"))
        self.assertTrue(self.customer._cs_filter_consented("visit", "email"))
        with self.assertRefused(UserError, "is “Declined”"):
            visit.action_decline("Again")
        again = self._plan_visit("again,1", user=self.agent).with_user(self.agent)
        with self.assertRefused(UserError, "does not want to be contacted in this way"):
            again.action_start()

    def test_cancelled(self):
        visit = self._plan_visit().with_user(self.supervisor)
        with self.assertRefused(UserError, "Say why"):
            visit.action_cancel("")
        visit.action_cancel("Moved away")
        visit.action_cancel("Moved away")
        self.assertEqual(visit.state, "cancelled")
        self.assertFalse(visit.sudo().contact_id)
        with self.assertRefused(AccessError, "Only supervisors"):
            self._plan_visit("other").with_user(self.agent).action_cancel("x")

    def test_given_to_another(self):
        visit = self._started().with_user(self.supervisor)
        with self.assertRefused(UserError, "makes no visits"):
            visit.action_reassign(self.plain.id, "x")
        visit.action_reassign(self.agent2.id, "Illness")
        visit.action_reassign(self.agent2.id, "Illness")
        self.assertEqual((visit.user_id, visit.state), (self.agent2, "planned"))
        notes = visit.message_ids.filtered(lambda m: "Illness" in (m.body or ""))
        self.assertEqual(len(notes), 1)
        with self.assertRaises(AccessError):
            visit.with_user(self.agent).action_reassign(self.agent.id, "Mine")
        visit.action_reassign(False, "Nobody")
        self.assertFalse(visit.user_id)

    def test_made_by_somebody_else(self):
        visit = self._plan_visit(user=self.agent)
        with self.assertRaises(AccessError):
            visit.with_user(self.agent2).action_start()
        with self.assertRefused(UserError, "Let a supervisor give it to you"):
            visit.with_user(self.supervisor).action_start()
        visit.with_user(self.agent).action_start()
        with self.assertRefused(UserError, "is made by Agent"):
            visit.with_user(self.supervisor).outcome = "x"

    def test_dialogs(self):
        visit = self._plan_visit(user=self.agent).with_user(self.agent)
        dialog = self.env["cs.visit.new"].with_user(self.agent)
        new = dialog.create({"partner_id": self.customer2.id, "reason": "Moved house"})
        action = new.action_apply()
        self.assertEqual(new.action_apply()["res_id"], action["res_id"], "pressed twice")
        planned = self.env["cs.visit"].browse(action["res_id"])
        self.assertEqual((planned.user_id, planned.reason), (self.agent, "Moved house"))
        late = dialog.create(
            {"partner_id": self.customer.id, "reason": "x", "date_due": "2026-03-01"}
        )
        with self.assertRefused(UserError, "a day that lies ahead"):
            late.action_apply()
        note = self.env["cs.visit.note"].with_user(self.agent)
        note.create({"visit_id": visit.id, "result": "busy"}).action_apply()
        self.assertEqual(visit.attempt_ids.result, "busy")
        end = self.env["cs.visit.end"].with_user(self.agent)
        end.create({"visit_ids": visit.ids, "reason": "No time"}).action_apply()
        self.assertEqual(visit.state, "declined")
        other = self._plan_visit("other")
        give = self.env["cs.visit.reassign"].with_user(self.supervisor)
        give.create(
            {"visit_ids": other.ids, "user_id": self.agent2.id, "reason": "Balance"}
        ).action_apply()
        self.assertEqual(other.user_id, self.agent2)
        cancel = self.env["cs.visit.end"].with_user(self.supervisor)
        cancel.create({"visit_ids": other.ids, "kind": "cancel", "reason": "Wrong"}).action_apply()
        self.assertEqual(other.state, "cancelled")

    def test_card_and_time_line(self):
        self.customer.comment = "<p>Speak slowly</p>"
        self.customer.write({"cs_phone": "+886912555101"})
        visit = self._finished()
        later = self._plan_visit("later").with_user(self.agent)
        card = str(later.customer_card)
        self.assertIn("Speak slowly", card)
        self.assertIn("All is well", card)
        self.assertNotIn("912555101", card)
        page = self.customer.with_user(self.agent).cs_timeline()
        mine = [entry for entry in page if entry["model"] == "cs.visit" and entry["id"] == visit.id]
        self.assertEqual(mine[0]["title"], f"Return visit {visit.name}: Quarterly")
        self.assertEqual(self.customer.with_user(self.agent).cs_visit_count, 2)
