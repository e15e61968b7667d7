from odoo.tests import tagged

from .check_common import CheckCommon
from .common import ID_NUMBER
from .test_lint import CsTestBare, unlinted


@tagged("post_install", "-at_install")
class TestCheckData(CheckCommon):
    """Every check of the data, both ways."""

    def test_demo_data(self):
        modules = self.env["ir.module.module"].search([])
        modules.demo = False
        self.assertInOrder("demo_data")
        self.env.ref("base.module_cs_privacy").demo = True
        self.assertFound("demo_data", "1 add-ons")

    def file(self, name, **values):
        return self.env["ir.attachment"].create(
            {
                "name": name,
                "raw": b"x",
                "res_model": "res.partner",
                "res_id": self.customer.id,
                **values,
            }
        )

    def test_file_names(self):
        self.assertInOrder("file_names")
        self.parameter("cs_privacy.scan", "off")
        file = self.file(f"{ID_NUMBER}.pdf")
        self.assertFound("file_names", "1 files")
        self.parameter("cs_privacy.scan", "all")
        file.name = file.name
        self.assertInOrder("file_names")

    def test_photos(self):
        self.assertInOrder("photos")
        file = self.file("身份证.jpg")
        self.assertFound("photos", "1 files")
        file.cs_is_identity = True
        self.assertInOrder("photos")

    def test_purposes(self):
        self.assertInOrder("purposes")
        purpose = self.env["cs.privacy.purpose"].create(
            {"name": "Nothing", "code": "nothing", "legal_basis": "contract"}
        )
        self.assertFound("purposes", "“Nothing” names no item")
        purpose.unlink()
        field = self.env["ir.model.fields"]._get("cs.contact", "cs_told")
        self.env["cs.privacy.purpose"].search([]).field_ids -= field
        self.assertFound("purposes", "No purpose covers")

    def test_declarations(self):
        self.assertInOrder("declarations")
        with unlinted(self.env, CsTestBare):
            self.assertFound("declarations", "cs.test.bare has to inherit")

    def test_pattern_scan(self):
        self.assertInOrder("pattern_scan")
        self.parameter("cs_privacy.scan", "chatter")
        self.assertFound("pattern_scan", "complaints and contacts")
        self.parameter("cs_privacy.scan", "off")
        self.assertFound("pattern_scan", "messages and texts")
