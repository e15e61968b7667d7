from odoo import api, fields, models
from odoo.fields import Command

from odoo.addons.cs_base.core.timeline import TimelineSource


class ResPartner(models.Model):
    _inherit = "res.partner"

    cs_special_member_ids = fields.One2many(
        comodel_name="cs.special.group.member",
        inverse_name="partner_id",
        string="Memberships of Special Groups",
        groups="cs_care.group_cs_care_agent",
    )
    cs_special_group_ids = fields.Many2many(
        comodel_name="cs.special.group",
        relation="cs_special_group_res_partner_rel",
        column1="partner_id",
        column2="group_id",
        string="Special Groups",
        compute="_compute_cs_special_group_ids",
        store=True,
        groups="cs_base.group_cs_base_user",
    )
    cs_special_member_count = fields.Integer(
        string="Special Memberships",
        compute="_compute_cs_special_member_count",
        groups="cs_care.group_cs_care_agent",
    )
    cs_care_note = fields.Html(
        string="What Staff Must Do",
        compute="_compute_cs_care_note",
        sanitize=False,
        groups="cs_base.group_cs_base_user",
    )

    _cs_age_band_idx = models.Index("(cs_age_band) WHERE cs_age_band IS NOT NULL")

    @api.depends(
        "cs_special_member_ids.group_id.active",
        "cs_special_member_ids.partner_id",
        "cs_special_member_ids.state",
    )
    def _compute_cs_special_group_ids(self):
        # sudo: which group it is does not depend on who looks; its name does
        found = (
            self.env["cs.special.group.member"]
            .sudo()
            ._read_group(
                [
                    ("partner_id", "in", self.ids),
                    ("state", "=", "active"),
                    ("group_id.active", "=", True),
                ],
                ["partner_id"],
                ["group_id:recordset"],
            )
        )
        groups = {partner.id: groups._ids for partner, groups in found}
        # Together those in the same groups: one statement for all of them, not one each
        for ids, partners in self.grouped(lambda p: groups.get(p._origin.id, ())).items():
            partners.cs_special_group_ids = [Command.set(ids)]

    def _compute_cs_special_member_count(self):
        counts = dict(
            self.env["cs.special.group.member"]._read_group(
                [("partner_id", "in", self.ids)], ["partner_id"], ["__count"]
            )
        )
        for partner in self:
            partner.cs_special_member_count = counts.get(partner, 0)

    @api.depends("cs_special_group_ids")
    @api.depends_context("lang")
    def _compute_cs_care_note(self):
        for partner in self:
            values = partner._cs_care_note_values()
            partner.cs_care_note = (
                self.env["ir.qweb"]._render("cs_care.care_note", values)
                if any(values.values())
                else False
            )

    def _cs_care_note_values(self):
        """Hook: return the values of the template ``care_note``; all empty: nothing to show."""
        self.ensure_one()
        # sudo: what to do is for all staff, also where they may not see the group's name
        return {"groups": self.sudo().cs_special_group_ids.sorted("sequence")}

    def _cs_remarks(self):
        """Tell what to do for the special groups of this customer, everywhere remarks are shown."""
        # sudo: remarks are for whoever serves the customer
        note = self.sudo().cs_care_note
        return [*([note] if note else []), *super()._cs_remarks()]

    def _cs_special_groups_changed(self):
        """Hook: the memberships of these persons have changed."""

    def action_cs_special_members(self):
        """Open the memberships of this customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_care.cs_special_group_member_action"
        )
        action["domain"] = [("partner_id", "=", self.id)]
        action["context"] = {"default_partner_id": self.id}
        return action

    @api.model
    def _cs_timeline_sources(self):
        return [
            *super()._cs_timeline_sources(),
            TimelineSource(
                model="cs.special.group.member",
                date_field="date_verified",
                icon="fa-heart",
                describe=self._cs_timeline_members,
                domain=(("state", "!=", "requested"),),
            ),
            TimelineSource(
                model="cs.suggestion",
                date_field="date_received",
                icon="fa-lightbulb-o",
                describe=self._cs_timeline_suggestions,
            ),
        ]

    @api.model
    def _cs_timeline_suggestions(self, suggestions):
        states = dict(suggestions._fields["state"]._description_selection(self.env))
        tones = {"new": "info", "review": "warning", "adopted": "success", "realised": "success"}
        return {
            one.id: {
                "title": one.display_name,
                "subtitle": one.category_id.name,
                "state": one.state,
                "state_label": states[one.state],
                "tone": tones.get(one.state, "secondary"),
                "channel": one.channel_id.name,
            }
            for one in suggestions
        }

    @api.model
    def _cs_timeline_members(self, members):
        states = dict(members._fields["state"]._description_selection(self.env))
        origins = dict(members._fields["origin"]._description_selection(self.env))
        tones = {"active": "success", "planned": "info"}
        return {
            member.id: {
                "title": self.env._("Special group: %(group)s", group=member.group_id.display_name),
                "subtitle": origins[member.origin],
                "state": member.state,
                "state_label": states[member.state],
                "tone": tones.get(member.state, "secondary"),
            }
            for member in members
        }
