import threading
from datetime import timedelta
from random import Random

from dateutil.relativedelta import relativedelta

from odoo import SUPERUSER_ID, api, fields
from odoo.exceptions import UserError
from odoo.service.model import retrying
from odoo.tests import TransactionCase, freeze_time, tagged
from odoo.tools import mute_logger

from ..core.consent import Word, standing
from ..encrypted import open_for_system
from .consent_common import GIVEN, WITHDRAWN, ConsentCommon

NOON = fields.Datetime.to_datetime("2026-03-02 12:00:00")


@tagged("post_install", "-at_install")
class TestConsent(ConsentCommon):
    """What persons decide, and what holds of it."""

    def test_default_is_never_yes(self):
        self.assertAgreed(self.partners)
        self.assertAgreed(self.partners, "sms")
        self.assertAgreed(self.people, "sms", "service")

    @freeze_time(NOON)
    def test_facts_are_the_servers(self):
        consent = self.record(self.people[0], GIVEN, self.sms)
        self.assertRecordValues(
            consent,
            [
                {
                    "partner_id": self.people[0].id,
                    "purpose_id": self.promotion.id,
                    "channel_id": self.sms.id,
                    "event": "given",
                    "date": NOON,
                    "how": "phone",
                    "user_id": self.agent.id,
                    "text_id": self.promotion.text_id.id,
                    "text_version": 1,
                    "note": "Recorded line",
                    "date_expiry": False,
                    "is_current": True,
                    "standing": "given",
                }
            ],
        )
        self.assertEqual(consent.display_name, "Person 0 · Promotion of products · SMS")
        self.assertEqual(consent.channel_label, "SMS")
        self.assertEqual(self.record(self.people[0], GIVEN).channel_label, "All channels")

    def test_given_for_one_channel(self):
        self.record(self.people[:2], GIVEN, self.sms)
        self.assertAgreed(self.people[:2], "sms")
        self.assertAgreed(self.people[:2], self.sms)
        self.assertAgreed(self.partners, "email")
        self.assertAgreed(self.partners)

    def test_given_for_all_channels(self):
        self.record(self.people[1], GIVEN)
        for channel in (None, "sms", "email"):
            self.assertAgreed(self.people[1], channel)

    def test_withdrawal_counts_at_once(self):
        self.record(self.people, GIVEN)
        domain = self.partners._cs_consented_domain("promotion", "sms")
        self.record(self.people[0], WITHDRAWN)
        self.assertAgreed(self.people[1:], "sms")
        self.assertNotIn(self.people[0], self.partners.search(domain))

    def test_the_last_word_counts(self):
        person = self.people[0]
        self.record(person, GIVEN)
        self.record(person, WITHDRAWN, self.sms)
        self.assertAgreed(self.partners, "sms")
        self.assertAgreed(person, "email")
        self.assertAgreed(person)
        self.record(person, WITHDRAWN)
        self.record(person, GIVEN, self.email)
        self.assertAgreed(person, "email")
        self.assertAgreed(self.partners, "sms")
        self.assertAgreed(self.partners)
        self.record(person, GIVEN)
        self.assertAgreed(person, "sms")

    def test_channel_of_another_company_is_the_same_channel(self):
        own = self.env["cs.channel"].create(
            {"name": "SMS of ours", "code": "sms", "company_id": self.env.company.id}
        )
        self.record(self.people[0], GIVEN, self.sms)
        self.assertAgreed(self.people[0], "sms")
        self.record(self.people[0], WITHDRAWN, own)
        self.assertAgreed(self.partners, "sms")
        self.assertAgreed(self.partners, self.sms)

    def test_sql_and_python_agree(self):
        """Random lives of many persons: the query and the plain rule say the same."""
        chance = Random(7)
        people = self.partners.create([{"name": f"R{n}"} for n in range(30)])
        channels = {None: None, "sms": self.sms, "email": self.email}
        said = {person.id: [] for person in people}
        for _step in range(150):
            person = chance.choice(people)
            code, event = chance.choice(list(channels)), chance.choice((GIVEN, WITHDRAWN))
            consent = self.record(person, event, channels[code])
            if consent:
                said[person.id].append(Word(consent.id, event, code, None, 1))
        self.assertTrue(any(said.values()))
        for code in channels:
            expected = people.filtered(
                lambda p, code=code: standing(said[p.id], code, NOON) == "given"
            )
            self.assertEqual(people._cs_filter_consented("promotion", code), expected)
            domain = [("id", "in", people.ids)]
            domain += self.partners._cs_consented_domain("promotion", code)
            self.assertEqual(self.partners.search(domain, order="id"), expected.sorted("id"))

    def test_what_holds_is_not_recorded_again(self):
        person = self.people[0]
        self.assertEqual(len(self.record(person, GIVEN, self.sms | self.email)), 2)
        self.assertFalse(self.record(person, GIVEN, self.sms))
        self.assertEqual(len(self.record(person, GIVEN)), 1)
        self.assertFalse(self.record(person, GIVEN, self.phone))
        self.assertEqual(len(self.record(person, WITHDRAWN, self.phone)), 1)
        self.assertFalse(self.record(person, WITHDRAWN, self.phone))
        self.assertEqual(len(self.record(person, GIVEN)), 1, "all channels, the phone as well")

    def test_expiry(self):
        self.promotion.consent_months = 12
        with freeze_time(NOON):
            consent = self.record(self.people[0], GIVEN, self.sms)
            self.assertEqual(consent.date_expiry, NOON + relativedelta(months=12))
            self.assertAgreed(self.people[0], "sms")
        with freeze_time(NOON + relativedelta(months=12)):
            consent.invalidate_recordset()
            self.assertAgreed(self.partners, "sms")
            self.assertEqual(consent.standing, "expired")
            self.assertIn(consent, self.consents.search([("standing", "=", "expired")]))
            self.assertEqual(len(self.record(self.people[0], GIVEN, self.sms)), 1)
            self.assertAgreed(self.people[0], "sms")
            self.assertEqual(consent.standing, "replaced")

    def test_new_text_that_asks_again(self):
        consent = self.record(self.people[0], GIVEN, self.sms)
        texts = self.env["cs.privacy.consent.text"].with_user(self.officer)
        text = texts.create({"purpose_id": self.promotion.id, "text": "Another use"})
        text.action_publish()
        self.assertAgreed(self.people[0], "sms")
        text = texts.create(
            {"purpose_id": self.promotion.id, "text": "Yet another", "is_renewal": True}
        )
        text.action_publish()
        self.assertAgreed(self.partners, "sms")
        consent.invalidate_recordset()
        self.assertEqual(consent.standing, "outdated")
        self.assertIn(consent, self.consents.search([("standing", "=", "outdated")]))
        self.assertNotIn(consent, self.consents.search([("standing", "=", "given")]))
        renewed = self.record(self.people[0], GIVEN, self.sms)
        self.assertEqual(renewed.text_version, 3)
        self.assertAgreed(self.people[0], "sms")

    def test_objection(self):
        self.record(self.people[0], WITHDRAWN, self.sms, "service")
        self.assertAgreed(self.people[1:], "sms", "service")
        self.assertAgreed(self.people, "email", "service")
        self.record(self.people[0], GIVEN, None, "service")
        self.assertAgreed(self.people, "sms", "service")

    def test_no_choice_about_the_law(self):
        for purpose in (self.real_name, "real_name"):
            self.assertRefused(
                "Nobody can object to the purpose “Real-name registration”",
                self.record,
                self.people[0],
                WITHDRAWN,
                None,
                purpose,
            )
        self.service.is_objectable = False
        self.assertRefused(
            "Nobody can object", self.record, self.people[0], WITHDRAWN, None, "service"
        )

    def test_archived_or_unknown_purpose(self):
        unknown = "There is no purpose"
        self.assertRefused(unknown, self.people._cs_filter_consented, "nothing")
        self.promotion.active = False
        self.assertRefused(unknown, self.people._cs_filter_consented, "promotion")
        self.assertRefused(unknown, self.record, self.people, GIVEN, None, self.promotion)
        self.assertRefused(unknown, self.people._cs_filter_consented, self.people[0])

    def test_unknown_channel(self):
        self.assertRefused(
            "There is no channel telex", self.people._cs_filter_consented, "promotion", "telex"
        )

    def test_unknown_decision(self):
        self.assertRefused("gives consent or withdraws it", self.record, self.people, "maybe")

    def test_nobody_is_nobody(self):
        nobody = self.partners._cs_filter_consented("promotion", "sms")
        self.assertEqual(nobody, self.partners)
        self.assertFalse(self.record(self.partners, GIVEN))

    # Proof

    def test_staff_need_proof_to_give_and_none_to_withdraw(self):
        refused = "Consent needs proof"
        for note in ("", "  ", False):
            self.assertRefused(refused, self.record, self.people[0], GIVEN, note=note)
        file = self.env["ir.attachment"].with_user(self.agent).create({"name": "form.pdf"})
        consent = self.record(self.people[0], GIVEN, note=False, attachments=file, how="paper")
        self.assertEqual((file.res_model, file.res_id), ("cs.privacy.consent", consent.id))
        self.assertTrue(self.record(self.people[0], WITHDRAWN, note=False))

    def test_no_consent_without_a_text(self):
        purpose = self.create_purpose("analysis", legal_basis="consent")
        refused = "There is no consent text in force"
        self.assertRefused(refused, self.record, self.people, GIVEN, None, purpose)
        text = self.env["cs.privacy.consent.text"].create(
            {"purpose_id": purpose.id, "text": "We count."}
        )
        self.assertRefused(refused, self.record, self.people, GIVEN, None, purpose)
        text.action_publish()
        self.assertTrue(self.record(self.people, GIVEN, None, purpose))

    def test_minors_need_a_guardian(self):
        minor = self.people[0]
        self.env.cr.execute(
            "UPDATE res_partner SET cs_age_band = 'minor' WHERE id = %s", [minor.id]
        )
        minor.invalidate_recordset()
        self.assertRefused("Person 0: under 18", self.record, self.people, GIVEN)
        consent = self.record(minor, GIVEN, guardian_name="Chan Tai Tai")
        self.assertEqual(consent.guardian_name, "C***")
        self.assertEqual(open_for_system(consent, "guardian_name")[consent.id], "Chan Tai Tai")
        self.assertTrue(self.column(consent, "guardian_name").startswith("e1$"))
        self.assertTrue(self.record(minor, WITHDRAWN))

    def test_dialog(self):
        dialogs = self.env["cs.privacy.consent.record"].with_user(self.agent)
        values = {"partner_id": self.people[0].id, "purpose_id": self.promotion.id}
        dialog = dialogs.create({**values, "channel_ids": self.sms.ids, "note": "Line 7"})
        self.assertFalse(dialog.event, "nobody agrees by default")
        self.assertEqual(dialog.text, self.promotion.text_id.text)
        self.assertRefused("Say what the customer decided", dialog.action_record)
        dialog.event = "given"
        store = self.env["cs.channel"]._cs_get("store")
        dialog.channel_ids += store
        self.assertRefused("does not use Service hall", dialog.action_record)
        dialog.channel_ids -= store
        dialog.action_record()
        self.assertAgreed(self.people[0], "sms")
        action = self.people[0].cs_consent_ids.with_user(self.agent).action_withdraw()
        defaults = action["context"]
        dialog = dialogs.with_context(**defaults).create({})
        self.assertEqual((dialog.event, dialog.channel_ids), ("withdrawn", self.sms))
        dialog.action_record()
        self.assertAgreed(self.partners, "sms")
        for consent in self.people[0].cs_consent_ids:
            self.assertRefused("nothing to withdraw", consent.action_withdraw)

    def test_dialog_seals_the_guardian(self):
        self.env.cr.execute(
            "UPDATE res_partner SET cs_age_band = 'minor' WHERE id = %s", [self.people[0].id]
        )
        self.people.invalidate_recordset()
        dialog = (
            self.env["cs.privacy.consent.record"]
            .with_user(self.agent)
            .create(
                {
                    "partner_id": self.people[0].id,
                    "purpose_id": self.promotion.id,
                    "event": "given",
                    "note": "At the counter",
                    "guardian_name": "Chan Tai Tai",
                }
            )
        )
        self.assertTrue(self.column(dialog, "guardian_name").startswith("e1$"))
        dialog.action_record()
        consent = self.people[0].cs_consent_ids
        self.assertEqual(open_for_system(consent, "guardian_name")[consent.id], "Chan Tai Tai")

    # The customer's form

    def test_matrix(self):
        self.record(self.people[0], GIVEN, self.sms)
        self.record(self.people[0], WITHDRAWN, None, "service")
        matrix = self.people[0].with_user(self.agent).cs_consent_matrix()
        rows = {row["id"]: row for row in matrix["purposes"]}
        self.assertFalse(rows[self.real_name.id]["is_open"])
        states = {cell["channel"]: cell["state"] for cell in rows[self.promotion.id]["cells"]}
        self.assertEqual(
            (states[False], states[self.sms.id], states[self.email.id]), ("none", "given", "none")
        )
        states = {cell["state"] for cell in rows[self.service.id]["cells"]}
        self.assertEqual(states, {"objected"})
        self.assertEqual(self.people[0].with_user(self.agent).cs_consent_count, 2)

    def test_actions_of_the_form(self):
        person = self.people[0].with_user(self.agent)
        self.record(person, GIVEN)
        action = person.action_cs_record_consent()
        self.assertEqual(action["context"], {"default_partner_id": person.id})
        action = person.action_cs_consents()
        self.assertEqual(len(self.consents.search(action["domain"])), 1)

    def test_timeline(self):
        self.record(self.people[0], GIVEN, self.sms)
        (entry,) = self.people[0].with_user(self.agent).cs_timeline()
        self.assertEqual(entry["title"], "Consent: Promotion of products")
        self.assertEqual((entry["state_label"], entry["channel"]), ("Given", "SMS"))

    # Persons come and go

    def test_person_with_decisions_is_kept(self):
        self.record(self.people[0], WITHDRAWN)
        self.assertRefused("Person 0 has given or withdrawn consent", self.people[0].unlink)
        self.people[1].unlink()

    def test_merge_keeps_every_decision(self):
        keep, lose = self.people[0], self.people[1]
        self.record(keep, GIVEN)
        self.record(lose, WITHDRAWN)
        self.record(lose, GIVEN, self.sms)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((keep | lose).ids, keep)
        self.assertFalse(lose.exists())
        found = self.consents.search([("partner_id", "=", keep.id)], order="id")
        self.assertEqual(found.mapped("event"), ["given", "withdrawn", "given"])
        self.assertEqual(found.mapped("is_current"), [False, True, True])
        self.assertEqual(keep._cs_filter_consented("promotion", "sms"), keep)
        self.assertFalse(keep._cs_filter_consented("promotion", "email"))

    def test_rate(self):
        self.record(self.people[:3], GIVEN, self.sms)
        self.record(self.people[3], WITHDRAWN, self.sms)
        self.record(self.people[0], WITHDRAWN)
        self.env.flush_all()
        report = self.env["cs.privacy.consent.report"].with_user(self.agent)
        domain = [("partner_id", "in", self.people.ids)]
        groups = report._read_group(domain, ["channel"], ["rate:avg", "__count"])
        rates = {channel: (round(rate, 2), count) for channel, rate, count in groups}
        # Who withdrew from all channels stands there once, not as somebody who agreed to SMS.
        self.assertEqual(rates, {"sms": (0.67, 3), "all": (0.0, 1)})


