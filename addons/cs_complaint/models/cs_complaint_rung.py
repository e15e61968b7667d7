from odoo import api, fields, models, tools

from .cs_complaint_policy import SEVERITIES


class CsComplaintRung(models.Model):
    """A rung of the escalation ladder: when, who is told, and how (clause 6.2.3)."""

    _name = "cs.complaint.rung"
    _description = "Escalation Rung"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        index=True,
        help="Empty: for every company.",
    )
    severity = fields.Selection(selection=SEVERITIES, help="Empty: for every severity.")
    target = fields.Selection(
        selection=[("response", "First response"), ("resolve", "Resolution")],
        required=True,
        default="resolve",
    )
    basis = fields.Selection(
        selection=[
            ("share", "Per cent of the time"),
            ("before", "Working hours before the deadline"),
            ("after", "Working hours after the deadline"),
        ],
        required=True,
        default="share",
    )
    amount = fields.Float(required=True, default=80.0)
    role = fields.Selection(
        selection=[
            ("handler", "Handler"),
            ("head", "Head of the department"),
            ("supervisor", "Supervisors of complaints"),
            ("management", "Service management"),
            ("user", "A certain person"),
        ],
        required=True,
        default="handler",
    )
    user_id = fields.Many2one(
        comodel_name="res.users", string="Person", domain="[('share', '=', False)]"
    )
    channel = fields.Selection(
        selection=[
            ("activity", "Activity"),
            ("email", "E-mail"),
            ("both", "Activity and e-mail"),
        ],
        required=True,
        default="activity",
    )

    _amount_valid = models.Constraint(
        "CHECK (amount >= 0 AND (basis <> 'share' OR amount BETWEEN 1 AND 300))",
        "The share lies between 1 and 300 per cent, hours are not negative.",
    )
    _person_given = models.Constraint(
        "CHECK (role <> 'user' OR user_id IS NOT NULL)",
        "Say which person this rung tells.",
    )

    @api.model
    @tools.ormcache("company_id")
    def _cs_ladder(self, company_id):
        """Return ``((id, severity or None, target, basis, amount), …)`` for a company."""
        rungs = self.sudo().search([("company_id", "in", (company_id, False))])
        return tuple(
            (rung.id, rung.severity or None, rung.target, rung.basis, rung.amount) for rung in rungs
        )

    def _cs_ladder_changed(self):
        self.env.registry.clear_cache()
        companies = self.company_id
        if not companies or any(not rung.company_id for rung in self):
            companies = self.env["res.company"].sudo().search([("active", "=", True)])
        companies._cs_targets_changed()

    @api.model_create_multi
    def create(self, vals_list):
        rungs = super().create(vals_list)
        rungs._cs_ladder_changed()
        return rungs

    def write(self, vals):
        result = super().write(vals)
        self._cs_ladder_changed()
        return result

    def unlink(self):
        self._cs_ladder_changed()
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
