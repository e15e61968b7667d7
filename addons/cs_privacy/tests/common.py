from contextlib import contextmanager
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, new_test_user
from odoo.tools import SQL

from .. import ring

ID_NUMBER = "11010519491231002X"
ID_MASK = "1***************2X"
PHONE = "+8613812345678"
PHONE_MASK = "138****5678"
KEY_A = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
KEY_B = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="


class PrivacyCommon(TransactionCase):
    """A user of every role, and a customer with protected values."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, no_reset_password=True))
        cls.env.company.country_id = cls.env.ref("base.cn")
        cls.agent = cls.create_user("cs_p_agent", "cs_base.group_cs_base_user")
        cls.revealer = cls.create_user("cs_p_revealer", "cs_privacy.group_cs_privacy_reveal")
        cls.officer = cls.create_user("cs_p_officer", "cs_privacy.group_cs_privacy_officer")
        cls.security = cls.create_user("cs_p_security", "cs_privacy.group_cs_privacy_security")
        cls.auditor = cls.create_user("cs_p_auditor", "cs_privacy.group_cs_privacy_auditor")
        cls.plain = cls.create_user("cs_p_plain", "base.group_user")
        cls.portal = cls.create_user("cs_p_portal", "base.group_portal")
        cls.sign_agreement(cls.revealer, cls.officer)
        cls.partners = cls.env["res.partner"]
        cls.customer = cls.partners.create(
            {
                "name": "Chan Tai Man",
                "cs_id_type": "cn_id",
                "cs_id_number": ID_NUMBER,
                "cs_birth_date": "1949-12-31",
                "cs_phone": PHONE,
            }
        )

    # DATA

    @classmethod
    def create_user(cls, login, groups):
        return new_test_user(cls.env, login=login, groups=groups, name=login, tz="UTC")

    @classmethod
    def sign_agreement(cls, *users):
        """Let these users have a confidentiality agreement in force, without which none reveals."""
        text = cls.env.ref("cs_privacy.agreement_text_1")
        return cls.env["cs.privacy.agreement"].create(
            [{"user_id": user.id, "text_id": text.id, "method": "system"} for user in users]
        )

    @contextmanager
    def ring_of(self, **keys):
        """Let the process have these keys only (id=base64) instead of the configured ring."""
        document = '{"keys": {%s}}' % ", ".join(f'"{kid}": "{key}"' for kid, key in keys.items())
        with patch.dict("os.environ", {ring.VARIABLE: document}):
            ring.forget()
            try:
                yield
            finally:
                ring.forget()
        ring.forget()

    def column(self, record, name):
        """Return what the database holds."""
        record.flush_recordset()
        column, table = SQL.identifier(name), SQL.identifier(record._table)
        query = SQL("SELECT %s FROM %s WHERE id = %s", column, table, record.id)
        return self.env.execute_query(query)[0][0]

    def known_by(self, record, name):
        """Return what the ORM's cache holds."""
        return record.env.cache.get(record, record._fields[name])

    def logged(self, kind):
        """Return how many entries the access log has of a kind; they are committed beside us."""
        with self.registry.cursor() as cr:
            cr.execute("SELECT count(*) FROM cs_privacy_access_log WHERE kind = %s", [kind])
            return cr.fetchone()[0]

    # ASSERTS

    def assertRefused(self, text, function, *args, error=UserError, **kwargs):
        with self.assertRaises(error) as caught, self.env.cr.savepoint():
            function(*args, **kwargs)
        self.assertIn(text, str(caught.exception))
