from odoo import models
from odoo.exceptions import AccessError

CASHIERS = "point_of_sale.group_pos_user"


class PosConfigCounter(models.Model):
    """The counter of a store: who may ask it, and for which company it answers."""

    _inherit = "pos.config"

    def _cs_counter(self):
        """Return this till in superuser mode and its company, once its cashier has been checked.

        Every method that tills call begins with this: what follows is done by the server for a
        cashier who has no rights on complaints, cards or suggestions.

        :raise AccessError: no cashier, or a till out of reach
        """
        self.ensure_one()
        if not self.env.user.has_group(CASHIERS):
            raise AccessError(self.env._("Only cashiers serve customers at a till."))
        self.check_access("read")
        company = self.sudo().company_id
        # The company is the till's, whatever the context names; the record rule has passed it.
        # sudo: as said above
        return self.sudo().with_company(company)

    def _cs_counter_customer(self, partner_id):
        """Return a customer whom this till's cashier may see, in superuser mode; or none for none.

        :raise AccessError: the customer is out of the cashier's reach, or no customer at all
        """
        till = self._cs_counter()
        if not partner_id:
            return till.env["res.partner"]
        if not isinstance(partner_id, int):
            raise AccessError(self.env._("A customer is named by a number."))
        partner = self.env["res.partner"].browse(partner_id)
        partner.check_access("read")
        return till.env["res.partner"].browse(partner.exists().id)
