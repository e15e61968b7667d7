from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class RatingRating(models.Model):
    """Ratings of complaints: seen by whoever sees the complaint, given by the customer only.

    Odoo lets every employee read and change every rating, and read the token by which the customer
    rates. The customer's pages work as superuser and are not concerned.
    """

    _inherit = "rating.rating"

    @api.model
    def _search(self, domain, *args, **kwargs):
        if not self.env.su:
            domain = Domain(domain) & self._cs_visible()
        return super()._search(domain, *args, **kwargs)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if self.env.su or not self:
            return result
        forbidden = self._cs_forbidden(operation)
        if not forbidden:
            return result
        if result:
            forbidden |= result[0]

        def refuse():
            return AccessError(
                self.env._(
                    "The rating of a complaint is given by the customer and changed by nobody "
                    "else. Ask the customer to rate again by the link in the letter."
                )
            )

        return forbidden, refuse

    def write(self, vals):
        result = super().write(vals)
        # Another model's rating must not become one of a complaint either.
        if not self.env.su and {"res_model_id", "res_id"}.intersection(vals):
            self.check_access("write")
        return result

    @api.model
    def _cs_visible(self):
        """Return the domain of what is no rating of a complaint, or of one the user sees."""
        others = Domain("res_model", "!=", "cs.complaint")
        complaints = self.env["cs.complaint"]
        if not complaints.has_access("read"):
            return others
        return others | Domain("res_id", "in", complaints._search([]))

    def _cs_forbidden(self, operation):
        ours = self.filtered(lambda rating: rating.sudo().res_model == "cs.complaint")
        if not ours or operation != "read":
            return ours
        ids = set(ours.sudo().mapped("res_id"))
        complaints = self.env["cs.complaint"].browse(ids)
        visible = set(complaints._filtered_access("read").ids)
        return ours.filtered(lambda rating: rating.sudo().res_id not in visible)

    def _has_field_access(self, field, operation):
        # Whoever knows the token rates in the customer's name.
        if field.name == "access_token" and not self.env.su:
            return False
        return super()._has_field_access(field, operation)
