from odoo import api, fields, models
from odoo.exceptions import AccessError


class CsComplaintTarget(models.TransientModel):
    """Lets managers set the targets of complaint handling without the system's settings."""

    _name = "cs.complaint.target"
    _description = "Complaint Targets"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    days_ordinary = fields.Integer(
        string="Ordinary (Working Days)", compute="_compute_targets", store=True, readonly=False
    )
    days_major = fields.Integer(
        string="Major (Working Days)", compute="_compute_targets", store=True, readonly=False
    )
    days_extra_major = fields.Integer(
        string="Extra-Major (Working Days)", compute="_compute_targets", store=True, readonly=False
    )
    response_hours = fields.Float(
        string="First Response (Working Hours)",
        compute="_compute_targets",
        store=True,
        readonly=False,
    )
    reopen_days = fields.Integer(
        string="Reopening Allowed For (Days)",
        compute="_compute_targets",
        store=True,
        readonly=False,
    )

    @api.model
    def _fields_to_set(self):
        """Return the fields of this dialog; the company has each with ``cs_complaint_`` before."""
        return ("days_ordinary", "days_major", "days_extra_major", "response_hours", "reopen_days")

    @api.depends("company_id")
    def _compute_targets(self):
        for target in self:
            for name in self._fields_to_set():
                target[name] = target.company_id[f"cs_complaint_{name}"]

    def action_save(self):
        """Write the targets to the company; complaints registered from now on follow them."""
        self.ensure_one()
        company = self.company_id
        if not self.env.user.has_group("cs_complaint.group_cs_complaint_manager") or (
            company not in self.env.user.company_ids
        ):
            raise AccessError(
                self.env._("Only managers of complaints change the targets. Ask one of them.")
            )
        # Managers may not write companies; these fields and no others are theirs.
        company.sudo().write({f"cs_complaint_{name}": self[name] for name in self._fields_to_set()})
        return {"type": "ir.actions.act_window_close"}
