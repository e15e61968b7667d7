import base64
import logging
from pathlib import Path

import lxml.html

from odoo import api, models
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.tools import file_path
from odoo.tools.mimetypes import guess_mimetype

from odoo.addons.base.models.ir_actions_report import _wkhtml

from ..core import chromium

_logger = logging.getLogger(__name__)

# Paper sizes are those of base.report_paperformat; what is not listed there is A4.
A4 = (210, 297)
# "Page 1 / 2" in any language, and no more than that.
PAGE_WORDS = 40


class IrActionsReport(models.Model):
    """PDF where wkhtmltopdf is missing, or cannot print headers: by a headless Chromium.

    The system parameter ``cs_base.pdf_engine`` (``auto``, ``wkhtmltopdf``, ``chromium``) chooses,
    ``cs_base.chromium`` names the program when it is not one of the usual ones. ``auto`` takes a
    wkhtmltopdf with patched Qt, else Chromium, else whatever wkhtmltopdf there is.
    """

    _inherit = "ir.actions.report"

    @api.model
    def _cs_chromium(self):
        """Return the path of the browser that has to print; ``None``: Odoo's way is taken."""
        # sudo: which program prints is no secret of those who print
        parameter = self.env["ir.config_parameter"].sudo().get_param
        engine = parameter("cs_base.pdf_engine", "auto")
        if engine == "wkhtmltopdf":
            return None
        if engine != "chromium":
            known = _wkhtml()
            if known.state == "ok" and known.is_patched_qt:
                return None
        return chromium.find_binary(parameter("cs_base.chromium"))

    @api.model
    def get_wkhtmltopdf_state(self):
        return "ok" if self._cs_chromium() else super().get_wkhtmltopdf_state()

    @api.model
    def _run_wkhtmltopdf(
        self,
        bodies,
        report_ref=False,
        header=None,
        footer=None,
        landscape=False,
        specific_paperformat_args=None,
        set_viewport_size=False,
    ):
        binary = self._cs_chromium()
        if not binary:
            return super()._run_wkhtmltopdf(
                bodies,
                report_ref=report_ref,
                header=header,
                footer=footer,
                landscape=landscape,
                specific_paperformat_args=specific_paperformat_args,
                set_viewport_size=set_viewport_size,
            )
        report = self._get_report(report_ref) if report_ref else self
        paper = report.get_paperformat()
        css = self._cs_page_css(paper, landscape, specific_paperformat_args or {})
        html = self._cs_joined(list(bodies), header, footer, css)
        try:
            return chromium.print_pdf(binary, self._cs_self_contained(html))
        except chromium.PrintFailed as error:
            # The program's words stay in the log: they may quote the page.
            _logger.warning("Chromium printed nothing: %s", str(error)[:200])
            raise UserError(
                self.env._(
                    "The PDF could not be printed. Try again; if it happens again, ask the "
                    "administrator to look into the log of the server."
                )
            ) from None

    @api.model
    def _cs_page_css(self, paper, landscape, specific):
        """Return the CSS of the page for a ``report.paperformat`` and what a template asks for."""
        width, height = A4
        if paper.print_page_width and paper.print_page_height:
            width, height = paper.print_page_width, paper.print_page_height
        turned = specific.get("data-report-landscape")
        if landscape or turned or (not landscape and paper.orientation == "Landscape"):
            width, height = max(width, height), min(width, height)
        top = float(specific.get("data-report-margin-top") or paper.margin_top or 10)
        bottom = float(specific.get("data-report-margin-bottom") or paper.margin_bottom or 10)
        # Headers stand in the body here: the room kept for them at the edge is not needed.
        margins = (min(top, 12), paper.margin_right or 10, max(min(bottom, 15), 10))
        return chromium.page_css(width, height, (*margins, paper.margin_left or 10))

    @api.model
    def _cs_joined(self, bodies, header, footer, css):
        """Return one page of all ``bodies``, each with its own header and footer around it.

        Browsers repeat the head and the foot of a table on each sheet it goes over.
        """
        heads = self._cs_layers(header, "header")
        feet = self._cs_layers(footer, "footer")
        parts = []
        for index, body in enumerate(bodies):
            head = heads[index] if index < len(heads) else ""
            foot = feet[index] if index < len(feet) else ""
            content = chromium.inner(str(body))
            if head or foot:
                content = (
                    '<table class="o_cs_sheet">'
                    f"<thead><tr><td>{head}</td></tr></thead>"
                    f"<tfoot><tr><td>{foot}</td></tr></tfoot>"
                    f"<tbody><tr><td>{content}</td></tr></tbody></table>"
                )
            parts.append(f'<div class="o_cs_document">{content}</div>')
        first = str(bodies[0]) if bodies else ""
        style = (
            f"{css} .o_cs_sheet {{ width: 100%; border-collapse: collapse; }}"
            " .o_cs_sheet > * > tr > td { padding: 0; }"
            " .o_cs_document:not(:last-child) { break-after: page; }"
            " body { -webkit-print-color-adjust: exact; }"
        )
        head = chromium.inner(first, "head") if "<head" in first.lower() else ""
        return (
            f'<!DOCTYPE html><html><head><meta charset="utf-8"/>{head}<style>{style}</style></head>'
            f'<body class="container">{"".join(parts)}</body></html>'
        )

    @api.model
    def _cs_layers(self, html, css_class):
        """Return the headers or footers that Odoo has gathered, one per document, in order."""
        if not html:
            return []
        root = lxml.html.fromstring(str(html))
        found = root.xpath(
            f"//div[contains(concat(' ', normalize-space(@class), ' '), ' {css_class} ')]"
        )
        for node in found:
            # Filled in by a script of wkhtmltopdf; here the page's own foot counts.
            for number in node.xpath(".//span[@class='page' or @class='topage']"):
                around = number.getparent()
                if around is not None and len(around.text_content().strip()) < PAGE_WORDS:
                    around.clear()
        return [lxml.html.tostring(node, encoding="unicode") for node in found]

    @api.model
    def _cs_self_contained(self, html):
        """Return ``html`` with its style sheets and pictures in it, read in the user's rights."""
        root = lxml.html.document_fromstring(html, parser=lxml.html.HTMLParser(encoding="utf-8"))
        for node in root.xpath("//script | //base"):
            node.drop_tree()
        for link in root.xpath("//link[@rel='stylesheet']"):
            style = lxml.html.Element("style")
            style.text = self._cs_stylesheet(link.get("href") or "")
            link.getparent().replace(link, style)
        for image in root.xpath("//img[@src]"):
            if not image.get("src").startswith("data:"):
                image.set("src", self._cs_picture(image.get("src")))
        return "<!DOCTYPE html>" + lxml.html.tostring(root, encoding="unicode")

    @api.model
    def _cs_stylesheet(self, href):
        path = href[href.find("/web/assets/") :].split("?")[0] if "/web/assets/" in href else ""
        parts = path.strip("/").split("/")
        if len(parts) != 4:
            return ""
        # sudo: assets are public
        bundle, rtl = parts[3].removesuffix(".css"), ".rtl" in parts[3]
        name = bundle.removesuffix(".min").removesuffix(".rtl")
        assets = self.env["ir.qweb"].sudo()._get_asset_bundle(name, css=True, js=False, rtl=rtl)
        return assets.css().raw.decode() if assets.stylesheets else ""

    @api.model
    def _cs_picture(self, src):
        """Return a picture of this server as data, or an empty one: nothing is fetched."""
        try:
            data = self._cs_picture_bytes(src.split("?")[0].split("#")[0])
        except (AccessError, MissingError, ValueError, KeyError, OSError):
            data = None
        if not data:
            return "data:,"
        return f"data:{guess_mimetype(data)};base64,{base64.b64encode(data).decode()}"

    @api.model
    def _cs_picture_bytes(self, path):
        """Return what an address of this server shows, in the user's rights; else ``None``."""
        parts = (path[path.find("/web/image/") :] if "/web/image/" in path else path).split("/")[1:]
        if parts[:2] == ["web", "image"] and len(parts) > 2:
            if parts[2].split("-")[0].isdigit():
                file = self.env["ir.binary"]._find_record(res_id=int(parts[2].split("-")[0]))
                return file.raw
            if len(parts) > 4 and parts[3].split("-")[0].isdigit():
                record_id = int(parts[3].split("-")[0])
                record = self.env["ir.binary"]._find_record(
                    res_model=parts[2], res_id=record_id, field=parts[4]
                )
                if record._fields[parts[4]].type == "binary":
                    return base64.b64decode(record[parts[4]] or b"")
        if len(parts) > 2 and parts[1] == "static":
            file = file_path("/".join(parts), filter_ext=(".png", ".jpg", ".svg", ".gif"))
            return Path(file).read_bytes()
        return None

    @api.model
    def _cs_html_to_pdf(self, html):
        """Return the PDF of a page that was rendered on the server; nothing of it is stored.

        For letters and documents that bring their own layout, header and style in the body.

        :param str html: a whole page
        :raise UserError: there is no program that prints, or it fails
        """
        if self.get_wkhtmltopdf_state() in ("install", "broken"):
            raise UserError(
                self.env._(
                    "This server cannot make PDF files yet. Ask the administrator to install "
                    "Chromium or wkhtmltopdf."
                )
            )
        return self._run_wkhtmltopdf([str(html)])
