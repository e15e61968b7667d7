from odoo import models
from odoo.fields import Domain


class ResUsers(models.Model):
    _inherit = "res.users"

    def _cs_own_circle(self):
        """Return the partners whose points this user must not decide about.

        The own person, the own firm and family: who has the same e-mail address, telephone number
        or postal address. The companies that the user works for do not bind people together.
        A hook: an add-on that knows relatives adds them.
        """
        self.ensure_one()
        # sudo: who belongs together is asked for the decision, never shown
        user = self.sudo()
        employers = self.env["res.company"].sudo().search([("active", "in", [True, False])])
        own = user.partner_id | user.employee_ids.work_contact_id
        firms = (own.commercial_partner_id | own.parent_id) - own - employers.partner_id
        domains = [Domain("id", "in", (own | firms).ids)]
        if firms:
            domains.append(Domain("commercial_partner_id", "in", firms.ids))
        for person in own:
            domains += person._cs_household_domains()
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        circle = partners.search(Domain.OR(domains)) - employers.partner_id
        return circle.sudo(self.env.su)
