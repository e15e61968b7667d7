import io
import unicodedata
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged
from odoo.tools.pdf import PdfFileReader

from ..core import chromium

MODULE = "odoo.addons.cs_base.models.ir_actions_report"
HTML = "<html><head><title>t</title></head><body><h1>個人信息 Copy</h1></body></html>"


@tagged("post_install", "-at_install")
class TestPdf(TransactionCase):
    """PDF by Chromium where there is no wkhtmltopdf that prints headers."""

    def setUp(self):
        super().setUp()
        self.reports = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        self.env["ir.config_parameter"].set_param("cs_base.pdf_engine", "chromium")

    def _text(self, data):
        reader = PdfFileReader(io.BytesIO(data))
        # The text of some fonts comes out in signs that only look the same.
        return [
            " ".join(unicodedata.normalize("NFKC", page.extract_text()).split())
            for page in reader.pages
        ]

    def test_state(self):
        self.assertEqual(self.reports.get_wkhtmltopdf_state(), "ok")
        self.env["ir.config_parameter"].set_param("cs_base.pdf_engine", "wkhtmltopdf")
        self.assertIsNone(self.reports._cs_chromium())

    def test_page(self):
        (text,) = self._text(self.reports._cs_html_to_pdf(HTML))
        self.assertIn("個人信息 Copy", text)
        self.assertIn("1 / 1", text)

    def test_documents_with_headers(self):
        header = "<div><div class='header'>HEAD ONE</div><div class='header'>HEAD TWO</div></div>"
        footer = (
            "<div><div class='footer'>Foot <p>Page <span class='page'/> of"
            " <span class='topage'/></p></div></div>"
        )
        pages = self._text(
            self.reports._run_wkhtmltopdf(
                ["<body><p>First</p></body>", "<body><p>Second</p></body>"],
                header=header,
                footer=footer,
                landscape=True,
            )
        )
        self.assertEqual(len(pages), 2)
        for page, head, body in zip(
            pages, ("HEAD ONE", "HEAD TWO"), ("First", "Second"), strict=True
        ):
            self.assertIn(head, page)
            self.assertIn(body, page)
        self.assertIn("Foot", pages[0])
        self.assertNotIn("Page", pages[0])

    def test_report_of_odoo(self):
        models = self.env["ir.model"].search([("model", "=", "cs.channel")])
        data, kind = self.reports._render_qweb_pdf("base.report_irmodeloverview", models.ids)
        self.assertEqual((data[:5], kind), (b"%PDF-", "pdf"))

    def test_pictures_of_this_server_only(self):
        company = self.env.company
        company.logo = company.logo or self.env.ref("base.main_partner").image_1920
        html = self.reports._cs_self_contained(
            "<html><body><img src='http://other.example/x.png'/><img src='/etc/passwd'/>"
            f"<img src='/web/image/res.company/{company.id}/logo'/>"
            "<img src='/base/static/img/country_flags/tw.png'/><script>1</script></body></html>"
        )
        self.assertEqual(html.count("data:image/"), 2)
        self.assertEqual(html.count('src="data:,"'), 2)
        self.assertNotIn("<script", html)

    def test_nothing_is_loaded(self):
        self.assertIn("default-src 'none'", chromium.with_policy(HTML))

    def test_failure(self):
        failed = chromium.PrintFailed("The secret page")
        with (
            patch.object(chromium, "print_pdf", side_effect=failed),
            self.assertLogs(MODULE, "WARNING"),
            self.assertRaises(UserError) as caught,
        ):
            self.reports._cs_html_to_pdf(HTML)
        self.assertIn("The PDF could not be printed", str(caught.exception))
        self.assertNotIn("secret", str(caught.exception))

    def test_no_program(self):
        with (
            patch.object(
                self.registry["ir.actions.report"], "get_wkhtmltopdf_state", lambda s: "install"
            ),
            self.assertRaises(UserError) as caught,
        ):
            self.reports._cs_html_to_pdf(HTML)
        self.assertIn("cannot make PDF files yet", str(caught.exception))

    def test_missing_program(self):
        with self.assertRaises(chromium.PrintFailed):
            chromium.print_pdf("/does/not/exist", HTML)
