from datetime import date

from odoo.tests import freeze_time, tagged

from .ledger_common import NOW, LedgerCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestLedgerJobs(LedgerCommon):
    """Points become available, expire, and customers hear of it in time."""

    def run_cron(self, name):
        with self.enter_registry_test_mode():
            self.env.ref(f"cs_care.{name}").method_direct_trigger()
        self.env.invalidate_all()

    def test_pending_points_become_available(self):
        self.program.cs_pending_days = 14
        self.earn(100, "a")
        with freeze_time("2026-03-23 12:00:00"):
            self.run_cron("ir_cron_points")
            self.assertBooks(self.card, 0, pending=100)
        with freeze_time("2026-03-24 12:00:00"):
            self.run_cron("ir_cron_points")
            self.assertBooks(self.card, 100)
            self.run_cron("ir_cron_points")
            self.assertBooks(self.card, 100)

    def test_lots_expire_once(self):
        self.customer.lang = "en_US"
        self.earn(100, "a", date_expiry=date(2026, 3, 31))
        self.earn(50, "b", date_expiry=date(2026, 3, 31))
        self.earn(70, "c", date_expiry=date(2026, 4, 30))
        with freeze_time("2026-03-31 23:50:00"):
            self.run_cron("ir_cron_points")
            self.assertBooks(self.card, 220)
        with freeze_time("2026-04-01 00:10:00"):
            self.run_cron("ir_cron_points")
            self.run_cron("ir_cron_points")
            self.assertBooks(self.card, 70)
        move = self.card.cs_move_ids[0]
        self.assertEqual((move.kind, move.points, len(move.line_ids)), ("expire", -150, 2))
        self.assertEqual(move.note, "Points that could be spent until 2026-03-31")

    def test_expiry_in_small_batches(self):
        partners = self.env["res.partner"].create([{"name": f"P{n}"} for n in range(7)])
        cards = self.program._cs_card_of(partners, create=True)
        for number, card in enumerate(cards.values()):
            self.earn(10, "a", card=card, date_expiry=date(2026, 3, 10 + number))
            self.earn(5, "b", card=card, date_expiry=date(2026, 4, 30))
        self.env.flush_all()
        with (
            freeze_time("2026-04-02 00:10:00"),
            self.enter_registry_test_mode(),
            self.registry.cursor() as cr,
        ):
            self.env(cr=cr)["loyalty.program"]._cron_points(limit=3)
        for card in cards.values():
            self.assertBooks(card, 5)

    def test_booked_hook_sees_expiry(self):
        seen = []
        card_class = self.registry["loyalty.card"]
        self.patch(card_class, "_cs_booked", lambda _self, moves: seen.extend(moves.mapped("kind")))
        self.earn(100, "a", date_expiry=date(2026, 3, 31))
        with freeze_time("2026-04-02 00:10:00"):
            self.run_cron("ir_cron_points")
        self.assertEqual(seen, ["earn", "expire"])

    # Notices -----------------------------------------------------------------------------------

    def notices(self):
        return self.env["cs.loyalty.notice"].search([], order="id")

    def test_one_notice_per_month_and_stage(self):
        self.earn(100, "a", date_expiry=date(2026, 4, 10))
        self.earn(50, "b", date_expiry=date(2026, 4, 30))
        self.earn(70, "c", date_expiry=date(2026, 6, 30))
        with freeze_time("2026-03-10 08:00:00"):
            self.run_cron("ir_cron_points_notice")
            self.assertFalse(self.notices())
        with freeze_time("2026-03-11 08:00:00"):
            self.run_cron("ir_cron_points_notice")
            self.run_cron("ir_cron_points_notice")
        self.assertRecordValues(
            self.notices(),
            [
                {
                    "partner_id": self.customer.id,
                    "stage": "first",
                    "points": 150,
                    "date_expiry": date(2026, 4, 10),
                    "channel": "email",
                }
            ],
        )
        mail = self.env["mail.mail"].search([("model", "=", "cs.loyalty.notice")])
        self.assertEqual(mail.recipient_ids, self.customer)
        self.assertEqual(mail.subject, "150 of your points expire soon")
        with freeze_time("2026-04-03 08:00:00"):
            self.run_cron("ir_cron_points_notice")
        self.assertEqual(self.notices().mapped("stage"), ["first", "last"])

    def test_late_customers_get_the_last_notice_only(self):
        self.earn(100, "a", date_expiry=date(2026, 3, 15))
        self.run_cron("ir_cron_points_notice")
        self.assertEqual(self.notices().mapped("stage"), ["last"])

    def test_notice_by_sms_or_not_at_all(self):
        self.customer.email = False
        self.customer.phone = "+886912345678"
        self.customer2.email = False
        card = self.program._cs_card_of(self.customer2, create=True)[self.customer2.id]
        for some in (self.card, card):
            self.earn(100, "a", card=some, date_expiry=date(2026, 3, 15))
        self.run_cron("ir_cron_points_notice")
        told = {notice.partner_id: notice.channel for notice in self.notices()}
        self.assertEqual(told, {self.customer: "sms", self.customer2: "none"})
        sms = self.env["sms.sms"].search([("partner_id", "=", self.customer.id)])
        self.assertIn("100 of your points expire after 03/15/2026", sms.body)

    def test_who_may_be_told_is_asked(self):
        asked = []

        def filter_consented(partners, purpose, channel=None):
            asked.append((purpose, channel))
            return partners.browse()

        self.patch(self.registry["res.partner"], "_cs_filter_consented", filter_consented)
        self.earn(100, "a", date_expiry=date(2026, 3, 15))
        self.run_cron("ir_cron_points_notice")
        self.assertEqual(asked, [("service", "email"), ("service", "sms")])
        self.assertEqual(self.notices().channel, "none")
