from contextlib import contextmanager

from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user


class ComplaintCommon(TransactionCase):
    """Two departments, a user per role, a customer and a calendar Monday to Friday 9 to 18."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, no_reset_password=True, lang="en_US"))
        cls.company = cls.env.company
        cls.calendar = cls._create_calendar()
        cls.company.cs_calendar_id = cls.calendar
        cls._create_departments()
        cls._create_users()
        cls.customer = cls.env["res.partner"].create(
            {"name": "Mei Lin", "email": "mei@customer.example", "lang": "en_US"}
        )
        cls.category = cls.env.ref("cs_complaint.cs_complaint_category_charging")
        cls.category_product = cls.env.ref("cs_complaint.cs_complaint_category_function")

    # ASSERTS

    @contextmanager
    def assertRefused(self, error, text):
        """The block raises ``error`` and its message holds ``text``."""
        with self.assertRaises(error) as caught:
            yield
        self.assertIn(text, str(caught.exception))

    # DATA

    @classmethod
    def _create_calendar(cls, tz="Asia/Taipei"):
        attendances = [
            Command.create(
                {"name": f"day {day}", "dayofweek": str(day), "hour_from": 9, "hour_to": 18}
            )
            for day in range(5)
        ]
        return cls.env["resource.calendar"].create(
            {"name": "Service", "tz": tz, "attendance_ids": [Command.clear(), *attendances]}
        )

    @classmethod
    def _create_departments(cls):
        departments = cls.env["hr.department"]
        departments.search([("cs_function", "!=", False)]).cs_function = False
        cls.service, cls.product = departments.create(
            [
                {"name": "Service", "cs_function": "service", "cs_tier": "centre"},
                {"name": "Product", "cs_function": "product", "cs_tier": "support"},
            ]
        )

    @classmethod
    def _create_users(cls):
        cls.agent = cls._create_user("agent", "agent", cls.service)
        cls.agent2 = cls._create_user("agent2", "agent", cls.service)
        cls.member = cls._create_user("member", "handler", cls.product)
        cls.head = cls._create_user("head", "handler", cls.product)
        cls.product.manager_id = cls.head.employee_id
        cls.supervisor = cls._create_user("supervisor", "supervisor", cls.service)
        cls.manager = cls._create_user("manager", "manager", cls.service)

    @classmethod
    def _create_user(cls, name, role, department):
        user = new_test_user(
            cls.env,
            login=f"cs_{name}",
            groups=f"cs_complaint.group_cs_complaint_{role}",
            name=name.capitalize(),
            email=f"{name}@operator.example",
        )
        cls.env["hr.employee"].create(
            {"name": name, "user_id": user.id, "department_id": department.id}
        )
        return user

    def _register(self, user=None, **values):
        """Register a complaint as ``user`` (default: the agent)."""
        return (
            self.env["cs.complaint"]
            .with_user(user or self.agent)
            .create(
                {
                    "subject": "Bill too high",
                    "partner_id": self.customer.id,
                    "category_id": self.category.id,
                    **values,
                }
            )
        )

    # UTILS

    def _answer(self, complaint, user=None, code="email", is_sent=True, **values):
        """Give feedback through the dialog as ``user`` (default: the agent).

        :param bool is_sent: an e-mail goes out at once; else it waits in the queue
        """
        channel = self.env["cs.channel"]._cs_get(code)
        wizard = (
            self.env["cs.complaint.answer"]
            .with_user(user or self.agent)
            .create(
                {
                    "complaint_id": complaint.id,
                    "channel_id": channel.id,
                    "process": "We checked the bill.",
                    "result": "You get 20 back.",
                    "note": "Called Ms Lin" if code != "email" else False,
                    **values,
                }
            )
        )
        wizard.action_send()
        feedback = complaint.feedback_ids.sorted("id")[-1:]
        if is_sent:
            self._send_mails(feedback)
        return feedback

    def _send_mails(self, feedback, failure_type=None):
        """Let the mail queue send, or fail to send, the letter of ``feedback``."""
        mails = self.env["mail.mail"].search(
            [("mail_message_id", "in", feedback.sudo().mail_message_id.ids)]
        )
        mails.state = "exception" if failure_type else "sent"
        mails._postprocess_sent_message([], [], failure_type=failure_type)
