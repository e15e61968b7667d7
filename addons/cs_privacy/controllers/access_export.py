import csv
import io

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import content_disposition, request

FORMATS = {
    "csv": ("text/csv;charset=utf8", "csv"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
}


class AccessExport(http.Controller):
    """Files of clear values: handed out once for an approved request, stored nowhere."""

    @http.route("/cs_privacy/export", type="http", auth="user", methods=["POST"])
    def export(self, request_id, file_format="xlsx", **kwargs):
        """Use an approved request up and answer with its file."""
        try:
            access = request.env["cs.privacy.access.request"].browse(int(request_id)).exists()
        except ValueError:
            access = request.env["cs.privacy.access.request"]
        if not access or file_format not in FORMATS:
            raise UserError(
                request.env._("There is no such request. Open it from the list of requests.")
            )
        access.check_access("read")
        if access.user_id != request.env.user or access.kind != "export":
            raise AccessError(request.env._("Only who asked for a file gets it."))
        records = request.env[access.model].browse(access._cs_ids()).exists()
        values = records._cs_open_export(access)
        names = access.field_names.split(",")
        header = [request.env._("ID"), request.env._("Name"), *self._labels(records, names)]
        rows = [
            [r.id, r.display_name or "", *(values[r.id][name] or "" for name in names)]
            for r in records
        ]
        mimetype, extension = FORMATS[file_format]
        make = self._csv if file_format == "csv" else self._xlsx
        filename = f"{access.name.replace('/', '-')}.{extension}"
        return request.make_response(
            make(header, rows),
            headers=[
                ("Content-Type", mimetype),
                ("Content-Disposition", content_disposition(filename)),
                ("Cache-Control", "no-store"),
            ],
        )

    def _labels(self, records, names):
        return [records._fields[name]._description_string(records.env) for name in names]

    def _csv(self, header, rows):
        file = io.StringIO()
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        # A spreadsheet takes what starts like this for a formula.
        writer.writerows(
            [f"'{cell}" if str(cell)[:1] in "=+-@" and str(cell) else cell for cell in row]
            for row in [header, *rows]
        )
        # The mark lets spreadsheets read Chinese.
        return file.getvalue().encode("utf-8-sig")

    def _xlsx(self, header, rows):
        import xlsxwriter

        file = io.BytesIO()
        workbook = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False})
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, header, workbook.add_format({"bold": True}))
        for number, row in enumerate(rows, start=1):
            sheet.write_number(number, 0, row[0])
            for column, cell in enumerate(row[1:], start=1):
                sheet.write_string(number, column, str(cell))
        sheet.freeze_panes(1, 0)
        sheet.set_column(1, len(header), 24)
        workbook.close()
        return file.getvalue()
