from odoo import api, models

PLAIN = ("feedback", "publisher_comment")


class RatingRating(models.Model):
    _inherit = "rating.rating"

    @api.model_create_multi
    def create(self, vals_list):
        hide = self.env["cs.privacy.scan"]._cs_hide_for
        of = self.env["ir.model"].sudo().browse
        return super().create(
            [
                hide([of(vals.get("res_model_id") or []).model], vals, plain=PLAIN)
                for vals in vals_list
            ]
        )

    def write(self, vals):
        if any(map(vals.get, PLAIN)):
            vals = self.env["cs.privacy.scan"]._cs_hide_for(
                self.mapped("res_model"), vals, plain=PLAIN
            )
        return super().write(vals)
