from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core.facts import TRANSITION


class CsComplaintCall(models.Model):
    """One attempt to tell the customer the result by telephone (clause 6.2.4). Append-only.

    Only a call that reached the customer is an answer; the others are counted.
    """

    _name = "cs.complaint.call"
    _description = "Call to a Complainant"
    _order = "date desc, id desc"
    _rec_name = "outcome"

    complaint_id = fields.Many2one(
        comodel_name="cs.complaint",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )
    company_id = fields.Many2one(
        related="complaint_id.company_id", store=True, precompute=True, index=True
    )
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Called By",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.user,
    )
    outcome = fields.Selection(
        selection=[
            ("reached", "Reached"),
            ("no_answer", "Nobody answered"),
            ("busy", "Line was busy"),
            ("voicemail", "Voicemail only"),
            ("declined", "Did not want to talk now"),
            ("wrong_number", "Wrong number"),
        ],
        required=True,
        readonly=True,
    )
    note = fields.Text(readonly=True)
    next_at = fields.Datetime(string="Next Attempt", readonly=True)
    # What was to be said; the next attempt starts from it.
    process = fields.Text(string="What Was Done", readonly=True)
    result = fields.Text(readonly=True)
    feedback_id = fields.Many2one(
        comodel_name="cs.complaint.feedback",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
    )

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.context.get("cs_transition") is not TRANSITION:
            raise AccessError(
                self.env._("Calls are noted by the button Give Feedback of the complaint only.")
            )
        hide = self.env["cs.privacy.scan"]._cs_hide_for
        texts = ("process", "result", "note")
        return super().create([hide([self._name], vals, plain=texts) for vals in vals_list])

    def write(self, vals):
        if not vals:
            return super().write(vals)
        raise UserError(
            self.env._("A call that was noted is evidence and cannot be changed. Note a new one.")
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A call that was noted is evidence and cannot be deleted."))
