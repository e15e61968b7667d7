from odoo import api, fields, models, tools


class CsPrivacyPurpose(models.Model):
    """What customer information is used for, by which right, and by whom (clause 3.1.1)."""

    _name = "cs.privacy.purpose"
    _description = "Processing Purpose"
    _order = "sequence, name"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, index=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    description = fields.Text(translate=True)
    legal_basis = fields.Selection(
        selection=[
            ("contract", "Contract with the customer"),
            ("law", "Legal obligation"),
            ("consent", "Consent"),
            ("emergency", "Emergency (life, health, property)"),
            ("public", "Public interest"),
        ],
        required=True,
        default="contract",
    )
    field_ids = fields.Many2many(
        comodel_name="ir.model.fields",
        string="Protected Items",
        help="The protected values that may be stored and used for this purpose.",
    )
    group_ids = fields.Many2many(
        comodel_name="res.groups",
        string="Revealed By",
        help="Who may reveal values for this purpose. Empty: everybody who may reveal at all.",
    )
    daily_limit = fields.Integer(
        string="Records per Day",
        default=100,
        help="How many records one user may reveal for this purpose in 24 hours.",
    )
    bulk_limit = fields.Integer(
        string="Records at Once",
        default=5,
        help="More records in one go need an approved request.",
    )

    _code_uniq = models.UniqueIndex("(code)", "Another purpose has this code.")

    @api.model
    @tools.ormcache()
    def _cs_by_field(self):
        """Return ``{(model, field): (purpose ids)}`` of the purposes in force."""
        covered = {}
        for purpose in self.sudo().search([("active", "=", True)]):
            for field in purpose.field_ids:
                covered.setdefault((field.model, field.name), []).append(purpose.id)
        return {key: tuple(ids) for key, ids in covered.items()}

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()
