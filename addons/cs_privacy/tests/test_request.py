from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .rights_common import ID_NUMBER, RightsCommon


@tagged("post_install", "-at_install")
class TestRequest(RightsCommon):
    """A request from receipt to answer, by the right people in the right order."""

    def test_number_deadline_and_call(self):
        with freeze_time("2026-03-02 02:00:00"):
            first, second = self._ask(), self._ask("portability")
        self.assertRegex(first.name, r"^P\d{4}-\d{5}$")
        self.assertNotEqual(first.name, second.name)
        # 15 working days after Monday 2 March are the end of Monday 23 March.
        self.assertEqual(str(first.date_due), "2026-03-23 18:00:00")
        self.assertEqual(str(first.date_legal), "2026-04-01 02:00:00")
        self.assertEqual(first.activity_ids.user_id, self.officer)

    def test_deadline_is_never_after_the_legal_limit(self):
        self.company.cs_privacy_request_days = 30
        with freeze_time("2026-03-02 02:00:00"):
            asked = self._ask()
        self.assertEqual(asked.date_due, asked.date_legal)

    @mute_logger("odoo.sql_db")
    def test_term_of_settings(self):
        for days in (0, 31):
            with self.assertRaises(Exception) as caught, self.cr.savepoint():
                self.company.cs_privacy_request_days = days
                self.company.flush_recordset()
            self.assertIn("request_days_legal", str(caught.exception))

    def test_flow(self):
        asked = self._ask().with_user(self.officer)
        asked.action_check_identity()
        asked.action_check_identity()
        self.assertEqual(asked.state, "identity")
        with self.assertRefused(UserError, "say first how the person has shown who they are"):
            asked.action_start()
        asked.identity_method = "document"
        asked.action_start()
        self.assertEqual((asked.state, asked.user_id), ("in_progress", self.officer))
        dialog = asked.action_done()
        self.assertEqual(dialog["res_model"], "cs.privacy.request.reason")
        wizard = self.env[dialog["res_model"]].with_user(self.officer)
        wizard = wizard.with_context(**dialog["context"])
        wizard.create({"reason": "Copy handed over at the counter."}).action_apply()
        self.assertRecordValues(
            asked, [{"state": "done", "result": "Copy handed over at the counter."}]
        )
        self.assertTrue(asked.date_done)
        self.assertFalse(asked.activity_ids)
        self.assertFalse(asked.action_done("again"))

    def test_refuse_and_cancel(self):
        asked = self._ask().with_user(self.officer)
        self.assertEqual(asked.action_refuse()["res_model"], "cs.privacy.request.reason")
        with self.assertRefused(UserError, "in a sentence that the person may read"):
            asked.action_refuse("  ")
        asked.action_refuse("Not the person, ID 11010519491231002X.")
        self.assertEqual(asked.refusal_reason, "Not the person, ID ***.")
        with self.assertRefused(UserError, "this step starts from"):
            asked.action_start()
        other = self._ask().with_user(self.officer)
        other.action_cancel("Called back.")
        self.assertEqual((other.state, other.result), ("cancelled", "Called back."))

    def test_agent_registers_and_decides_nothing(self):
        asked = self._ask()
        for step in ("check_identity", "start", "refuse", "cancel", "done", "apply", "erase"):
            with self.subTest(step=step), self.assertRaises(AccessError) as caught:
                getattr(asked, f"action_{step}")()
            self.assertIn("The privacy officer decides", str(caught.exception))
        with self.assertRaises(AccessError):
            asked.write({"user_id": self.agent.id})

    def test_forged_facts(self):
        requests = self.env["cs.privacy.request"]
        forged = {
            "name": "P1",
            "state": "done",
            "date_received": "2020-01-01 00:00:00",
            "date_due": "2030-01-01 00:00:00",
            "result": "x",
            "refusal_reason": "x",
            "protocol": [{}],
            "is_from_portal": True,
            "identity_method": "portal",
        }
        asked = self._ask()
        for name, value in forged.items():
            with self.subTest(name=name):
                with self.assertRefused(AccessError, "set by the system only"):
                    self._ask(**{name: value})
                with self.assertRefused(AccessError, "set by the system only"):
                    asked.with_user(self.officer).write({name: value})
        made = (
            requests.with_user(self.agent)
            .with_context(default_state="done", default_is_from_portal=True, cs_transition=True)
            .create({"kind": "access", "partner_id": self.customer.id})
        )
        self.assertEqual((made.state, made.is_from_portal), ("received", False))

    def test_finished_stays(self):
        asked = self._ask().with_user(self.officer)
        asked.action_refuse("No.")
        with self.assertRefused(UserError, "its facts stay as they are"):
            asked.kind = "erasure"
        with self.assertRefused(UserError, "is the proof that it was answered"):
            asked.sudo().unlink()

    def test_persons_only(self):
        firm = self.env["res.partner"].create({"name": "Firm", "is_company": True})
        with self.assertRefused(ValidationError, "belong to persons, not to companies"):
            self._ask(partner_id=firm.id)

    def test_numbers_in_free_text_are_hidden(self):
        asked = self._ask("objection", note=f"I am {ID_NUMBER}, no calls please")
        self.assertEqual(asked.note, "I am ***, no calls please")
        asked.with_user(self.officer).note = "Call 138 1234 5678"
        self.assertEqual(asked.note, "Call ***")

    def test_letters_hold_no_value_and_no_name(self):
        asked = self._ask("correction", identity_method="document")
        letter = self._letters(asked)
        self.assertEqual(letter.email_to, self.customer.email)
        self.assertIn(asked.name, letter.body_html)
        self.assertNotIn("Zylberstein", letter.body_html)
        self.assertTrue(letter.auto_delete)
        asked.with_user(self.officer).action_refuse("The document was not shown.")
        letters = self._letters(asked) - letter
        self.assertIn("The document was not shown.", letters.body_html)

    def _letters(self, asked):
        domain = [("model", "=", asked._name), ("res_id", "=", asked.id)]
        return self.env["mail.mail"].search([*domain, ("subject", "ilike", "your request")])

    def test_letter_in_the_language_of_the_person(self):
        self.env["res.lang"]._activate_lang("zh_TW")
        self.customer.lang = "zh_TW"
        asked = self._ask()
        self.assertEqual(asked._cs_lang(), "zh_TW")
        self.assertIn("年", asked._cs_due_text())

    def test_search_and_late(self):
        with freeze_time("2026-03-02 02:00:00"):
            late = self._ask()
        with freeze_time("2026-05-04 02:00:00"):
            fresh = self._ask()
            late.invalidate_recordset()
            found = self.env["cs.privacy.request"].search([("is_late", "=", True)])
            self.assertTrue(late.is_late)
        self.assertIn(late, found)
        self.assertNotIn(fresh, found)

    def test_reminder(self):
        with freeze_time("2026-03-02 02:00:00"):
            asked, done = self._ask(), self._ask()
            done.with_user(self.officer).action_refuse("No.")
        with freeze_time("2026-03-19 02:00:00"):
            self._remind()
            self.assertFalse(asked.reminded_at)
        with freeze_time("2026-03-21 02:00:00"):
            self._remind()
            self._remind()
        due = self.env.ref("cs_privacy.mail_activity_type_request_due")
        calls = asked.activity_ids.filtered(lambda call: call.activity_type_id == due)
        self.assertEqual(len(calls), 1)
        self.assertEqual(calls.user_id, self.officer)
        self.assertTrue(asked.reminded_at)
        self.assertFalse(done.reminded_at)

    def _remind(self):
        with self.enter_registry_test_mode():
            self.env.ref("cs_privacy.ir_cron_request_remind").method_direct_trigger()
        self.env.invalidate_all()

    def test_list_queries(self):
        self._ask()
        fields = {"name": {}, "partner_id": {"fields": {"display_name": {}}}, "is_late": {}}
        requests = self.env["cs.privacy.request"].with_user(self.officer)
        requests.web_search_read([], fields, limit=80)
        self.env.invalidate_all()
        with self.assertQueryCount(12):
            requests.web_search_read([], fields, limit=80)
        for _dummy in range(5):
            self._ask()
        self.env.invalidate_all()
        with self.assertQueryCount(12):
            requests.web_search_read([], fields, limit=80)


