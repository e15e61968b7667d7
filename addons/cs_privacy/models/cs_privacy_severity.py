from odoo import api, fields, models

from ..core.guard import STAGES


class CsPrivacySeverity(models.Model):
    """A level of severity: from how many persons, and within how many hours each stage is due.

    Hours are wall-clock hours from the detection, as the law counts them: no working time.
    """

    _name = "cs.privacy.severity"
    _description = "Severity of Incidents"
    _order = "rank, id"

    name = fields.Char(required=True, translate=True)
    rank = fields.Integer(required=True, default=1, help="The higher, the more severe.")
    active = fields.Boolean(default=True)
    description = fields.Text(translate=True, help="The rule that the figures come from.")

    persons_from = fields.Integer(
        string="From Persons", help="From so many affected persons. 0: not by their number."
    )
    sensitive_from = fields.Integer(
        string="From Persons (Sensitive)",
        help="From so many persons of whom sensitive items are affected. 0: not by their number.",
    )
    is_report_required = fields.Boolean(
        string="Report to the Authority", default=True, help="No waiver is possible."
    )

    hours_contained = fields.Float(string="Contained (h)", default=4)
    hours_assessed = fields.Float(string="Assessed (h)", default=24)
    hours_reported = fields.Float(string="Reported (h)", default=72)
    hours_informed = fields.Float(string="Persons Informed (h)", default=72)
    hours_root_cause = fields.Float(string="Root Cause (h)", default=336)
    hours_closed = fields.Float(string="Closed (h)", default=720)

    _rank_uniq = models.UniqueIndex(
        "(rank) WHERE active IS TRUE", "Another severity has this rank already."
    )
    _hours_positive = models.Constraint(
        f"CHECK ({' AND '.join(f'hours_{stage} >= 0' for stage in STAGES[1:])})",
        "Hours are counted from the detection and cannot be negative. 0: no deadline.",
    )

    @api.model
    def _cs_suggest(self, kind, persons, sensitive):
        """Return the level that the kind and the numbers of persons call for.

        :param kind: ``cs.privacy.incident.kind``, may be empty
        :param int persons: affected persons
        :param int sensitive: those of them of whom sensitive items are affected
        """
        levels = self.sudo().search([("active", "=", True)])
        reached = levels.filtered(
            lambda level: (
                (level.persons_from and persons >= level.persons_from)
                or (level.sensitive_from and sensitive >= level.sensitive_from)
            )
        )
        return (reached | kind.sudo().severity_id | levels[:1]).sorted("rank")[-1:]

    def _cs_hours(self, stage):
        """Return the hours from detection to ``stage``; 0: no deadline."""
        return self[f"hours_{stage}"] if stage in STAGES[1:] else 0
