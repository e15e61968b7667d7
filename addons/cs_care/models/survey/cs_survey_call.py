from odoo import api, fields, models
from odoo.exceptions import UserError


class CsSurveyCall(models.Model):
    """An attempt to interview a customer by telephone; append-only."""

    _name = "cs.survey.call"
    _description = "Survey Call"
    _inherit = ["cs.privacy.guard", "cs.privacy.scan.mixin"]
    _order = "date desc, id desc"
    _rec_name = "date"
    _cs_scanned = ("note",)

    invitation_id = fields.Many2one(
        comodel_name="cs.survey.invitation",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        related="invitation_id.company_id", store=True, precompute=True, index=True
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Interviewer",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    date = fields.Datetime(required=True, readonly=True)
    outcome = fields.Selection(
        selection=[
            ("interview", "Interview started"),
            ("no_answer", "No answer"),
            ("busy", "Busy"),
            ("call_back", "Wants to be called again"),
            ("refused", "Does not want to take part"),
            ("wrong_number", "Wrong number"),
        ],
        required=True,
        readonly=True,
    )
    call_back_at = fields.Datetime(string="Call Again From", readonly=True)
    note = fields.Char(readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        if not self._cs_is_trusted():
            raise UserError(self.env._("Calls are recorded by the buttons of the call list."))
        return super().create(vals_list)

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("Calls that were made stay as they are."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Calls that were made stay as they are."))
