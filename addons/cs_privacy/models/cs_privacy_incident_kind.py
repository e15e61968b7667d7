from odoo import fields, models


class CsPrivacyIncidentKind(models.Model):
    """What happened to customer information: leak, loss, unauthorised access …"""

    _name = "cs.privacy.incident.kind"
    _description = "Kind of Incident"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    description = fields.Text(translate=True)
    severity_id = fields.Many2one(
        comodel_name="cs.privacy.severity",
        string="At Least",
        index="btree_not_null",
        ondelete="restrict",
        help="An incident of this kind has at least this severity, however few persons it affects.",
    )

    _code_uniq = models.UniqueIndex("(code)", "Another kind has this code.")
