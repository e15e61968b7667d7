from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CsComplaintCategory(models.Model):
    """Two-level classification of complaints; the upper level carries the class (clause 6.1.2)."""

    _name = "cs.complaint.category"
    _description = "Complaint Category"
    _parent_store = True
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    description = fields.Char(
        string="Examples",
        translate=True,
        help="Tells agents and customers what belongs here.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    parent_id = fields.Many2one(
        comodel_name="cs.complaint.category",
        index="btree_not_null",
        ondelete="restrict",
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many(
        comodel_name="cs.complaint.category",
        inverse_name="parent_id",
        string="Subcategories",
    )
    complaint_class = fields.Selection(
        selection=[
            ("service", "Service"),
            ("product", "Product"),
            ("marketing", "Marketing"),
            ("policy", "Policy"),
        ],
        string="Class",
        compute="_compute_complaint_class",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        recursive=True,
        help="The department whose function has this name handles the complaint.",
    )
    is_public = fields.Boolean(
        string="Customers May Choose",
        default=True,
        help="Offered in the web form and in the customer portal.",
    )

    @api.depends("parent_id.complaint_class")
    def _compute_complaint_class(self):
        for category in self:
            category.complaint_class = (
                category.parent_id.complaint_class or category.complaint_class or "service"
            )

    @api.depends("name", "parent_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for category in self:
            parent = category.parent_id.name
            category.display_name = f"{parent} / {category.name}" if parent else category.name

    @api.constrains("parent_id")
    def _check_two_levels(self):
        if self._has_cycle():
            raise ValidationError(
                self.env._("A category cannot lie below itself. Choose another parent.")
            )
        for category in self:
            if category.parent_id.parent_id or (category.parent_id and category.child_ids):
                raise ValidationError(
                    self.env._(
                        "Complaint categories have two levels: a class and its subcategories. "
                        "Choose a parent of the upper level."
                    )
                )
