from collections import defaultdict

from odoo import api, fields, models

from ...core import survey_stats
from ...core.survey_facts import ASKED_STATES, SATISFACTION_MAX, SATISFIED_FROM

# Of responses and of invitations
DIMENSIONS = {
    "channel": ("channel", "channel"),
    "region": ("region_id", "region_id"),
    "department": ("department_id", "department_id"),
    "stratum": ("stratum_id", "stratum_id"),
    "month": ("date:month", "date_asked:month"),
}


class CsSurveyCampaign(models.Model):
    """The results of a campaign with intervals of 95 % (clause 9.1.4(2)).

    Odoo's own averages of surveys count tests and unfinished answers; these count what was given.
    Everything is summed up by the database; no response is read.
    """

    _inherit = "cs.survey.campaign"

    results_html = fields.Html(string="Results", compute="_compute_results_html", sanitize=False)

    @api.depends_context("lang")
    def _compute_results_html(self):
        for campaign in self:
            if not campaign._origin.id:
                campaign.results_html = False
                continue
            values = {**campaign._origin._cs_results(), "campaign": campaign, "cell": cell}
            campaign.results_html = self.env["ir.qweb"]._render("cs_care.survey_results", values)

    def _cs_results(self):
        """Return the results, overall and by each dimension.

        :return: ``{"total": row, "groups": [(title, [row, …])], "population": customers or None,
            "is_weighted": bool, "target": per cent}``. A row has ``name``, ``asked``,
            ``answered`` and ``rated`` (counts) and the intervals ``response``, ``satisfied``,
            ``mean`` and ``nps``, each None where nothing was answered.
        """
        self.ensure_one()
        weights, population = self._cs_weights()
        asked = self._cs_count_asked("state")
        cells = [row for rows in self._cs_cells("channel").values() for row in rows]
        total = self._cs_row(self.env._("All"), cells, sum(asked.values()), weights, population)
        groups = []
        for name, title in self._cs_dimension_titles().items():
            parts = self._cs_cells(name)
            if len(parts) < 2:
                continue
            asked = self._cs_count_asked(DIMENSIONS[name][1])
            rows = [
                self._cs_row(self._cs_label(name, key), cells, asked.get(key), weights, None)
                for key, cells in sorted(parts.items(), key=lambda part: self._cs_order(name, part))
            ]
            groups.append((title, rows))
        return {
            "total": total,
            "groups": groups,
            "population": population,
            "is_weighted": len(set(weights.values())) > 1,
            "target": self.target_percent,
        }

    def _cs_cells(self, name):
        """Return ``{key: [(stratum, satisfaction, nps group, answers), …]}`` of a dimension."""
        dimension = DIMENSIONS[name][0]
        rows = self.env["cs.survey.response"]._read_group(
            [("campaign_id", "=", self.id)],
            [dimension, "stratum_id", "satisfaction", "nps_group"],
            ["__count"],
        )
        cells = defaultdict(list)
        for key, *cell in rows:
            cells[key].append(cell)
        return cells

    def _cs_count_asked(self, dimension):
        base = [("campaign_id", "=", self.id), ("state", "in", ASKED_STATES)]
        invitations = self.env["cs.survey.invitation"]
        return {
            key.date() if hasattr(key, "date") else key: count
            for key, count in invitations._read_group(base, [dimension], ["__count"])
        }

    def _cs_weights(self):
        """Return ``({stratum: weight}, population or None)``.

        A response stands for the customers of its stratum. Campaigns that draw again and again
        have no one population, and who came by himself has no stratum: these are not weighted.
        """
        draws = self.draw_ids
        answers = dict(
            self.env["cs.survey.response"]._read_group(
                [("campaign_id", "=", self.id)], ["stratum_id"], ["__count"]
            )
        )
        if len(draws) != 1 or any(not stratum for stratum in answers):
            return {}, None
        weights = {stratum: stratum.population_count / n for stratum, n in answers.items()}
        return weights, draws.population_count

    def _cs_row(self, name, cells, asked, weights, population):
        """Return the figures of a group of answers; see :meth:`_cs_results`."""
        weighed = [(weights.get(stratum, 1.0), count) for stratum, _s, _n, count in cells]
        _size, factor = survey_stats.weighted(weighed)
        rated, groups = defaultdict(float), defaultdict(float)
        for (weight, count), (_stratum, satisfaction, group, _count) in zip(
            weighed, cells, strict=True
        ):
            rated[satisfaction] += weight * count * factor
            groups[group] += weight * count * factor
        rated.pop(0, None)
        n = sum(rated.values())
        satisfied = sum(part for value, part in rated.items() if value >= SATISFIED_FROM)
        total = sum(value * part for value, part in rated.items())
        squares = sum(value * value * part for value, part in rated.items())
        answered = sum(cell[3] for cell in cells)
        return {
            "name": name,
            "asked": asked,
            "answered": answered,
            "rated": sum(cell[3] for cell in cells if cell[1]),
            "response": survey_stats.wilson(answered, asked) if asked else None,
            "satisfied": survey_stats.wilson(satisfied, n, population),
            "mean": survey_stats.mean(n, total, squares, (1, SATISFACTION_MAX), population),
            "nps": survey_stats.net_promoter(
                groups["promoter"], groups["passive"], groups["detractor"], population
            ),
        }

    def _cs_dimension_titles(self):
        return {
            "channel": self.env._("By channel"),
            "region": self.env._("By region"),
            "department": self.env._("By department"),
            "stratum": self.env._("By stratum"),
            "month": self.env._("By month"),
        }

    @api.model
    def _cs_label(self, name, key):
        if name == "channel" and key:
            field = self.env["cs.survey.response"]._fields["channel"]
            return dict(field._description_selection(self.env))[key]
        if name == "month" and key:
            return f"{key.year}-{key.month:02}"
        return (key.display_name if key else False) or self.env._("Unknown")

    @api.model
    def _cs_order(self, name, part):
        key, cells = part
        if name == "month":
            return (key.year, key.month)
        return (-sum(cell[3] for cell in cells), self._cs_label(name, key))


def cell(interval, factor=100, digits=1):
    """Return ``(value, bounds)`` of an interval as texts, or None.

    >>> cell(survey_stats.wilson(170, 200)), cell(None)
    (('85.0', '79.4 – 89.3'), None)
    """
    if interval is None:
        return None
    value = f"{interval.value * factor:.{digits}f}"
    if interval.low is None:
        return value, ""
    return value, f"{interval.low * factor:.{digits}f} – {interval.high * factor:.{digits}f}"
