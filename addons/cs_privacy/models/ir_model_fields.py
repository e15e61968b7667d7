from odoo import fields, models


class IrModelFields(models.Model):
    _inherit = "ir.model.fields"

    cs_is_encrypted = fields.Boolean(
        string="Protected Value",
        compute="_compute_cs_is_encrypted",
        search="_search_cs_is_encrypted",
        help="The values of this field are stored encrypted.",
    )

    def _compute_cs_is_encrypted(self):
        for field in self:
            model = self.env.get(field.model)
            field.cs_is_encrypted = field.name in self._cs_encrypted_of(model)

    def _search_cs_is_encrypted(self, operator, value):
        if operator != "in":
            return NotImplemented
        ids = [
            self._get_ids(model._name)[name]
            for model in self.env.values()
            if not model._abstract
            for name in self._cs_encrypted_of(model)
        ]
        return [("id", "in" if True in value else "not in", ids)]

    def _cs_encrypted_of(self, model):
        """Return the names of the encrypted fields of a model, which may have none."""
        if model is None or not hasattr(model, "_cs_encrypted_names"):
            return ()
        return model._cs_encrypted_names()
