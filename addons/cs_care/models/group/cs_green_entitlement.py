from odoo import api, fields, models
from odoo.exceptions import UserError


class CsGreenEntitlement(models.Model):
    """That a rule gives a customer the green channel: since when, and until when it did."""

    _name = "cs.green.entitlement"
    _description = "Green Channel by Rule"
    _inherit = ["cs.privacy.guard"]
    _order = "date_start desc, id desc"
    _rec_name = "partner_id"
    _cs_protected = frozenset({"partner_id", "rule_id", "date_start", "date_unmet", "date_end"})

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    rule_id = fields.Many2one(
        comodel_name="cs.green.rule",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    company_id = fields.Many2one(
        related="partner_id.company_id", store=True, precompute=True, index="btree_not_null"
    )
    date_start = fields.Datetime(string="Since", required=True, readonly=True)
    date_unmet = fields.Datetime(
        string="Condition Ended", readonly=True, help="Kept for a while, without the condition."
    )
    date_end = fields.Datetime(string="Ended", readonly=True)

    _open_uniq = models.UniqueIndex(
        "(rule_id, partner_id) WHERE date_end IS NULL",
        "This rule entitles the customer already.",
    )
    _unmet_idx = models.Index("(date_unmet) WHERE date_unmet IS NOT NULL AND date_end IS NULL")

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("Who was served by the green channel is evidence for the audit and stays.")
        )
