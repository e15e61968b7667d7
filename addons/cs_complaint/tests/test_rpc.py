from odoo.exceptions import AccessError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged

from .common import ComplaintCommon

FORGED = {
    "name": "X1",
    "state": "closed",
    "state_reason": "none",
    "access_token": "mine",
    "source": "email",
    "external_id": "7",
    "ack_state": "sent",
    "date_registered": "2020-01-01 00:00:00",
    "date_clock_start": "2040-01-01 00:00:00",
    "date_resolve_due": "2040-01-01 00:00:00",
    "date_responded": "2020-01-01 00:00:00",
    "date_answered": "2020-01-01 00:00:00",
    "date_closed": "2020-01-01 00:00:00",
    "breached_at": "2020-01-01 00:00:00",
    "reopen_count": 7,
}


@tagged("post_install", "-at_install")
class TestRpc(ComplaintCommon):
    """What a program, or a curious person, can reach with calls that no screen makes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = new_test_user(
            cls.env, login="cs_customer", groups="base.group_portal", email="a@customer.example"
        )
        cls.plain = new_test_user(cls.env, login="cs_plain", groups="base.group_user")

    def _call(self, user, method, *args, model="cs.complaint", **kwargs):
        """Call ``method`` as the RPC doors do."""
        return call_kw(self.env[model].with_user(user), method, args, kwargs)

    def test_only_the_gateway_brings_mails_in(self):
        mail = {"subject": "x", "message_id": "<forged>", "email_from": "x@y.example"}
        text = "come in through the mail gateway only"
        for user in (self.portal, self.plain, self.member, self.agent, self.manager):
            with self.subTest(user=user.login), self.assertRefused(AccessError, text):
                self._call(user, "message_new", mail, {"state": "closed"})

    def test_gateway_sets_no_protected_field(self):
        mail = {"subject": "x", "message_id": "<forged>", "email_from": "x@y.example"}
        values = {**FORGED, "severity": "major"}
        complaint = self.env["cs.complaint"].sudo().message_new(mail, values)
        self.assertEqual(complaint.severity, "major")
        self.assertEqual(complaint.external_id, "<forged>")
        self._assert_genuine(complaint, {**FORGED, "source": "x"})

    def test_defaults_in_the_context_set_no_protected_field(self):
        """The kanban sends ``default_state`` when somebody presses New in a column."""
        context = {f"default_{name}": value for name, value in FORGED.items()}
        values = {"subject": "x", "category_id": self.category.id}
        complaint_id = self._call(self.agent, "create", values, context=context)
        complaint = self.env["cs.complaint"].browse(complaint_id)
        self.assertEqual(complaint.state, "registered")
        self._assert_genuine(complaint, FORGED)

    def _assert_genuine(self, complaint, forged):
        for name, value in forged.items():
            field = complaint._fields[name]
            with self.subTest(field=name):
                self.assertNotEqual(complaint[name], field.convert_to_cache(value, complaint))

    def test_unknown_severity_in_the_context(self):
        with self.assertRefused(ValidationError, "There is no severity bogus."):
            self._call(
                self.agent, "create", {"subject": "x"}, context={"default_severity": "bogus"}
            )

    def test_dialog_shows_no_foreign_complaint(self):
        """A member of another department learns nothing by naming the id of a complaint."""
        complaint, text = self._register(), "doesn't have 'read' access"
        model = "cs.complaint.answer"
        values = {"complaint_id": complaint.id, "process": "p", "result": "r"}
        with self.assertRefused(AccessError, text):
            self._call(self.member, "create", values, model=model)
        own = self._register(category_id=self.category_product.id)
        dialog = self._call(self.member, "create", {**values, "complaint_id": own.id}, model=model)
        with self.assertRefused(AccessError, text):
            self._call(self.member, "write", [dialog], {"complaint_id": complaint.id}, model=model)
        spec = {"email_to": {}, "complaint_id": {"fields": {"display_name": {}}}}
        context = {"default_complaint_id": complaint.id}
        for args in ({"complaint_id": complaint.id}, {}), ({}, context):
            values, context = args
            with self.assertRefused(AccessError, text):
                self._call(
                    self.member, "onchange", [], values, [], spec, model=model, context=context
                )

    def test_feedback_says_who_gave_it_and_when(self):
        complaint = self._register(user_id=self.agent.id)
        values = {"complaint_id": complaint.id, "process": "p", "result": "r"}
        dialog = self._call(self.agent, "create", values, model="cs.complaint.answer")
        context = {
            "default_date": "2020-01-01 00:00:00",
            "default_user_id": self.supervisor.id,
            "default_mail_message_id": 1,
        }
        self._call(
            self.agent, "action_send", [dialog], model="cs.complaint.answer", context=context
        )
        feedback = complaint.feedback_ids
        self.assertEqual(feedback.user_id, self.agent)
        self.assertGreater(feedback.date.year, 2020)
        self.assertNotEqual(feedback.mail_message_id.id, 1)

    def test_nobody_rates_for_the_customer(self):
        complaint = self._register(user_id=self.agent.id)
        self._answer(complaint)
        token = complaint.sudo()._rating_get_access_token()
        rating = complaint.sudo().rating_ids
        self.assertTrue(token)
        model = "rating.rating"
        for user in (self.agent, self.manager):
            with self.subTest(user=user.login):
                with self.assertRefused(AccessError, "access_token"):
                    self._call(user, "read", rating.ids, ["access_token"], model=model)
                with self.assertRefused(AccessError, "Ratings are given by the customer"):
                    self._call(user, "rating_apply", complaint.ids, 5, token=token)
                with self.assertRefused(AccessError, "changed by nobody else"):
                    self._call(user, "write", rating.ids, {"rating": 5}, model=model)
                values = {"res_model_id": rating.res_model_id.id, "res_id": complaint.id}
                with self.assertRefused(AccessError, "changed by nobody else"):
                    self._call(user, "create", {**values, "rating": 5}, model=model)
        self.assertFalse(rating.consumed)
        self.assertTrue(complaint._cs_customer_rate(2, "Too slow").consumed)

    def test_no_words_on_the_customers_rating(self):
        complaint = self._register(user_id=self.agent.id)
        self._answer(complaint)
        complaint.sudo()._rating_get_access_token()
        rating = complaint.sudo().rating_ids
        (message_id,) = self._call(
            self.agent, "message_post", complaint.ids, body="All well", rating_id=rating.id
        )
        message = self.env["mail.message"].browse(message_id)
        self.assertEqual(message.author_id, self.agent.partner_id)
        self.assertFalse(rating.message_id)

    def test_rating_is_seen_by_whoever_sees_the_complaint(self):
        complaint = self._register(user_id=self.agent.id)
        self._answer(complaint)
        rating = complaint._cs_customer_rate(2, "Too slow")
        domain = [("res_model", "=", "cs.complaint"), ("res_id", "=", complaint.id)]
        for user, count in ((self.agent, 1), (self.member, 0), (self.plain, 0)):
            with self.subTest(user=user.login):
                found = self._call(user, "search_count", domain, model="rating.rating")
                self.assertEqual(found, count)
        with self.assertRefused(AccessError, "doesn't have 'read' access"):
            self._call(self.member, "read", rating.ids, ["feedback"], model="rating.rating")
        others = [("res_model", "!=", "cs.complaint")]
        self._call(self.plain, "search_count", others, model="rating.rating")

    def test_customer_learns_nothing_of_the_staff(self):
        """Neither by reading names, nor by asking which of the own complaints match a text."""
        complaint = self._register(partner_id=self.portal.partner_id.id, user_id=self.agent.id)
        self._answer(complaint)
        complaint.message_post(body="He lies", subtype_xmlid="mail.mt_note")
        for model in ("cs.complaint", "cs.complaint.feedback"):
            found = self._call(self.portal, "search_read", [], ["id"], model=model)
            self.assertEqual(len(found), 1)
            for name in ("create_uid", "write_uid", "user_id"):
                with self.subTest(model=model, field=name), self.assertRefused(AccessError, name):
                    self._call(self.portal, "search_read", [], [name], model=model)
        for path in ("message_ids.body", "website_message_ids.body", "create_uid.name"):
            with self.subTest(path=path), self.assertRefused(AccessError, path.split(".")[0]):
                self._call(self.portal, "search_count", [(path, "ilike", "lies")])

    def test_customer_posts_through_the_page_only(self):
        """RPC would let a customer speak as staff, or write to anybody by our mail server."""
        complaint = self._register(partner_id=self.portal.partner_id.id, user_id=self.agent.id)
        for values in (
            {"author_id": self.agent.partner_id.id},
            {"partner_ids": self.customer.ids},
            {"outgoing_email_to": "victim@example.com"},
            {},
        ):
            with (
                self.subTest(values=values),
                self.assertRefused(AccessError, "conversation on its page"),
            ):
                self._call(self.portal, "message_post", complaint.ids, body="x", **values)
