import re

from odoo.tests import new_test_user

from odoo.addons.base.tests.common import HttpCase

from .common import ComplaintCommon

PDF = b"%PDF-1.4\n%test\n"
PASSWORD = "portal-test-password"


class PortalCommon(ComplaintCommon, HttpCase):
    """Two customers with an account, and what a browser does with forms."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = cls._create_customer("mei", "Mei Lin")
        cls.stranger = cls._create_customer("tom", "Tom Wong")
        cls.customer = cls.portal.partner_id

    @classmethod
    def _create_customer(cls, login, name):
        return new_test_user(
            cls.env,
            login=f"cs_portal_{login}",
            password=PASSWORD,
            groups="base.group_portal",
            name=name,
            email=f"{login}@portal.example",
            tz="Asia/Taipei",
        )

    def _evidence(self):
        """Return a file as the agent puts it into the dialog of the feedback."""
        files = self.env["ir.attachment"].with_user(self.agent)
        return files.create({"name": "credit.pdf", "raw": PDF})

    def _login(self, user):
        self.authenticate(user and user.login, user and PASSWORD)

    def _hidden(self, html, name):
        """Return the value of the first hidden field ``name`` of a page."""
        found = re.search(rf'name="{name}" value="([^"]*)"', html)
        self.assertTrue(found, f"no hidden field {name}")
        return found[1]

    def _csrf(self, url="/complaint"):
        return self._hidden(self.url_open(url).text, "csrf_token")

    def _form(self, **values):
        """Open the form and return what a browser would send, as filled in."""
        page = self.url_open("/complaint").text
        return {
            "csrf_token": self._hidden(page, "csrf_token"),
            "submission": self._hidden(page, "submission"),
            "category_id": str(self.category.id),
            "subject": "No signal since Monday",
            "description": "In the lift and in the kitchen.",
            "name": "Ann Visitor",
            "email": "ann@visitor.example",
            **values,
        }

    def _send(self, data, files=None):
        return self.url_open("/complaint", data=data, files=files or {"files": ("", b"")})

    def _post(self, url, files=None, csrf_from="/complaint", **data):
        data["csrf_token"] = self._csrf(csrf_from)
        return self.url_open(url, data=data, files=files, allow_redirects=False)

    def _ask(self, complaint, question):
        """Wait for the customer with a question, as the agent does by the dialog."""
        dialog = self.env["cs.complaint.reason"].with_user(self.agent)
        dialog.create(
            {
                "complaint_ids": complaint.ids,
                "transition": "wait",
                "reason": "ask the lawyers first",
                "question": question,
            }
        ).action_apply()

    def _registered(self):
        """Return the complaints that came in by the form."""
        return self.env["cs.complaint"].search([("source", "=", "web")])
