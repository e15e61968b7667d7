from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL


class CsSurveyDraw(models.Model):
    """The queries of a draw. Nothing of the population is read into the server's memory."""

    _inherit = "cs.survey.draw"

    @api.model
    def _cs_strata(self):
        """Return ``{code: (model of the key or None, SQL of the key)}`` of the possible strata.

        A hook: the SQL reads ``f`` (population: ``partner_id``, ``contact_id``, ``served_by_id``,
        ``department_id``, ``channel_id``) and ``p`` (``res_partner``), and gives an id or null.
        """
        strata = {
            "none": (None, SQL("NULL::int")),
            "channel": ("cs.channel", SQL("f.channel_id")),
            "region": ("res.country.state", SQL("p.state_id")),
        }
        if "cs_loyalty_tier_id" in self.env["res.partner"]._fields:
            strata["tier"] = ("cs.loyalty.tier", SQL("p.cs_loyalty_tier_id"))
        return strata

    def _cs_labels(self, keys):
        """Return ``{key: name}`` of strata."""
        model, _sql = self._cs_strata()[self.campaign_id.stratify_by]
        if not model:
            return dict.fromkeys(keys, self.env._("All"))
        records = self.env[model].sudo().browse(int(key) for key in keys if key != "0").exists()
        names = {str(record.id): record.display_name for record in records}
        return {key: names.get(key, self.env._("Unknown")) for key in keys}

    @api.model
    def _cs_population_sql(self, draw, partner_ids):
        """Return the query of the population of ``draw``, one row a customer.

        A hook for further populations. Columns: ``partner_id``, ``contact_id``, ``served_by_id``,
        ``department_id``, ``channel_id``.

        :param partner_ids: SQL of the customers whom the campaign's filter allows
        """
        campaign = draw.campaign_id
        if campaign.population == "customers":
            return SQL(
                "SELECT c.id AS partner_id, NULL::int AS contact_id, NULL::int AS served_by_id,"
                " NULL::int AS department_id, NULL::int AS channel_id"
                " FROM res_partner c WHERE c.id IN %s",
                partner_ids,
            )
        if campaign.population in ("contacts", "complaints"):
            return SQL(
                "SELECT DISTINCT ON (c.partner_id) c.partner_id, c.id AS contact_id,"
                " c.user_id AS served_by_id, c.department_id, c.channel_id"
                " FROM cs_contact c WHERE c.company_id = %s AND c.partner_id IS NOT NULL"
                " AND c.state = 'ended' AND c.date_ended >= %s AND c.date_ended < %s AND %s"
                " AND c.partner_id IN %s"
                " ORDER BY c.partner_id, c.date_ended DESC, c.id DESC",
                campaign.company_id.id,
                draw.since,
                draw.date,
                SQL("c.kind = 'complaint'") if campaign.population == "complaints" else SQL("TRUE"),
                partner_ids,
            )
        if campaign.population == "visits":
            return SQL(
                "SELECT DISTINCT ON (v.partner_id) v.partner_id, v.contact_id,"
                " v.user_id AS served_by_id, v.department_id, c.channel_id"
                " FROM cs_visit v LEFT JOIN cs_contact c ON c.id = v.contact_id"
                " WHERE v.company_id = %s AND v.state = 'done' AND v.date_ended >= %s"
                " AND v.date_ended < %s AND v.partner_id IN %s"
                " ORDER BY v.partner_id, v.date_ended DESC, v.id DESC",
                campaign.company_id.id,
                draw.since,
                draw.date,
                partner_ids,
            )
        raise UserError(
            self.env._("Nobody is drawn for this campaign: its customers come by themselves.")
        )

    def _cs_partner_sql(self):
        campaign = self.campaign_id
        partners = self.env["res.partner"].sudo().with_context(active_test=True)
        domain = campaign._cs_domain(partners) & Domain(
            "company_id", "in", (False, campaign.company_id.id)
        )
        return partners._search(domain).subselect()

    def _cs_channel_sql(self):
        """Return the SQL of the first channel by which a customer may be asked, or null."""
        campaign = self.campaign_id
        partners = self.env["res.partner"]
        reachable = {
            "email": SQL("p.email_normalized IS NOT NULL"),
            "sms": SQL("COALESCE(p.phone, p.cs_phone) IS NOT NULL"),
            "phone": SQL("COALESCE(p.phone, p.cs_phone) IS NOT NULL"),
            "portal": SQL(
                "EXISTS (SELECT 1 FROM res_users u"
                " WHERE u.partner_id = p.id AND u.active AND u.share)"
            ),
        }
        purpose = campaign.purpose_id
        verb = SQL("IN") if purpose.needs_consent else SQL("NOT IN")
        cases = [
            SQL(
                "WHEN %s AND p.id %s (%s) THEN %s",
                reachable[code],
                verb,
                partners._cs_decided_sql(purpose, code),
                code,
            )
            for code in campaign._cs_channels()
        ]
        return SQL("CASE %s END", SQL(" ").join(cases)) if cases else SQL("NULL")

    def _cs_eligible_sql(self):
        """Return ``WITH`` clauses that end with ``lots``: the population with lot and channel.

        ``channel`` is null for those who cannot be asked: no channel, no consent, or asked lately.
        """
        self.ensure_one()
        campaign = self.campaign_id
        _model, key = self._cs_strata()[campaign.stratify_by]
        return SQL(
            """
            WITH frame AS MATERIALIZED (%(population)s),
            lots AS MATERIALIZED (
                SELECT f.*, p.lang, p.state_id, COALESCE((%(key)s)::text, '0') AS stratum,
                       md5(%(seed)s || f.partner_id) AS lot,
                       CASE WHEN a.id IS NULL THEN %(channel)s END AS channel
                  FROM frame f
                  JOIN res_partner p ON p.id = f.partner_id AND p.active
             LEFT JOIN cs_survey_asked a
                    ON a.partner_id = p.id AND a.date_asked > %(lately)s
                 WHERE p.partner_share AND p.type = 'contact' AND NOT EXISTS (
                       SELECT 1 FROM res_company own WHERE own.partner_id = p.id)
            )
            """,
            population=self._cs_population_sql(self, self._cs_partner_sql()),
            key=key,
            seed=f"{self.seed}/{self.number}/",
            channel=self._cs_channel_sql(),
            lately=self._cs_lately(),
        )

    def _cs_lately(self):
        days = self.campaign_id.company_id.cs_survey_interval_days
        return self.date - timedelta(days=days)

    def _cs_fill_sql(self, eligible, limit):
        campaign = self.campaign_id
        return SQL(
            """
            %(eligible)s,
            picked AS (
                SELECT lots.*, s.id AS stratum_id
                  FROM lots
                  JOIN cs_survey_stratum s ON s.draw_id = %(draw)s AND s.key = lots.stratum
                 WHERE lots.channel IS NOT NULL AND lots.lot <= s.cutoff
              ORDER BY lots.lot LIMIT %(limit)s
            ),
            claimed AS (
                INSERT INTO cs_survey_asked (partner_id, date_asked, campaign_id, draw_id,
                                             create_uid, create_date, write_uid, write_date)
                SELECT partner_id, %(date)s, %(campaign)s, %(draw)s, %(uid)s, %(now)s, %(uid)s,
                       %(now)s
                  FROM picked ORDER BY partner_id
                    ON CONFLICT (partner_id) DO UPDATE
                   SET date_asked = EXCLUDED.date_asked, campaign_id = EXCLUDED.campaign_id,
                       draw_id = EXCLUDED.draw_id, write_date = EXCLUDED.write_date
                 WHERE cs_survey_asked.date_asked <= %(lately)s
             RETURNING partner_id
            )
            INSERT INTO cs_survey_invitation (
                   campaign_id, company_id, survey_id, draw_id, stratum_id, partner_id, contact_id,
                   served_by_id, department_id, contact_channel_id, region_id, channel, lang, token,
                   state, date_drawn, next_at, attempt_count,
                   create_uid, create_date, write_uid, write_date)
            SELECT %(campaign)s, %(company)s, %(survey)s, %(draw)s, stratum_id, partner_id,
                   contact_id, served_by_id, department_id, channel_id, state_id, channel, lang,
                   rtrim(translate(encode(uuid_send(gen_random_uuid()), 'base64'), '+/', '-_'),
                         '='),
                   'drawn', %(now)s, %(now)s, 0, %(uid)s, %(now)s, %(uid)s, %(now)s
              FROM picked JOIN claimed USING (partner_id)
         RETURNING id
            """,
            eligible=eligible,
            draw=self.id,
            limit=limit,
            date=self.date,
            campaign=campaign.id,
            company=campaign.company_id.id,
            survey=campaign.survey_id.id,
            lately=self._cs_lately(),
            uid=self.env.uid,
            now=fields.Datetime.now(),
        )
