from psycopg2.errors import CheckViolation

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.cs_privacy.encrypted import open_for_system

from .portal_common import PortalCommon

NUMBER = "+8613912345678"
MASK = "139****5678"


@tagged("post_install", "-at_install")
class TestMatter(PortalCommon):
    """What a complaint is about, what is wanted, who speaks for whom, and who stays unknown."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.country_id = cls.env.ref("base.cn")
        cls.number = cls.env["cs.service.number"].create(
            {"number": NUMBER, "partner_id": cls.customer.id}
        )

    def test_told_number_is_found_in_the_register(self):
        complaint = self._register(number_told="139 1234 5678")
        self.assertEqual(complaint.service_number_id, self.number)
        self.assertFalse(complaint.number_told)
        unknown = self._register(number_told="13812345678")
        self.assertRecordValues(
            unknown, [{"service_number_id": False, "number_told": "138****5678"}]
        )
        unknown.number_told = NUMBER
        self.assertEqual(unknown.service_number_id, self.number)

    def test_number_of_another_company_or_ended_stays_as_told(self):
        self.number.action_end()
        complaint = self._register(number_told=NUMBER)
        self.assertRecordValues(complaint, [{"service_number_id": False, "number_told": MASK}])

    def test_looking_up_a_number_counts_and_never_blocks(self):
        """An agent who has used up the searches still registers what the customer says."""
        self.env["ir.config_parameter"].sudo().set_param("cs_privacy.search_limit", "1")
        first = self._register(number_told=NUMBER)
        self.assertEqual(first.service_number_id, self.number)
        self.env.cr.cache.pop("cs_privacy_searches", None)
        second = self._register(number_told=NUMBER, subject="Again")
        self.assertRecordValues(second, [{"service_number_id": False, "number_told": MASK}])

    def test_form(self):
        form = Form(self.env["cs.complaint"].with_user(self.agent))
        form.subject = "Bill"
        form.description = "Too high"
        form.partner_id = self.customer
        form.service_number_id = self.number
        form.remedy_sought = "refund"
        form.compensation_asked = 50
        form.place = "Harbour shop"
        form.is_on_behalf = True
        form.representative_name = "Son Lin"
        form.representative_relation = "family"
        form.representative_phone = "13812345679"
        complaint = form.save()
        self.assertRecordValues(
            complaint,
            [
                {
                    "service_number_id": self.number.id,
                    "remedy_sought": "refund",
                    "compensation_asked": 50,
                    "place": "Harbour shop",
                    "representative_name": "Son Lin",
                    "representative_phone": "138****5679",
                    "partner_name": self.customer.name,
                }
            ],
        )

    def test_number_belongs_to_the_chosen_customer(self):
        form = Form(self.env["cs.complaint"].with_user(self.agent))
        form.partner_id = self.customer
        form.service_number_id = self.number
        form.partner_id = self.stranger.partner_id
        self.assertFalse(form.service_number_id)

    def test_who_speaks_for_the_customer(self):
        with self.assertRefused(ValidationError, "Enter the name of the person who speaks"):
            self._register(is_on_behalf=True)
        with self.assertRefused(ValidationError, "Nobody speaks for an unknown customer"):
            self._register(
                is_on_behalf=True, representative_name="X", is_anonymous=True, partner_id=False
            )
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            self._register(compensation_asked=-1)
            self.env.flush_all()

    def test_anonymous_names_nobody(self):
        for values in (
            {"partner_id": self.customer.id},
            {"partner_id": False, "email_from": "a@b.example"},
            {"partner_id": False, "phone": "13812345678"},
        ):
            with self.assertRefused(ValidationError, "An anonymous complaint names nobody"):
                self._register(is_anonymous=True, **values)

    def test_anonymous_is_answered_on_record(self):
        complaint = self._register(is_anonymous=True, partner_id=False)
        feedback = self._answer(complaint, code="phone", note=False)
        self.assertIn("stayed anonymous", feedback.note)
        self.assertFalse(feedback.is_satisfaction_asked)
        self.assertEqual(complaint.state, "answered")
        complaint.with_user(self.agent).action_close()
        self.assertEqual(complaint.state, "closed")

    def test_numbers_in_the_new_texts_are_hidden(self):
        told = self._register(place="Ask 13812345670", remedy_text="Call 13812345671")
        self.assertEqual(told.place, "Ask 138****5670")
        self.assertEqual(told.remedy_text, "Call 138****5671")
        self.assertIn("+8613812345670", open_for_system(told, "cs_told")[told.id])

    def test_facts_stay_when_finished(self):
        complaint = self._register()
        complaint.sudo().action_withdraw("Settled")
        with self.assertRefused(UserError, "its facts stay as they are"):
            complaint.with_user(self.supervisor).remedy_sought = "refund"

    def test_web_form_of_a_visitor(self):
        self._send(self._form(service_number="139 1234 5678", place="Pier", remedy="refund"))
        self.assertRecordValues(
            self._registered(),
            [
                {
                    "service_number_id": self.number.id,
                    "partner_id": False,
                    "place": "Pier",
                    "remedy_sought": "refund",
                }
            ],
        )

    def test_web_form_says_what_is_wrong(self):
        response = self._send(self._form(service_number="abc", remedy="gold"))
        self.assertIn("This is not a telephone number.", response.text)
        self.assertIn("This choice does not exist any more.", response.text)
        self.assertFalse(self._registered())

    def test_web_form_of_a_customer(self):
        self._login(self.portal)
        page = self.url_open("/complaint").text
        self.assertIn(MASK, page)
        foreign = self.env["cs.service.number"].create(
            {"number": "+8613912345670", "partner_id": self.stranger.partner_id.id}
        )
        response = self._send(self._form(service_number=str(foreign.id)))
        self.assertIn("This is none of your numbers.", response.text)
        self._send(self._form(service_number=str(self.number.id)))
        complaint = self._registered()
        self.assertEqual(complaint.service_number_id, self.number)
        complaint.write({"remedy_sought": "refund", "place": "Harbour shop"})
        page = self.url_open(f"/my/complaints/{complaint.id}").text
        for shown in (MASK, "Harbour shop", "Refund"):
            self.assertIn(shown, page)

    def test_copy_and_erasure(self):
        complaint = self._register(
            place="Harbour shop",
            service_number_id=self.number.id,
            is_on_behalf=True,
            representative_name="Son Lin",
            representative_phone="13812345679",
        )
        partner = self.customer.sudo()
        row = partner._cs_privacy_export()["complaints"][0]
        self.assertEqual((row["place"], row["contact_person"]), ("Harbour shop", "Son Lin"))
        self.assertNotIn("5679", str(row))
        self.assertIn("place", partner._cs_privacy_export_labels()["complaints"][1])
        partner._cs_erase_complaints()
        self.assertRecordValues(
            complaint,
            [
                {
                    "place": False,
                    "representative_name": "(erased)",
                    "representative_phone": False,
                }
            ],
        )
