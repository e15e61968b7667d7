import threading

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ID_NUMBER, PrivacyCommon

IDENTITY = {"cs_id_type": "cn_id", "cs_id_number": ID_NUMBER}


@tagged("post_install", "-at_install")
class TestIdNumberRace(PrivacyCommon):
    """Two transactions give one ID number to two customers: only one of them succeeds."""

    def setUp(self):
        super().setUp()
        self.first, self.second = self.open(), self.open()

    def open(self):
        """Return an environment of a transaction of its own, in a company with the setting."""
        cr = self.registry.cursor()
        self.addCleanup(cr.close)
        env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
        # Only in the cache, and the transaction has its snapshot now.
        env.company._fields["cs_id_unique"]._update_cache(env.company, True)
        env["res.partner"].search([], limit=1)
        return env

    def partner(self, env, **values):
        return env["res.partner"].create({"name": "Race", **values})

    def commit(self, partner):
        partner.env.cr.commit()
        self.addCleanup(self.forget, partner.id)

    def forget(self, partner_id):
        with self.registry.cursor() as cr:
            cr.execute("DELETE FROM res_partner WHERE id = %s", [partner_id])

    def test_one_waits_and_is_refused(self):
        refused, has_begun = [], threading.Event()
        winner = self.partner(self.first, **IDENTITY)

        def lose():
            has_begun.set()
            try:
                self.partner(self.second, **IDENTITY)
            except UserError as error:
                refused.append(str(error))

        thread = threading.Thread(target=lose)
        thread.start()
        has_begun.wait(10)
        thread.join(1)
        self.assertTrue(thread.is_alive(), "It waits until the first has ended")
        self.commit(winner)
        thread.join(30)
        self.assertEqual(len(refused), 1)
        self.assertIn("Another customer has this ID number", refused[0])
        self.assertIn("ask the privacy officer", refused[0])

    def test_after_a_rollback_the_other_succeeds(self):
        self.partner(self.first, **IDENTITY)
        self.first.cr.rollback()
        self.assertTrue(self.partner(self.second, **IDENTITY))

    def test_a_row_known_before(self):
        """The snapshot shows the row without the number; Odoo repeats such a request."""
        known = self.partner(self.first)
        self.commit(known)
        self.first.company._fields["cs_id_unique"]._update_cache(self.first.company, True)
        second = self.open()
        known.write(IDENTITY)
        self.first.cr.commit()
        with self.assertRaises(SerializationFailure):
            self.partner(second, **IDENTITY)

    def test_taken_from_one_and_given_to_another(self):
        holder = self.partner(self.first, **IDENTITY)
        self.commit(holder)
        second = self.open()
        second["res.partner"].browse(holder.id).cs_id_number = False
        self.assertTrue(self.partner(second, **IDENTITY))
