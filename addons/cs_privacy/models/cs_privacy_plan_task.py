from odoo import fields, models

from ..core.guard import OPEN_STAGES

ROLES = [
    ("handler", "Who handles the incident"),
    ("department", "Security officer of the department"),
    ("company", "Security officer of the company"),
    ("head", "Head of the department"),
    ("reporter", "Who reported it"),
]


class CsPrivacyPlanTask(models.Model):
    """A task of the emergency plan, from which the tasks of each incident are made."""

    _name = "cs.privacy.plan.task"
    _description = "Task of the Emergency Plan"
    _order = "plan_id, sequence, id"

    plan_id = fields.Many2one(
        comodel_name="cs.privacy.plan", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    instructions = fields.Text(translate=True)
    # The stage in which the task is done; it cannot be left with a mandatory task open.
    stage = fields.Selection(
        selection=lambda self: [
            item for item in self.env["cs.privacy.incident"]._cs_states() if item[0] in OPEN_STAGES
        ],
        string="While",
        required=True,
        default="detected",
    )
    kind_ids = fields.Many2many(
        comodel_name="cs.privacy.incident.kind", string="Kinds", help="Empty: for every kind."
    )
    rank_from = fields.Integer(
        string="From Rank", help="Only for incidents of this severity rank or a higher one."
    )
    role = fields.Selection(selection=ROLES, required=True, default="handler")
    hours = fields.Float(string="Within (h)", default=4, help="From the detection.")
    is_mandatory = fields.Boolean(string="Mandatory", default=True)
