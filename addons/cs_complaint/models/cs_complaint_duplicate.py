from odoo import models
from odoo.tools import SQL

from ..core.facts import OPEN_STATES
from ..core.grams import grams, likeness

# Open complaints of one person that are compared, and how alike the texts of duplicates are
COMPARED = 50
ALIKE = 0.3
SHOWN = 3


class CsComplaintDuplicate(models.Model):
    """Tells while a complaint is written that the same may be in work already. Blocks nothing."""

    _inherit = "cs.complaint"

    def _cs_duplicate_notice(self):
        """Return the banner for this complaint, which may be a draft, or False.

        Of complaints that the user may not read it gives the number and nothing else.
        """
        self.ensure_one()
        if self.company_id not in self.env.companies:
            # Only typed so far; of other companies not even a number is told.
            return False
        drafted = not self._origin
        duplicates = self._cs_duplicates()[:SHOWN]
        first = self.browse()
        if drafted and (root_id := self._cs_find_roots().get(0)):
            first = self.browse(root_id).sudo()
        if not duplicates and not first:
            return False
        found = self.browse(duplicate.id for duplicate in duplicates) | first.sudo(False)
        values = {
            "duplicates": duplicates,
            "first": first,
            "readable": found._filtered_access("read").ids,
            "states": dict(self._fields["state"]._description_selection(self.env)),
        }
        return self.env["ir.qweb"]._render("cs_complaint.duplicate_notice", values)

    def _cs_duplicates(self):
        """Return open complaints of the same person or number that look like this one.

        In superuser mode, the most alike first. There are few open ones of a person, so their
        texts are compared here and not in the database.
        """
        self.ensure_one()
        mine = grams(f"{self.subject or ''} {self.description or ''}")
        subject = grams(self.subject)
        scores = {}
        for complaint in self._cs_open_of_person() if mine else ():
            theirs = grams(f"{complaint.subject or ''} {complaint.description or ''}")
            score = max(likeness(mine, theirs), likeness(subject, grams(complaint.subject)))
            if score >= ALIKE:
                scores[complaint] = score
        ordered = sorted(scores, key=lambda complaint: (-scores[complaint], -complaint.id))
        return self.sudo().browse(complaint.id for complaint in ordered)

    def _cs_open_of_person(self):
        """Return the open complaints of the same person or number, in superuser mode."""
        self.ensure_one()
        complaints = self.sudo().browse()
        rows = self._cs_asked()
        if not rows:
            return complaints
        query = SQL(
            "SELECT DISTINCT s.id FROM (%s) s ORDER BY s.id DESC LIMIT %s",
            self._cs_same_person(rows, SQL("c.state IN %s", OPEN_STATES)),
            COMPARED,
        )
        return complaints.browse(found for (found,) in self.env.execute_query(query))
