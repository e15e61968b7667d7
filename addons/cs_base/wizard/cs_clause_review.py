from odoo import fields, models


class CsClauseReview(models.TransientModel):
    """Asks for the note that goes with the review of one or several clauses."""

    _name = "cs.clause.review"
    _description = "Clause Review"

    clause_ids = fields.Many2many(
        comodel_name="cs.clause",
        string="Clauses",
        required=True,
        default=lambda self: self._default_clause_ids(),
    )
    note = fields.Text(help="What was found, and what is to change.")

    def _default_clause_ids(self):
        if self.env.context.get("active_model") != "cs.clause":
            return False
        return self.env.context.get("active_ids", [])

    def action_confirm(self):
        """Record the review (see ``cs.clause.action_review`` for who may)."""
        self.ensure_one()
        self.clause_ids.action_review(self.note)
        return {"type": "ir.actions.act_window_close"}
