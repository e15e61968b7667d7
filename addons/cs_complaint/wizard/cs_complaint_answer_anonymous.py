from odoo import models


class CsComplaintAnswerAnonymous(models.TransientModel):
    """The result of an anonymous complaint is kept on record, for there is nobody to tell."""

    _inherit = "cs.complaint.answer"

    def action_send(self):
        """Take the place of the proof where nobody can be told; see the dialog."""
        for answer in self.filtered(lambda a: a.complaint_id.is_anonymous):
            answer.is_satisfaction_asked = False
            if not (answer.note or "").strip():
                answer.note = self.env._(
                    "The complainant stayed anonymous and left no way to answer: "
                    "the result is kept here."
                )
        return super().action_send()
