from odoo import api, fields, models
from odoo.exceptions import UserError

from ...core.ledger import to_units

KINDS = [
    ("earn", "Earned"),
    ("spend", "Spent"),
    ("expire", "Expired"),
    ("reverse", "Reversed"),
    ("adjust", "Adjusted"),
    ("transfer", "Transferred"),
    ("debt", "Owed"),
]


class CsLoyaltyMove(models.Model):
    """An entry of the points ledger (clause 7.3). Append-only; the key makes it happen once.

    The entries of a card add up to its balance: what is in its lots, pending or not, less its debt.
    """

    _name = "cs.loyalty.move"
    _description = "Loyalty Points Entry"
    _inherit = ["cs.loyalty.evidence"]
    _order = "id desc"
    _rec_name = "note"

    card_id = fields.Many2one(
        comodel_name="loyalty.card",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    program_id = fields.Many2one(
        comodel_name="loyalty.program",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one(comodel_name="res.company", readonly=True, index=True)
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    kind = fields.Selection(selection=KINDS, required=True, readonly=True)
    points = fields.Float(required=True, readonly=True, digits=(16, 2))
    qualifying_points = fields.Float(
        readonly=True, digits=(16, 2), help="What counts for the customer's tier."
    )
    balance = fields.Float(
        readonly=True,
        digits=(16, 2),
        aggregator=None,
        help="Balance of the card after this entry, pending points included, less debt.",
    )
    idem_key = fields.Char(
        string="Key",
        required=True,
        readonly=True,
        help="What is booked twice with one key on one card is booked once.",
    )
    note = fields.Char(required=True, readonly=True)
    reason = fields.Char(readonly=True)
    user_id = fields.Many2one(
        comodel_name="res.users", string="Booked By", readonly=True, ondelete="restrict"
    )
    res_model = fields.Char(string="Source Model", readonly=True)
    res_id = fields.Many2oneReference(string="Source", model_field="res_model", readonly=True)
    reverses_id = fields.Many2one(
        comodel_name="cs.loyalty.move",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    reversal_ids = fields.One2many(
        comodel_name="cs.loyalty.move", inverse_name="reverses_id", string="Reversals"
    )
    line_ids = fields.One2many(comodel_name="cs.loyalty.move.line", inverse_name="move_id")

    _key_unique = models.UniqueIndex(
        "(card_id, idem_key)", "This entry is in the ledger of this card already."
    )
    _program_date_idx = models.Index("(program_id, date)")
    _partner_date_idx = models.Index("(partner_id, date)")
    _source_idx = models.Index("(res_model, res_id) WHERE res_model IS NOT NULL")

    @api.depends("kind", "points")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for move in self:
            move.display_name = f"{kinds.get(move.kind, '')} {move.points:+g}"

    def _cs_reversible_units(self):
        """Return ``{move id: units}`` that have not been reversed yet, without sign."""
        reversed_units = {
            move.id: to_units(points)
            for move, points in self._read_group(
                [("reverses_id", "in", self.ids)], ["reverses_id"], ["points:sum"]
            )
        }
        return {
            move.id: abs(to_units(move.points) + reversed_units.get(move.id, 0)) for move in self
        }

    def _cs_reverse(self, points=None, idem_key=None, note=None, **options):
        """Take this entry back, as a whole or in part, in an entry of its own.

        Points that were spent return to the lots they came from. Points that were earned are taken
        from their own lot, then from the others, and what is missing becomes a debt.

        :param float points: how many, without sign; by default all that are not reversed yet
        :param str idem_key: required; with a key that is known nothing is booked
        :param options: as for ``loyalty.card._cs_move``
        :return: the reversal; empty when nothing is left to reverse and ``points`` was not given
        :raise UserError: when fewer are left than ``points``
        """
        self.ensure_one()
        card = self.sudo().card_id._cs_final()
        if known := card._cs_known_move(idem_key):
            return known
        card._cs_lock()
        left = self.sudo()._cs_reversible_units()[self.id]
        units = left if points is None else to_units(points)
        if units > left:
            raise UserError(
                self.env._(
                    "%(points)g points cannot be reversed: %(left)g of this entry are left.",
                    points=units / 100,
                    left=left / 100,
                )
            )
        if not units and points is None:
            return self.browse()
        signed = -units if self.points > 0 else units
        return card._cs_move(
            signed / 100, "reverse", idem_key, note or self.note, reverses=self, **options
        )

    def action_open_source(self):
        """Open the record that this entry was booked for."""
        self.ensure_one()
        if not self.res_model or not self.env[self.res_model].browse(self.res_id).exists():
            raise UserError(self.env._("This entry has no record that could be opened."))
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
