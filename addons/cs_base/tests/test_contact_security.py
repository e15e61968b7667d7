from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .common import NOON, CsBaseCommon

# role: may it read, create, write, unlink an unassigned contact
RIGHTS = {
    "agent": (True, True, True, False),
    "manager": (True, True, True, True),
    "program": (False, False, False, False),
    "employee_user": (False, False, False, False),
    "portal_user": (False, False, False, False),
    "public_user": (False, False, False, False),
}


@tagged("post_install", "-at_install")
@freeze_time(NOON + timedelta(minutes=1))
class TestContactSecurity(CsBaseCommon):
    def is_allowed(self, operation, user):
        contact = self.create_contact()
        model = self.env["cs.contact"].with_user(user)
        calls = {
            "read": lambda: contact.with_user(user).read(["name"]),
            "create": lambda: model.create({"channel_id": self.phone.id, "name": "New"}),
            "write": lambda: contact.with_user(user).write({"name": "Changed"}),
            "unlink": lambda: contact.with_user(user).unlink(),
        }
        try:
            with self.cr.savepoint():
                calls[operation]()
        except AccessError:
            return False
        return True

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_roles(self):
        for role, expected in RIGHTS.items():
            for operation, is_right in zip(
                ("read", "create", "write", "unlink"), expected, strict=True
            ):
                with self.subTest(role=role, operation=operation):
                    self.assertEqual(self.is_allowed(operation, getattr(self, role)), is_right)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_contact_of_a_colleague(self):
        contact = self.create_contact(user_id=self.colleague.id)
        self.assertEqual(contact.with_user(self.agent).read(["name"])[0]["name"], "Bill")
        with self.assertRaises(AccessError):
            contact.with_user(self.agent).name = "Mine now"
        with self.assertRaises(AccessError):
            self.env["cs.contact"].with_user(self.agent).create(
                {"channel_id": self.phone.id, "user_id": self.colleague.id}
            )
        contact.with_user(self.manager).user_id = self.agent
        contact.with_user(self.agent).user_id = self.colleague

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_other_company(self):
        other = self.env["res.company"].create({"name": "Other Operator"})
        contact = self.create_contact(company_id=other.id)
        for user in (self.agent, self.manager):
            self.assertFalse(
                self.env["cs.contact"].with_user(user).search([("id", "=", contact.id)])
            )
            with self.assertRaises(AccessError):
                contact.with_user(user).read(["name"])

    def test_facts_cannot_be_forged(self):
        contact = self.create_contact(user_id=self.manager.id)
        forged = {
            "state": "ended",
            "wait_seconds": 1,
            "handle_seconds": 1,
            "is_in_target": True,
            "target_seconds": 9999,
            "date_target": NOON,
            "source": "pbx",
            "external_id": "7",
            "date_answered": NOON,
            "date_ended": NOON,
            "date_reopened": NOON,
            "reopen_count": 0,
        }
        for name, value in forged.items():
            with self.subTest(name), self.assertRaisesRegex(AccessError, "facts cannot be edited"):
                contact.with_user(self.manager).write({name: value})

    def test_facts_cannot_be_forged_at_birth(self):
        values = {"channel_id": self.phone.id, "date_arrived": NOON}
        forged = {
            "state": "ended",
            "wait_seconds": 1,
            "is_in_target": True,
            "target_seconds": 9999,
            "reopen_count": 5,
        }
        context = {f"default_{name}": value for name, value in forged.items()}
        context |= {"default_source": "pbx", "default_external_id": "9"}
        model = self.env["cs.contact"].with_user(self.agent)
        honest = {
            "state": "waiting",
            "wait_seconds": 0,
            "is_in_target": False,
            "target_seconds": 20,
            "reopen_count": 0,
            "source": False,
            "external_id": False,
        }
        self.assertRecordValues(model.create(values | forged), [honest])
        self.assertRecordValues(model.with_context(**context).create(values), [honest])
        with self.assertRaisesRegex(AccessError, "Only programs name a source"):
            model.create(values | {"source": "pbx", "external_id": "9"})

    def test_arrival_is_corrected_by_managers(self):
        contact = self.create_contact()
        with self.assertRaisesRegex(AccessError, "Only a manager corrects the arrival"):
            contact.with_user(self.agent).date_arrived = NOON + timedelta(seconds=50)
        contact.with_user(self.manager).date_arrived = NOON - timedelta(seconds=50)
        self.assertEqual(contact.date_target, NOON - timedelta(seconds=30))

    def test_ingest_rights(self):
        for user in (self.agent, self.employee_user, self.portal_user, self.public_user):
            with (
                self.subTest(user.login),
                self.assertRaisesRegex(AccessError, "You may not report contacts"),
            ):
                self.ingest(self.row(), user=user)
        self.assertStatuses(self.ingest(self.row(), user=self.manager), "created")

    def test_agents_keep_customers(self):
        customer = self.env["res.partner"].with_user(self.agent).create({"name": "New customer"})
        customer.phone = "+85221234567"
        with (
            mute_logger("odoo.addons.base.models.ir_model"),
            self.assertRaises(AccessError),
        ):
            customer.unlink()

    def test_program_key_reads_no_rate_limit(self):
        admin = new_test_user(self.env, "cs_system", groups="base.group_system")
        with mute_logger("odoo.addons.base.models.ir_model"), self.assertRaises(AccessError):
            self.env["cs.rate.limit"].with_user(admin).search([])
