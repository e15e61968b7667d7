from contextlib import contextmanager

from odoo import SUPERUSER_ID, api

from .common import PrivacyCommon


class AccessCommon(PrivacyCommon):
    """Reveals as a user, and what another cursor finds in the access log."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.log = cls.env["cs.privacy.access.log"]
        cls.service = cls.env["cs.privacy.purpose"].search([("code", "=", "service")])
        cls.people = cls.partners.create(
            [{"name": f"Person {n}", "cs_phone": f"1391234{n:04}"} for n in range(8)]
        )

    def setUp(self):
        super().setUp()
        # Entries are committed: each test has a user of its own, whose entries are counted.
        self.revealer = self.create_user("cs_p_eye", "cs_privacy.group_cs_privacy_reveal")
        self.sign_agreement(self.revealer)

    # UTILS

    def reveal(self, records=None, user=None, names=("cs_phone",), purpose="service", **kwargs):
        records = (self.customer if records is None else records).with_user(user or self.revealer)
        reason = kwargs.pop("reason", "calls back about the bill")
        return records.privacy_reveal(list(names), purpose, reason, **kwargs)

    @contextmanager
    def other_env(self, user_id=SUPERUSER_ID):
        """Give an environment with a cursor of its own, which sees what is committed."""
        with self.env.registry.cursor() as cr:
            yield api.Environment(cr, user_id, {})

    def entries(self, user=None, **values):
        """Return what is committed of a user, oldest first, as dicts."""
        names = ["kind", "outcome", "model", "res_ids", "res_count", "field_names", "purpose"]
        names += ["reason", "reference", "approval_ref", "link", "key_name"]
        domain = [("user_ref", "=", (user or self.revealer).id)]
        domain += [(name, "=", value) for name, value in values.items()]
        with self.other_env() as env:
            return env["cs.privacy.access.log"].search(domain, order="id").read(names)

    def set_number(self, name, value):
        self.env["ir.config_parameter"].set_param(f"cs_privacy.{name}", str(value))

    def ask(self, records, user=None, kind="reveal", names=("cs_phone",), **values):
        """Return a request for bulk access."""
        return (
            self.env["cs.privacy.access.request"]
            .with_user(user or self.revealer)
            .create(
                {
                    "kind": kind,
                    "model": records._name,
                    "res_ids": ",".join(map(str, records.ids)),
                    "field_names": ",".join(names),
                    "purpose_id": self.service.id,
                    "reason": "The network is rebuilt in their street",
                    **values,
                }
            )
        )
