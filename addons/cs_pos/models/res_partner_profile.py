from odoo import fields, models
from odoo.exceptions import UserError

# A cashier serves a customer a minute at most; ten of them are no service any more.
MOST = 600
HOUR = 3600


class ResPartnerProfile(models.Model):
    """What a cashier has to know to serve this customer, and nothing that identifies the person."""

    _inherit = "res.partner"

    def cs_pos_profile(self, config_id):
        """Return what the Care panel of a till shows of this customer, fresh from the database.

        :param int config_id: the till that asks
        :return: dict of ``id``, ``name``, ``at`` (UTC) and the parts of
            :meth:`_cs_pos_profile_parts`
        :raise AccessError: no cashier, or a customer or till out of reach
        :raise UserError: very many were looked at within an hour
        """
        self.ensure_one()
        till = self.env["pos.config"].browse(config_id)
        partner = till._cs_counter_customer(self.id)
        config = till._cs_counter()
        limiter = self.env["cs.rate.limit"]
        if not limiter._cs_hit("cs_pos_profile", str(self.env.uid), MOST, HOUR):
            raise UserError(
                self.env._("So many customers were looked at here in an hour. Go on later.")
            )
        return {
            "id": partner.id,
            "name": partner.name or "",
            "at": fields.Datetime.to_string(fields.Datetime.now()),
            **{key: part(config) for key, part in partner._cs_pos_profile_parts().items()},
        }

    def _cs_pos_profile_parts(self):
        """Return ``{key: method}`` of the parts of the profile; a hook.

        Each method gets the till and returns what can be sent as JSON. They run as superuser: what
        they return is all that a cashier sees.
        """
        return {
            "phone": lambda config: self.cs_pos_phone or "",
            "email": lambda config: self.cs_pos_email or "",
            "badges": lambda config: self.cs_pos_badges or [],
            "groups": self._cs_pos_profile_groups,
            "complaints": lambda config: self.env["cs.complaint"]._cs_pos_rows(self),
        }

    def _cs_pos_profile_groups(self, config):
        """Return what staff do for the special groups of this customer (clause 7.1.3(2))."""
        return [
            {"id": group.id, "label": group.badge, "instruction": group.instruction or ""}
            for group in self.cs_special_group_ids.sorted("sequence")
        ]
