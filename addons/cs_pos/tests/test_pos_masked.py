from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..models.res_partner import HIDDEN
from .common import PHONE, SECRETS, PosCommon


@tagged("post_install", "-at_install")
class TestPosMasked(PosCommon):
    """Clause 3.2: a cashier has masks, whatever way is tried."""

    def assertNoSecret(self, answer):
        text = str(answer)
        for secret in [*SECRETS.values(), PHONE, PHONE[3:]]:
            self.assertNotIn(secret, text)

    def test_payload(self):
        for user in (self.cashier, self.keeper):
            partners = self.partners(user)
            rows = partners._load_pos_data_read(
                partners.browse(self.customer.id), self.till.with_user(user)
            )
            self.assertNoSecret(rows)
            self.assertEqual(rows[0]["cs_pos_phone"], "138****5678")
            self.assertEqual(rows[0]["cs_pos_email"], "m***@secret.example")

    def test_unmasked_payload(self):
        self.env.company.cs_pos_masked = False
        partners = self.partners()
        rows = partners._load_pos_data_read(partners.browse(self.customer.id), self.till)
        self.assertEqual(rows[0]["email"], SECRETS["email"])

    def test_read_of_each_field(self):
        partner = self.partners().browse(self.customer.id)
        for name in HIDDEN & set(partner._fields):
            with self.subTest(name), self.assertRaises(AccessError):
                partner.read([name])
        self.assertEqual(partner.read(["name"])[0]["name"], "Mei Lin")

    def test_every_other_way(self):
        partners = self.partners()
        ours = [("id", "=", self.customer.id)]
        for call in (
            lambda: partners.search([("email", "ilike", "mei.lin")]),
            lambda: partners.search_count([("vat", "=like", "SEC%")]),
            lambda: partners.search(ours, order="street"),
            lambda: partners.formatted_read_group(ours, ["zip"], ["__count"]),
            lambda: (
                self.env["pos.order"]
                .with_user(self.cashier)
                .search([("partner_id.email", "ilike", "mei")])
            ),
            lambda: partners.browse(self.customer.id).web_read({"barcode": {}}),
            lambda: partners.browse(self.customer.id).write({"email": "other@example.com"}),
            lambda: partners.with_context(cs_pos_server=True).search([("ref", "=", "SECRETREF")]),
        ):
            with self.assertRaises(AccessError):
                call()
        for context in ({"show_address": True}, {"show_email": True}, {"show_vat": True}):
            shown = partners.with_context(**context).browse(self.customer.id)
            try:
                self.assertNoSecret(shown.read(["display_name"]))
            except AccessError:
                continue

    def test_colleagues_and_own_company(self):
        partners = self.partners()
        self.keeper.partner_id.email = "keeper@example.com"
        self.assertEqual(partners.browse(self.keeper.partner_id.id).email, "keeper@example.com")
        company = partners.browse(self.env.company.partner_id.id)
        self.assertEqual(company.street, self.env.company.partner_id.street)

    def test_who_works_with_customers(self):
        self.assertEqual(self.partners(self.keeper).browse(self.customer.id).vat, SECRETS["vat"])
        self.cashier.group_ids = [Command.link(self.env.ref("cs_base.group_cs_base_user").id)]
        self.assertEqual(self.partners().browse(self.customer.id).email, SECRETS["email"])

    def test_company_not_masked(self):
        self.env.company.cs_pos_masked = False
        self.assertEqual(self.partners().browse(self.customer.id).email, SECRETS["email"])

    def test_new_customer(self):
        self.cashier.group_ids = [Command.link(self.env.ref("base.group_partner_manager").id)]
        new = self.partners().create({"name": "Wong Ka", "email": "ka@secret.example"})
        self.assertEqual(new.sudo().email, "ka@secret.example")
        with self.assertRaises(AccessError):
            new.read(["email"])
        self.assertEqual(new.cs_pos_email, "k***@secret.example")

    def test_order_keeps_no_address(self):
        self.till.open_ui()
        order = self.env["pos.order"].create(
            {
                "session_id": self.till.current_session_id.id,
                "partner_id": self.customer.id,
                "amount_total": 0,
                "amount_tax": 0,
                "amount_paid": 0,
                "amount_return": 0,
            }
        )
        self.assertFalse(order.email)
        self.assertFalse(order.mobile)
        self.env.company.cs_pos_masked = False
        self.env.add_to_compute(order._fields["email"], order)
        self.assertEqual(order.email, SECRETS["email"])

    def test_record_that_is_not_saved(self):
        """A draft takes over values of the customer whom it says to belong to."""
        names = ("street", "zip", "email", "phone", "vat", "contact_address")
        spec = {name: {} for name in ("name", "parent_id", *names)}
        values = {"name": "Draft", "parent_id": self.customer.id, "type": "contact"}
        try:
            answer = self.partners().onchange(values, ["parent_id"], spec)
        except AccessError:
            answer = {}
        self.assertNoSecret(answer)
        drafts = self.partners().new(values) | self.partners().new(origin=self.customer)
        for draft in drafts:
            for name in names:
                with self.assertRaises(AccessError):
                    draft[name]
