from odoo.tests import new_test_user

from odoo.addons.base.tests.common import HttpCase

from .common import PrivacyCommon

PASSWORD = "consent-test-password"
GIVEN, WITHDRAWN = "given", "withdrawn"


class ConsentCommon(PrivacyCommon):
    """Two purposes that need consent, channels, and persons who decide."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.consents = cls.env["cs.privacy.consent"]
        cls.purposes = cls.env["cs.privacy.purpose"]
        cls.promotion = cls.env.ref("cs_privacy.purpose_promotion")
        cls.service = cls.env.ref("cs_privacy.purpose_service")
        cls.real_name = cls.env.ref("cs_privacy.purpose_real_name")
        cls.sms, cls.email, cls.phone = (
            cls.env["cs.channel"]._cs_get(code) for code in ("sms", "email", "phone")
        )
        cls.people = cls.partners.create([{"name": f"Person {n}"} for n in range(4)])

    # DATA

    def record(self, partners, event, channels=None, purpose="promotion", user=None, **proof):
        """Record a decision as staff did, with proof."""
        proof = {"how": "phone", "note": "Recorded line", **proof}
        consents = self.consents.with_user(user or self.agent)
        return consents._cs_record(partners, purpose, event, channels, **proof)

    @classmethod
    def create_purpose(cls, code, **values):
        return cls.purposes.create({"name": code, "code": code, "channel_ids": cls.sms, **values})

    def field_of(self, model, name):
        return self.env["ir.model.fields"]._get(model, name)

    # ASSERTS

    def assertAgreed(self, expected, channel=None, purpose="promotion"):
        """``expected`` of ``self.people`` may be addressed, by both doors."""
        self.assertEqual(self.people._cs_filter_consented(purpose, channel), expected)
        domain = self.partners._cs_consented_domain(purpose, channel)
        found = self.partners.search([("id", "in", self.people.ids)]).filtered_domain([])
        self.assertEqual(found.search([("id", "in", self.people.ids), *domain]), expected.sorted())


class ConsentHttpCommon(ConsentCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person_user = cls.create_customer("mei", "Mei Lin")
        cls.other_user = cls.create_customer("tom", "Tom Wong")
        cls.person = cls.person_user.partner_id
        cls.other = cls.other_user.partner_id

    @classmethod
    def create_customer(cls, login, name):
        return new_test_user(
            cls.env,
            login=f"cs_p_portal_{login}",
            password=PASSWORD,
            groups="base.group_portal",
            name=name,
            email=f"{login}@portal.example",
            tz="Asia/Taipei",
        )

    def decisions(self, partner):
        return self.consents.search([("partner_id", "=", partner.id)])
