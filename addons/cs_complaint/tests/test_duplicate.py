from odoo import models
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestDuplicate(ComplaintCommon):
    """While a complaint is written the form says what may be in work already; it blocks nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.known = cls.env["cs.complaint"].create(
            {
                "subject": "帳單金額錯誤",
                "description": "十月帳單多收漫遊費",
                "partner_id": cls.customer.id,
                "category_id": cls.category.id,
            }
        )

    def _notice(self, user=None, **values):
        """Return what the form shows when these values have been typed."""
        draft = {
            name: value.id if isinstance(value, models.Model) else value
            for name, value in values.items()
        }
        complaints = self.env["cs.complaint"].with_user(user or self.agent)
        return self._told(complaints.cs_notices(draft))

    def _told(self, notices):
        return notices["duplicates"] or ""

    def test_alike(self):
        notice = self._notice(partner_id=self.customer, subject="帳單金額有誤")
        self.assertIn(self.known.name, notice)
        self.assertIn(f"/odoo/complaints/{self.known.id}", notice)
        self.assertIn('target="_blank"', notice)

    def test_other_matter(self):
        self.assertNotIn(
            self.known.name, self._notice(partner_id=self.customer, subject="手機收不到訊號")
        )

    def test_other_person(self):
        stranger = self.env["res.partner"].create({"name": "Tom"})
        self.assertFalse(self._notice(partner_id=stranger, subject="帳單金額有誤"))

    def test_same_number(self):
        number = self.env["cs.service.number"].create(
            {"number": "+8613912345678", "partner_id": self.customer.id}
        )
        self.known.service_number_id = number
        self.known.partner_id = False
        self.known.email_from = False
        notice = self._notice(
            partner_id=self.customer, service_number_id=number, subject="帳單金額有誤"
        )
        self.assertIn(self.known.name, notice)

    def test_only_open_ones(self):
        self.known.action_withdraw("Settled")
        notice = self._notice(partner_id=self.customer, subject="帳單金額有誤")
        self.assertNotIn("o_duplicates", notice)

    def test_repeat_is_announced(self):
        notice = self._notice(
            partner_id=self.customer, subject="Quite another thing", category_id=self.category
        )
        self.assertIn("linked as a repeat of", notice)
        self.assertNotIn("o_duplicates", notice)

    def test_typed_telephone_is_no_search(self):
        """Who types a number must search for it, which is counted; the banner is no way around."""
        self.known.write({"partner_id": False, "email_from": False, "phone": "13812345678"})
        self.assertFalse(self._notice(phone="13812345678", subject="帳單金額有誤"))
        saved = self._register(partner_id=False, phone="13812345678", subject="帳單金額有誤")
        self.assertIn(self.known.name, self._told(saved.cs_notices()))

    def test_tells_no_more_than_one_may_read(self):
        mine = self._register(subject="帳單金額有誤", category_id=self.category_product.id)
        notice = self._told(mine.with_user(self.member).cs_notices())
        self.assertIn(self.known.name, notice)
        self.assertNotIn("帳單金額錯誤", notice)
        self.assertNotIn("/odoo/complaints", notice)

    def test_nothing_once_it_is_in_work(self):
        mine = self._register(subject="帳單金額有誤")
        self.assertTrue(self._told(mine.cs_notices()))
        mine.action_start()
        self.assertFalse(self._told(mine.cs_notices()))

    def test_draft_is_not_trusted(self):
        complaints = self.env["cs.complaint"]
        with self.assertRaises(AccessError):
            complaints.with_user(self.member).cs_notices({"subject": "x"})
        for draft in (None, "x", {"partner_id": "1"}, {"subject": 7}, {"state": "closed"}):
            notices = complaints.with_user(self.agent).cs_notices(draft)
            self.assertFalse(any(notices.values()))
        stranger = self.env["res.partner"].create(
            {"name": "Of another", "company_id": self.env["res.company"].create({"name": "B"}).id}
        )
        with self.assertRaises(AccessError):
            self._notice(partner_id=stranger, subject="帳單金額有誤")

    def test_nothing_of_another_company(self):
        company = self.env["res.company"].create({"name": "Other"})
        self.known.write({"company_id": company.id, "department_id": False})
        draft = (
            self.env["cs.complaint"]
            .with_user(self.agent)
            .new(
                {
                    "company_id": company.id,
                    "partner_id": self.customer.id,
                    "subject": "帳單金額有誤",
                }
            )
        )
        self.assertFalse(draft._cs_duplicate_notice())
