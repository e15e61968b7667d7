import time

from odoo.exceptions import AccessError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged

from ..core.jargon import Glossary
from .test_answer import AnswerCommon


@tagged("post_install", "-at_install")
class TestJargon(AnswerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        jargon = cls.env["cs.jargon"]
        jargon.search([("term", "!=", False)]).active = False
        cls.env.flush_all()
        cls.apn, cls.base, cls.churn = jargon.create(
            [
                {"term": "APN", "plain": "internet setting", "lang": "en_US"},
                {"term": "基站", "plain": "基地台", "lang": "zh_TW"},
                {"term": "churn", "lang": "en_US", "note": "Not to customers"},
            ]
        )

    def _find(self, text, lang="en_US"):
        return self.env["cs.jargon"]._cs_find(text, lang)

    def test_words_in_both_kinds_of_script(self):
        self.assertEqual(self._find("Two APNs and churn"), [self.apn.id, self.churn.id])
        self.assertEqual(self._find("We were churning"), [])
        self.assertEqual(self._find("apn", "en_GB"), [self.apn.id])
        self.assertEqual(self._find("貴社區基站故障", "zh_HK"), [self.base.id])
        self.assertEqual(self._find("貴社區基站故障", "zh_CN"), [])

    def test_glossary_follows_its_records(self):
        self.assertEqual(self._find("QoS"), [])
        term = self.env["cs.jargon"].create({"term": "QoS", "plain": "quality", "lang": "en_US"})
        self.assertEqual(self._find("QoS"), term.ids)
        term.active = False
        self.assertEqual(self._find("QoS"), [])

    def test_terms_of_another_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        own = self.env["cs.jargon"].create(
            {"term": "APN", "plain": "access point", "lang": "en_US", "company_id": other.id}
        )
        self.assertEqual(self._find("APN"), self.apn.ids)
        self.assertEqual(
            self.env["cs.jargon"].with_company(other)._cs_find("APN", "en_US"), own.ids
        )

    def test_terms_that_make_no_sense(self):
        jargon = self.env["cs.jargon"]
        with self.assertRefused(ValidationError, "two characters or more"):
            jargon.create({"term": "x", "lang": "en_US"})
        with self.assertRefused(ValidationError, "holds the term itself"):
            jargon.create({"term": "MNP", "plain": "the MNP", "lang": "en_US"})

    def test_sending_asks_and_does_not_block(self):
        complaint = self._open()
        dialog = self._dialog(complaint, "phone", note="Told", result="The APN was wrong")
        action = dialog.action_check_and_send()
        self.assertEqual((action["res_model"], action["res_id"]), (dialog._name, dialog.id))
        self.assertEqual(dialog.jargon_text, "APN → internet setting")
        self.assertEqual(complaint.state, "in_progress")
        dialog.action_send()
        self.assertEqual(complaint.state, "answered")
        self.assertEqual(complaint.feedback_ids.result, "The APN was wrong")
        self.assertEqual(self.apn.hit_count, 1)

    def test_plain_words_by_one_click(self):
        complaint = self._open()
        dialog = self._dialog(complaint, "sms", result="The APN was wrong: churn")
        dialog.action_check_and_send()
        dialog.action_use_plain()
        self.assertEqual(dialog.result, "The internet setting was wrong: churn")
        self.assertNotIn("APN", dialog.short_text)
        self.assertEqual(dialog.jargon_text, "churn → Not to customers")
        dialog.result = dialog.result.replace(": churn", "")
        dialog.short_text = dialog.result
        dialog.action_check_and_send()
        self.assertEqual(complaint.state, "answered")
        self.assertEqual(self.apn.hit_count, 0)

    def test_message_of_the_conversation_is_counted(self):
        complaint = self._open()
        complaint.message_post(
            body="The APN was wrong", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        complaint.message_post(body="APN", subtype_xmlid="mail.mt_note")
        self.assertEqual(self.apn.hit_count, 1)

    def test_screens_ask(self):
        result = call_kw(
            self.env["cs.jargon"].with_user(self.agent),
            "check_texts",
            [["An APN", "", 7], "en_US"],
            {},
        )
        self.assertEqual([len(hits) for hits in result], [1, 0, 0])
        self.assertEqual(
            result[0][0],
            {
                "id": self.apn.id,
                "start": 3,
                "end": 6,
                "found": "APN",
                "plain": "internet setting",
                "note": "",
            },
        )
        portal = new_test_user(self.env, login="cs_portal", groups="base.group_portal")
        with self.assertRaises(AccessError):
            self.env["cs.jargon"].with_user(portal).check_texts(["APN"], "en_US")
        with self.assertRefused(ValidationError, "up to 20 texts"):
            self.env["cs.jargon"].check_texts(["x"] * 21, "en_US")

    def test_conversation_asks_in_the_customers_language(self):
        complaint = self._open(lang="en_US")
        hits = call_kw(
            self.env["cs.complaint"].with_user(self.agent),
            "check_message",
            [complaint.id, "The APN is wrong"],
            {},
        )
        self.assertEqual([hit["plain"] for hit in hits], ["internet setting"])
        with self.assertRaises(AccessError):
            complaint.with_user(self.member).check_message("APN")

    def test_check_costs_no_query(self):
        jargon = self.env["cs.jargon"]
        jargon.check_texts(["warm"], "en_US")
        with self.assertQueryCount(0):
            jargon.check_texts(["An APN" * 10], "en_US")

    def test_many_terms_and_a_long_text(self):
        glossary = Glossary({f"term{number}x": number for number in range(5000)})
        text = "some words and term77x " * 2000
        before = time.process_time()
        self.assertEqual(len(glossary.find(text)), 2000)
        self.assertLess(time.process_time() - before, 1)

    def test_starter_terms(self):
        terms = self.env["ir.model.data"].search(
            [("module", "=", "cs_complaint"), ("model", "=", "cs.jargon")]
        )
        shipped = (
            self.env["cs.jargon"].with_context(active_test=False).browse(terms.mapped("res_id"))
        )
        for lang in ("en_US", "zh_TW", "zh_CN"):
            self.assertGreaterEqual(len(shipped.filtered(lambda j, x=lang: j.lang == x)), 30)

    def test_who_may_do_what(self):
        portal = new_test_user(self.env, login="cs_portal", groups="base.group_portal")
        plain = new_test_user(self.env, login="cs_plain", groups="base.group_user")
        hit = self.env["cs.jargon.hit"]
        for user, term_rights, reads_hits in (
            (self.agent, (True, False), False),
            (self.member, (True, False), False),
            (self.head, (True, False), False),
            (self.supervisor, (True, False), True),
            (self.manager, (True, True), True),
            (portal, (False, False), False),
            (plain, (False, False), False),
            (self.env.ref("base.public_user"), (False, False), False),
        ):
            with self.subTest(user=user.login):
                term = self.apn.with_user(user)
                for operation in ("write", "create", "unlink"):
                    self.assertEqual(term.has_access(operation), term_rights[1])
                    self.assertFalse(hit.with_user(user).has_access(operation))
                self.assertEqual(term.has_access("read"), term_rights[0])
                self.assertEqual(hit.with_user(user).has_access("read"), reads_hits)
        complaint = self._open()
        with self.assertRefused(AccessError, "counted by the system alone"):
            hit.create({"jargon_id": self.apn.id, "complaint_id": complaint.id})
