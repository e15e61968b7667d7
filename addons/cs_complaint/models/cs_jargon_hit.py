from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..core.facts import TRANSITION


class CsJargonHit(models.Model):
    """A term that went to a customer although it stands in the glossary. Append-only."""

    _name = "cs.jargon.hit"
    _description = "Jargon Sent to a Customer"
    _order = "id desc"
    _rec_name = "jargon_id"

    jargon_id = fields.Many2one(
        comodel_name="cs.jargon", required=True, index=True, ondelete="cascade", readonly=True
    )
    complaint_id = fields.Many2one(
        comodel_name="cs.complaint", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(
        related="complaint_id.company_id", store=True, precompute=True, index=True
    )
    department_id = fields.Many2one(
        related="complaint_id.department_id", store=True, precompute=True, index=True
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Written By",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.user,
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now, readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        self._cs_check_system()
        return super().create(vals_list)

    def write(self, vals):
        self._cs_check_system()
        return super().write(vals)

    def _cs_check_system(self):
        if self.env.context.get("cs_transition") is not TRANSITION:
            raise AccessError(self.env._("Jargon that was sent is counted by the system alone."))

    @api.model
    def _cs_count(self, complaint, text):
        """Count the terms in ``text``, which goes to the customer of ``complaint``."""
        terms = self.env["cs.jargon"]._cs_find(text, complaint.lang)
        # sudo: counting is the system's, whoever writes
        self.sudo().with_context(cs_transition=TRANSITION).create(
            [
                {"jargon_id": term, "complaint_id": complaint.id, "user_id": self.env.uid}
                for term in terms
            ]
        )