@tagged("post_install", "-at_install")
class TestConsentConcurrency(TransactionCase):
    """Two servers record the first decision of a person at the same moment, really committed."""

    def setUp(self):
        super().setUp()
        self.addCleanup(self.remove)
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            self.partner_id = env["res.partner"].create({"name": "Two servers"}).id

    def remove(self):
        with self.registry.cursor() as cr:
            cr.execute("DELETE FROM cs_privacy_consent WHERE partner_id = %s", [self.partner_id])
            cr.execute("DELETE FROM res_partner WHERE id = %s", [self.partner_id])

    def record(self, env, event):
        partner = env["res.partner"].browse(self.partner_id)
        env["cs.privacy.consent"]._cs_record(partner, "promotion", event, how="phone", note="Line")

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def race(self):
        """Let a second server withdraw while a first gives consent."""
        is_reading, errors = threading.Event(), []

        def second_server():
            try:
                with self.registry.cursor() as cr:
                    env = api.Environment(cr, SUPERUSER_ID, {})
                    env["res.partner"].browse(self.partner_id).name  # noqa: B018 takes the snapshot
                    is_reading.set()
                    retrying(lambda: self.record(env, WITHDRAWN), env)
            except Exception as error:
                errors.append(error)

        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            self.record(env, GIVEN)
            thread = threading.Thread(target=second_server)
            thread.start()
            self.assertTrue(is_reading.wait(10))
        thread.join(60)
        self.assertEqual(errors, [])

    def found(self):
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT event, is_current FROM cs_privacy_consent"
                " WHERE partner_id = %s ORDER BY id",
                [self.partner_id],
            )
            return cr.fetchall()

    def test_first_decisions(self):
        self.race()
        self.assertEqual(self.found(), [("given", False), ("withdrawn", True)])

    def test_later_decisions(self):
        self.race()
        self.race()
        self.assertEqual([row[1] for row in self.found()], [False, False, False, True])


@tagged("post_install", "-at_install")
class TestConsentDates(ConsentCommon):
    def test_withdrawals_do_not_expire(self):
        self.promotion.consent_months = 1
        with freeze_time(NOON):
            self.record(self.people[0], WITHDRAWN, None, "service")
        with freeze_time(NOON + timedelta(days=4000)):
            self.assertAgreed(self.people[1:], None, "service")

    def test_wrong_text_is_refused(self):
        old = self.promotion.text_id
        text = self.env["cs.privacy.consent.text"].create(
            {"purpose_id": self.promotion.id, "text": "New"}
        )
        text.action_publish()
        with self.assertRaisesRegex(UserError, "has changed meanwhile"):
            self.record(self.people[0], GIVEN, text=old)
        with self.assertRaisesRegex(UserError, "has changed meanwhile"):
            self.record(self.people[0], GIVEN, how="portal")
