import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

PLACEHOLDER = re.compile(r"\{(\w*)\}")


class CsComplaintCanned(models.Model):
    """A text that answers the same matter again and again: by department, class and language.

    Its placeholders are facts of the complaint that are no personal data.
    """

    _name = "cs.complaint.canned"
    _description = "Canned Answer"
    _inherit = ["cs.privacy.scan.mixin"]
    _order = "sequence, name, id"
    _rec_names_search = ["name", "shortcut"]

    _cs_scanned = ("name", "process", "result")

    name = fields.Char(required=True)
    shortcut = fields.Char(
        index="trigram", help="Typed in the answer instead of looking for the title."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company", index=True, help="Empty: for every company."
    )

    # For which complaints; empty means any
    department_ids = fields.Many2many(comodel_name="hr.department", string="Departments")
    complaint_class = fields.Selection(
        selection=lambda self: (
            self.env["cs.complaint.category"]
            ._fields["complaint_class"]
            ._description_selection(self.env)
        ),
        string="Class",
    )
    lang = fields.Selection(
        selection=lambda self: self.env["res.lang"].get_installed(), string="Language"
    )

    process = fields.Text(string="What Was Done")
    result = fields.Text()
    usage_count = fields.Integer(string="Used", compute="_compute_usage_count")

    _shortcut_uniq = models.UniqueIndex(
        "(shortcut, COALESCE(company_id, 0), COALESCE(lang, '')) WHERE shortcut IS NOT NULL"
        " AND active",
        "Another canned answer in this language has the same shortcut.",
    )
    _has_text = models.Constraint(
        "CHECK (COALESCE(process, '') <> '' OR COALESCE(result, '') <> '')",
        "A canned answer holds a text.",
    )

    def _compute_usage_count(self):
        # sudo: how often a text is used is no secret; who got it is
        counts = (
            self.env["cs.complaint.feedback"]
            .sudo()
            ._read_group([("canned_id", "in", self.ids)], ["canned_id"], ["__count"])
        )
        used = {canned.id: count for canned, count in counts}
        for canned in self:
            canned.usage_count = used.get(canned._origin.id, 0)

    @api.constrains("process", "result")
    def _check_placeholders(self):
        known = self._cs_placeholders(self.env["cs.complaint"])
        for canned in self:
            text = f"{canned.process or ''} {canned.result or ''}"
            unknown = sorted(set(PLACEHOLDER.findall(text)) - set(known))
            if unknown:
                raise ValidationError(
                    self.env._(
                        "There is no placeholder %(unknown)s. Use one of: %(known)s.",
                        unknown=", ".join(f"{{{name}}}" for name in unknown),
                        known=", ".join(f"{{{name}}}" for name in known),
                    )
                )

    @api.model
    def _cs_placeholders(self, complaint):
        """Hook: return ``{placeholder: text}`` for ``complaint``; nothing that is personal data.

        :param complaint: one ``cs.complaint``, or none for the names alone
        """
        lang = complaint.lang
        return {
            "number": complaint.name or "",
            "department": complaint.department_id.sudo().name or "",
            "category": complaint.category_id.name or "",
            "company": complaint.company_id.name or "",
            "registered": complaint._cs_moment_text(complaint.date_registered, lang)
            if complaint
            else "",
            "deadline": complaint._cs_moment_text(complaint.date_resolve_due, lang)
            if complaint
            else "",
        }

    def _cs_texts(self, complaint):
        """Return ``(process, result)`` for ``complaint``, placeholders filled in."""
        self.ensure_one()
        complaint = complaint.with_context(lang=complaint.lang or self.env.lang)
        facts = self._cs_placeholders(complaint)

        def fill(text):
            return PLACEHOLDER.sub(lambda found: facts.get(found[1], found[0]), text or "")

        return fill(self.process), fill(self.result)

    @api.model
    def _cs_domain_for(self, complaint):
        """Return the domain of the texts that fit ``complaint``."""
        return [
            ("company_id", "in", (complaint.company_id.id, False)),
            ("lang", "in", (complaint.lang, False)),
            ("complaint_class", "in", (complaint.complaint_class, False)),
            "|",
            ("department_ids", "=", False),
            ("department_ids", "in", complaint.department_id.ids),
        ]
