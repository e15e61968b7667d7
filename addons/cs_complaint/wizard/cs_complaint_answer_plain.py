from odoo import fields, models


class CsComplaintAnswerPlain(models.TransientModel):
    """Words of the trade in an answer: shown before it is sent, never in its way (clause 4.2.2)."""

    _inherit = "cs.complaint.answer"

    lang = fields.Selection(related="complaint_id.lang")
    jargon_text = fields.Text(readonly=True)

    def _cs_customer_texts(self):
        """Return the names of the fields that the customer will read."""
        self.ensure_one()
        return ["process", "result", *(["short_text"] if self.is_short else [])]

    def action_check_and_send(self):
        """Send, or first ask whether the customer will understand the words that were found."""
        self.ensure_one()
        self.jargon_text = self._cs_jargon_text()
        return self._cs_reopened() if self.jargon_text else self.action_send()

    def action_use_plain(self):
        """Put the plain wording in wherever there is one, and show the dialog again."""
        self.ensure_one()
        jargon = self.env["cs.jargon"]
        for name in self._cs_customer_texts():
            self[name] = jargon._cs_replaced(self[name], self.lang)
        self.jargon_text = self._cs_jargon_text()
        return self._cs_reopened()

    def _cs_jargon_text(self):
        """Return the terms in the texts, one a line, or False."""
        jargon = self.env["cs.jargon"]
        found = jargon._cs_find(self._cs_all_texts(), self.lang)
        lines = [
            f"{term.term} → {term.plain or term.note or ''}".rstrip(" →")
            for term in jargon.browse(found).sudo()
        ]
        return "\n".join(lines) or False

    def _cs_all_texts(self):
        return "\n".join(self[name] or "" for name in self._cs_customer_texts())

    def _cs_count_jargon(self):
        """Count what is sent all the same."""
        # What stands in two texts is one use.
        self.env["cs.jargon.hit"]._cs_count(self.complaint_id, self._cs_all_texts())

    def _cs_reopened(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Give Feedback"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
