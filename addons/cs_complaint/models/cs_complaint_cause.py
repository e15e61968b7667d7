from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CsComplaintCause(models.Model):
    """Why complaints arise: a tree that those who work on them fill in before closing."""

    _name = "cs.complaint.cause"
    _description = "Cause of Complaints"
    _parent_store = True
    _order = "parent_path, sequence, id"

    name = fields.Char(required=True, translate=True)
    parent_id = fields.Many2one(
        comodel_name="cs.complaint.cause", index="btree_not_null", ondelete="restrict"
    )
    display_name = fields.Char(recursive=True)
    parent_path = fields.Char(index=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        index="btree_not_null",
        help="Leave empty for a cause that all companies share.",
    )
    complaint_count = fields.Integer(
        string="Complaints", compute="_compute_complaint_count", help="With those of sub-causes."
    )

    @api.depends("name", "parent_id.display_name")
    @api.depends_context("hierarchical_naming")
    def _compute_display_name(self):
        for cause in self:
            parent = cause.parent_id
            full = self.env.context.get("hierarchical_naming", True)
            cause.display_name = (
                f"{parent.display_name} / {cause.name}" if full and parent else cause.name
            )

    def _compute_complaint_count(self):
        counts = dict(
            self.env["cs.complaint"]._read_group(
                [("cause_id", "child_of", self.ids)], ["cause_id"], ["__count"]
            )
        )
        for cause in self:
            cause.complaint_count = sum(
                count
                for found, count in counts.items()
                if (found.parent_path or "").startswith(cause.parent_path or "-")
            )

    @api.constrains("parent_id")
    def _check_parent_id(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A cause cannot be part of itself."))

    def action_view_complaints(self):
        """Open the complaints with this cause."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "cs.complaint",
            "view_mode": "list,form,pivot,graph",
            "domain": [("cause_id", "child_of", self.id)],
        }
