from odoo import fields, models


class CsSurveyAsked(models.Model):
    """When a customer was last asked, over all campaigns: one row a customer (clause 4.3.1).

    The row is taken in the statement that draws the customer. Two campaigns that draw at the same
    moment, on two servers, ask nobody twice.
    """

    _name = "cs.survey.asked"
    _description = "Last Survey of a Customer"
    _inherit = ["cs.privacy.guard"]
    _cs_protected = frozenset({"partner_id", "date_asked", "campaign_id", "draw_id"})

    partner_id = fields.Many2one(
        comodel_name="res.partner", required=True, readonly=True, ondelete="cascade"
    )
    date_asked = fields.Datetime(string="Asked On", required=True, readonly=True)
    campaign_id = fields.Many2one(
        comodel_name="cs.survey.campaign", readonly=True, index=True, ondelete="set null"
    )
    draw_id = fields.Many2one(
        comodel_name="cs.survey.draw", readonly=True, index=True, ondelete="set null"
    )

    _partner_uniq = models.UniqueIndex("(partner_id)", "This customer has been asked already.")
