from odoo import fields, models
from odoo.tools import SQL


class CsLoyaltyIndexReport(models.Model):
    """The parts of the index over time: one row per customer, month and part."""

    _name = "cs.loyalty.index.report"
    _description = "Parts of the Loyalty Index"
    _auto = False
    _order = "month desc, id desc"

    month = fields.Date(readonly=True)
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    partner_id = fields.Many2one(comodel_name="res.partner", string="Customer", readonly=True)
    part_id = fields.Many2one(comodel_name="cs.loyalty.index.part", readonly=True)
    score = fields.Integer(string="Points of 100", readonly=True, aggregator="avg")
    band = fields.Selection(
        selection=lambda self: (
            self.env["cs.loyalty.index"]._fields["band"]._description_selection(self.env)
        ),
        string="Index",
        readonly=True,
    )
    _depends = {"cs.loyalty.index": ["month", "company_id", "partner_id", "parts", "band"]}

    @property
    def _table_query(self):
        # SQL without values: what is filtered goes into the parts of the query by itself
        return SQL(
            """
            SELECT snapshot.id::bigint * 100 + part.id AS id, snapshot.month, snapshot.company_id,
                   snapshot.partner_id, part.id AS part_id, snapshot.band,
                   (snapshot.parts -> part.code ->> 0)::int AS score
              FROM cs_loyalty_index AS snapshot
              JOIN cs_loyalty_index_part AS part ON snapshot.parts ? part.code
            """
        )
