import re
from datetime import date

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .ledger_common import LedgerCommon


@tagged("post_install", "-at_install")
class TestPortalPoints(LedgerCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env, login="mei", password="mei-mei-mei", groups="base.group_portal"
        )
        cls.other = new_test_user(
            cls.env, login="wei", password="wei-wei-wei", groups="base.group_portal"
        )
        cls.tiers = cls.env["cs.loyalty.tier"].create(
            [
                {"name": "Blue", "program_id": cls.program.id, "sequence": 1},
                {
                    "name": "Gold",
                    "program_id": cls.program.id,
                    "sequence": 2,
                    "entry_points": 1000,
                },
            ]
        )
        cls.mine = cls.program._cs_card_of(cls.user.partner_id, create=True)[cls.user.partner_id.id]
        cls.theirs = cls.program._cs_card_of(cls.other.partner_id, create=True)[
            cls.other.partner_id.id
        ]

    def _post(self, url, **values):
        page = self.url_open("/my/points").text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)
        return self.url_open(url, data={"csrf_token": (token and token[1]) or "", **values})

    def _get(self, url="/my/points", user="mei"):
        self.authenticate(user, f"{user}-{user}-{user}")
        return self.url_open(url)

    def test_balance_lots_and_history(self):
        self.earn(300, "b", self.mine, date_expiry=date(2030, 5, 31))
        self.earn(1200, "a", self.mine, date_expiry=date(2029, 1, 31))
        self.earn(70, "p", self.mine, date_available=date(2040, 1, 1))
        self.spend(200, "s", self.mine)
        text = self._get().text
        for part in ("1,300", "01/31/2029", "05/31/2030", "01/01/2040", "Earned", "-200"):
            self.assertIn(part, text)
        self.assertLess(text.index("01/31/2029"), text.index("05/31/2030"))

    def test_many_expiries_are_shown_up_to_a_year_and_the_rest_in_one(self):
        for month in range(1, 13):
            self.earn(10, f"a{month}", self.mine, date_expiry=date(2030, month, 28))
        self.earn(1234567, "b", self.mine, date_expiry=date(2031, 1, 31))
        self.earn(333, "c", self.mine, date_expiry=date(2031, 2, 28))
        text = self._get().text
        self.assertIn("1,234,900", text)
        self.assertNotIn("01/31/2031", text)

    def test_tier_and_progress(self):
        self.earn(400, "a", self.mine, qualifying=True)
        text = self._get().text
        self.assertIn("Gold", text)
        self.assertIn('aria-valuenow="40"', text)

    def test_a_card_of_anybody_else_is_not_found(self):
        self.earn(77123, "a", self.theirs)
        for url in (f"/my/points/{self.theirs.id}", "/my/points/99999999"):
            response = self._get(url)
            self.assertEqual(response.status_code, 404)
            self.assertNotIn("77,123", response.text)
        self.assertEqual(self._get(f"/my/points/{self.mine.id}").status_code, 200)

    def test_nobody_without_login(self):
        self.authenticate(None, None)
        self.assertIn("/web/login", self.url_open("/my/points").url)

    def test_employees_see_their_own_cards_only(self):
        self.supervisor.password = "sup-sup-sup"
        self.earn(77123, "a", self.mine)
        self.authenticate(self.supervisor.login, "sup-sup-sup")
        self.assertNotIn("77,123", self.url_open("/my/points").text)
        self.assertEqual(self.url_open(f"/my/points/{self.mine.id}").status_code, 404)

    def test_history_has_pages_and_odd_numbers_do_no_harm(self):
        for number in range(45):
            self.earn(1, f"k{number}", self.mine)
        self.assertIn("Page <span>1</span>", self._plain("/my/points"))
        self.assertEqual(self._plain("/my/points?page=3").count("list-group-item"), 5)
        for odd in ("0", "-1", "x", "99999999999999", "٣"):
            self.assertEqual(self._get(f"/my/points?page={odd}").status_code, 200)

    def _plain(self, url):
        text = re.sub(r"\s+", " ", self._get(url).text)
        return re.sub(r"Page (\d+) of", r"Page <span>\1</span> of", text)

    def test_core_page_leads_here(self):
        response = self._get(f"/my/loyalty_card/{self.mine.id}/history")
        self.assertTrue(response.url.endswith(f"/my/points/{self.mine.id}"))
        response = self._get(f"/my/loyalty_card/{self.theirs.id}/history")
        self.assertTrue(response.url.endswith("/my"))
        home = self._get("/my").text
        self.assertIn("/my/points", home)
        self.assertNotIn(f'data-card_id="{self.mine.id}"', home)

    def test_cost_does_not_grow_with_lots(self):
        def queries():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.mine._cs_portal_values()
            return self.env.cr.sql_log_count - before

        self.earn(1, "first", self.mine)
        queries()
        few = queries()
        self.env["loyalty.card"]._cs_move_many(
            [
                {
                    "card": self.mine,
                    "points": 1,
                    "kind": "earn",
                    "idem_key": f"m{number}",
                    "note": "Earned",
                    "date_expiry": date(2030, 1, 1 + number % 28),
                }
                for number in range(300)
            ]
        )
        self.assertLessEqual(queries(), few)

    # Joining

    def test_joins_with_consent_only_and_once(self):
        club = self._create_program(name="Second Club")
        text = self.env["cs.privacy.purpose"]._cs_find("loyalty").text_id
        self.authenticate("mei", "mei-mei-mei")
        refused = self._post("/my/points/join", program_id=club.id, text_id=text.id)
        self.assertEqual(refused.status_code, 422)
        self.assertIn("Tick that you agree", refused.text)
        self.assertFalse(club._cs_card_of(self.user.partner_id))
        joined = self._post("/my/points/join", program_id=club.id, text_id=text.id, agrees=1)
        self.assertIn("You are a member now", joined.text)
        card = club._cs_card_of(self.user.partner_id)[self.user.partner_id.id]
        self.assertTrue(self.user.partner_id._cs_filter_consented("loyalty"))
        with mute_logger("odoo.http"):
            again = self.url_open("/my/points/join", data={"program_id": club.id})
        self.assertEqual(again.status_code, 400)  # without token
        self.assertEqual(club._cs_card_of(self.user.partner_id)[self.user.partner_id.id], card)

    def test_programs_that_are_not_offered_are_not_joined(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        plain = self.env["loyalty.program"].create({"name": "Plain", "program_type": "loyalty"})
        closed = self._create_program(name="Closed", active=False)
        foreign = self._create_program(name="Foreign", company_id=company.id)
        self._create_program(name="Open Club")
        self.authenticate("mei", "mei-mei-mei")
        for program in (plain, closed, foreign):
            with self.subTest(program.name):
                self.assertEqual(
                    self._post("/my/points/join", program_id=program.id, agrees=1).status_code, 404
                )
        self.assertEqual(self._post("/my/points/join", program_id="1e9", agrees=1).status_code, 404)
