from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.cs_base.core.timeline import TimelineSource
from odoo.addons.cs_privacy.forged import without_defaults

# Follow from memberships, rules and grants; nobody writes them.
FACTS = frozenset({"cs_green_channel", "cs_special_group_ids"})


class ResPartner(models.Model):
    """Who is served first, and why (clause 7.1.3(3))."""

    _inherit = "res.partner"

    cs_green_channel = fields.Boolean(
        string="Green Channel",
        readonly=True,
        copy=False,
        groups="cs_base.group_cs_base_user",
        help="Served first and with shorter targets: by a rule, or given by hand.",
    )
    cs_green_why = fields.Char(
        string="Why Green",
        compute="_compute_cs_green_why",
        groups="cs_base.group_cs_base_user",
    )

    _cs_green_idx = models.Index("(id) WHERE cs_green_channel")

    def _compute_cs_green_why(self):
        reasons = self.filtered(lambda p: p.sudo().cs_green_channel)._cs_green_reasons()
        for partner in self:
            texts = [text for _code, text in reasons.get(partner.id, [])]
            partner.cs_green_why = " · ".join(texts) or False

    def _cs_green_reasons(self):
        """Hook: return ``{partner id: [(code, text), …]}``: why these persons are served first.

        Whoever has no reason is left out. An add-on with a reason of its own adds it through
        ``super()`` and calls :meth:`_cs_refresh_green` on persons for whom it changes. Codes of
        this add-on: ``tier``, ``rule:<id>`` and ``grant``.
        """
        tiers = self._cs_tier_green_reasons()
        reasons = {partner_id: [("tier", name)] for partner_id, name in tiers.items()}
        # sudo: the reasons hold, whoever asks
        rules = (
            self.env["cs.green.entitlement"]
            .sudo()
            .search_fetch(
                [("partner_id", "in", self.ids), ("date_end", "=", False)],
                ["partner_id", "rule_id"],
            )
        )
        for entitlement in rules:
            reasons.setdefault(entitlement.partner_id.id, []).append(
                (f"rule:{entitlement.rule_id.id}", entitlement.rule_id._cs_reason())
            )
        grants = (
            self.env["cs.green.grant"]
            .sudo()
            .search_fetch(
                [("partner_id", "in", self.ids), ("state", "=", "active")],
                ["partner_id", "reason"],
            )
        )
        for grant in grants:
            reasons.setdefault(grant.partner_id.id, []).append(("grant", grant.reason))
        return reasons

    def _cs_refresh_green(self):
        """Let the green channel of these persons follow their reasons; only changes are written."""
        reasons = self._cs_green_reasons()
        # sudo: a fact of the server
        persons = self.sudo()
        on = persons.filtered(lambda p: not p.cs_green_channel and p.id in reasons)
        off = persons.filtered(lambda p: p.cs_green_channel and p.id not in reasons)
        if on:
            on.write({"cs_green_channel": True})
        if off:
            off.write({"cs_green_channel": False})
        if on or off:
            (on | off).with_env(self.env)._cs_service_levels_changed()

    def _cs_green_conditions_changed(self):
        """Run all rules for these persons; call it when what rules look at has changed."""
        if not self:
            return
        # sudo: rules hold for everybody
        for rule in self.env["cs.green.rule"].sudo().search([("active", "=", True)]):
            rule._cs_run(partners=self)

    def _cs_special_groups_changed(self):
        result = super()._cs_special_groups_changed()
        self._cs_green_conditions_changed()
        return result

    def _cs_tier_green_changed(self):
        """Let the green channel follow a tier that has it among its benefits."""
        result = super()._cs_tier_green_changed()
        self._cs_refresh_green()
        self._cs_green_conditions_changed()
        return result

    @api.model
    def _cs_service_levels(self, partner_ids):
        levels = super()._cs_service_levels(partner_ids)
        # sudo: how somebody is served is for all staff. Read with the rest of the customer: whoever
        # asks has read that already, or will.
        green = self.sudo().browse(partner_ids).filtered("cs_green_channel")
        return {**levels, **dict.fromkeys(green.ids, "green")}

    def _cs_care_note_values(self):
        values = super()._cs_care_note_values()
        return {**values, "green": self.sudo().cs_green_channel and self.cs_green_why}

    @api.depends("cs_green_channel")
    def _compute_cs_care_note(self):
        return super()._compute_cs_care_note()

    @api.model_create_multi
    def create(self, vals_list):
        self = without_defaults(self, FACTS)
        self._cs_refuse_care_facts(*vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._cs_refuse_care_facts(vals)
        return super().write(vals)

    @api.model
    def _cs_refuse_care_facts(self, *vals_list):
        if not self.env.su and any(FACTS.intersection(vals) for vals in vals_list):
            raise AccessError(
                self.env._(
                    "Special groups and the green channel follow from memberships, rules and "
                    "grants. Record one of these instead."
                )
            )

    @api.model
    def _cs_timeline_sources(self):
        return [
            *super()._cs_timeline_sources(),
            TimelineSource(
                model="cs.green.grant",
                date_field="date_granted",
                icon="fa-bolt",
                describe=self._cs_timeline_grants,
            ),
        ]

    @api.model
    def _cs_timeline_grants(self, grants):
        states = dict(grants._fields["state"]._description_selection(self.env))
        return {
            grant.id: {
                "title": self.env._("Green channel: %(reason)s", reason=grant.reason),
                "subtitle": grant.granted_by_id.name,
                "state": grant.state,
                "state_label": states[grant.state],
                "tone": "success" if grant.state == "active" else "secondary",
            }
            for grant in grants
        }

    def action_cs_green_grant(self):
        """Open the form that gives this customer the green channel."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Green Channel"),
            "res_model": "cs.green.grant",
            "view_mode": "form",
            "context": {"default_partner_id": self.id},
        }
