from odoo import fields, models

from .cs_privacy_scan import KEEP_PARAMETER, PARAMETER


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cs_privacy_request_days = fields.Integer(
        related="company_id.cs_privacy_request_days", readonly=False
    )
    cs_privacy_officer_id = fields.Many2one(
        related="company_id.cs_privacy_officer_id", readonly=False
    )
    cs_privacy_scan = fields.Selection(
        selection=[
            ("off", "Off"),
            ("chatter", "Messages, notes, ratings and names of files"),
            ("all", "These and the texts of complaints and contacts"),
        ],
        string="Pattern Scan",
        config_parameter=PARAMETER,
        default="all",
        help="Numbers of identity documents and telephones in free text are put out of sight.",
    )
    cs_privacy_scan_keep = fields.Char(
        string="Numbers to Leave Alone",
        config_parameter=KEEP_PARAMETER,
        help="Telephone numbers of yours that are no company's and no employee's, separated by "
        "commas. Short numbers and freephone numbers are always left alone.",
    )
