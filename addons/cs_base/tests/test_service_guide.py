from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestServiceGuide(TransactionCase):
    """Clause 5.2.1: what a business needs is written down, versioned, and does not change."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env, login="cs_manager", groups="cs_base.group_cs_base_manager"
        )
        cls.agent = new_test_user(cls.env, login="cs_agent", groups="cs_base.group_cs_base_user")
        cls.guide = (
            cls.env["cs.service.guide"]
            .with_user(cls.manager)
            .create({"name": "Lost card", "material_ids": [Command.create({"name": "Passport"})]})
        )

    def test_versions(self):
        self.guide.action_publish()
        self.assertEqual((self.guide.state, self.guide.version), ("published", 1))
        self.assertEqual(self.guide.published_by_id, self.manager)
        action = self.guide.action_new_version()
        self.assertEqual(self.guide.action_new_version()["res_id"], action["res_id"])
        draft = self.guide.browse(action["res_id"])
        self.assertEqual((draft.version, draft.material_ids.name), (2, "Passport"))
        with Form(draft) as form:
            form.fee = "10"
        self.assertEqual(self.guide.state, "published", "until the new one is there")
        draft.action_publish()
        third = self.guide.action_new_version()["res_id"]
        self.assertEqual(draft.browse(third).replaces_id, draft, "of the last one")
        self.assertEqual((self.guide.state, draft.state), ("closed", "published"))

    def test_words_of_other_languages_stay(self):
        self.env["res.lang"]._activate_lang("zh_TW")
        self.guide.with_context(lang="zh_TW").name = "遺失"
        self.guide.action_publish()
        draft = self.guide.browse(self.guide.action_new_version()["res_id"])
        self.assertEqual(draft.with_context(lang="zh_TW").name, "遺失")
        self.assertEqual(draft.with_context(lang="en_US").name, "Lost card")

    def test_published_does_not_change(self):
        self.guide.action_publish()
        for change in (
            lambda: self.guide.write({"name": "Other"}),
            lambda: self.guide.material_ids.write({"name": "Other"}),
            lambda: self.guide.material_ids.unlink(),
            lambda: self.guide.write({"material_ids": [Command.create({"name": "More"})]}),
            lambda: self.guide.material_ids.create({"guide_id": self.guide.id, "name": "More"}),
            lambda: self.guide.write({"state": "draft"}),
            lambda: self.guide.unlink(),
        ):
            with self.assertRaises(UserError):
                change()
        self.guide.sequence = 3
        self.guide.action_close()
        self.assertEqual(self.guide.state, "closed")

    def test_facts_are_not_sent(self):
        guides = self.guide.with_context(default_state="published", default_version=9)
        guide = guides.create({"name": "Made up", "state": "published", "version": 7})
        self.assertEqual((guide.state, guide.version), ("draft", 1))

    def test_rights(self):
        self.assertEqual(self.guide.with_user(self.agent).name, "Lost card")
        for call in (
            lambda guide: guide.write({"name": "x"}),
            lambda guide: guide.action_publish(),
            lambda guide: guide.action_close(),
            lambda guide: guide.action_new_version(),
            lambda guide: guide.create({"name": "x"}),
        ):
            with self.assertRaises(AccessError):
                call(self.guide.with_user(self.agent))
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.guide.sudo().company_id = other
        with self.assertRaises(AccessError):
            self.guide.with_user(self.agent).read(["name"])
