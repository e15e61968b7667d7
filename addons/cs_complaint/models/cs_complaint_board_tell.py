from odoo import api, models

# What the live board counts by
BOARD_FIELDS = frozenset(
    {
        "state",
        "company_id",
        "department_id",
        "category_id",
        "channel_id",
        "user_id",
        "severity",
        "date_resolve_due",
        "date_response_due",
        "date_responded",
        "breached_at",
    }
)
PENDING = "cs_complaint_board"


class CsComplaintBoardTell(models.Model):
    """Tells the live boards when the transaction that changes their figures is committed."""

    _inherit = "cs.complaint"

    @api.model_create_multi
    def create(self, vals_list):
        complaints = super().create(vals_list)
        complaints._cs_touch_board()
        return complaints

    def write(self, vals):
        if not BOARD_FIELDS.intersection(vals):
            return super().write(vals)
        moves = {"company_id", "department_id", "category_id"}.intersection(vals)
        if moves:
            self._cs_touch_board()
        result = super().write(vals)
        self._cs_touch_board()
        return result

    def _cs_touch_board(self):
        """Remember where something changes; one message for each place goes out at commit."""
        precommit = self.env.cr.precommit
        if PENDING not in precommit.data:
            precommit.data[PENDING] = set()
            # sudo: a sign without content, to those who may hear it
            board = self.env["cs.complaint.board"].sudo()
            precommit.add(lambda: board._cs_tell(precommit.data.pop(PENDING, ())))
        precommit.data[PENDING].update(
            (complaint.company_id.id, complaint.department_id.id) for complaint in self.sudo()
        )
