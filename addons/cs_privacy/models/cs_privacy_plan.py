from odoo import api, fields, models


class CsPrivacyPlan(models.Model):
    """The emergency plan: what is done in which stage, by whom, until when (clause 3.2.3(1))."""

    _name = "cs.privacy.plan"
    _description = "Emergency Plan"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        comodel_name="res.company",
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: for every company without a plan of its own.",
    )
    date_exercised = fields.Date(string="Last Exercise")
    note = fields.Text(string="Purpose and Scope", translate=True)
    line_ids = fields.One2many(
        comodel_name="cs.privacy.plan.task", inverse_name="plan_id", string="Tasks", copy=True
    )

    @api.model
    def _cs_for(self, company):
        """Return the plan of ``company``: its own, else the shared one; may be empty."""
        return self.sudo().search(
            [("company_id", "in", [company.id, False])], order="company_id, sequence, id", limit=1
        )
