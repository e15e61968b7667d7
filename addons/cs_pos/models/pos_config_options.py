from odoo import api, fields, models

from odoo.addons.cs_complaint.core.file_type import CHECKS


class PosConfigOptions(models.Model):
    """What the panel of a till offers to choose from; loaded with it, so it is there offline."""

    _inherit = "pos.config"

    cs_pos_options = fields.Json(
        string="Choices of the Care Panel", compute="_compute_cs_pos_options", compute_sudo=True
    )

    @api.depends_context("lang")
    def _compute_cs_pos_options(self):
        severities = self.env["cs.complaint"]._fields["severity"]._description_selection(self.env)
        for till in self:
            company = till.company_id
            till.cs_pos_options = {
                "complaint_categories": till._cs_pos_categories("cs.complaint.category"),
                "suggestion_categories": till._cs_pos_categories("cs.suggestion.category"),
                "severities": [list(severity) for severity in severities],
                "file_mb": company.cs_complaint_file_mb,
                "file_count": company.cs_complaint_file_count,
                "file_kinds": ",".join(f".{kind}" for kind in CHECKS),
                "asks_score": till._cs_pos_asks_score(),
            }

    @api.model
    def _cs_pos_categories(self, model):
        """Return ``[(id, name)]`` of the categories that customers may choose."""
        categories = self.env[model].search_fetch([("is_public", "=", True)], ["display_name"])
        if "parent_id" in categories._fields:
            categories -= categories.parent_id
        return [[category.id, category.display_name] for category in categories]

    def _cs_pos_asks_score(self):
        """Say whether a campaign runs to which ratings in the hall belong."""
        return bool(
            self.env["cs.survey.campaign"].search_count(
                [
                    ("company_id", "=", self.company_id.id),
                    ("population", "=", "counter"),
                    ("state", "=", "running"),
                ],
                limit=1,
            )
        )
