import json
import time
from contextlib import contextmanager
from unittest.mock import patch

from odoo import fields
from odoo.tests.common import get_db_name
from odoo.tools import SQL

from .. import nodes, ring
from ..core import keyring
from .common import KEY_B, PrivacyCommon


class KeyCommon(PrivacyCommon):
    """A second key beside the one the database is sealed with, and what officers do with it."""

    @classmethod
    def setUpClass(cls):
        # Told already: what the data below would tell is committed, and then out of reach.
        nodes._told[get_db_name()] = ring.current(), time.monotonic()
        super().setUpClass()
        cls._keep_entries_in_this_transaction()
        _kind, path = ring.source()
        cls.document = json.loads(keyring.read(path))
        cls.keys = cls.env["cs.privacy.key"]
        cls.old = cls.keys._cs_active()
        cls.column_of_numbers = (
            cls.env["cs.privacy.column"]
            ._cs_sync()
            .filtered(lambda column: column.model == "cs.service.number")
        )

    @classmethod
    def _keep_entries_in_this_transaction(cls):
        """Let the server tell what it holds only where its cursor is the test's own."""
        touch = nodes.touch

        def touch_in_test_mode(env, force=False):
            if cls._registry_patched:
                touch(env, force)

        cls.classPatch(nodes, "touch", touch_in_test_mode)
        cls.classPatch(nodes, "_told", {})

    # DATA

    @contextmanager
    def ring_with(self, **more):
        """Add keys to the ring of this process (id=base64; ``None`` takes one away)."""
        keys = {kid: key for kid, key in {**self.document["keys"], **more}.items() if key}
        document = json.dumps({"keys": keys})
        with patch.dict("os.environ", {ring.VARIABLE: document}):
            ring.forget()
            try:
                yield
            finally:
                ring.forget()
        ring.forget()

    def enter_two_keys(self):
        """Let this process hold a second key until the end of the test, and register it."""
        context = self.ring_with(k2=KEY_B)
        context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)
        with self.enter_registry_test_mode():
            return self.keys._cs_discover()

    def activate(self, key, user=None):
        """Activate as the security officer does, by the dialog."""
        wizard = self.env["cs.privacy.key.activate"].with_user(user or self.security)
        wizard = wizard.create({"key_id": key.id, "is_backed_up": True})
        wizard.action_activate()

    def run_cron(self, name):
        with self.enter_registry_test_mode():
            self.env.ref(f"cs_privacy.ir_cron_{name}").method_direct_trigger()
        self.env.invalidate_all()

    def create_numbers(self, count, first=13800000000, **values):
        return self.env["cs.service.number"].create(
            [
                {"number": f"+86{first + number}", "partner_id": self.customer.id, **values}
                for number in range(count)
            ]
        )

    def kids(self, records, name="number"):
        """Return the ids of the keys that the values of these rows are sealed with."""
        records.flush_recordset()
        self.env.cr.execute(
            SQL(
                "SELECT DISTINCT split_part(%s, '$', 2) FROM %s WHERE id IN %s ORDER BY 1",
                SQL.identifier(name),
                SQL.identifier(records._table),
                tuple(records.ids),
            )
        )
        return [kid for (kid,) in self.env.cr.fetchall()]

    def tell(self, server, hours_ago=0, **keys):
        """Let another server tell which keys it holds (id=fingerprint)."""
        seen = fields.Datetime.subtract(fields.Datetime.now(), hours=hours_ago)
        for kid, fingerprint in keys.items():
            self.env.cr.execute(
                "INSERT INTO cs_privacy_key_node (name, key_name, key_id, fingerprint, date_seen)"
                " VALUES (%s, %s, (SELECT id FROM cs_privacy_key WHERE name = %s), %s, %s)",
                [server, kid, kid, fingerprint, seen],
            )
        self.env.invalidate_all()
