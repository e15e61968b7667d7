from odoo import fields, models
from odoo.tools import SQL


class CsPrivacyAccessReport(models.Model):
    """The access log for counting: by user, day, purpose, kind of records."""

    _name = "cs.privacy.access.report"
    _description = "Analysis of Access to Protected Values"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "date"

    date = fields.Datetime(readonly=True)
    user_id = fields.Many2one(comodel_name="res.users", readonly=True)
    kind = fields.Selection(
        selection=[
            ("reveal", "Revealed"),
            ("search", "Searched"),
            ("export", "Exported"),
            ("system", "Used by the system"),
        ],
        readonly=True,
    )
    outcome = fields.Selection(
        selection=[("allowed", "Allowed"), ("refused", "Refused")], readonly=True
    )
    model = fields.Char(string="Kind of Records", readonly=True)
    purpose_id = fields.Many2one(comodel_name="cs.privacy.purpose", readonly=True)
    entries = fields.Integer(readonly=True)
    records = fields.Integer(readonly=True)
    outside_hours = fields.Integer(
        string="At Night",
        readonly=True,
        help="Entries between 22:00 and 6:00 in the time zone of their user.",
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT log.id, log.date, log.user_ref AS user_id, log.kind, log.outcome, log.model,
                   purpose.id AS purpose_id, 1 AS entries, log.res_count AS records,
                   CASE WHEN EXTRACT(hour FROM log.date AT TIME ZONE 'UTC'
                                     AT TIME ZONE COALESCE(partner.tz, 'UTC')) BETWEEN 6 AND 21
                        THEN 0 ELSE 1 END AS outside_hours
              FROM cs_privacy_access_log log
         LEFT JOIN cs_privacy_purpose purpose ON purpose.code = log.purpose
         LEFT JOIN res_users users ON users.id = log.user_ref
         LEFT JOIN res_partner partner ON partner.id = users.partner_id
            """
        )
