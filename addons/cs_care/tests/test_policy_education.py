from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from .policy_common import PolicyCommon


@tagged("post_install", "-at_install")
class TestPolicyEducation(PolicyCommon, HttpCase):
    """Items are published in versions, sent, opened by link, and completed once (7.1.3(5))."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.items = cls.env["cs.education.item"]
        cls.reach = cls.env["cs.education.reach"].sudo()
        cls.item = cls.publish(name="False calls", content="<p>Hang up.</p>", is_rewarded=True)

    @classmethod
    def publish(cls, **values):
        item = cls.items.with_user(cls.manager).create({"kind": "fraud", **values})
        item.action_publish()
        return item

    def reached(self, partner, item=None):
        domain = [("item_id", "=", (item or self.item).id), ("partner_id", "=", partner.id)]
        return self.reach.search(domain)

    def events(self, partner):
        domain = [("kind_id.code", "=", "education_completed"), ("partner_id", "=", partner.id)]
        return self.env["cs.customer.event"].sudo().search_count(domain)

    def test_sent_by_a_policy(self):
        policy = self.start(
            kind="education",
            education_item_id=self.item.id,
            mail_template_id=self.env.ref("cs_care.mail_template_care_education").id,
            sms_template_id=self.env.ref("cs_care.sms_template_care_education").id,
        )
        self.run_policy(policy)
        action = self.action_of(policy, self.customer)
        self.assertEqual((action.state, action.channel), ("done", "email"))
        mail = (
            self.env["mail.mail"]
            .sudo()
            .search([("mail_message_id", "=", action.mail_message_id.id)])
        )
        link = f"/learn/{self.item.id}/{self.customer.id}/"
        self.assertIn(link, mail.body_html)
        self.assertEqual(mail.subject, "False calls")
        reach = self.reached(self.customer)
        self.assertTrue(reach.date_sent)
        self.assertFalse(reach.date_opened)

    def test_policy_needs_a_published_item(self):
        draft = self.items.create({"name": "Draft"})
        policy = self.create_policy(kind="education", education_item_id=draft.id)
        with self.assertRefused(UserError, "a published item of education"):
            policy.action_submit()

    def test_link(self):
        url = self.reach._cs_url(self.item, self.customer)
        path = url[url.index("/learn/") :]
        self.assertEqual(self.url_open(path[:-1]).status_code, 404)
        self.assertFalse(self.reached(self.customer))
        page = self.url_open(path)
        self.assertIn("Hang up.", page.text)
        self.assertIn("no-store", page.headers["Cache-Control"])
        reach = self.reached(self.customer)
        self.assertTrue(reach.date_opened)
        self.assertFalse(reach.date_completed)
        token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
        for _press in range(2):
            done = self.url_open(path, data={"csrf_token": token})
            self.assertIn("You have completed this", done.text)
        reach.invalidate_recordset()
        self.assertEqual((reach.how, self.events(self.customer)), ("link", 1))
        self.item.action_close()
        self.assertEqual(self.url_open(path).status_code, 404)

    def test_portal(self):
        user = new_test_user(
            self.env,
            login="cs_care_learner",
            groups="base.group_portal",
            password="cs_care_learner",
        )
        veteran = self.env.ref("cs_care.special_group_veteran")
        other = self.publish(name="For veterans", content="<p>x</p>", special_group_ids=veteran.ids)
        self.authenticate("cs_care_learner", "cs_care_learner")
        page = self.url_open("/my/learn").text
        self.assertIn("False calls", page)
        self.assertNotIn("For veterans", page)
        self.assertNotIn("veterans", self.url_open(f"/my/learn/{other.id}").text)
        page = self.url_open(f"/my/learn/{self.item.id}").text
        token = page.split('name="csrf_token" value="')[1].split('"')[0]
        self.url_open(f"/my/learn/{self.item.id}", data={"csrf_token": token})
        self.assertEqual(self.reached(user.partner_id).how, "portal")

    def test_wishes_in_the_portal(self):
        user = new_test_user(
            self.env, login="cs_care_wisher", groups="base.group_portal", password="cs_care_wisher"
        )
        self.authenticate("cs_care_wisher", "cs_care_wisher")
        page = self.url_open("/my/care").text
        data = {"csrf_token": page.split('name="csrf_token" value="')[1].split('"')[0]}
        saved = self.url_open("/my/care", data={**data, "frequency": "never", "channel": "sms"})
        self.assertIn("Saved.", saved.text)
        partner = user.partner_id
        self.assertEqual((partner.cs_care_frequency, partner.cs_care_channel), ("never", "sms"))
        wrong = self.url_open("/my/care", data={**data, "frequency": "hourly"})
        self.assertIn("There is no such preference", wrong.text)

    def test_versions(self):
        reach = self.reach._cs_reach(self.item, self.customer)
        reach._cs_complete("link")
        with self.assertRefused(UserError, "Take it back to draft and publish it anew"):
            self.item.content = "<p>Other</p>"
        self.item.action_to_draft()
        self.item.content = "<p>Hang up at once.</p>"
        self.item.action_publish()
        self.assertEqual(self.item.version, 2)
        again = self.reach._cs_reach(self.item, self.customer)
        self.assertNotEqual(again, reach)
        again._cs_complete("link")
        self.assertEqual(self.events(self.customer), 1, "a new version earns nothing again")
        self.assertEqual((self.item.opened_count, self.item.completed_count), (2, 2))

    def test_workshop(self):
        with self.assertRefused(UserError, "Say when"):
            self.publish(name="Course", kind="workshop")
        course = self.publish(name="Course", kind="workshop", date_event="2026-06-01 08:00:00")
        context = course.with_user(self.agent).action_sign_in()["context"]
        wizard = self.env["cs.education.sign.in"].with_user(self.agent).with_context(**context)
        wizard.create({"partner_ids": self.people.ids}).action_confirm()
        wizard.create({"partner_ids": self.people.ids}).action_confirm()
        self.assertEqual(course.completed_count, 2)
        self.assertEqual(set(self.reached(self.customer, course).mapped("how")), {"sign_in"})

    def test_rights(self):
        for step in ("action_publish", "action_to_draft", "action_close"):
            with self.assertRaises(AccessError):
                getattr(self.item.with_user(self.agent), step)()
        reach = self.reach._cs_reach(self.item, self.customer)
        with self.assertRefused(UserError, "recorded by the server"):
            reach.with_env(self.env(su=False, user=self.manager)).write({"how": "link"})
        with self.assertRaises(AccessError):
            reach.with_env(self.env(su=False, user=self.plain)).action_attended()
        with self.assertRefused(UserError, "Archive it instead"):
            self.item.unlink()
        with self.assertRefused(UserError, "no content yet"):
            self.publish(name="Empty")
        with self.assertRefused(AccessError, "set by the system only"):
            self.item.with_user(self.manager).write({"version": 7})
