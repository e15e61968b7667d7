import json
import os
import pathlib
import tempfile
from unittest.mock import patch

from odoo.tests import Form, tagged

from .. import keys, ring
from ..core.errors import RingUnavailable
from ..encrypted import open_for_system
from .common import ID_MASK, KEY_A, KEY_B, PHONE, PHONE_MASK
from .key_common import KeyCommon

NO_RING = "Nothing is lost; ask the administrator to configure the key ring."
NO_KEY = "The encryption key k1 is not in the key ring of this server. Nothing is lost"
WRONG_KEY = "is not the one this database was written with"


@tagged("post_install", "-at_install")
class TestKeyFailure(KeyCommon):
    """Without the right key people go on working with everything else, and nothing is lost."""

    def setUp(self):
        super().setUp()
        self.number = self.create_numbers(1)
        self.env.flush_all()
        self.before = self.columns()

    def columns(self):
        names = ("cs_phone", "cs_id_number", "cs_birth_date")
        return [self.column(self.customer, name) for name in names] + [
            self.column(self.number, "number")
        ]

    def assertEverythingElseWorks(self):
        """Lists, forms, kanban cards and names, and the other fields."""
        self.env.invalidate_all()
        partners = self.partners.with_user(self.agent)
        specification = {"name": {}, "cs_phone": {}, "cs_id_number": {}, "cs_birth_date": {}}
        found = partners.web_search_read([("id", "=", self.customer.id)], specification)
        self.assertEqual(
            found["records"],
            [
                {
                    "id": self.customer.id,
                    "name": "Chan Tai Man",
                    "cs_phone": "[locked]",
                    "cs_id_number": "[locked]",
                    "cs_birth_date": "[locked]",
                }
            ],
        )
        self.assertIn(
            (self.customer.id, "Chan Tai Man"), partners.name_search("Chan Tai Man", limit=5)
        )
        for kind in ("list", "form", "kanban", "search"):
            partners.get_views([(False, kind)])
        numbers = self.env["cs.service.number"].with_user(self.agent)
        found = numbers.web_search_read(
            [("partner_id", "=", self.customer.id)], {"number": {}, "display_name": {}}
        )
        self.assertEqual(found["records"][0]["number"], "[locked]")
        with Form(self.customer.with_user(self.agent)) as form:
            form.name = "Chan Siu Ming"
        self.assertEqual(self.customer.name, "Chan Siu Ming")
        self.customer.with_user(self.agent).write({"name": "Chan Tai Man"})

    def assertValuesRefused(self, sentence):
        """Everything that would write, show or look for a protected value."""
        self.env.invalidate_all()
        customer = self.customer
        steps = {
            "create": lambda: self.partners.create({"name": "A", "cs_phone": "13900001111"}),
            "write": lambda: customer.write({"cs_phone": "13900001111"}),
            "search": lambda: self.partners.search([("cs_phone", "=", PHONE)]),
            "search by the end": lambda: self.partners.search([("cs_phone", "=like", "%5678")]),
            "filter": lambda: customer.filtered_domain([("cs_phone", "=", PHONE)]),
            "copy": customer.copy,
            "system": lambda: open_for_system(customer, "cs_phone"),
            "reveal": lambda: customer.with_user(self.revealer).privacy_reveal(
                ["cs_phone"], "service", "caller asks"
            ),
        }
        for name, step in steps.items():
            with self.subTest(step=name), self.enter_registry_test_mode():
                self.assertRefused(sentence[name] if name in sentence else sentence[""], step)

    def assertNothingLost(self):
        self.env.invalidate_all()
        self.assertEqual(self.columns(), self.before)
        self.assertEqual(self.customer.cs_phone, PHONE_MASK)
        self.assertEqual(self.customer.cs_id_number, ID_MASK)
        self.assertEqual(self.partners.search([("cs_phone", "=", PHONE)]), self.customer)
        self.assertEqual(open_for_system(self.customer, "cs_phone")[self.customer.id], PHONE)

    def test_missing_key(self):
        with self.ring_with(k1=None, k2=KEY_B):
            self.assertEverythingElseWorks()
            self.assertValuesRefused({"": NO_KEY})
        self.assertNothingLost()

    def test_wrong_key_of_the_same_name(self):
        with self.ring_with(k1=KEY_A):
            self.assertEverythingElseWorks()
            self.assertValuesRefused(
                {
                    "": WRONG_KEY,
                    "filter": "does not open",
                    "system": "does not open",
                    "reveal": "does not open",
                }
            )
        self.assertNothingLost()

    def test_no_ring(self):
        with patch.object(ring, "source", lambda: (None, None)):
            ring.forget()
            self.assertEverythingElseWorks()
            self.assertValuesRefused({"": NO_RING})
            self.assertRefused(
                "no key ring is configured", self.customer.write, {"cs_phone": "13900001111"}
            )
        ring.forget()
        self.assertNothingLost()

    def test_ring_that_others_may_read(self):
        with self.ring_file() as path, patch.object(ring, "LOOK_AGAIN", 0.0):
            path.chmod(0o644)
            self.assertEverythingElseWorks()
            self.assertValuesRefused({"": NO_RING})
            self.assertRefused(
                "others may read the file (mode 0644); it has to be 0600",
                self.customer.write,
                {"cs_phone": "13900001111"},
            )
            path.chmod(0o600)
            self.assertNothingLost()

    def test_service_that_does_not_answer(self):
        def silent():
            raise RingUnavailable("the key management service does not answer")

        ring.set_provider(silent)
        self.addCleanup(ring.set_provider, None)
        self.assertEverythingElseWorks()
        self.assertValuesRefused({"": NO_RING})
        ring.set_provider(lambda: (1, json.dumps(self.document)))
        self.assertNothingLost()
        self.assertEqual(ring.source(), ("provider", None))

    def test_changed_file_is_read_without_restart(self):
        """The processes of a server are not told: each looks at the file within a second."""
        with self.ring_file() as path, patch.object(ring, "LOOK_AGAIN", 0.0):
            self.assertEqual(ring.current().kids, ("k1",))
            document = {"keys": {**self.document["keys"], "k2": KEY_B}}
            path.write_text(json.dumps(document))
            self.assertEqual(ring.current().kids, ("k1", "k2"))
            path.write_text("nonsense")
            self.assertValuesRefused({"": NO_RING})
            path.write_text(json.dumps(self.document))
            self.assertNothingLost()
            path.unlink()
            self.assertRefused(
                "the file cannot be read", self.customer.write, {"cs_phone": "13900001111"}
            )

    def test_file_is_not_looked_at_for_every_value(self):
        with self.ring_file() as path:
            ring.current()
            path.write_text("nonsense")
            self.assertEqual(ring.current().kids, ("k1",))
            with (
                patch.object(ring, "_looked_at", float("-inf")),
                self.assertRaises(RingUnavailable),
            ):
                ring.current()

    def test_database_without_active_key(self):
        self.old.write({"state": "added"})
        self.assertRefused("is not in the key ring", keys.sealing, self.env, "res.partner.cs_phone")

    def ring_file(self):
        """Let the process read a file of its own with the keys of the database."""
        return _RingFile(self.document)


class _RingFile:
    def __init__(self, document):
        self.document = document

    def __enter__(self):
        self.directory = tempfile.TemporaryDirectory()
        path = pathlib.Path(self.directory.name, "keyring.json")
        path.touch(0o600)
        path.write_text(json.dumps(self.document))
        self.patch = patch.dict(os.environ, {ring.VARIABLE: str(path)})
        self.patch.start()
        ring.forget()
        return path

    def __exit__(self, *_error):
        self.patch.stop()
        self.directory.cleanup()
        ring.forget()
