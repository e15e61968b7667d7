import hmac

from odoo import models
from odoo.exceptions import AccessError, UserError

# Wrong PINs of one user, or about one supervisor, until the door is closed for so long (seconds)
TRIES = 5
CLOSED = 900


class PosConfig(models.Model):
    """A supervisor stands at the till and vouches for the customer (clause 3.2)."""

    _inherit = "pos.config"

    def cs_pos_vouch(self, partner_id, employee_id, pin, reason):
        """Record that a supervisor knows who the customer is; ends a lock.

        :param int employee_id: ``hr.employee`` of the supervisor, with advanced rights at this till
        :param str pin: the supervisor's PIN
        :param str reason: by what the customer was recognised
        :return: the identity part of the profile
        :raise AccessError: no supervisor of this till, or a wrong PIN
        :raise UserError: no reason; too many wrong PINs
        """
        till = self._cs_counter()
        partner = self._cs_counter_customer(partner_id)
        if not partner:
            raise UserError(self.env._("Pick the customer first."))
        supervisor = till._cs_supervisor(employee_id)
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("Say by what the customer was recognised."))
        limiter = self.env["cs.rate.limit"]
        keys = (f"user {self.env.uid}", f"employee {supervisor.id}")
        # Both are counted, also when the first is beyond its limit.
        within = [limiter._cs_hit("cs_pos_pin", key, TRIES, CLOSED) for key in keys]
        if not all(within):
            raise UserError(
                self.env._("The PIN was typed too often. Try again in a quarter of an hour.")
            )
        known = (supervisor.pin or "").encode()
        typed = pin.encode() if isinstance(pin, str) else b""
        if not known or not hmac.compare_digest(known, typed):
            checks = self.env["cs.pos.identity.check"]
            checks._cs_attempt(till, partner, "pin", supervisor=supervisor.name)
            raise AccessError(self.env._("This is not the PIN of %(name)s.", name=supervisor.name))
        till._cs_vouch(partner, supervisor.name, reason)
        return partner._cs_pos_profile_identity(till)

    def _cs_supervisor(self, employee_id):
        """Return the employee, if he supervises this till.

        :raise AccessError: he does not
        """
        employees = self.env["hr.employee"]
        number = employee_id if isinstance(employee_id, int) else 0
        employee = employees.search([("id", "=", number), ("company_id", "=", self.company_id.id)])
        user = employee.user_id
        is_manager = user and user.has_group("point_of_sale.group_pos_manager")
        if not employee or not (is_manager or employee in self.advanced_employee_ids):
            raise AccessError(
                self.env._("Only who has advanced rights at this till vouches for customers.")
            )
        return employee
