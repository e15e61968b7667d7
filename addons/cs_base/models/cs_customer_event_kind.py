from odoo import api, fields, models, tools


class CsCustomerEventKind(models.Model):
    """What can happen to a customer, e.g. "Bill Paid"; programs name it by its code."""

    _name = "cs.customer.event.kind"
    _description = "Kind of Customer Event"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="How programs and rules name it, e.g. bill_paid.")
    sequence = fields.Integer(default=100)
    active = fields.Boolean(default=True)
    description = fields.Char(translate=True)

    _code_unique = models.Constraint("unique (code)", "There is a kind of event with this code.")
    _code_plain = models.Constraint(
        "CHECK (code ~ '^[a-z][a-z0-9_]*$')",
        "A code is made of small letters, digits and underscores, e.g. bill_paid.",
    )

    @api.model
    @tools.ormcache("code")
    def _cs_id_of(self, code):
        """Return the id of the active kind with this code, or ``False``."""
        return self.sudo().search([("code", "=", code)], limit=1).id

    @api.model_create_multi
    def create(self, vals_list):
        kinds = super().create(vals_list)
        self.env.registry.clear_cache()
        return kinds

    def write(self, vals):
        result = super().write(vals)
        if {"active", "code"} & set(vals):
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
