from odoo import api, fields, models


class CsComplaintSuggest(models.Model):
    """What the learned model suggests for a complaint, and what people made of it (6.1.2).

    Fields, not a call: whatever door a complaint comes in by, the suggestion is the server's, and
    so is the record of whether it was followed.
    """

    _inherit = "cs.complaint"

    suggested_category_id = fields.Many2one(
        comodel_name="cs.complaint.category",
        compute="_compute_suggestion",
        store=True,
        precompute=True,
        ondelete="set null",
        groups="base.group_user",
    )
    suggestion_percent = fields.Integer(
        string="Suggestion Certain (%)",
        compute="_compute_suggestion",
        store=True,
        precompute=True,
        aggregator="avg",
        groups="base.group_user",
    )
    suggestion_model_id = fields.Many2one(
        comodel_name="cs.complaint.model",
        string="Suggested By",
        compute="_compute_suggestion",
        store=True,
        precompute=True,
        index="btree_not_null",
        ondelete="set null",
        groups="base.group_user",
    )
    # open: nobody has chosen a category yet
    suggestion_state = fields.Selection(
        selection=[
            ("open", "To be decided"),
            ("accepted", "Followed"),
            ("overruled", "Chosen otherwise"),
        ],
        string="Suggestion",
        compute="_compute_suggestion_state",
        store=True,
        precompute=True,
        groups="base.group_user",
    )

    @api.depends("subject", "description", "company_id")
    def _compute_suggestion(self):
        decided = self.filtered(
            lambda c: c._origin and c.category_id and c._origin.suggestion_model_id
        )
        for complaint in decided:
            # What was suggested when it was decided stays on record.
            before = complaint._origin
            complaint.suggestion_model_id = before.suggestion_model_id
            complaint.suggested_category_id = before.suggested_category_id
            complaint.suggestion_percent = before.suggestion_percent
        models_learned = self.env["cs.complaint.model"]
        for company, complaints in (self - decided).grouped("company_id").items():
            texts = [f"{c.subject or ''} {c.description or ''}" for c in complaints]
            found = models_learned._cs_suggest(company, texts)
            for complaint, (model, category, percent) in zip(complaints, found, strict=True):
                complaint.suggestion_model_id = model
                complaint.suggested_category_id = category
                complaint.suggestion_percent = percent

    @api.depends("suggested_category_id", "category_id")
    def _compute_suggestion_state(self):
        for complaint in self:
            suggested, chosen = complaint.suggested_category_id, complaint.category_id
            if not suggested:
                complaint.suggestion_state = False
            elif not chosen:
                complaint.suggestion_state = "open"
            else:
                complaint.suggestion_state = "accepted" if chosen == suggested else "overruled"
