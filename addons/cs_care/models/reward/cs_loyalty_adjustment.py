from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

# What a maker fills in, as long as nobody was asked
EDITED = frozenset({"card_id", "program_id", "points", "reason_id", "note", "attachment_ids"})


class CsLoyaltyAdjustment(models.Model):
    """Points given or taken by hand: one asks, somebody else approves, the ledger books (7.1).

    For one card or for many (after an outage): the cards are lines, all with the same points.
    """

    _name = "cs.loyalty.adjustment"
    _description = "Adjustment of Points"
    _inherit = [
        "cs.privacy.guard",
        "cs.privacy.scan.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"

    _cs_scanned = ("note", "refusal")
    _cs_protected = frozenset(
        {
            "name",
            "state",
            "user_id",
            "company_id",
            "decider_id",
            "date_requested",
            "date_decided",
            "date_done",
            "refusal",
            "line_ids",
            "is_bulk",
        }
    )

    name = fields.Char(string="Number", readonly=True, copy=False, default="New")
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    program_id = fields.Many2one(
        comodel_name="loyalty.program",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('cs_managed', '=', True)]",
    )
    is_bulk = fields.Boolean(string="Many Cards", readonly=True)
    card_id = fields.Many2one(
        comodel_name="loyalty.card",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('program_id.cs_managed', '=', True)]",
    )
    partner_id = fields.Many2one(
        related="card_id.partner_id", string="Customer", store=True, index="btree_not_null"
    )
    balance = fields.Float(related="card_id.points", string="Balance Now")
    points = fields.Float(
        digits=(16, 2),
        help="Above zero gives, below zero takes. Of each card.",
    )
    points_total = fields.Float(compute="_compute_counts", string="In All", digits=(16, 2))
    reason_id = fields.Many2one(
        comodel_name="cs.loyalty.reason", index="btree_not_null", ondelete="restrict"
    )
    note = fields.Text(string="Explanation")
    attachment_ids = fields.Many2many(comodel_name="ir.attachment", string="Files", copy=False)
    # Draft: nobody was asked. Requested: waits for somebody else. Approved: being booked.
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("requested", "To Approve"),
            ("approved", "Being Booked"),
            ("done", "Booked"),
            ("refused", "Refused"),
            ("cancelled", "Taken Back"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Asked By",
        required=True,
        readonly=True,
        index=True,
        copy=False,
        default=lambda self: self.env.user,
    )
    decider_id = fields.Many2one(
        comodel_name="res.users",
        string="Decided By",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    date_requested = fields.Datetime(string="Asked On", readonly=True, copy=False)
    date_decided = fields.Datetime(string="Decided On", readonly=True, copy=False)
    date_done = fields.Datetime(string="Booked On", readonly=True, copy=False)
    refusal = fields.Text(string="Why Refused", readonly=True, copy=False)
    line_ids = fields.One2many(
        comodel_name="cs.loyalty.adjustment.line",
        inverse_name="adjustment_id",
        string="Cards",
        readonly=True,
    )
    card_count = fields.Integer(compute="_compute_counts", string="Cards in the List")
    booked_count = fields.Integer(compute="_compute_counts")
    failed_count = fields.Integer(compute="_compute_counts")
    progress = fields.Float(compute="_compute_counts", help="Share of the cards dealt with.")
    can_decide = fields.Boolean(compute="_compute_can_decide")

    _points_given = models.Constraint(
        "CHECK (state IN ('draft', 'cancelled') OR (points <> 0 AND reason_id IS NOT NULL))",
        "Enter the points to give (above zero) or to take (below zero), and the reason.",
    )
    _booking_idx = models.Index("(id) WHERE state = 'approved'")
    _requested_idx = models.Index("(user_id, date_requested) WHERE date_requested IS NOT NULL")

    @api.depends("line_ids.state", "points", "card_id", "is_bulk")
    def _compute_counts(self):
        rows = self.env["cs.loyalty.adjustment.line"]._read_group(
            Domain("adjustment_id", "in", self.ids), ["adjustment_id", "state"], ["__count"]
        )
        counts = {(adjustment.id, state): count for adjustment, state, count in rows}
        for record in self:
            waiting, booked, failed = (
                counts.get((record.id, state), 0) for state in ("waiting", "booked", "failed")
            )
            lines = waiting + booked + failed
            record.card_count = lines or (0 if record.is_bulk else len(record.card_id))
            record.booked_count, record.failed_count = booked, failed
            record.points_total = record.points * record.card_count
            record.progress = 100.0 * (booked + failed) / lines if lines else 0.0

    @api.depends("state", "user_id", "points", "line_ids")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        for record in self:
            record.can_decide = record.state == "requested" and not record._cs_why_not_decide()

    @api.onchange("card_id")
    def _onchange_card_id(self):
        if self.card_id:
            self.program_id = self.card_id.program_id

    @api.model
    def _cs_completed(self, vals):
        if vals.get("card_id"):
            vals["program_id"] = self.env["loyalty.card"].browse(vals["card_id"]).program_id.id
        program = self.env["loyalty.program"].browse(vals.get("program_id"))
        # sudo: a number is drawn for everybody who may ask
        vals["name"] = self.env["ir.sequence"].sudo().next_by_code("cs.loyalty.adjustment")
        vals["company_id"] = program.company_id.id or self.env.company.id
        return vals

    def write(self, vals):
        if EDITED.intersection(vals) and not self._cs_is_trusted():
            self._cs_require_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_asked_for(self):
        if any(record.state != "draft" for record in self):
            raise UserError(
                self.env._("What was asked for stays as it is. Take the request back instead.")
            )

    def _cs_require_draft(self):
        if any(record.state != "draft" for record in self):
            raise UserError(
                self.env._(
                    "This has been asked for already. Take the request back and make a new one."
                )
            )

    def action_cards(self):
        """Open the cards of this request."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cards of %(request)s", request=self.name),
            "res_model": "cs.loyalty.adjustment.line",
            "view_mode": "list",
            "domain": [("adjustment_id", "=", self.id)],
        }

    def _cs_add_cards(self, domain):
        """Put the cards of ``domain`` that the user sees on the list, in one statement.

        Cards of other programs and those that are on the list already are left out.

        :return: how many were added
        """
        self.ensure_one()
        self.check_access("write")
        self._cs_require_draft()
        cards = self.env["loyalty.card"]
        mine = Domain(domain) & Domain("program_id", "=", self.program_id.id)
        query = cards._search(mine & Domain("partner_id", "!=", False))
        lines = self.env["cs.loyalty.adjustment.line"]
        lines.flush_model()
        self._cs_step(is_bulk=True, card_id=False)
        self.env.cr.execute(
            SQL(
                "INSERT INTO cs_loyalty_adjustment_line"
                " (adjustment_id, company_id, card_id, state,"
                " create_uid, create_date, write_uid, write_date)"
                " SELECT %(adjustment)s, %(company)s, id, 'waiting', %(uid)s, now(), %(uid)s, now()"
                " FROM (%(cards)s) AS chosen(id) ON CONFLICT DO NOTHING",
                adjustment=self.id,
                company=self.company_id.id,
                uid=self.env.uid,
                cards=query.select(),
            )
        )
        added = self.env.cr.rowcount
        lines.invalidate_model()
        self.invalidate_recordset(["line_ids"])
        return added
