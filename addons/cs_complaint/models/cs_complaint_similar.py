from odoo import api, fields, models
from odoo.fields import Domain

from ..core.grams import grams, likeness

# The latest closed ones of the same category are compared; below this nothing is alike.
COMPARED = 300
ALIKE = 0.1
SHOWN = 5
RESULT_MAX = 400


class CsComplaintSimilar(models.Model):
    """How the like of a complaint ended before (clause 10.1.2)."""

    _inherit = "cs.complaint"

    _similar_idx = models.Index(
        "(category_id, date_closed DESC) WHERE state = 'closed' AND category_id IS NOT NULL"
    )
    _learned_idx = models.Index("(company_id, date_closed, id) WHERE state = 'closed'")

    @api.readonly
    def cs_similar_complaints(self):
        """Return the closed complaints most like this one that the user may read, with result.

        For the form, which asks when its page is opened.

        :return: ``[{"id", "number", "subject", "category", "percent", "closed", "result"}]``
        :raise AccessError: the user may not read this complaint
        """
        self.ensure_one()
        self.check_access("read")
        mine = grams(f"{self.subject or ''} {self.description or ''}")
        # By the rules of the user: nothing is compared that may not be read.
        candidates = self.search_fetch(
            self._cs_similar_domain(),
            ["name", "subject", "description", "category_id", "date_closed"],
            order="date_closed desc",
            limit=COMPARED,
        )
        scores = {
            c: likeness(mine, grams(f"{c.subject or ''} {c.description or ''}")) for c in candidates
        }
        best = sorted(scores, key=scores.get, reverse=True)[:SHOWN]
        return [
            {
                "id": complaint.id,
                "number": complaint.name,
                "subject": complaint.subject,
                "category": complaint.category_id.display_name or "",
                "percent": round(scores[complaint] * 100),
                "closed": fields.Date.to_string(complaint.date_closed),
                "result": (complaint.feedback_ids[:1].result or "")[:RESULT_MAX],
            }
            for complaint in best
            if scores[complaint] >= ALIKE
        ]

    def _cs_similar_domain(self):
        domain = Domain("state", "=", "closed") & Domain("id", "!=", self.id)
        domain &= Domain("company_id", "=", self.company_id.id)
        categories = self.category_id | self.suggested_category_id
        return domain & Domain("category_id", "in", categories.ids) if categories else domain
