from odoo import api, fields, models, tools
from odoo.tools import SQL


class CsPrivacyConsentReport(models.Model):
    """What holds of the last decisions, for the rate of consent by purpose, channel and time."""

    _name = "cs.privacy.consent.report"
    _description = "Consent Rate"
    _auto = False
    _rec_name = "purpose_id"
    _order = "date desc, id desc"

    partner_id = fields.Many2one(comodel_name="res.partner", string="Customer", readonly=True)
    purpose_id = fields.Many2one(comodel_name="cs.privacy.purpose", readonly=True)
    channel_id = fields.Many2one(comodel_name="cs.channel", string="Channel Record", readonly=True)
    channel = fields.Selection(selection="_selection_channel", readonly=True)
    how = fields.Selection(
        selection=lambda self: (
            self.env["cs.privacy.consent"]._fields["how"]._description_selection(self.env)
        ),
        readonly=True,
    )
    date = fields.Datetime(readonly=True)
    state = fields.Selection(
        selection=[
            ("given", "In force"),
            ("withdrawn", "Withdrawn"),
            ("expired", "Expired"),
            ("outdated", "To be renewed"),
        ],
        readonly=True,
    )
    rate = fields.Float(string="Consent Rate", aggregator="avg", readonly=True)

    @api.model
    def _selection_channel(self):
        codes = self.env["cs.channel"]._fields["code"]._description_selection(self.env)
        return [("all", self.env._("All channels")), *codes]

    def init(self):
        """Each person, purpose and channel once, without what a later decision overrides."""
        tools.drop_view_if_exists(self.env.cr, self._table)
        self.env.cr.execute(
            SQL(
                """
                CREATE VIEW %s AS
                SELECT held.*, CASE WHEN state = 'given' THEN 1.0 ELSE 0.0 END AS rate
                  FROM (
                    SELECT consent.id, consent.partner_id, consent.purpose_id, consent.channel_id,
                           COALESCE(channel.code, 'all') AS channel,
                           consent.how, consent.date,
                           CASE WHEN consent.event = 'withdrawn' THEN 'withdrawn'
                                WHEN consent.date_expiry <= now() AT TIME ZONE 'UTC' THEN 'expired'
                                WHEN consent.text_version < COALESCE(purpose.text_version_min, 0)
                                THEN 'outdated'
                                ELSE 'given' END AS state
                      FROM cs_privacy_consent consent
                      JOIN cs_privacy_purpose purpose ON purpose.id = consent.purpose_id
                      LEFT JOIN cs_channel channel ON channel.id = consent.channel_id
                     WHERE consent.is_current AND NOT EXISTS (
                           SELECT 1 FROM cs_privacy_consent later
                            WHERE later.is_current AND later.partner_id = consent.partner_id
                              AND later.purpose_id = consent.purpose_id
                              AND later.channel_id IS NULL AND later.id > consent.id)
                  ) held
                """,
                SQL.identifier(self._table),
            )
        )
