from odoo import models


class BaseImport(models.TransientModel):
    """A file of protected values does not lie in the database longer than its import takes."""

    _inherit = "base_import.import"

    def execute_import(self, fields, columns, options, dryrun=False):
        result = super().execute_import(fields, columns, options, dryrun=dryrun)
        failed = any(message.get("type") == "error" for message in result.get("messages", ()))
        if not (dryrun or failed or result.get("nextrow")):
            # sudo: forgets what the user brought, whatever the user may write by now
            self.sudo().write({"file": False})
        return result
