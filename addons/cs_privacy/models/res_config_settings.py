from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..parameters import DEFAULTS, LOG_MONTHS_FLOOR
from .cs_privacy_scan import KEEP_PARAMETER, PARAMETER


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cs_privacy_request_days = fields.Integer(
        related="company_id.cs_privacy_request_days", readonly=False
    )
    cs_privacy_officer_id = fields.Many2one(
        related="company_id.cs_privacy_officer_id", readonly=False
    )
    cs_protect_persons = fields.Boolean(related="company_id.cs_protect_persons", readonly=False)
    cs_id_unique = fields.Boolean(related="company_id.cs_id_unique", readonly=False)

    cs_security_officer_id = fields.Many2one(
        related="company_id.cs_security_officer_id", readonly=False
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

    cs_privacy_reveal_seconds = fields.Integer(
        string="Seconds a Value Is Shown",
        default=DEFAULTS["reveal_seconds"],
        config_parameter="cs_privacy.reveal_seconds",
    )
    cs_privacy_may_copy = fields.Boolean(string="Copy Button")
    cs_privacy_hour_limit = fields.Integer(
        string="Records per User and Hour",
        default=DEFAULTS["hour_limit"],
        config_parameter="cs_privacy.hour_limit",
    )
    cs_privacy_day_limit = fields.Integer(
        string="Records per User and Day",
        default=DEFAULTS["day_limit"],
        config_parameter="cs_privacy.day_limit",
    )
    cs_privacy_search_limit = fields.Integer(
        string="Searches per User and Hour",
        default=DEFAULTS["search_limit"],
        config_parameter="cs_privacy.search_limit",
    )
    cs_privacy_approval_hours = fields.Integer(
        string="Hours an Approval Is Usable",
        default=DEFAULTS["approval_hours"],
        config_parameter="cs_privacy.approval_hours",
    )
    cs_privacy_export_limit = fields.Integer(
        string="Exported Records per User and Day",
        default=DEFAULTS["export_limit"],
        config_parameter="cs_privacy.export_limit",
    )
    cs_privacy_agreement_months = fields.Integer(
        string="Months an Agreement Is in Force",
        default=DEFAULTS["agreement_months"],
        config_parameter="cs_privacy.agreement_months",
    )
    cs_privacy_agreement_remind_days = fields.Integer(
        string="Reminder before the End (Days)",
        default=DEFAULTS["agreement_remind_days"],
        config_parameter="cs_privacy.agreement_remind_days",
    )
    cs_privacy_log_months = fields.Integer(
        string="Months the Access Log Is Kept",
        default=DEFAULTS["log_months"],
        config_parameter="cs_privacy.log_months",
    )

    @api.model
    def get_values(self):
        values = super().get_values()
        # A switch that is on by default: its absence has to be told from its being off.
        get_param = self.env["ir.config_parameter"].sudo().get_param
        values["cs_privacy_may_copy"] = get_param("cs_privacy.may_copy", "True") != "False"
        return values

    def set_values(self):
        # Core leaves this to its button; the method can be called without it.
        self.check_access("write")
        self._cs_check_privacy_numbers()
        self.env["ir.config_parameter"].sudo().set_param(
            "cs_privacy.may_copy", str(self.cs_privacy_may_copy)
        )
        return super().set_values()

    def _cs_check_privacy_numbers(self):
        for name in DEFAULTS:
            field = self._fields.get(f"cs_privacy_{name}")
            if field is not None and self[field.name] < 1:
                raise ValidationError(
                    self.env._(
                        "%(setting)s: type a whole number of at least 1.",
                        setting=field._description_string(self.env),
                    )
                )
        if self.cs_privacy_log_months < LOG_MONTHS_FLOOR:
            raise ValidationError(
                self.env._(
                    "The access log has to be kept for %(months)s months at least.",
                    months=LOG_MONTHS_FLOOR,
                )
            )
