from contextlib import contextmanager

from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user

ID_NUMBER = "11010519491231002X"
BIRTH_DATE = "1949-12-31"
PHONE = "+8613812345678"
NUMBER = "+8613987654321"
PASSWORD = "portal-test-password"


class RightsCommon(TransactionCase):
    """A customer with protected values, a user per role, a calendar Monday to Friday 9 to 18."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, no_reset_password=True, lang="en_US"))
        cls.company = cls.env.company
        cls.company.cs_calendar_id = cls._create_calendar()
        cls.agent = cls._create_user("agent", "cs_base.group_cs_base_user")
        cls.officer = cls._create_user("officer", "cs_privacy.group_cs_privacy_officer")
        cls.company.cs_privacy_officer_id = cls.officer
        cls.plain = cls._create_user("plain", "base.group_user")
        cls.customer = cls._create_person("Wanda Zylberstein")

    # ASSERTS

    @contextmanager
    def assertRefused(self, error, text):
        """The block raises ``error`` and its message holds ``text``."""
        with self.assertRaises(error) as caught:
            yield
        self.assertIn(text, str(caught.exception))

    # DATA

    @classmethod
    def _create_calendar(cls):
        attendances = [
            Command.create(
                {"name": f"day {day}", "dayofweek": str(day), "hour_from": 9, "hour_to": 18}
            )
            for day in range(5)
        ]
        return cls.env["resource.calendar"].create(
            {"name": "Service", "tz": "UTC", "attendance_ids": [Command.clear(), *attendances]}
        )

    @classmethod
    def _create_user(cls, name, groups, **values):
        return new_test_user(
            cls.env,
            login=f"cs_rights_{name}",
            groups=groups,
            name=name.capitalize(),
            email=f"{name}@operator.example",
            **values,
        )

    @classmethod
    def _create_person(cls, name, **values):
        return cls.env["res.partner"].create(
            {
                "name": name,
                "email": f"{name.split()[0].lower()}@zyl.example",
                "lang": "en_US",
                "cs_id_type": "cn_id",
                "cs_id_number": ID_NUMBER,
                "cs_birth_date": BIRTH_DATE,
                "cs_phone": PHONE,
                "street": "17 Quillfeather Lane",
                **values,
            }
        )

    @classmethod
    def _create_number(cls, partner, number=NUMBER, ended=None, **values):
        state = {"status": "ended", "date_end": ended} if ended else {}
        return cls.env["cs.service.number"].create(
            {
                "number": number,
                "partner_id": partner.id,
                "date_start": "2005-01-01",
                **state,
                **values,
            }
        )

    def _ask(self, kind="access", user=None, **values):
        """Register a request as ``user`` (default: the agent)."""
        return (
            self.env["cs.privacy.request"]
            .with_user(user or self.agent)
            .create({"kind": kind, "partner_id": self.customer.id, **values})
        )

    def _started(self, kind, **values):
        """Return a request in progress, as the officer."""
        asked = self._ask(kind, identity_method="document", **values).with_user(self.officer)
        asked.action_start()
        return asked

    def _log(self, kind):
        """Return the entries of the access log that this test has written, the newest first."""
        self.env.invalidate_all()
        return self.env["cs.privacy.access.log"].search([("kind", "=", kind)])
