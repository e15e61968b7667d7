from odoo import api, fields, models
from odoo.tools import SQL


class CsGreenReport(models.Model):
    """What the green channel does: incoming contacts of green and other customers (1.2(5)).

    One row for each incoming contact. A rate is 100 or 0 where it applies and empty elsewhere, so
    its average over any group of contacts is the quotient.
    """

    _name = "cs.green.report"
    _description = "Effect of the Green Channel"
    _auto = False
    _order = "date_arrived desc, id desc"
    _rec_name = "contact_id"
    _depends = {
        "cs.contact": [
            *("company_id", "channel_id", "department_id", "user_id", "kind", "direction"),
            *("partner_id", "state", "date_arrived", "date_answered", "date_target"),
            *("wait_seconds", "handle_seconds", "is_in_target", "cs_is_green"),
        ]
    }

    contact_id = fields.Many2one(comodel_name="cs.contact", readonly=True)
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    partner_id = fields.Many2one(comodel_name="res.partner", string="Customer", readonly=True)
    channel_id = fields.Many2one(comodel_name="cs.channel", readonly=True)
    department_id = fields.Many2one(comodel_name="hr.department", readonly=True)
    user_id = fields.Many2one(comodel_name="res.users", string="Agent", readonly=True)
    kind = fields.Selection(
        selection=lambda self: (
            self.env["cs.contact"]._fields["kind"]._description_selection(self.env)
        ),
        readonly=True,
    )
    level = fields.Selection(
        selection=[("green", "Green channel"), ("normal", "Others")],
        string="Served As",
        readonly=True,
    )
    date_arrived = fields.Datetime(string="Arrived", readonly=True)
    contact_count = fields.Integer(string="Number of Contacts", readonly=True)
    wait_seconds = fields.Float(string="Wait (s)", readonly=True, aggregator="avg")
    handle_seconds = fields.Float(string="Handling (s)", readonly=True, aggregator="avg")
    on_time_rate = fields.Float(string="First Answer on Time (%)", readonly=True, aggregator="avg")
    abandoned_rate = fields.Float(string="Abandoned (%)", readonly=True, aggregator="avg")
    green_rate = fields.Float(string="Share of Green (%)", readonly=True, aggregator="avg")

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT c.id, c.id AS contact_id, c.company_id, c.partner_id, c.channel_id,
                   c.department_id, c.user_id, c.kind, c.date_arrived, 1 AS contact_count,
                   CASE WHEN c.cs_is_green THEN 'green' ELSE 'normal' END AS level,
                   CASE WHEN c.date_answered IS NOT NULL THEN c.wait_seconds END AS wait_seconds,
                   CASE WHEN c.state = 'ended' THEN c.handle_seconds END AS handle_seconds,
                   CASE WHEN c.date_target IS NOT NULL
                             AND (c.date_answered IS NOT NULL OR c.date_target < %(now)s)
                        THEN CASE WHEN c.is_in_target THEN 100.0 ELSE 0.0 END
                   END AS on_time_rate,
                   CASE WHEN c.state = 'abandoned' THEN 100.0 ELSE 0.0 END AS abandoned_rate,
                   CASE WHEN c.cs_is_green THEN 100.0 ELSE 0.0 END AS green_rate
              FROM cs_contact c
             WHERE c.direction = 'in'
            """,
            now=fields.Datetime.now(),
        )

    @api.readonly
    def action_open(self):
        """Open the contact behind a row."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "cs.contact",
            "res_id": self.contact_id.id,
            "view_mode": "form",
        }
