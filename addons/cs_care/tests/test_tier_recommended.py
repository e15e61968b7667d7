import html

from odoo import http
from odoo.tests import HttpCase, new_test_user, tagged

from .common import CareCommon


@tagged("post_install", "-at_install")
class TestTierRecommended(CareCommon, HttpCase):
    """The page behind a member's link."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program = cls.env["loyalty.program"].create(
            {
                "name": "Harbour Club",
                "program_type": "loyalty",
                "applies_on": "both",
                "cs_managed": True,
                "cs_has_referrals": True,
            }
        )
        cls.env["cs.loyalty.tier"].create(
            {"name": "Basic", "program_id": cls.program.id, "benefits": "A cake every year"}
        )
        cls.program._cs_card_of(cls.customer2, create=True)
        cls.url = cls.customer2._cs_referral_url(cls.program)
        cls.portal = new_test_user(
            cls.env, login="cs_recommended", groups="base.group_portal", email="new@a.example"
        )
        cls.path = "/loyalty/recommended/" + cls.url.rsplit("/", 1)[1]

    def _page(self, path=None, **kwargs):
        response = self.url_open(path or self.path, **kwargs)
        return response.status_code, html.unescape(response.text)

    def _join(self, **form):
        return self._page(data={"csrf_token": http.Request.csrf_token(self), **form})

    def test_visitor_reads_what_it_is_and_signs_in(self):
        status, text = self._page()
        self.assertEqual(status, 200)
        self.assertIn("You are invited to Harbour Club", text)
        self.assertIn("A cake every year", text)
        self.assertIn(f"/web/login?redirect={self.path}", text)
        self.assertNotIn(self.customer2.name, text)

    def test_unknown_code(self):
        status, text = self._page("/loyalty/recommended/NOBODY")
        self.assertEqual(status, 404)
        self.assertIn("does not lead anywhere", text)

    def test_customer_joins_with_consent(self):
        self.authenticate("cs_recommended", "cs_recommended")
        status, text = self._page()
        self.assertIn("member of our loyalty program", text)
        text_id = self.env["cs.privacy.purpose"]._cs_find("loyalty").text_id.id
        status, text = self._join(text_id=text_id)
        self.assertEqual(status, 422)
        self.assertIn("Tick that you agree", text)
        status, text = self._join(text_id=0, agrees=1)
        self.assertIn("has changed meanwhile", text)
        self.assertFalse(self.program._cs_card_of(self.portal.partner_id))
        status, text = self._join(text_id=text_id, agrees=1)
        self.assertEqual(status, 200)
        self.assertIn("Welcome to Harbour Club", text)
        partner = self.portal.partner_id
        self.assertTrue(partner._cs_filter_consented("loyalty"))
        referral = self.env["cs.loyalty.referral"].search([("referred_id", "=", partner.id)])
        self.assertEqual(referral.referrer_id, self.customer2)
        status, text = self._join()
        self.assertEqual(status, 200, "joining twice is joining once")

    def test_own_link_is_refused(self):
        self.customer2.email = "new@a.example"
        self.authenticate("cs_recommended", "cs_recommended")
        text_id = self.env["cs.privacy.purpose"]._cs_find("loyalty").text_id.id
        status, text = self._join(text_id=text_id, agrees=1)
        self.assertEqual(status, 422)
        self.assertIn("of their own household", text)
        self.assertFalse(self.program._cs_card_of(self.portal.partner_id))
