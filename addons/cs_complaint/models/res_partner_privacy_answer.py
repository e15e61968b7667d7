from odoo import models
from odoo.tools import SQL

# Texts about the customer beside those of the complaint itself
ERASED = (
    ("cs_complaint_call", ("note", "process", "result")),
    ("cs_complaint_compensation", ("reason",)),
    ("cs_complaint_approval", ("reason",)),
    ("cs_complaint_regulator_case", ("demand", "answer")),
)


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _cs_erase_complaints(self):
        """Take the person out of what belongs to the answers of complaints, too."""
        complaints = self.env["cs.complaint"].sudo().search([("partner_id", "in", self.ids)])
        papers = complaints.feedback_ids.letter_id | complaints.regulator_case_ids.paper_ids
        result = super()._cs_erase_complaints()
        if not complaints:
            return result
        erased = self.env._("(erased)")
        self.env.flush_all()
        # Below the ORM: this is evidence, which refuses every change but this one.
        for table, columns in ERASED:
            for column in columns:
                self.env.cr.execute(
                    SQL(
                        "UPDATE %(table)s SET %(column)s = %(text)s"
                        " WHERE complaint_id IN %(ids)s AND %(column)s IS NOT NULL",
                        table=SQL.identifier(table),
                        column=SQL.identifier(column),
                        text=erased,
                        ids=complaints._ids,
                    )
                )
        self.env.cr.execute(
            SQL(
                "UPDATE cs_complaint SET why_1 = NULL, why_2 = NULL, why_3 = NULL, why_4 = NULL,"
                " why_5 = NULL WHERE id IN %s",
                complaints._ids,
            )
        )
        self.env.invalidate_all()
        papers.sudo().exists().unlink()
        return result
