from contextlib import suppress
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .. import resealing
from ..encrypted import open_for_system
from ..models import cs_privacy_column_reseal as reseal
from .common import KEY_A, KEY_B, PHONE
from .key_common import KeyCommon


@tagged("post_install", "-at_install")
class TestRotation(KeyCommon):
    """A new key is added everywhere, activated, and takes over every value while people work."""

    def setUp(self):
        super().setUp()
        self.new = self.enter_two_keys()
        self.numbers = self.create_numbers(25)

    def clear_numbers(self):
        self.env.invalidate_all()
        return open_for_system(self.numbers, "number")

    def test_new_key_of_the_ring_is_registered_and_seals_nothing(self):
        self.assertEqual((self.new.name, self.new.state), ("k2", "added"))
        self.assertEqual(self.kids(self.numbers), [self.old.name])
        self.assertIn(self.new.fingerprint, self.new.message_ids[0].body)
        self.assertFalse(self.keys._cs_discover())

    def test_rotation_moves_every_value_and_keeps_it(self):
        before = self.clear_numbers()
        fields_before = {r.id: (r.write_date, r.status) for r in self.numbers}
        self.activate(self.new)
        self.assertEqual((self.old.state, self.new.state), ("retiring", "active"))
        later = self.create_numbers(1, first=13900000000)
        self.assertEqual(self.kids(later), ["k2"])
        # During the rotation both kinds are found.
        for number in (self.numbers[3], later):
            clear = open_for_system(number, "number")[number.id]
            self.assertEqual(number.search([("number", "=", clear)]), number)
        self.run_cron("reseal")
        self.assertEqual(self.kids(self.numbers), ["k2"])
        self.assertEqual(self.kids(self.customer, "cs_phone"), ["k2"])
        self.assertEqual(self.kids(self.customer, "cs_birth_date"), ["k2"])
        self.assertEqual(self.clear_numbers(), before)
        self.assertEqual({r.id: (r.write_date, r.status) for r in self.numbers}, fields_before)
        self.assertEqual(self.partners.search([("cs_phone", "=", PHONE)]), self.customer)
        self.assertEqual(self.new.left_count, 0)
        self.assertEqual(self.new.progress, 100)

    def test_old_key_is_retired_when_nothing_is_left(self):
        self.activate(self.new)
        old = self.old.with_user(self.security)
        with self.enter_registry_test_mode():
            self.assertRefused("Try again in a few minutes", old.action_retire)
            self.old.date_replaced -= timedelta(minutes=2)
            self.assertRefused("are still sealed with key k1", old.action_retire)
        self.run_cron("reseal")
        with self.enter_registry_test_mode():
            old.action_retire()
            old.action_retire()
        self.assertEqual(self.old.state, "retired")
        self.assertIn("Keep it for backups", self.old.message_ids[0].body)
        # Only the new key is needed now, except for old backups.
        with self.ring_with(k1=None, k2=KEY_B):
            self.env.invalidate_all()
            self.assertEqual(self.partners.search([("cs_phone", "=", PHONE)]), self.customer)
            self.customer.cs_phone = "+8613812345670"
        self.assertRefused("is retired and does not seal again", self.activate, self.old)

    def test_only_a_replaced_key_is_retired(self):
        for key in (self.old, self.new):
            self.assertRefused(
                "Only a key that another one has replaced",
                key.with_user(self.security).action_retire,
            )

    def test_value_under_a_retired_key_takes_it_back(self):
        self.activate(self.new)
        self.old.write({"state": "retired"})
        self.run_cron("integrity")
        self.assertEqual(self.old.state, "retiring")
        self.assertIn("taken back", self.old.message_ids[0].body)
        self.run_cron("reseal")
        self.assertEqual(self.kids(self.numbers), ["k2"])

    def test_rotation_is_taken_back(self):
        before = self.clear_numbers()
        self.activate(self.new)
        self.run_cron("reseal")
        self.activate(self.old)
        self.assertEqual((self.old.state, self.new.state), ("active", "retiring"))
        self.run_cron("reseal")
        self.assertEqual(self.kids(self.numbers), [self.old.name])
        self.assertEqual(self.clear_numbers(), before)

    def test_activating_twice_is_once(self):
        self.activate(self.new)
        when = self.new.date_activated
        self.activate(self.new)
        self.assertEqual(self.new.date_activated, when)
        self.assertEqual(self.keys.search_count([("state", "=", "active")]), 1)

    def test_steps_leave_their_trace_without_secrets(self):
        self.activate(self.new)
        said = self.new.message_ids + self.old.message_ids
        text = " ".join(said.mapped("body"))
        self.assertIn("Activated: it seals from now on.", text)
        self.assertIn("Replaced by key k2.", text)
        self.assertNotIn(KEY_B[:20], text)
        self.assertEqual(self.new.message_ids[0].author_id, self.security.partner_id)

    # Servers

    def test_activation_waits_for_every_server(self):
        self.tell("web2", k1=self.old.fingerprint)
        self.assertRefused("web2 does not hold the key", self.activate, self.new)
        self.tell("web2", k2="0000000000000000")
        self.assertRefused("web2 holds another key of this name", self.activate, self.new)
        self.env.cr.execute("DELETE FROM cs_privacy_key_node WHERE name = 'web2'")
        self.tell("web2", k2=self.new.fingerprint)
        self.activate(self.new)
        self.assertEqual(self.new.state, "active")

    def test_server_without_ring_holds_activation_up(self):
        self.env.cr.execute(
            "INSERT INTO cs_privacy_key_node (name, key_name, fault, date_seen)"
            " VALUES ('web3', '', 'no key ring is configured', now() AT TIME ZONE 'UTC')"
        )
        self.assertRefused("web3 cannot read its key ring", self.activate, self.new)

    def test_server_that_is_gone_is_not_waited_for(self):
        self.tell("web2", hours_ago=25, k1=self.old.fingerprint)
        self.activate(self.new)
        self.assertEqual(self.new.state, "active")

    def test_officer_takes_a_server_out_of_service(self):
        self.tell("web2", k1=self.old.fingerprint)
        node = self.env["cs.privacy.key.node"].search([("name", "=", "web2")])
        self.assertRefused(
            "business of the security officer",
            node.with_user(self.officer).action_forget,
            error=AccessError,
        )
        node.with_user(self.security).action_forget()
        self.activate(self.new)
        self.assertEqual(self.new.state, "active")

    def test_key_that_this_server_lacks_is_not_activated(self):
        with self.ring_with():
            self.assertRefused("This server does not hold key k2", self.activate, self.new)
        with self.ring_with(k2=KEY_A):
            self.assertRefused("This server holds another key", self.activate, self.new)
        with self.ring_of(bad="x"):
            self.assertRefused("This server has no key ring", self.activate, self.new)

    def test_server_tells_what_it_holds_once(self):
        nodes = self.env["cs.privacy.key.node"]
        with self.enter_registry_test_mode():
            self.customer.cs_phone = "+8613812340000"
            nodes.search([]).unlink()
            nodes.flush_model()
            self.customer.cs_phone = "+8613812340001"
            self.assertFalse(nodes.search([]), "no write for every request")
            self.keys._cs_discover()
        self.assertEqual(nodes.search([]).mapped("key_name"), ["k1", "k2"])
        self.assertEqual(set(nodes.search([]).mapped("verdict")), {"right"})

    def test_changed_ring_is_told_at_the_next_use(self):
        with self.enter_registry_test_mode(), self.ring_with(k2=KEY_A):
            self.customer.cs_phone = "+8613812340000"
        nodes = self.env["cs.privacy.key.node"].search([("key_name", "=", "k2")])
        self.assertEqual(nodes.mapped("verdict"), ["wrong"])

    def test_ring_that_others_read_is_told(self):
        with self.enter_registry_test_mode(), self.ring_of(bad="x"):
            self.keys._cs_discover()
        nodes = self.env["cs.privacy.key.node"].search([])
        self.assertEqual(nodes.mapped("verdict"), ["fault"])
        self.assertIn("is not 32 bytes", nodes.fault)

    # Re-sealing

    def test_batches_go_on_where_they_stopped(self):
        self.activate(self.new)
        seen = []
        original = reseal.reseal_batch

        def batch(env, field, kid, after, limit):
            if field.model_name == "cs.service.number":
                seen.append(after)
                if len(seen) == 3:
                    raise ZeroDivisionError("the server dies")
            return original(env, field, kid, after, limit)

        with (
            patch.object(reseal, "BATCH", 10),
            patch.object(reseal, "reseal_batch", batch),
            self.enter_registry_test_mode(),
        ):
            # Not assertRaises, whose savepoint cannot hold what is committed.
            with suppress(ZeroDivisionError), self.registry.cursor() as cr:
                self.env(cr=cr)["cs.privacy.column"]._cron_reseal()
            self.env.invalidate_all()
            self.assertEqual(self.kids(self.numbers), ["k1", "k2"])
            last = self.column_of_numbers.last_id
            self.assertTrue(last)
            self.assertEqual(len(seen), 3)
            with self.registry.cursor() as cr:
                self.env(cr=cr)["cs.privacy.column"]._cron_reseal()
        self.assertEqual(seen[3], last)
        self.assertEqual(self.kids(self.numbers), ["k2"])

    def test_officer_stops_and_goes_on(self):
        self.activate(self.new)
        active = self.new.with_user(self.security)
        active.action_stop_reseal()
        active.action_stop_reseal()
        self.run_cron("reseal")
        self.assertEqual(self.kids(self.numbers), ["k1"])
        self.assertTrue(active.left_count)
        active.action_resume_reseal()
        self.run_cron("reseal")
        self.assertEqual(self.kids(self.numbers), ["k2"])
        self.assertRefused(
            "with the active key: do it there",
            self.old.with_user(self.security).action_stop_reseal,
        )

    def test_value_that_does_not_open_is_kept_and_reported(self):
        broken, moved = self.numbers[4], self.numbers[7]
        token = self.column(self.numbers[0], "number")
        self.env.cr.execute(
            "UPDATE cs_service_number SET number = %s, status = 'ended', date_end = date_start"
            " WHERE id = %s",
            [token, moved.id],
        )
        self.env.cr.execute(
            "UPDATE cs_service_number SET number = overlay(number placing 'AAAA'"
            " from length(number) - 8) WHERE id = %s",
            [broken.id],
        )
        self.env.invalidate_all()
        held = self.column(broken, "number")
        self.activate(self.new)
        self.run_cron("reseal")
        self.assertEqual(self.column(broken, "number"), held)
        self.assertEqual(self.kids(self.numbers - broken - moved), ["k2"])
        column = self.column_of_numbers
        self.assertEqual((column.broken_count, column.left_count), (2, 2))
        self.assertEqual(
            column.broken_ids, f"{min(broken.id, moved.id)},{max(broken.id, moved.id)}"
        )
        self.assertIn("2 values do not open", column.activity_ids[0].note)
        self.assertIn(self.security, column.activity_ids.user_id)
        self.old.date_replaced -= timedelta(minutes=2)
        with self.enter_registry_test_mode():
            self.assertRefused(
                "2 values are still sealed", self.old.with_user(self.security).action_retire
            )

    def test_duplicate_under_two_keys_blocks_nothing(self):
        index = "cs_service_number_test_uniq"
        self.env.cr.execute(
            f"CREATE UNIQUE INDEX {index} ON cs_service_number (split_part(number, '$', 3))"
        )
        self.activate(self.new)
        twin = self.create_numbers(1, status="ended")
        self.run_cron("reseal")
        first = self.numbers[0]
        self.assertEqual(self.kids(first), ["k1"])
        self.assertEqual(self.kids(self.numbers - first), ["k2"])
        column = self.column_of_numbers
        self.assertEqual((column.conflict_count, column.conflict_ids), (1, str(first.id)))
        twin.number = "+8613700000000"
        self.env.flush_all()
        self.new.with_user(self.security).action_resume_reseal()
        self.run_cron("reseal")
        self.assertEqual(self.kids(first), ["k2"])
        self.assertEqual(column.conflict_count, 0)

    def test_value_written_meanwhile_is_never_overwritten(self):
        self.activate(self.new)
        number = self.numbers[0]
        field = number._fields["number"]
        old = self.column(number, "number")
        number.number = "+8613711111111"
        number.flush_recordset()
        self.env.cr.execute("SELECT number FROM cs_service_number WHERE id = %s", [number.id])
        written = self.env.cr.fetchone()[0]
        sealed = [(number.id, old, "e1$k2$$$AAAA")]
        self.assertEqual(resealing._write_rows(self.env, field, sealed), (0, []))
        self.assertEqual(self.column(number, "number"), written)

    def test_server_without_the_right_keys_leaves_it(self):
        self.activate(self.new)
        with self.ring_with(k1=None, k2=KEY_B), self.assertLogs(reseal.__name__, "WARNING"):
            self.run_cron("reseal")
        self.assertEqual(self.kids(self.numbers), ["k1"])
        self.assertFalse(self.column_of_numbers.broken_count)
        self.run_cron("reseal")
        self.assertEqual(self.kids(self.numbers), ["k2"])

    def test_finished_columns_are_not_gone_through_again(self):
        self.activate(self.new)
        self.run_cron("reseal")
        with patch.object(reseal, "reseal_batch") as batch:
            self.run_cron("reseal")
        batch.assert_not_called()
        # What a transaction sealed that began before is found within the hour.
        passed = fields.Datetime.now() - timedelta(hours=2)
        self.env["cs.privacy.column"].search([]).date_passed = passed
        self.env.flush_all()
        with patch.object(reseal, "reseal_batch", wraps=resealing.reseal_batch) as batch:
            self.run_cron("reseal")
        self.assertTrue(batch.called)

    # Roles

    def test_only_the_security_officer_takes_a_step(self):
        for user in (self.agent, self.revealer, self.officer, self.auditor, self.plain):
            for method in (
                "action_open_activate",
                "action_retire",
                "action_stop_reseal",
                "action_resume_reseal",
                "_cs_activate",
            ):
                with self.subTest(user=user.login, method=method):
                    self.assertRefused(
                        "business of the security officer",
                        getattr(self.new.with_user(user), method),
                        error=AccessError,
                    )
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                self.activate(self.new, user)

    def test_copy_of_the_ring_has_to_be_kept(self):
        wizard = self.env["cs.privacy.key.activate"].with_user(self.security)
        wizard = wizard.create({"key_id": self.new.id})
        self.assertRefused("Keep a copy of the key ring", wizard.action_activate)

    def test_nobody_writes_keys_by_rpc(self):
        values = {"state": "active", "fingerprint": "0" * 16, "reseal_stopped": True}
        for user in (self.agent, self.officer, self.security, self.auditor, self.portal):
            for name, value in values.items():
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    self.new.with_user(user).write({name: value})
            for model in ("key", "key.node", "column", "integrity"):
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    self.env[f"cs.privacy.{model}"].with_user(user).create({})
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                self.old.with_user(user).unlink()

    def test_page_tells_the_state(self):
        page = self.env["cs.privacy.key.ring"].with_user(self.security)
        with self.enter_registry_test_mode():
            page = page.browse(page.action_open()["res_id"])
            page.action_refresh()
        self.assertEqual(
            (page.source, page.state, page.active_id), ("environment", "good", self.old)
        )
        self.assertEqual(page.display_name, "Key Ring")
        self.assertEqual(page.key_ids, self.old + self.new)
        self.assertEqual(page.column_ids.mapped("display_name").count("Service Number: Number"), 1)
        self.tell("web2", k2=self.new.fingerprint)
        page.invalidate_recordset()
        self.assertEqual(page.state, "warning")
        self.assertIn("Key k1 is in use and not held by: web2.", page.warnings)
        with self.ring_with(k1=None, k2=KEY_B):
            page.invalidate_recordset()
            self.assertIn("Key k1 is in use and not in the ring.", page.faults)
        with self.ring_with(k1=KEY_A):
            page.invalidate_recordset()
            self.assertIn("is not the one that values were sealed with", page.faults)
        with self.ring_of(bad="x"):
            page.invalidate_recordset()
            self.assertIn("This server cannot use its key ring", page.faults)
        self.assertRefused(
            "business of the security officer",
            page.with_user(self.officer).sudo(False).action_open,
            error=AccessError,
        )

    def test_page_goes_on_and_stops(self):
        self.activate(self.new)
        page = self.env["cs.privacy.key.ring"].with_user(self.security).create({})
        page.action_stop()
        self.assertTrue(self.new.reseal_stopped)
        page.invalidate_recordset()
        page.action_resume()
        self.assertFalse(self.new.reseal_stopped)

    def test_unknown_columns_are_dropped(self):
        column = self.column_of_numbers
        known = self.env["cs.privacy.column"]._cs_sync()
        self.assertIn(column, known)
        name = self.env["ir.model.fields"]._get("res.partner", "name")
        stale = self.env["cs.privacy.column"].create({"field_id": name.id})
        self.assertEqual(self.env["cs.privacy.column"]._cs_sync(), known)
        self.assertFalse(stale.exists())

    def test_state_is_read_once_in_a_transaction(self):
        self.keys._cs_forget_state()
        self.keys._cs_state()
        # Not assertQueryCount, which flushes and so ends what is known of the transaction.
        queries = self.env.cr.sql_log_count
        self.keys._cs_state()
        self.assertEqual(self.env.cr.sql_log_count, queries)
        with suppress(ZeroDivisionError), self.env.cr.savepoint():
            self.activate(self.new)
            self.assertIn("k2", [row[0] for row in self.keys._cs_state() if row[2] == "active"])
            raise ZeroDivisionError
        self.assertNotIn("k2", [row[0] for row in self.keys._cs_state() if row[2] == "active"])
