import re

from odoo.tests import HttpCase, mute_logger, new_test_user, tagged

from .reward_common import RewardCommon

PASSWORD = "cs_mei_redeems"


@tagged("post_install", "-at_install")
class TestPortalRedeem(RewardCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env, login=PASSWORD, password=PASSWORD, groups="base.group_portal"
        )
        cls.other = new_test_user(
            cls.env, login="cs_wei_redeems", password="cs_wei_redeems", groups="base.group_portal"
        )
        holders = cls.user.partner_id | cls.other.partner_id
        cards = cls.program._cs_card_of(holders, create=True)
        cls.mine, cls.theirs = (cards[partner.id] for partner in holders)
        cls.reward = cls._create_reward()
        cls.voucher = cls._create_voucher_reward(codes=["TEA-1111", "TEA-2222"])

    def setUp(self):
        super().setUp()
        self.earn(500, "start", self.mine)
        self.earn(500, "start", self.theirs)
        self.authenticate(PASSWORD, PASSWORD)

    def _confirm_page(self, reward=None, card=None):
        reward, card = reward or self.reward, card or self.mine
        return self.url_open(f"/my/points/{card.id}/redeem/{reward.id}")

    def _form(self, text):
        return {
            name: re.search(rf'name="{name}" value="([^"]+)"', text)[1]
            for name in ("csrf_token", "key")
        }

    def _redeem(self, form, reward=None, card=None):
        reward, card = reward or self.reward, card or self.mine
        return self.url_open(f"/my/points/{card.id}/redeem/{reward.id}", data=form)

    def _redemptions(self, card=None):
        return self.env["cs.loyalty.redemption"].search([("card_id", "=", (card or self.mine).id)])

    def test_looks_confirms_and_a_second_click_redeems_nothing(self):
        page = self._confirm_page()
        self.assertIn("You keep", page.text)
        self.assertFalse(self._redemptions())
        form = self._form(page.text)
        done = self._redeem(form)
        self.assertIn("My rewards", done.text)
        self._redeem(form)
        self.assertEqual(len(self._redemptions()), 1)
        self.assertEqual(self.mine.points, 400)

    def test_no_token_no_key_no_redemption(self):
        form = self._form(self._confirm_page().text)
        with mute_logger("odoo.http"):
            self.assertEqual(self._redeem({"key": form["key"]}).status_code, 400)
        for key in ("", "x", "A" * 32, "0" * 33):
            with self.subTest(key):
                response = self._redeem({**form, "key": key})
                self.assertEqual(response.status_code, 422)
                self.assertIn("Please confirm once more", response.text)
        self.assertFalse(self._redemptions())

    def test_cards_and_rewards_of_others_are_not_found(self):
        form = self._form(self._confirm_page().text)
        club = self._create_program(name="Other Club")
        foreign = self._create_reward(program_id=club.id)
        on_order = self._create_reward(description="10 % off", cs_kind="order")
        for reward, card in (
            (self.reward, self.theirs),
            (foreign, self.mine),
            (on_order, self.mine),
        ):
            with self.subTest(reward.description):
                self.assertEqual(self._confirm_page(reward, card).status_code, 404)
                self.assertEqual(self._redeem(form, reward, card).status_code, 404)
        self.assertFalse(self._redemptions(self.theirs))
        self.assertEqual(self.theirs.points, 500)

    def test_too_few_points_are_told_on_the_page(self):
        form = self._form(self._confirm_page().text)
        self.spend(450, "s", self.mine)
        response = self._redeem(form)
        self.assertEqual(response.status_code, 422)
        self.assertIn("costs 100 points; the card has 50", response.text)
        self.assertFalse(self._redemptions())

    def test_price_is_the_servers(self):
        form = self._form(self._confirm_page().text)
        self._redeem({**form, "points": "1", "required_points": "1", "card_id": self.theirs.id})
        self.assertEqual((self.mine.points, self.theirs.points), (400, 500))

    def test_code_is_shown_once_after_the_password(self):
        form = self._form(self._confirm_page(self.voucher).text)
        page = self._redeem(form, self.voucher).text
        self.assertNotIn("TEA-", page)
        redemption = self._redemptions()
        url = f"/my/points/redemptions/{redemption.id}/code"
        token = {"csrf_token": form["csrf_token"]}
        wrong = self.url_open(url, data={**token, "password": "guess"})
        self.assertEqual(wrong.status_code, 422)
        self.assertNotIn("TEA-", wrong.text)
        shown = self.url_open(url, data={**token, "password": PASSWORD})
        self.assertIn("TEA-1111", shown.text)
        self.assertEqual(shown.headers["Cache-Control"], "no-store")
        self.assertEqual(redemption.state, "delivered")
        again = self.url_open(url, data=token)
        self.assertEqual(again.status_code, 422)
        self.assertNotIn("TEA-", again.text)
        self.assertIn("shown once only", again.text)

    def test_codes_of_others_are_not_found(self):
        theirs = self.theirs._cs_redeem(self.voucher, "k", "portal")
        form = self._form(self._confirm_page().text)
        response = self.url_open(
            f"/my/points/redemptions/{theirs.id}/code",
            data={"csrf_token": form["csrf_token"], "password": PASSWORD},
        )
        self.assertEqual(response.status_code, 404)
        self.assertEqual(theirs.state, "redeemed")

    def test_tour_redeems_and_sees_lots(self):
        for lang in ("en_US", "zh_TW"):
            with self.subTest(lang):
                self.env["res.lang"]._activate_lang(lang)
                self.user.lang = lang
                before = len(self._redemptions())
                self.start_tour("/my/points", "cs_care_points", login=PASSWORD)
                self.env.invalidate_all()
                self.assertEqual(len(self._redemptions()), before + 1)
