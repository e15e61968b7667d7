from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .cs_visit_step import KINDS


class CsVisitAnswer(models.Model):
    """One question of a visit as it was asked, with the customer's answer."""

    _name = "cs.visit.answer"
    _description = "Answer on a Visit"
    _inherit = ["cs.privacy.guard", "cs.privacy.scan.mixin"]
    _order = "visit_id, sequence, id"

    _cs_scanned = ("text",)
    _cs_protected = frozenset(
        {"visit_id", "step_id", "sequence", "question", "hint", "kind", "is_required", "options"}
    )

    visit_id = fields.Many2one(
        comodel_name="cs.visit", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="visit_id.company_id", store=True, precompute=True, index=True
    )
    step_id = fields.Many2one(
        comodel_name="cs.visit.step", readonly=True, index=True, ondelete="set null"
    )
    sequence = fields.Integer(readonly=True)
    # In the customer's language and as it stood then: a later change of the script asked nobody.
    question = fields.Char(required=True, readonly=True)
    hint = fields.Char(readonly=True)
    kind = fields.Selection(selection=KINDS, required=True, readonly=True)
    is_required = fields.Boolean(readonly=True)
    options = fields.Json(readonly=True)

    choice = fields.Char(help="The chosen answer, in the words in which it was offered.")
    rating = fields.Integer(aggregator="avg")
    number = fields.Float(aggregator="avg")
    is_number_given = fields.Boolean()
    text = fields.Text()
    value = fields.Char(string="Answer", compute="_compute_value")

    _rating_valid = models.Constraint(
        "CHECK (rating BETWEEN 0 AND 5)", "A rating has 1 to 5 stars."
    )

    @api.depends("kind", "choice", "rating", "number", "is_number_given", "text")
    def _compute_value(self):
        for answer in self:
            answer.value = answer._cs_value()

    def _cs_value(self):
        """Return the answer as a text, empty when there is none."""
        self.ensure_one()
        if self.kind == "rating":
            return f"{self.rating} / 5" if self.rating else ""
        if self.kind == "number":
            return f"{self.number:g}" if self.is_number_given else ""
        return (self.choice if self.kind == "choice" else self.text) or ""

    def write(self, vals):
        if not self._cs_is_trusted():
            self.visit_id._cs_check_writable()
        if "number" in vals:
            vals = {**vals, "is_number_given": vals.get("is_number_given", True)}
        result = super().write(vals)
        if "choice" in vals:
            self._cs_check_choice()
        return result

    def _cs_check_choice(self):
        for answer in self:
            if answer.choice and answer.choice not in (answer.options or []):
                raise UserError(
                    self.env._(
                        "“%(choice)s” is none of the answers of “%(question)s”.",
                        choice=answer.choice,
                        question=answer.question,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        if not self._cs_is_trusted():
            raise AccessError(self.env._("Questions come from the script of the visit."))
        return super().create(vals_list)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Questions that were asked stay with the visit."))
