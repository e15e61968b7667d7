from freezegun import freeze_time

from odoo.tests import tagged

from .common import ComplaintCommon

LOGGER = "odoo.addons.cs_base.models.cs_batch_mixin"


@tagged("post_install", "-at_install")
class TestCron(ComplaintCommon):
    """Scheduled actions when one complaint is broken, or held by another server."""

    def _run_cron(self, name):
        with self.enter_registry_test_mode():
            self.env.ref(f"cs_complaint.ir_cron_{name}").method_direct_trigger()
        self.env.invalidate_all()

    def _patch(self, name, function):
        """Replace method ``name`` by ``function(original, records)``."""
        model = self.env.registry["cs.complaint"]
        original = getattr(model, name)
        self.patch(
            model, name, lambda records, *args, **kw: function(original, records, *args, **kw)
        )

    def test_broken_complaint_keeps_no_other_letter_waiting(self):
        complaints = self._register() | self._register() | self._register()
        broken = complaints[1]

        def send(original, records, *args, **kwargs):
            if broken in records:
                raise ValueError("Mei Lin, mei@customer.example")
            return original(records, *args, **kwargs)

        self._patch("_cs_send_template", send)
        with self.assertLogs(LOGGER, "WARNING") as log:
            self._run_cron("acknowledge")
        self.assertEqual(complaints.mapped("ack_state"), ["sent", "pending", "sent"])
        self.assertIn(f"complaint {broken.id} (ValueError)", log.output[0])
        self.assertNotIn("Mei", "".join(log.output))
        mails = self.env["mail.mail"].search([("model", "=", "cs.complaint")])
        self.assertEqual(len(mails.filtered(lambda mail: mail.res_id in complaints.ids)), 2)

    def test_broken_complaint_is_tried_again(self):
        complaint = self._register()
        attempts = []

        def send(original, records, *args, **kwargs):
            attempts.append(records)
            if len(attempts) == 1:
                raise ValueError
            return original(records, *args, **kwargs)

        self._patch("_cs_send_template", send)
        with self.assertLogs(LOGGER, "WARNING"):
            self._run_cron("acknowledge")
        self.assertEqual(complaint.ack_state, "pending")
        self._run_cron("acknowledge")
        self.assertEqual(complaint.ack_state, "sent")

    def test_broken_complaint_hides_no_other_breach(self):
        with freeze_time("2026-03-02 02:00:00"):
            broken, late = self._register(), self._register()

        def mark(original, records):
            if broken in records:
                raise ValueError
            return original(records)

        self._patch("_cs_mark_breached", mark)
        with freeze_time("2026-03-06 02:00:00"), self.assertLogs(LOGGER, "WARNING"):
            self._run_cron("mark_breaches")
        self.assertFalse(broken.breached_at)
        self.assertEqual(late.breached_at, late.date_resolve_due)

    def test_what_another_server_holds_is_left_alone(self):
        held, free = self._register(), self._register()
        self._patch("try_lock_for_update", lambda original, records: records - held)
        self._run_cron("acknowledge")
        self.assertEqual((held.ack_state, free.ack_state), ("pending", "sent"))
