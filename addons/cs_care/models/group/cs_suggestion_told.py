from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class CsSuggestionTold(models.Model):
    """That a customer was told something about a suggestion: what, when, by which channel."""

    _name = "cs.suggestion.told"
    _description = "Answer to a Suggestion"
    _order = "date desc, id desc"
    _rec_name = "step"

    suggestion_id = fields.Many2one(
        comodel_name="cs.suggestion", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="suggestion_id.company_id", store=True, precompute=True, index=True
    )
    step = fields.Selection(
        selection=[
            ("received", "Thanks for the suggestion"),
            ("answered", "Answer"),
            ("realised", "It is there now"),
        ],
        required=True,
        readonly=True,
    )
    channel = fields.Selection(
        selection=[("email", "E-mail"), ("sms", "SMS"), ("none", "Could not be reached")],
        required=True,
        readonly=True,
    )
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    mail_message_id = fields.Many2one(
        comodel_name="mail.message", readonly=True, ondelete="set null", index="btree_not_null"
    )

    _once = models.UniqueIndex("(suggestion_id, step)", "The customer was told this already.")

    def write(self, vals):  # pylint: disable=method-required-super
        raise AccessError(self.env._("What customers were told is evidence and stays."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What customers were told is evidence and stays."))
