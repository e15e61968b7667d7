import threading
from unittest.mock import patch

from odoo import api
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.sql_db import Cursor
from odoo.tests import tagged
from odoo.tools import SQL

from .. import encrypted
from .access_common import AccessCommon
from .common import ID_NUMBER, PHONE, PHONE_MASK


@tagged("post_install", "-at_install")
class TestReveal(AccessCommon):
    """The one door to clear values."""

    def test_value_and_entry(self):
        found = self.reveal(names=["cs_phone", "cs_id_number"], reference="C2026-1")
        self.assertEqual(found, {self.customer.id: {"cs_phone": PHONE, "cs_id_number": ID_NUMBER}})
        (entry,) = self.entries()
        self.assertEqual(entry["kind"], "reveal")
        self.assertEqual(entry["outcome"], "allowed")
        self.assertEqual(entry["res_ids"], str(self.customer.id))
        self.assertEqual(entry["field_names"], "cs_id_number,cs_phone")
        self.assertEqual((entry["purpose"], entry["reference"]), ("service", "C2026-1"))
        self.assertEqual(entry["reason"], "calls back about the bill")
        self.assertTrue(entry["link"])
        self.assertNotIn(PHONE, str(entry))

    def test_numbers_stay_out_of_the_entry(self):
        """Entries are never changed: what is typed as the reason must not say the value."""
        self.reveal(reason=f"Called from {PHONE}, card {ID_NUMBER}", reference=PHONE)
        (entry,) = self.entries()
        self.assertEqual(entry["reference"], PHONE_MASK)
        self.assertIn(f"Called from {PHONE_MASK}, card 1", entry["reason"])
        self.assertNotIn(ID_NUMBER, entry["reason"])
        self.env["ir.config_parameter"].set_param("cs_privacy.scan", "off")
        # Of nobody: entries are committed, and other tests look for the numbers of customers.
        self.reveal(reason="Called from +8613700009999")
        self.assertIn("+8613700009999", self.entries()[-1]["reason"], "The switch is off")

    def test_one_name_and_an_empty_value(self):
        empty = self.partners.create({"name": "Nobody"}).with_user(self.revealer)
        self.assertEqual(
            empty.privacy_reveal("cs_phone", self.service.id, "looks"),
            {empty.id: {"cs_phone": False}},
        )

    def test_record_keeps_its_mask(self):
        self.reveal()
        self.assertEqual(self.customer.cs_phone, PHONE_MASK)
        self.assertEqual(self.customer.sudo().read(["cs_phone"])[0]["cs_phone"], PHONE_MASK)

    # Who

    def test_roles(self):
        for user in (self.agent, self.security, self.auditor, self.plain):
            with self.subTest(user=user.login):
                self.assertRefused(
                    "You may not reveal protected values", self.reveal, user=user, error=AccessError
                )
        self.assertRefused("You may not reveal", self.reveal, user=self.portal, error=AccessError)
        self.assertRefused(
            "You may not reveal",
            self.reveal,
            user=self.env.ref("base.public_user"),
            error=AccessError,
        )
        self.assertTrue(self.reveal(user=self.officer))

    def test_superuser_has_no_agreement(self):
        with self.assertRaises(AccessError):
            self.customer.privacy_reveal(["cs_phone"], "service", "looks")

    def test_sudo_is_still_the_user(self):
        with self.assertRaises(AccessError):
            self.customer.with_user(self.agent).sudo().privacy_reveal(
                ["cs_phone"], "service", "looks"
            )

    def test_record_out_of_reach(self):
        self.env["ir.rule"].create(
            {
                "name": "No Chan",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": "[('name', '!=', 'Chan Tai Man')]",
            }
        )
        with self.assertRaises(AccessError):
            self.reveal()
        with self.assertRaises(AccessError):
            self.customer.with_user(self.revealer).sudo().privacy_reveal(
                ["cs_phone"], "service", "looks"
            )

    def test_field_out_of_reach(self):
        with patch.object(self.partners._fields["cs_phone"], "groups", "base.group_system"):
            self.assertRaises(AccessError, self.reveal)

    # Order of the checks: each is refused although everything after it is wrong too

    def test_order_of_the_checks(self):
        self.set_number("hour_limit", 1)
        self.reveal()
        self.env["cs.privacy.agreement"].search([]).write({"date_revoked": "2026-01-01"})
        self.service.group_ids = self.env.ref("base.group_system")
        many, wrong = self.people, {"reason": "", "names": ["cs_birth_date"]}
        self.service.field_ids = [
            Command.unlink(self.env["ir.model.fields"]._get("res.partner", "cs_birth_date").id)
        ]
        refusals = [
            ("There is no protected value of this name: name", {"names": ["name"]}),
            ("no protected value of this name: -", {"names": []}),
            ("choose one of the register", {"purpose": "other"}),
            ("No confidentiality agreement of yours is in force", wrong),
        ]
        for text, arguments in refusals:
            self.assertRefused(text, self.reveal, many, **arguments)
        self.sign_agreement(self.revealer)
        self.assertRefused("is for others", self.reveal, many, error=AccessError, **wrong)
        self.service.group_ids = False
        self.assertRefused(
            "does not cover Birth Date", self.reveal, many, error=AccessError, **wrong
        )
        self.assertRefused("Say in a few words", self.reveal, many, reason=" x ")
        self.assertRefused("8 records at once need an approval", self.reveal, many)
        self.assertRefused("You may reveal 1 records within an hour", self.reveal)

    def test_purpose_archived_or_of_another_model(self):
        self.service.active = False
        for purpose in ("service", self.service.id, self.service, self.customer, None, True):
            with self.subTest(purpose=purpose):
                self.assertRefused("choose one of the register", self.reveal, purpose=purpose)

    def test_reason_has_to_be_text(self):
        self.assertRefused("Say in a few words", self.reveal, reason=["a", "list"])

    # The trace

    def test_refused_ones_are_logged(self):
        self.assertRefused("Say in a few words", self.reveal, reason="")
        self.assertRefused("need an approval", self.reveal, self.people)
        first, second = self.entries()
        self.assertEqual((first["outcome"], first["res_count"]), ("refused", 1))
        self.assertEqual((second["outcome"], second["res_count"]), ("refused", 8))

    def test_committed_before_a_value_is_opened(self):
        def fail(records, name):
            self.assertEqual(len(self.entries()), 1, "The entry is there already")
            raise ZeroDivisionError

        with patch.object(encrypted, "open_for_system", fail):
            self.assertRaises(ZeroDivisionError, self.reveal)
        self.assertEqual([entry["outcome"] for entry in self.entries()], ["allowed"])

    def test_rollback_keeps_the_trace(self):
        savepoint = self.env.cr.savepoint(flush=True)
        self.reveal()
        savepoint.close(rollback=True)
        self.assertEqual(len(self.entries()), 1)

    def test_no_entry_no_value(self):
        with (
            patch.object(type(self.log), "_cs_append", side_effect=ZeroDivisionError),
            patch.object(encrypted, "open_for_system") as opened,
        ):
            self.assertRaises(ZeroDivisionError, self.reveal)
        opened.assert_not_called()

    # Limits

    def test_limit_per_hour(self):
        self.set_number("hour_limit", 5)
        self.reveal(self.people[:3])
        self.assertRefused("5 records within an hour", self.reveal, self.people[:3])
        self.reveal(self.people[3:5])
        self.assertRefused("5 records within an hour", self.reveal)
        self.assertEqual(
            [entry["outcome"] for entry in self.entries()],
            ["allowed", "refused", "allowed", "refused"],
        )
        self.assertTrue(self.reveal(user=self.officer), "Everybody has a limit of their own")

    def test_limit_per_day(self):
        self.set_number("day_limit", 1)
        self.reveal()
        self.assertRefused("1 records within 24 hours", self.reveal)

    def test_limit_of_a_purpose(self):
        self.service.daily_limit = 2
        self.reveal(self.people[:2])
        self.assertRefused("The daily limit of 2 records for the purpose", self.reveal)
        self.assertTrue(self.reveal(purpose="real_name", names=["cs_id_number"]))

    def test_numbers_that_make_no_sense(self):
        for value in ("", "none", "0", "-3"):
            self.set_number("hour_limit", value)
            self.assertTrue(self.reveal())

    def race(self, work, contenders=4):
        """Run ``work(env)`` as one user in several threads at once, and return the results."""
        barrier, results, user_id = threading.Barrier(contenders), [], self.revealer.id

        def contend():
            with self.env.registry.cursor() as cr:
                env = api.Environment(cr, user_id, {})
                barrier.wait(10)
                results.append(work(env))

        threads = [threading.Thread(target=contend) for _n in range(contenders)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        return results

    def test_limit_at_the_same_moment(self):
        for attempt in range(3):
            purpose = f"race-{attempt}"

            def record(env, purpose=purpose):
                limit = (SQL("purpose = %s", purpose), 1, 3600)
                return env["cs.privacy.access.log"]._cs_record(
                    "reveal", limits=[limit], purpose=purpose, res_ids=[1]
                )

            self.assertEqual(sorted(self.race(record)), [False, False, False, True])

    def test_chain_of_entries_at_the_same_moment(self):
        def record(env):
            for _n in range(5):
                env["cs.privacy.access.log"]._cs_record("reveal", res_ids=[1], reason="race")

        self.race(record)
        with self.other_env() as env:
            log = env["cs.privacy.access.log"]
            entries = log.search([("user_ref", "=", self.revealer.id)], order="id")
            self.assertEqual(len(entries), 20)
            previous = log.search([("id", "<", entries[0].id), ("link", "!=", False)], limit=1).link
            for entry in log.search([("id", ">=", entries[0].id)], order="id"):
                if entry.link:
                    _key, link = log._cs_link(previous or "", entry._cs_content(), entry.key_name)
                    self.assertEqual(entry.link, link)
                    previous = entry.link

    def approved_request(self, hours=1):
        """Return the id of a committed request of the superuser, approved for so many hours."""
        with self.other_env() as env:
            env.cr.execute(
                """
                INSERT INTO cs_privacy_access_request
                            (name, kind, user_id, company_id, model, res_ids, res_count,
                             field_names, purpose_id, reason, state, valid_hours, valid_until)
                     VALUES ('race', 'reveal', 1, %s, 'res.partner', '1', 1, 'cs_phone', %s, 'race',
                             'approved', 1,
                             now() AT TIME ZONE 'UTC' + %s * interval '1 hour')
                  RETURNING id
                """,
                [self.env.company.id, self.service.id, hours],
            )
            (request_id,) = env.cr.fetchone()
        self.addCleanup(self.forget, request_id)
        return request_id

    def test_approval_is_used_once_at_the_same_moment(self):
        request_id = self.approved_request()

        def consume(env):
            return env(user=1)["cs.privacy.access.request"].browse(request_id)._cs_consume()

        results = self.race(consume)
        self.assertEqual(len(results), 4, "Who comes second is told, and does not fail")
        self.assertEqual([one for one in results if one], [request_id])

    def test_approval_used_while_another_looks(self):
        """Who took the snapshot before the other committed is told, and does not fail."""
        over, good = self.approved_request(hours=-1), self.approved_request()
        execute, interruptions = Cursor.execute, []

        def interrupted(cr, query, *args, **kwargs):
            result = execute(cr, query, *args, **kwargs)
            if "SET state = 'used'" in str(query) and not interruptions:
                interruptions.append(cr)
                # Another session uses the good one between two statements of this one.
                with self.other_env() as env:
                    execute(
                        env.cr,
                        "UPDATE cs_privacy_access_request SET state = 'used' WHERE id = %s",
                        [good],
                    )
            return result

        with self.other_env(user_id=1) as env, patch.object(Cursor, "execute", interrupted):
            purpose = env["cs.privacy.purpose"].browse(self.service.id)
            purpose._fields["bulk_limit"]._update_cache(purpose, 1)
            requests = env["cs.privacy.access.request"].browse([over, good])
            with (
                patch.object(type(requests), "_cs_covering", lambda *_args: requests),
                self.assertRaisesRegex(UserError, "records at once need an approval"),
            ):
                env["res.partner"].browse([1, 2])._cs_check_bulk(["cs_phone"], purpose)
        self.assertTrue(interruptions)

    def forget(self, request_id):
        with self.other_env() as env:
            env.cr.execute("DELETE FROM cs_privacy_access_request WHERE id = %s", [request_id])

    # Exact searches

    def test_searches_are_limited(self):
        self.set_number("search_limit", 2)
        partners = self.partners.with_user(self.agent)
        self.assertEqual(partners.search([("cs_phone", "=", PHONE)]), self.customer)
        partners.search_count([("cs_phone", "=", PHONE)])
        partners.search([("cs_phone", "=", "13900000000")])
        self.assertRefused(
            "You have searched by protected values 2 times within an hour",
            partners.search,
            [("cs_phone", "=", "13900000001")],
        )
        outcomes = [entry["outcome"] for entry in self.entries(self.agent, kind="search")]
        self.assertEqual(outcomes, ["allowed", "allowed", "refused"])
        self.assertNotIn("1390000", str(self.entries(self.agent)))

    def test_portal_users_do_not_search(self):
        self.assertRefused(
            "not searched this way",
            self.partners.with_user(self.portal).search,
            [("cs_phone", "=", PHONE)],
            error=AccessError,
        )

    # What the dialog offers

    def test_options(self):
        purposes = self.env["cs.privacy.purpose"]
        options = purposes.with_user(self.revealer).reveal_options("res.partner")
        self.assertEqual(options["obstacles"], [])
        self.assertIn("service", [purpose["code"] for purpose in options["purposes"]])
        self.assertIn({"name": "cs_phone", "label": "Protected Phone"}, options["fields"])
        service = next(one for one in options["purposes"] if one["code"] == "service")
        self.assertIn("cs_phone", service["fields"])
        self.service.group_ids = self.env.ref("base.group_system")
        options = purposes.with_user(self.revealer).reveal_options("res.partner")
        self.assertNotIn("service", [purpose["code"] for purpose in options["purposes"]])
        self.env["cs.privacy.agreement"].search([]).write({"date_revoked": "2026-01-01"})
        options = purposes.with_user(self.revealer).reveal_options("res.partner")
        self.assertIn("No confidentiality agreement", options["obstacles"][0])
        options = purposes.with_user(self.agent).reveal_options("res.partner")
        self.assertIn("You may not reveal protected values", options["obstacles"][0])
        self.assertEqual(options["purposes"], [])

    def test_reference_of_where_one_comes_from(self):
        contact = self.env["cs.contact"].create(
            {"channel_id": self.env["cs.channel"]._cs_get("phone").id, "name": "Bill of October"}
        )
        purposes = self.env["cs.privacy.purpose"].with_user(self.revealer)

        def reference(origin):
            return purposes.reveal_options("res.partner", origin)["reference"]

        self.assertEqual(reference(["cs.contact", contact.id]), contact.display_name)
        self.assertEqual(reference(["res.users", 1]), "", "Not what a client may ask the name of")
        self.assertEqual(reference(["cs.contact", 0]), "")
        self.assertEqual(reference("nonsense"), "")

    def test_widget_comes_by_itself(self):
        view = self.env["ir.ui.view"].create(
            {
                "name": "probe",
                "model": "res.partner",
                "arch": "<form><field name='name'/><field name='cs_phone'/>"
                "<field name='cs_service_number_ids'><list><field name='number'/></list></field>"
                "</form>",
            }
        )
        views = self.partners.get_views([(view.id, "form")])
        arch = views["views"]["form"]["arch"]
        self.assertIn('<field name="cs_phone" widget="cs_masked"', arch)
        self.assertIn('<field name="number" widget="cs_masked"', arch)
        self.assertTrue(views["models"]["res.partner"]["fields"]["cs_phone"]["cs_encrypted"])
        self.assertNotIn("cs_encrypted", views["models"]["res.partner"]["fields"]["name"])
