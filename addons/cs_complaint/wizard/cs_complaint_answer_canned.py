from odoo import api, fields, models


class CsComplaintAnswer(models.TransientModel):
    """Canned answers in the dialog: those that fit department, class and language."""

    _inherit = "cs.complaint.answer"

    canned_id = fields.Many2one(
        comodel_name="cs.complaint.canned",
        string="Canned Answer",
        domain="[('id', 'in', possible_canned_ids)]",
    )
    possible_canned_ids = fields.Many2many(
        comodel_name="cs.complaint.canned", compute="_compute_possible_canned_ids"
    )

    @api.depends("complaint_id")
    def _compute_possible_canned_ids(self):
        canned = self.env["cs.complaint.canned"]
        for answer in self:
            answer.possible_canned_ids = canned.search(canned._cs_domain_for(answer.complaint_id))

    @api.onchange("canned_id")
    def _onchange_canned_id(self):
        """Write the texts; what has been typed stays before them."""
        if not self.canned_id:
            return
        process, result = self.canned_id._cs_texts(self.complaint_id)
        for name, text in (("process", process), ("result", result)):
            typed = (self[name] or "").strip()
            if text and text not in typed:
                self[name] = f"{typed}\n{text}".strip()

    def _create_feedback(self):
        dialog = self.with_context(cs_canned_id=self.canned_id.id)
        return super(CsComplaintAnswer, dialog)._create_feedback()
