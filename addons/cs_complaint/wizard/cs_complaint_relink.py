from odoo import api, fields, models


class CsComplaintRelink(models.TransientModel):
    """Lets a person say of which complaint another one is a repeat, and why."""

    _name = "cs.complaint.relink"
    _description = "Repeat of a Complaint"

    complaint_id = fields.Many2one(
        comodel_name="cs.complaint", required=True, readonly=True, ondelete="cascade"
    )
    original_id = fields.Many2one(
        comodel_name="cs.complaint",
        string="Repeat of",
        ondelete="cascade",
        domain="[('id', '!=', complaint_id), ('date_registered', '<=', date_registered)]",
        help="Leave empty when it is no repeat.",
    )
    date_registered = fields.Datetime(related="complaint_id.date_registered")
    reason = fields.Text(required=True)

    @api.model_create_multi
    def create(self, vals_list):
        dialogs = super().create(vals_list)
        dialogs._check_complaints()
        return dialogs

    def write(self, vals):
        result = super().write(vals)
        self._check_complaints()
        return result

    def onchange(self, values, field_names, fields_spec):
        """Refuse complaints that the user may not see; see ``web``."""
        context = self.env.context
        for name in ("complaint_id", "original_id"):
            complaint_id = values.get(name) or context.get(f"default_{name}")
            self.env["cs.complaint"].browse(complaint_id or []).check_access("read")
        return super().onchange(values, field_names, fields_spec)

    def _check_complaints(self):
        """The dialog shows number and subject of its complaints."""
        (self.complaint_id | self.original_id).check_access("read")

    def action_apply(self):
        """Record the decision; rights are checked by the complaint."""
        self.ensure_one()
        self.complaint_id._cs_decide_repeat(self.original_id, self.reason)
        return {"type": "ir.actions.act_window_close"}
