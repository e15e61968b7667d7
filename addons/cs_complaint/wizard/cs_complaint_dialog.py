from odoo import api, models

# Whose name tells something of a complaint or of a customer
SHOWN = {
    "cs.complaint",
    "cs.complaint.bulk",
    "cs.complaint.compensation",
    "cs.complaint.task",
    "cs.contact",
}


class CsComplaintDialog(models.AbstractModel):
    """A dialog is about what its user may see.

    The web client is told the name of a linked record whatever the rules say, and computed fields
    of a dialog tell more. So nobody hangs a dialog on a complaint that is not for him.
    """

    _name = "cs.complaint.dialog"
    _description = "Dialog about Complaints"

    # The right that is needed; a dialog whose fields tell more asks for more.
    _cs_needed_access = "read"

    @api.model_create_multi
    def create(self, vals_list):
        dialogs = super().create(vals_list)
        dialogs._cs_check_shown(self._fields)
        return dialogs

    def write(self, vals):
        result = super().write(vals)
        self._cs_check_shown(vals)
        return result

    def onchange(self, values, field_names, fields_spec):
        """Refuse what the user may not see, in values and defaults; see ``web``."""
        for field in self._cs_shown_fields(self._fields):
            if field.type == "many2one":
                default = self.env.context.get(f"default_{field.name}")
                for value in (values.get(field.name), default):
                    given = value.get("id") if isinstance(value, dict) else value
                    if isinstance(given, int) and given:
                        shown = self.env[field.comodel_name].browse(given)
                        shown.check_access(self._cs_needed_access)
        return super().onchange(values, field_names, fields_spec)

    def _cs_shown_fields(self, names):
        fields = (self._fields.get(name) for name in names)
        return [field for field in fields if field and field.store and field.comodel_name in SHOWN]

    def _cs_check_shown(self, names):
        for field in self._cs_shown_fields(names):
            self.mapped(field.name).check_access(self._cs_needed_access)
