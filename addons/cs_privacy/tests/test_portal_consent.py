import re

from odoo.tests import tagged
from odoo.tools import hash_sign, mute_logger

from ..models.res_partner_consent import UNSUBSCRIBE
from .consent_common import GIVEN, PASSWORD, WITHDRAWN, ConsentHttpCommon

PAGE, DECIDE = "/my/privacy", "/my/privacy/consent"


@tagged("post_install", "-at_install")
class TestPortalConsent(ConsentHttpCommon):
    """The customer's page: their own decisions, and nobody else's."""

    def setUp(self):
        super().setUp()
        self.authenticate(self.person_user.login, PASSWORD)

    def csrf(self):
        return re.search(r'name="csrf_token" value="([^"]+)"', self.url_open(PAGE).text)[1]

    def decide(self, event, channel=None, purpose=None, **values):
        purpose = purpose or self.promotion
        data = {
            "csrf_token": self.csrf(),
            "purpose_id": purpose.id,
            "channel_id": channel.id if channel else "",
            "text_id": purpose.text_id.id or "",
            "event": event,
            **values,
        }
        return self.url_open(DECIDE, data=data)

    def test_page(self):
        before = self.url_open(PAGE).text.count('aria-checked="true"')
        self.record(self.person, GIVEN, self.sms)
        self.record(self.other, GIVEN, None, note="Secret of the other")
        page = self.url_open(PAGE).text
        self.assertIn('id="cs_privacy_sections"', page)
        for text in (
            "Promotion of products",
            "We use your telephone numbers and your e-mail address",
            "Version 1",
            "What we have to do in any case",
            "Real-name registration",
            "History of your decisions",
            "By telephone",
        ):
            self.assertIn(text, page)
        # One switch is on by consent, four of the contract are on unless objected to.
        self.assertEqual(page.count('aria-checked="true"'), before + 1)
        self.assertNotIn("Recorded line", page)
        self.assertEqual(self.url_open("/my/home").text.count('href="/my/privacy"'), 1)

    def test_give_and_withdraw(self):
        response = self.decide(GIVEN, self.sms)
        self.assertIn("Your consent is recorded", response.text)
        consent = self.decisions(self.person)
        self.assertRecordValues(
            consent,
            [
                {
                    "event": "given",
                    "how": "portal",
                    "user_id": self.person_user.id,
                    "channel_id": self.sms.id,
                    "text_id": self.promotion.text_id.id,
                }
            ],
        )
        self.assertEqual(self.person._cs_filter_consented("promotion", "sms"), self.person)
        self.assertIn("We stop using", self.decide(WITHDRAWN, self.sms).text)
        self.assertFalse(self.person._cs_filter_consented("promotion", "sms"))

    def test_object(self):
        self.decide(WITHDRAWN, None, self.service)
        self.assertFalse(self.person._cs_filter_consented("service", "email"))
        self.decide(GIVEN, None, self.service)
        self.assertTrue(self.person._cs_filter_consented("service", "email"))

    def test_nothing_of_the_form_names_the_person_or_the_facts(self):
        forged = {
            "partner_id": self.other.id,
            "how": "paper",
            "date": "2020-01-01",
            "user_id": self.officer.id,
        }
        self.decide(GIVEN, self.sms, **forged)
        self.assertFalse(self.decisions(self.other))
        self.assertEqual(self.decisions(self.person).how, "portal")

    def test_refusals(self):
        store = self.env["cs.channel"]._cs_get("store")
        old_text = self.promotion.text_id
        new_text = old_text.create({"purpose_id": self.promotion.id, "text": "New"})
        new_text.action_publish()
        for values, text in (
            ({"event": GIVEN, "channel": store}, "This choice is no longer offered"),
            ({"event": GIVEN, "text_id": old_text.id}, "has changed meanwhile"),
            ({"event": GIVEN, "text_id": ""}, "has changed meanwhile"),
            ({"event": "maybe"}, "gives consent or withdraws it"),
            ({"event": GIVEN, "purpose_id": "0"}, "There is no purpose"),
            ({"event": GIVEN, "purpose_id": "x" * 30}, "There is no purpose"),
            ({"event": GIVEN, "purpose_id": "9" * 30}, "There is no purpose"),
            ({"event": WITHDRAWN, "purpose": self.real_name}, "Nobody can object"),
        ):
            response = self.decide(**values)
            self.assertEqual(response.status_code, 422, values)
            self.assertIn(text, response.text)
        self.assertFalse(self.decisions(self.person))

    def test_minor(self):
        self.env.cr.execute(
            "UPDATE res_partner SET cs_age_band = 'minor' WHERE id = %s", [self.person.id]
        )
        self.person.invalidate_recordset()
        self.assertIn("Name of the parent or guardian", self.url_open(PAGE).text)
        self.assertEqual(self.decide(GIVEN, self.sms).status_code, 422)
        self.assertEqual(
            self.decide(GIVEN, self.sms, guardian_name="Chan Tai Tai").status_code, 200
        )
        self.assertEqual(self.decisions(self.person).guardian_name, "C***")

    @mute_logger("odoo.http")
    def test_without_csrf_token(self):
        response = self.decide(GIVEN, self.sms, csrf_token="no")
        self.assertEqual(response.status_code, 400)
        self.assertFalse(self.decisions(self.person))

    def test_visitor_has_to_log_in(self):
        self.authenticate(None, None)
        self.assertIn("/web/login", self.url_open(PAGE).url)

    # Unsubscribing

    def path(self, *args):
        url = self.person._cs_unsubscribe_url(*args)
        return url.removeprefix(self.person.get_base_url())

    def test_unsubscribe(self):
        self.authenticate(None, None)
        self.record(self.person, GIVEN)
        path = self.path("promotion", "sms")
        response = self.url_open(path)
        self.assertIn("Unsubscribe?", response.text)
        self.assertIn("SMS", response.text)
        self.assertNotIn(self.person.name, response.text)
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        self.assertTrue(self.person._cs_filter_consented("promotion", "sms"), "looking is no click")
        self.assertIn("Done", self.url_open(path, data={"List-Unsubscribe": "One-Click"}).text)
        self.assertFalse(self.person._cs_filter_consented("promotion", "sms"))
        self.assertTrue(self.person._cs_filter_consented("promotion", "email"))
        last = self.decisions(self.person)[0]
        self.assertEqual((last.event, last.how), ("withdrawn", "link"))
        self.assertEqual(last.user_id, self.env.ref("base.public_user"))
        self.url_open(path, data={"again": "1"})
        self.assertEqual(len(self.decisions(self.person)), 2)

    def test_unsubscribe_from_all_channels(self):
        self.authenticate(None, None)
        self.record(self.person, GIVEN, self.sms)
        self.url_open(self.path(self.promotion), data={"yes": "1"})
        self.assertFalse(self.person._cs_filter_consented("promotion", "sms"))

    def test_unsubscribe_in_the_persons_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.authenticate(None, None)
        self.promotion.with_context(lang="fr_FR").name = "Publicité"
        self.person.lang = "fr_FR"
        self.assertIn("Publicité", self.url_open(self.path("promotion", self.email)).text)

    def test_bad_tokens(self):
        self.authenticate(None, None)
        self.record(self.person, GIVEN)
        good = self.path("promotion", "sms").rsplit("/", 1)[1]
        env = self.env(su=True)
        bad = [
            "x",
            good[:-3],
            good[:20] + "AAAA" + good[24:],
            hash_sign(env, "another.scope", [self.person.id, self.promotion.id, 0]),
            hash_sign(env, UNSUBSCRIBE, [2**31 - 1, self.promotion.id, 0]),
            hash_sign(env, UNSUBSCRIBE, [self.person.id, 2**31 - 1, 0]),
            hash_sign(env, UNSUBSCRIBE, [self.person.id, self.promotion.id, 2**31 - 1]),
        ]
        for token in bad:
            for data in (None, {"yes": "1"}):
                response = self.url_open(f"/privacy/unsubscribe/{token}", data=data)
                self.assertEqual(response.status_code, 404, token)
                self.assertIn("This link is not valid", response.text)
        self.assertTrue(self.person._cs_filter_consented("promotion", "sms"))

    def test_no_link_without_a_choice(self):
        self.assertRefused("Nobody can object", self.person._cs_unsubscribe_url, "real_name")
        self.assertRefused(
            "There is no channel telex", self.person._cs_unsubscribe_url, "promotion", "telex"
        )


@tagged("post_install", "-at_install")
class TestPortalConsentTour(ConsentHttpCommon):
    def test_customer_decides(self):
        self.person_user.sudo().password = self.person_user.login  # as tours log in
        self.start_tour("/my/home", "cs_privacy_customer_decides", login=self.person_user.login)
        self.assertTrue(self.person._cs_filter_consented("promotion", "email"))
        self.assertFalse(self.person._cs_filter_consented("promotion", "sms"))
        self.assertEqual(
            self.decisions(self.person).sorted("id").mapped("event"),
            ["given", "given", "withdrawn"],
        )

    def test_agent_records(self):
        self.env["hr.employee"].create({"name": "Agent", "user_id": self.agent.id})
        self.start_tour(
            f"/odoo/cs-customers/{self.person.id}", "cs_privacy_agent_records", login="cs_p_agent"
        )
        self.assertEqual(
            self.decisions(self.person).sorted("id").mapped("event"), ["given", "withdrawn"]
        )
        self.assertEqual(set(self.decisions(self.person).mapped("how")), {"phone"})
