from odoo import api, fields, models

from .pos_config_counter import CASHIERS


class ResPartnerBadges(models.Model):
    """What a cashier sees of a customer at a glance (clauses 7.1.3(2) and (3))."""

    _inherit = "res.partner"

    cs_pos_badges = fields.Json(
        string="Badges at the Till",
        compute="_compute_cs_pos_badges",
        compute_sudo=True,
        groups=CASHIERS,
        help="Badges of the point of sale: dictionaries of code, label, icon and tone.",
    )

    @api.depends_context("lang", "company")
    def _compute_cs_pos_badges(self):
        complaints = self._cs_pos_open_complaints()
        for partner in self:
            partner.cs_pos_badges = partner._cs_pos_badges(complaints.get(partner._origin, 0))

    def _cs_pos_open_complaints(self):
        domain = self.env["cs.complaint"]._cs_pos_open_domain(self.env.company)
        return dict(
            self.env["cs.complaint"]._read_group(
                [("partner_id", "in", self._origin.ids), *domain], ["partner_id"], ["__count"]
            )
        )

    def _cs_pos_badges(self, complaints):
        """Return the badges of one customer, the weightiest first; a hook.

        :param int complaints: how many complaints of the customer are open
        """
        badges = []
        if self.cs_green_channel:
            badges.append(("green", self.env._("Green channel"), "fa-bolt", "success"))
        # The short line says what is needed, never why; a sensitive group's name stays out.
        for group in self.cs_special_group_ids.sorted("sequence"):
            badges.append((f"group_{group.id}", group.badge, group.icon, "warning"))
        if self.cs_loyalty_tier_id:
            badges.append(("tier", self.cs_loyalty_tier_id.name, "fa-star", "info"))
        if complaints:
            text = self.env._("Open complaints: %(count)s", count=complaints)
            badges.append(("complaints", text, "fa-exclamation-circle", "danger"))
        if self.cs_is_protected:
            badges.append(("protected", self.env._("Protected"), "fa-lock", "secondary"))
        return [
            dict(zip(("code", "label", "icon", "tone"), badge, strict=True)) for badge in badges
        ]

    @api.model
    def _load_pos_data_fields(self, config):
        return [*super()._load_pos_data_fields(config), "cs_pos_badges"]
