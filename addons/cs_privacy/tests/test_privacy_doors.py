import base64

from odoo.exceptions import AccessError, MissingError
from odoo.fields import Command
from odoo.tests import tagged

from .rpc_common import CONTENT, NUMBER, RpcCommon

OTHER_PHONE = "+8613900001111"


@tagged("post_install", "-at_install")
class TestPrivacyDoors(RpcCommon):
    """Ways round the doors to clear content, and steps that somebody else has to take."""

    # Doors to clear content

    def test_copies_of_sealed_files_are_sealed(self):
        for role in ("plain", "agent", "revealer"):
            data = self.call(self.user(role), "ir.attachment", "copy_data", self.document.ids)
            self.assertNotIn(CONTENT, str(data).encode())
            default = {"cs_is_identity": False, "res_model": False, "res_id": 0, "public": True}
            new = self.call(self.user(role), "ir.attachment", "copy", self.document.ids, default)
            copy = self.env["ir.attachment"].browse(new)
            self.assertTrue(copy.cs_is_identity and copy.cs_file_key)
            self.assertFalse(copy.public)
            self.assertNotIn(CONTENT, copy.raw)
            self.assertEqual(copy.cs_content_type, "text/plain")

    def test_dialogs_of_others(self):
        """Who may have a dialog does not read or change what somebody else has typed into one."""
        dialog = self.samples["cs.privacy.document.open"]
        for method, args in (("read", [["reason"]]), ("write", [{"reason": "x"}])):
            error, _text = self.outcome(self.revealer, dialog._name, method, dialog.ids, *args)
            self.assertIsInstance(error, AccessError)

    def test_ids_that_are_no_ids(self):
        """The log names records by ids that it is searched and cast by."""
        for ref in (float(self.customer.id), str(self.customer.id), True):
            error, _text = self.outcome(
                self.revealer,
                "res.partner",
                "privacy_reveal",
                [ref],
                ["cs_phone"],
                "service",
                "bill",
            )
            self.assertIn("Name the records by their ids", str(error))
        self.assertFalse(self.entries())

    # Steps of others

    def request_of(self, kind="correction", user=None, **values):
        values = {"kind": kind, "partner_id": self.customer.id, **values}
        values["identity_method"] = "document"
        new = self.call(user or self.agent, "cs.privacy.request", "create", values)
        return self.env["cs.privacy.request"].with_user(self.officer).browse(new)

    def test_lines_are_of_the_person_who_was_checked(self):
        line = {"field_name": "cs_phone", "new_value": OTHER_PHONE}
        redirected = {**line, "partner_id": self.people[0].id}
        self.assertRefused(
            "Whose value is corrected", self.request_of, line_ids=[Command.create(redirected)]
        )
        request = self.request_of(line_ids=[Command.create(line)])
        add = {"request_id": request.id, "field_name": "name", "new_value": "Somebody"}
        model = "cs.privacy.request.line"
        # Whoever has not registered it adds nothing, and nobody but the officer once it is checked.
        error, _text = self.outcome(self.revealer, model, "create", add)
        self.assertIn("Values are added by who registers", str(error))
        request.action_start()
        error, _text = self.outcome(self.agent, model, "create", add)
        self.assertIn("Values are added by who registers", str(error))
        self.assertTrue(self.call(self.officer, model, "create", add))
        request.action_apply()
        self.assertEqual(set(request.line_ids.mapped("state")), {"applied"})
        for method, args in (
            ("create", [{**add, "field_name": "cs_birth_date", "new_value": "1950-01-01"}]),
            ("unlink", [request.line_ids.ids]),
        ):
            error, _text = self.outcome(self.officer, model, method, *args)
            self.assertIn("The request is finished", str(error))

    def test_erasure_that_was_not_asked_for(self):
        request = self.request_of("access")
        request.action_start()
        dialog = self.call(
            self.officer,
            "cs.privacy.erase",
            "create",
            {"request_ids": [Command.set(request.ids)], "is_understood": True},
        )
        error, _text = self.outcome(self.officer, "cs.privacy.erase", "action_erase", [dialog])
        self.assertIn("did not ask for an erasure", str(error))
        self.assertFalse(self.customer.cs_erased_on)

    def test_erasure_of_another_company(self):
        foreign = self.env["res.company"].create({"name": "Foreign"})
        request = self.samples["cs.privacy.request"].copy({"company_id": foreign.id})
        values = {"request_ids": [Command.set(request.ids)]}
        error, _text = self.outcome(self.officer, "cs.privacy.erase", "create", values)
        self.assertIsInstance(error, AccessError)

    def test_agreements(self):
        """Nobody registers their own, by whatever way; nobody has signed a draft."""
        text = self.env.ref("cs_privacy.agreement_text_1")
        scan = base64.b64encode(b"sheet")
        before = self.snapshot()
        error, _text = self.outcome(
            self.officer,
            "cs.privacy.agreement",
            "create",
            {"text_id": text.id, "scan": scan},
            context={"default_user_id": self.officer.id},
        )
        self.assertIn("Say who has signed", str(error))
        draft = self.samples["cs.privacy.agreement.text"]
        values = {"user_id": self.agent.id, "text_id": draft.id, "scan": scan}
        error, _text = self.outcome(self.officer, "cs.privacy.agreement", "create", values)
        self.assertIn("Nobody has signed a draft", str(error))
        self.assertEqual(self.snapshot(), before)

    def test_text_that_changed_while_somebody_read(self):
        dialog = self.env["cs.privacy.agreement.sign"].with_user(self.agent).create({})
        dialog.write({"has_read": True, "typed_name": self.agent.name})
        self.samples["cs.privacy.agreement.text"].action_publish()
        sign = type(dialog).action_sign.__wrapped__
        self.assertRefused("The text has changed meanwhile", sign, dialog)

    def test_own_work_is_verified_by_others(self):
        action = self.samples["cs.privacy.incident.action"].with_user(self.security)
        action.write({"result": "Done", "verification": "Seen"})
        action.action_done()
        self.assertEqual(action.user_id, self.security)
        self.assertRefused("keeps its owner", action.write, {"user_id": self.officer.id})
        self.assertRefused("is your own", action.action_verify)

    def test_hours_of_an_approval(self):
        request = self.ask(self.people, valid_hours=100000)
        self.assertEqual(request.valid_hours, 24)
        self.assertEqual(self.ask(self.people, valid_hours=2).valid_hours, 2)

    def test_settings(self):
        for ids in ([], [0]):
            error, _text = self.outcome(self.agent, "res.config.settings", "set_values", ids)
            self.assertIsInstance(error, (AccessError, MissingError))

    def test_numbers_do_not_show(self):
        """What is refused names no value, with the sample's own number typed."""
        values = {"partner_id": self.people[0].id, "number": NUMBER}
        error, text = self.outcome(self.agent, "cs.service.number", "create", values)
        self.assertIn("in service already", str(error))
        self.assertNoSecret(text)
        # Who tries numbers this way is counted like who searches for them.
        self.assertTrue(self.entries(self.agent, kind="search", model="cs.service.number"))

    def test_service_that_holds_data(self):
        """An ended service is why data has to be kept: it is not handed to somebody else."""
        service = self.samples["cs.service.number"].with_user(self.agent)
        service.write({"date_start": "2020-01-01"})
        service.action_end()
        for values in ({"partner_id": self.people[0].id}, {"number": OTHER_PHONE}):
            error, _text = self.outcome(self.agent, service._name, "write", service.ids, values)
            self.assertIn("stays on record as it was", str(error))
        self.assertTrue(self.customer._cs_privacy_hold_reasons())
