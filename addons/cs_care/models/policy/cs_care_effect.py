from odoo import api, fields, models
from odoo.exceptions import UserError

from .cs_care_policy_effect import OUTCOMES

VERDICTS = [
    ("better", "It helps"),
    ("worse", "It harms"),
    ("unclear", "No difference shown"),
    ("few", "Not enough data"),
]


class CsCareEffect(models.Model):
    """The effect of a policy as it was measured on a day; append-only."""

    _name = "cs.care.effect"
    _description = "Effect of a Care Policy"
    _inherit = ["cs.privacy.guard"]
    _order = "date desc, id desc"
    _rec_name = "policy_id"

    policy_id = fields.Many2one(
        comodel_name="cs.care.policy", required=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    date = fields.Date(required=True, readonly=True)
    outcome = fields.Selection(
        selection=OUTCOMES, string="Measured By", required=True, readonly=True
    )
    outcome_days = fields.Integer(string="Within (Days)", readonly=True, aggregator=None)
    treated_count = fields.Integer(string="Treated", readonly=True, aggregator=None)
    treated_value = fields.Float(
        string="Of the Treated", readonly=True, digits=(16, 4), aggregator=None
    )
    control_count = fields.Integer(string="Held Back", readonly=True, aggregator=None)
    control_value = fields.Float(
        string="Of Those Held Back", readonly=True, digits=(16, 4), aggregator=None
    )
    difference = fields.Float(readonly=True, digits=(16, 4), aggregator="avg")
    low = fields.Float(string="At Least (95%)", readonly=True, digits=(16, 4), aggregator="avg")
    high = fields.Float(string="At Most (95%)", readonly=True, digits=(16, 4), aggregator="avg")
    p_value = fields.Float(string="p", readonly=True, digits=(16, 4), aggregator=None)
    verdict = fields.Selection(selection=VERDICTS, required=True, readonly=True)

    _day_uniq = models.UniqueIndex(
        "(policy_id, date)", "The effect of this policy has been measured on this day already."
    )

    @api.model_create_multi
    def create(self, vals_list):
        if not self._cs_is_trusted():
            raise UserError(self.env._("Effects are measured by the server: use Measure Now."))
        return super().create(vals_list)

    def write(self, vals):
        if not vals:
            return super().write(vals)
        raise UserError(self.env._("A measured effect is evidence and never changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A measured effect is evidence and stays."))
