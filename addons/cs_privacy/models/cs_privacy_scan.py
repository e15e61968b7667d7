from markupsafe import Markup

from odoo import api, models

from ..core import scan

PARAMETER = "cs_privacy.scan"
KEEP_PARAMETER = "cs_privacy.scan_keep"
# off: texts are stored as they are; chatter: messages, mails, activities, ratings, names of files;
# all: the texts of complaints and contacts as well
LEVELS = ("off", "chatter", "all")
# Digits at the end by which a number is compared with those of the company
COMPARED = 8


class CsPrivacyScan(models.AbstractModel):
    """Puts numbers of people in free text out of sight when it is stored (clauses 3.1.3, 3.3.3).

    Hooks: :meth:`_cs_in_scope` says whose texts are looked at, :meth:`_cs_own_numbers` which
    telephone numbers are no customer's.
    """

    _name = "cs.privacy.scan"
    _description = "Pattern Scan"

    @api.model
    def _cs_level(self):
        """Return the level of the switch; what is not a level counts as the strictest."""
        level = self.env["ir.config_parameter"].sudo().get_param(PARAMETER)
        return level if level in LEVELS else "all"

    @api.model
    def _cs_in_scope(self, model_name):
        """Tell whether messages, activities and files on records of this model are scanned."""
        return bool(model_name) and (model_name == "res.partner" or model_name.startswith("cs."))

    @api.model
    def _cs_hide(self, text, is_html=False, is_name=False):
        """Return ``(text with masks, hits)`` of the numbers that are not the company's own.

        :param text: plain text, or HTML as ``Markup`` or with ``is_html``
        :param bool is_name: the text is the name of a file
        """
        if not text or not isinstance(text, str):
            return text, []
        if is_name:
            return scan.redact_name(text, self._cs_keep)
        if is_html or isinstance(text, Markup):
            found, hits = scan.redact_html(str(text), self._cs_keep)
            return (type(text)(found) if hits else text), hits
        return scan.redact(text, self._cs_keep)

    @api.model
    def _cs_hide_values(self, vals, plain=(), html=(), names=()):
        """Return ``(values with masks, hits)``; ``vals`` itself stays as it is.

        :param dict vals: values for ``create`` or ``write``
        :param plain: fields of plain text
        :param html: fields of HTML
        :param names: fields with names of files
        """
        all_hits, changed = [], {}
        for kind, field_names in (("plain", plain), ("html", html), ("names", names)):
            for name in field_names:
                if not vals.get(name):
                    continue
                text, hits = self._cs_hide(vals[name], kind == "html", kind == "names")
                if hits:
                    changed[name] = text
                    all_hits += hits
        return ({**vals, **changed} if changed else vals), all_hits

    @api.model
    def _cs_hide_for(self, model_names, vals, **field_names):
        """Return ``vals`` with masks when the switch is on and one of the models is in scope.

        :param model_names: models of the records that the values belong to
        :param field_names: ``plain``, ``html`` and ``names`` of :meth:`_cs_hide_values`
        """
        if self._cs_level() == "off" or not any(map(self._cs_in_scope, model_names)):
            return vals
        return self._cs_hide_values(vals, **field_names)[0]

    @api.model
    def _cs_keep(self, hits):
        """Return those of ``hits`` that are numbers of the company or its staff."""
        phones = {hit.value[-COMPARED:] for hit in hits if hit.kind == "phone"}
        own = self._cs_own_numbers(phones) if phones else set()
        return [hit for hit in hits if hit.kind == "phone" and hit.value[-COMPARED:] in own]

    @api.model
    def _cs_own_numbers(self, endings):
        """Return those of ``endings`` that a telephone number of the operator ends with.

        Asked only when a text holds a telephone number. The numbers are those of the companies and
        of their employees at work, and those in the system parameter ``cs_privacy.scan_keep``.

        :param set endings: the last eight digits of numbers
        """
        keep = self.env["ir.config_parameter"].sudo().get_param(KEEP_PARAMETER) or ""
        listed = ["".join(filter(str.isdigit, number)) for number in keep.split(",")]
        self.env["res.partner"].flush_model(["phone"])
        self.env["hr.employee"].flush_model(["work_phone", "mobile_phone"])
        self.env.cr.execute(
            """
            WITH own(number) AS (
                SELECT p.phone FROM res_company c JOIN res_partner p ON p.id = c.partner_id
                 UNION ALL SELECT work_phone FROM hr_employee WHERE active
                 UNION ALL SELECT mobile_phone FROM hr_employee WHERE active
            )
            SELECT DISTINCT right(regexp_replace(number, '\\D', '', 'g'), %(compared)s)
              FROM own
             WHERE right(regexp_replace(number, '\\D', '', 'g'), %(compared)s) IN %(endings)s
            """,
            {"compared": COMPARED, "endings": tuple(endings)},
        )
        own = {number for (number,) in self.env.cr.fetchall()}
        return own | (endings & {number[-COMPARED:] for number in listed if number})
