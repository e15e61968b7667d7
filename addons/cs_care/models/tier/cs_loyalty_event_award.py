from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

# Known to server code only: no client can send it.
DOOR = object()

OUTCOMES = [
    ("given", "Given"),
    ("cut", "Cut to the limit"),
    ("cap", "Customer's limit reached"),
    ("budget", "Budget used up"),
    ("consent", "No consent"),
    ("tenure", "Customer for too short"),
    ("tier", "Another tier"),
    ("amount", "Amount too small"),
]


class CsLoyaltyEventAward(models.Model):
    """What a rule made of an event: points, or the reason why none. Append-only.

    One row per rule and event: this is what keeps an event from being taken twice.
    """

    _name = "cs.loyalty.event.award"
    _description = "Points for an Event"
    _order = "id desc"
    _rec_name = "event_id"

    rule_id = fields.Many2one(
        comodel_name="cs.loyalty.event.rule",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    event_id = fields.Many2one(
        comodel_name="cs.customer.event",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    program_id = fields.Many2one(
        comodel_name="loyalty.program", required=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one(comodel_name="res.company", readonly=True, ondelete="restrict")
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    card_id = fields.Many2one(
        comodel_name="loyalty.card", required=True, readonly=True, index=True, ondelete="restrict"
    )
    move_id = fields.Many2one(
        comodel_name="cs.loyalty.move",
        string="Entry",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    event_date = fields.Date(string="Day of the Event", required=True, readonly=True)
    outcome = fields.Selection(selection=OUTCOMES, required=True, readonly=True)
    points = fields.Float(readonly=True, digits=(16, 2))

    _once = models.UniqueIndex("(rule_id, event_id)", "This rule has taken this event already.")
    _cap_idx = models.Index("(rule_id, partner_id, event_date) WHERE points > 0")
    _program_idx = models.Index("(program_id, create_date)")

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.context.get("cs_award_door") is not DOOR:
            raise AccessError(self.env._("Awards are recorded by the system alone."))
        return super().create(vals_list)

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("Awards are evidence and cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Awards are evidence and cannot be deleted."))

    @api.model
    def _cs_append(self, vals_list):
        """Add rows; the caller has booked their points."""
        # Nobody has the right to create rows; this method is what server steps do instead.
        return self.sudo().with_context(cs_award_door=DOOR).create(vals_list)
