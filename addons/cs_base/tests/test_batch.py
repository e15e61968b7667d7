from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.tests import tagged

from ..models.cs_batch_mixin import CsBatchMixin
from .common import CsBaseCommon

LOGGER = "odoo.addons.cs_base.models.cs_batch_mixin"


@tagged("post_install", "-at_install")
class TestBatch(CsBaseCommon):
    """What scheduled actions share, on customers that stand for whatever is due."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls.env["res.partner"].create(
            [{"name": f"Batch {number}", "ref": "due"} for number in range(5)]
        )
        for name in ("_cs_run_batches", "_cs_lock_or_skip", "_cs_take"):
            lent = patch.object(type(cls.people), name, vars(CsBatchMixin)[name], create=True)
            cls.startClassPatcher(lent)

    def run_batches(self, step, limit=2):
        progress = []
        cron = type(self.env["ir.cron"])

        def commit(_cron, processed=0, *, remaining=None, **_options):
            progress.append(processed if remaining is None else remaining)
            return 1

        with patch.object(cron, "_commit_progress", commit):
            self.env["res.partner"]._cs_run_batches([("ref", "=", "due")], "id", limit, step)
        return progress

    def test_all_in_batches(self):
        def done(people):
            people.ref = False

        self.assertEqual(self.run_batches(done), [5, 2, 2, 1])
        self.assertFalse(any(self.people.mapped("ref")))

    def test_a_bad_one_stops_nobody_and_waits_for_the_next_run(self):
        bad = self.people[1]

        def done(people):
            people.ref = False
            if bad in people:
                raise ValueError("Mei Lin")

        with self.assertLogs(LOGGER, "WARNING") as log:
            self.run_batches(done)
        self.assertEqual(self.people.filtered("ref"), bad)
        self.assertEqual(len(log.output), 1)
        self.assertIn(f"res.partner {bad.id} (ValueError)", log.output[0])
        self.assertNotIn("Mei Lin", log.output[0])

    def test_a_step_that_leaves_its_record_due_ends(self):
        seen = []
        self.assertEqual(self.run_batches(lambda people: seen.extend(people.ids)), [5, 2, 2, 1])
        self.assertEqual(seen, self.people.ids, "each once in a run")

    def test_what_others_hold_or_changed_is_left_to_them(self):
        held = self.people[0]
        partners = type(self.people)
        lock = partners.try_lock_for_update

        def free(people, **options):
            if self.people[4] in people:
                raise SerializationFailure
            return lock(people, **options) - held

        def done(people):
            people.ref = False

        with patch.object(partners, "try_lock_for_update", free):
            self.run_batches(done)
        self.assertEqual(self.people.filtered("ref"), held | self.people[4])
