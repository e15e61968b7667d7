from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...core.survey_sampling import allocate, sample_size


class CsSurveyDraw(models.Model):
    """One draw of a sample: of whom, how many, and by what; evidence that stays.

    Every customer of the population has a lot: the hash of the seed, the number of the draw and
    the customer. The lowest lots of a stratum are drawn. So a draw can be repeated and checked,
    and is filled in batches without keeping the population anywhere.
    """

    _name = "cs.survey.draw"
    _description = "Draw of a Survey Sample"
    _inherit = ["cs.privacy.guard"]
    _order = "campaign_id, number desc"
    _rec_name = "number"

    campaign_id = fields.Many2one(
        comodel_name="cs.survey.campaign",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        related="campaign_id.company_id", store=True, precompute=True, index=True
    )
    number = fields.Integer(required=True, readonly=True, aggregator=None)
    seed = fields.Char(required=True, readonly=True)
    date = fields.Datetime(string="Drawn On", required=True, readonly=True)
    since = fields.Datetime(string="Contacts since", readonly=True)
    state = fields.Selection(
        selection=[("open", "In progress"), ("done", "Done")],
        required=True,
        default="open",
        readonly=True,
    )
    population_count = fields.Integer(string="Population", readonly=True)
    eligible_count = fields.Integer(
        string="Can Be Asked",
        readonly=True,
        help="Reachable by a channel of the campaign, with consent, and not asked lately.",
    )
    sample_count = fields.Integer(string="Sample", readonly=True)
    drawn_count = fields.Integer(string="Drawn", readonly=True)
    stratum_ids = fields.One2many(
        comodel_name="cs.survey.stratum", inverse_name="draw_id", readonly=True
    )

    _number_uniq = models.UniqueIndex(
        "(campaign_id, number)", "This sample has been drawn already."
    )
    _open_idx = models.Index("(id) WHERE state = 'open'")

    @api.model_create_multi
    def create(self, vals_list):
        self._cs_check_system()
        return super().create(vals_list)

    def write(self, vals):
        self._cs_check_system()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("How a sample was drawn is evidence and stays."))

    @api.model
    def _cs_check_system(self):
        if not self._cs_is_trusted():
            raise UserError(self.env._("Samples are drawn by the button of a campaign only."))

    @api.model
    def _cs_open(self, campaign):
        """Open the next draw of ``campaign``: count the strata and share out the sample."""
        last = campaign.draw_ids.sorted("number")[-1:]
        now = fields.Datetime.now()
        since = now - timedelta(days=campaign.population_days)
        if last and campaign.repeat != "once":
            since = max(since, last.date)
        draw = self.create(
            {
                "campaign_id": campaign.id,
                "number": last.number + 1,
                "seed": campaign.seed,
                "date": now,
                "since": since,
            }
        )
        draw._cs_share_out()
        return draw

    def _cs_share_out(self):
        campaign = self.campaign_id
        counts = self._cs_query("count")
        strata = [(population, eligible) for _key, population, eligible in counts]
        eligible = sum(count for _population, count in strata)
        total = sample_size(
            eligible, campaign.sample_method, campaign.sample_number, campaign.sample_percent
        )
        shares = allocate(total, strata, campaign.allocation)
        labels = self._cs_labels([key for key, _population, _eligible in counts])
        strata = self.env["cs.survey.stratum"].create(
            [
                {
                    "draw_id": self.id,
                    "key": key,
                    "name": labels[key],
                    "population_count": population,
                    "eligible_count": able,
                    "sample_count": share,
                }
                for (key, population, able), share in zip(counts, shares, strict=True)
            ]
        )
        strata.flush_recordset()
        cutoffs = dict(self._cs_query("cutoff"))
        for stratum in strata:
            stratum.cutoff = cutoffs.get(stratum.key, "")
        self.write(
            {
                "population_count": sum(stratum.population_count for stratum in strata),
                "eligible_count": eligible,
                "sample_count": total,
            }
        )
        if not total:
            self._cs_end()

    def _cs_fill(self, limit):
        """Draw up to ``limit`` more customers; the draw ends when nobody is left.

        Customers whom another campaign has asked meanwhile are left out: the row of
        ``cs.survey.asked`` is taken in the same statement, once per customer.
        """
        self.ensure_one()
        if self.state != "open":
            return 0
        drawn = len(self._cs_query("fill", limit))
        self.env["cs.survey.invitation"].invalidate_model()
        self.env["cs.survey.asked"].invalidate_model()
        self.write({"drawn_count": self.drawn_count + drawn})
        if drawn < limit:
            self._cs_end()
        return drawn

    def _cs_end(self):
        self.write({"state": "done"})
        for draw in self:
            counts = dict(
                self.env["cs.survey.invitation"]._read_group(
                    [("draw_id", "=", draw.id)], ["stratum_id"], ["__count"]
                )
            )
            for stratum in draw.stratum_ids:
                stratum.drawn_count = counts.get(stratum, 0)

    def _cs_query(self, part, limit=None):
        """Run one of the queries over the population; see :meth:`_cs_eligible_sql`."""
        self.env.flush_all()
        eligible = self._cs_eligible_sql()
        if part == "count":
            return self.env.execute_query(
                SQL(
                    "%s SELECT stratum, count(*), count(channel) FROM lots"
                    " GROUP BY stratum ORDER BY stratum",
                    eligible,
                )
            )
        if part == "cutoff":
            return self.env.execute_query(
                SQL(
                    "%s SELECT ranked.stratum, max(ranked.lot) FROM ("
                    " SELECT stratum, lot,"
                    " row_number() OVER (PARTITION BY stratum ORDER BY lot) AS place"
                    " FROM lots WHERE channel IS NOT NULL) ranked"
                    " JOIN cs_survey_stratum s ON s.draw_id = %s AND s.key = ranked.stratum"
                    " WHERE ranked.place <= s.sample_count GROUP BY ranked.stratum",
                    eligible,
                    self.id,
                )
            )
        return self.env.execute_query(self._cs_fill_sql(eligible, limit))
