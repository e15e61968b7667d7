from datetime import date

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .common import CareCommon

JPG = b"\xff\xd8\xff\xe0" + b"0" * 64


@tagged("post_install", "-at_install")
class TestSpecialGroup(CareCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2026-03-02 10:00:00"))
        cls.elderly = cls.env.ref("cs_care.special_group_elderly")
        cls.hearing = cls.env.ref("cs_care.special_group_hearing")
        cls.veteran = cls.env.ref("cs_care.special_group_veteran")
        cls.veteran.validity_months = 12
        cls.portal = new_test_user(cls.env, login="cs_care_portal", groups="base.group_portal")

    def _member(self, user=None, **values):
        return (
            self.env["cs.special.group.member"]
            .with_user(user or self.agent)
            .create(
                {
                    "partner_id": self.customer.id,
                    "group_id": self.veteran.id,
                    "proof_kind": "seen",
                    "proof_note": "Veteran card",
                    **values,
                }
            )
        )

    def _agree(self, partner):
        return self.env["cs.privacy.consent"]._cs_record(
            partner, "special_care", "given", how="phone", note="Said yes on the line"
        )

    def _run(self, method):
        with self.enter_registry_test_mode():
            self.env.ref(f"cs_care.{method}").method_direct_trigger()
        self.env.invalidate_all()

    # MEMBERSHIP

    def test_verified_membership_shows_what_to_do(self):
        member = self._member()
        self.assertFalse(self.customer.cs_special_group_ids)
        member.action_verify()
        member.action_verify()
        self.assertRecordValues(
            member,
            [
                {
                    "state": "active",
                    "date_to": date(2027, 3, 1),
                    "date_next": date(2027, 1, 30),
                    "verified_by_id": self.agent.id,
                }
            ],
        )
        self.assertEqual(self.customer.cs_special_group_ids, self.veteran)
        self.assertIn("waive handling fees", self.customer.cs_care_note)
        contact = self.env["cs.contact"].create(
            {
                "name": "Bill",
                "partner_id": self.customer.id,
                "channel_id": self.env["cs.channel"]._cs_get("phone").id,
            }
        )
        self.assertIn("Serve first at the counter", contact.with_user(self.agent).cs_care_note)
        self.assertEqual(contact.cs_special_group_ids, self.veteran)

    def test_proof(self):
        member = self._member(proof_kind="statement")
        with self.assertRefused(UserError, "needs proof: upload the document"):
            member.action_verify()
        member.write({"proof_kind": "seen", "proof_note": " "})
        with self.assertRefused(UserError, "Note which document was seen"):
            member.action_verify()
        member.proof_kind = "file"
        with self.assertRefused(UserError, "No document is on file for Mei Lin"):
            member.action_verify()
        action = member.with_user(self.agent).action_documents()
        self.env["ir.attachment"].with_user(self.agent).with_context(**action["context"]).create(
            {"name": "card.jpg", "raw": JPG}
        )
        member.with_user(self.agent).action_verify()
        self.assertEqual((member.proof_count, member.state), (1, "active"))
        file = self.env["ir.attachment"].search(member._cs_proof_domain())
        self.assertTrue(file.raw.startswith(b"CSF1"))
        self.assertEqual(file._cs_privacy_partner(), {file.id: self.customer.id})

    def test_sensitive_group_needs_consent(self):
        member = self._member(self.supervisor, group_id=self.hearing.id)
        with self.assertRefused(UserError, "Mei Lin has not agreed to “Care for special needs”"):
            member.action_verify()
        self._agree(self.customer)
        member.action_verify()
        self.assertEqual(self.customer.cs_special_group_ids, self.hearing)
        self.env["cs.privacy.consent"]._cs_record(
            self.customer, "special_care", "withdrawn", how="phone"
        )
        self.assertRecordValues(member, [{"state": "ended", "end_reason": "Consent withdrawn"}])
        self.assertFalse(self.customer.cs_special_group_ids)

    def test_name_of_sensitive_group(self):
        self._agree(self.customer)
        member = self._member(self.supervisor, group_id=self.hearing.id)
        member.action_verify()
        self.env.invalidate_all()
        seen = self.customer.with_user(self.agent)
        self.assertEqual(seen.cs_special_group_ids.display_name, "Write, do not call")
        self.assertIn("Do not call", seen.cs_care_note)
        self.assertNotIn("Hearing", seen.cs_care_note)
        groups = self.env["cs.special.group"].with_user(self.agent)
        with self.assertRaises(AccessError):
            groups.browse(self.hearing.id).read(["name"])
        with self.assertRaises(AccessError):
            groups.browse(self.hearing.id).read(["code"])
        self.assertFalse(groups.name_search("Hearing"))
        self.assertTrue(groups.name_search("Veterans"))
        self.assertTrue(groups.with_user(self.supervisor).name_search("Hearing"))
        self.assertFalse(member.with_user(self.agent).has_access("read"))
        with self.assertRaises(AccessError):
            self._member(self.agent2, group_id=self.hearing.id, partner_id=self.customer2.id)
        entries = seen.cs_timeline()
        self.assertNotIn("cs.special.group.member", [entry["model"] for entry in entries])
        entries = self.customer.with_user(self.supervisor).cs_timeline()
        self.assertIn("Special group: Hearing impaired", [entry["title"] for entry in entries])

    def test_end_and_refuse(self):
        member = self._member()
        with self.assertRefused(UserError, "Say why, in a sentence."):
            member.action_end(" ")
        member.action_refuse("Card of another person")
        member.action_end("again")
        self.assertRecordValues(
            member, [{"state": "refused", "end_reason": "Card of another person"}]
        )
        with self.assertRefused(UserError, "The membership of Mei Lin is over"):
            member.action_verify()
        other = self._member()
        other.action_verify()
        action = other.action_ask_reason()
        dialog = self.env["cs.care.group.reason"].with_user(self.agent)
        dialog = dialog.with_context(**action["context"]).create({"reason": "Moved away"})
        dialog.action_apply()
        self.assertRecordValues(
            other, [{"state": "ended", "end_reason": "Moved away", "ended_by_id": self.agent.id}]
        )
        self.assertFalse(self.customer.cs_special_group_ids)

    def test_dates(self):
        past = self._member(date_from="2025-01-01", date_to="2025-12-31")
        with self.assertRefused(ValidationError, "would be over already"):
            past.action_verify()
        later = self._member(partner_id=self.customer2.id, date_from="2026-03-10")
        later.action_verify()
        self.assertEqual((later.state, later.date_next), ("planned", date(2026, 3, 10)))
        with freeze_time("2026-03-10 10:00:00"):
            self._run("ir_cron_special_group_dates")
        self.assertEqual((later.state, later.date_next), ("active", date(2027, 2, 7)))
        self.veteran.user_id = self.supervisor
        with freeze_time("2027-02-07 10:00:00"):
            self._run("ir_cron_special_group_dates")
            self._run("ir_cron_special_group_dates")
        self.assertEqual((later.state, later.date_next), ("active", date(2027, 3, 10)))
        self.assertEqual(later.activity_ids.user_id, self.supervisor)
        self.assertEqual(len(later.activity_ids), 1)
        with freeze_time("2027-03-10 10:00:00"):
            self._run("ir_cron_special_group_dates")
        self.assertRecordValues(later, [{"state": "expired", "date_next": False}])
        self.assertFalse(self.customer2.cs_special_group_ids)

    def test_only_one_open_membership(self):
        self._member()
        with (
            self.assertRaises(UniqueViolation),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self._member(self.agent2)

    # BY AGE

    def test_by_age_band(self):
        self.customer.cs_birth_date = "1950-05-20"
        self.customer2.cs_birth_date = "1966-03-10"
        self._run("ir_cron_special_group_ages")
        self.assertEqual(self.customer.cs_special_group_ids, self.elderly)
        self.assertFalse(self.customer2.cs_special_group_ids)
        with freeze_time("2026-03-10 10:00:00"):
            self.env.add_to_compute(self.customer2._fields["cs_age_band"], self.customer2)
            self._run("ir_cron_special_group_ages")
        self.assertEqual(self.customer2.cs_special_group_ids, self.elderly)
        before = self.env["cs.special.group.member"].search_count([])
        self._run("ir_cron_special_group_ages")
        self.assertEqual(self.env["cs.special.group.member"].search_count([]), before)
        self.customer.cs_birth_date = "1990-05-20"
        self._run("ir_cron_special_group_ages")
        self.assertFalse(self.customer.cs_special_group_ids)
        self.assertEqual(self.customer.cs_special_member_ids.state, "expired")

    def test_taken_out_by_hand_stays_out(self):
        self.customer.cs_birth_date = "1950-05-20"
        self._run("ir_cron_special_group_ages")
        self.customer.cs_special_member_ids.with_user(self.agent).action_end("Does not want it")
        self._run("ir_cron_special_group_ages")
        self.assertFalse(self.customer.cs_special_group_ids)

    def test_batch_needs_few_queries(self):
        partners = self.env["res.partner"].create(
            [{"name": f"P{n}", "cs_birth_date": "1950-05-20"} for n in range(60)]
        )
        members = self.env["cs.special.group.member"]
        members._cs_join(self.elderly, partners[:1])
        self.env.flush_all()
        counts = []
        for part in (partners[1:11], partners[11:60]):
            start = self.env.cr.sql_log_count
            members._cs_join(self.elderly, part)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - start)
        self.assertLessEqual(counts[1], counts[0] + 3)

    def test_group_rules(self):
        with self.assertRefused(ValidationError, "say from which age band to which"):
            self.veteran.is_automatic = True
        with self.assertRefused(ValidationError, "nobody becomes a member by age alone"):
            self.hearing.write({"is_automatic": True, "age_from": "70"})
        self._member()
        with self.assertRefused(ValidationError, "has had members. Archive it instead."):
            self.veteran.unlink()

    def test_archived_group_is_shown_no_more(self):
        self._member().action_verify()
        self.veteran.active = False
        self.assertFalse(self.customer.cs_special_group_ids)
        self.assertFalse(self.customer.cs_care_note)

    # RIGHTS

    def test_who_may_what(self):
        member = self._member()
        group = self.veteran
        expected = {
            # user: groups, members
            self.agent: ("r", "rwc"),
            self.supervisor: ("r", "rwcu"),
            self.manager: ("rwcu", "rwcu"),
            self.plain: ("", ""),
            self.portal: ("", ""),
        }
        operations = {"r": "read", "w": "write", "c": "create", "u": "unlink"}
        for user, (on_group, on_member) in expected.items():
            for letter, operation in operations.items():
                with self.subTest(user=user.login, operation=operation):
                    self.assertEqual(
                        group.with_user(user).has_access(operation), letter in on_group
                    )
                    self.assertEqual(
                        member.with_user(user).has_access(operation), letter in on_member
                    )

    def test_nothing_forged(self):
        with self.assertRefused(AccessError, "set by the system only"):
            self._member(state="active")
        for values in ({"verified_by_id": 1}, {"origin": "automatic"}, {"date_next": False}):
            with self.assertRefused(AccessError, "set by the system only"):
                self._member(**values)
        member = self._member(self.agent)
        self.assertEqual(
            self.env["cs.special.group.member"]
            .with_user(self.agent)
            .with_context(default_state="active")
            .create({"partner_id": self.customer2.id, "group_id": self.veteran.id})
            .state,
            "requested",
        )
        with self.assertRefused(AccessError, "set by the system only"):
            member.state = "active"
        with self.assertRefused(AccessError, "set by the system only"):
            member.partner_id = self.customer2
        member.action_verify()
        with self.assertRefused(UserError, "its dates and proof stay"):
            member.date_to = "2099-01-01"
        with self.assertRefused(UserError, "has been decided on stays"):
            member.with_user(self.supervisor).unlink()

    def test_other_company(self):
        company = self.env["res.company"].create({"name": "Other"})
        partner = self.env["res.partner"].create({"name": "Theirs", "company_id": company.id})
        member = self.env["cs.special.group.member"].create(
            {"partner_id": partner.id, "group_id": self.veteran.id}
        )
        self.assertFalse(member.with_user(self.manager).has_access("read"))

    # PRIVACY

    def test_copy_and_erasure(self):
        self._member().action_verify()
        copy = self.customer._cs_privacy_export()["special_groups"]
        self.assertEqual(copy[0]["group"], "Veterans and families of martyrs")
        self.assertIn("special_groups", self.customer._cs_privacy_export_labels())
        parts = {part.code: part for part in self.customer._cs_privacy_erase_parts()}
        self.assertEqual(parts["special_groups"].count(self.customer), 1)
        parts["special_groups"].erase(self.customer)
        self.assertFalse(self.customer.cs_special_member_ids)
        self.assertFalse(self.customer.cs_special_group_ids)