@tagged("post_install", "-at_install")
class TestCorrection(RightsCommon):
    """New values are sealed on their way, and nobody but the system opens them."""

    def _correction(self, **values):
        lines = [(0, 0, {"field_name": n, "new_value": v}) for n, v in values.items()]
        return self._ask("correction", identity_method="document", line_ids=lines)

    def test_new_value_is_masked_for_everybody(self):
        line = self._correction(cs_id_number="110101199001011237").line_ids
        for user in (self.agent, self.officer):
            self.assertEqual(line.with_user(user).new_value, "********")
            with self.assertRefused(AccessError, "New values are not shown"):
                line.with_user(user).privacy_reveal(["new_value"], "own_right", "because I ask")
            self.assertEqual(line.with_user(user).read(["new_value"])[0]["new_value"], "********")
        self.env.cr.execute(
            "SELECT new_value FROM cs_privacy_request_line WHERE id = %s", [line.id]
        )
        self.assertNotIn("110101199001011237", self.env.cr.fetchone()[0])

    def test_apply(self):
        asked = self._correction(
            cs_id_number="110101199001011245", cs_birth_date="1990-01-01", name="Wanda New"
        ).with_user(self.officer)
        asked.action_start()
        asked.action_apply()
        asked.action_apply()
        self.assertEqual(self.customer.name, "Wanda New")
        found = self.env["res.partner"].search([("cs_id_number", "=", "110101199001011245")])
        self.assertEqual(found, self.customer)
        self.assertEqual(set(asked.line_ids.mapped("state")), {"applied"})
        self.assertFalse(any(line.new_value for line in asked.line_ids))
        self.assertEqual(asked.state, "done")

    def test_refused_values_are_forgotten(self):
        asked = self._correction(cs_phone="13800001111").with_user(self.officer)
        asked.action_refuse("Not shown.")
        self.assertRecordValues(asked.line_ids, [{"state": "left", "new_value": False}])

    def test_refusals(self):
        with self.assertRefused(UserError, "this is not a date"):
            self._correction(cs_birth_date="1990-02-31")
        with self.assertRefused(ValidationError, "Say the new value"):
            self._correction(cs_phone=False)
        with self.assertRefused(ValidationError, "Only a correction says new values"):
            self._ask("access", line_ids=[(0, 0, {"field_name": "name", "new_value": "x"})])
        empty = self._ask("correction", identity_method="document").with_user(self.officer)
        empty.action_start()
        with self.assertRefused(UserError, "There is nothing to correct"):
            empty.action_apply()
        with self.assertRefused(UserError, "Apply the corrections, or refuse"):
            empty.action_done("x")
        with self.assertRefused(AccessError, "follows from the buttons"):
            self._ask(
                "correction",
                line_ids=[(0, 0, {"field_name": "name", "new_value": "x", "state": "applied"})],
            )
        line = self._correction(name="Y").line_ids.with_user(self.officer)
        with self.assertRefused(AccessError, "follows from the buttons"):
            line.state = "applied"
        line.request_id.action_refuse("No.")
        with self.assertRefused(UserError, "its lines stay as they are"):
            line.new_value = "Z"
