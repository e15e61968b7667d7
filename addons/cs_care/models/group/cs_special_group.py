from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import ormcache

from ...core.special_group import bands_between

# Who sees what a sensitive group is called, and who is in it. Everybody else sees what to do.
SENSITIVE_GROUP = "cs_care.group_cs_care_sensitive"


class CsSpecialGroup(models.Model):
    """Customers who need something else than the others (clause 7.1.3(2)).

    What staff have to do is shown to all of them. What a sensitive group is called says something
    about a person's health or means, so it is shown to those who verify memberships alone: its
    short line takes the place of the name.
    """

    _name = "cs.special.group"
    _description = "Special Group"
    _inherit = ["mail.thread"]
    _order = "sequence, id"

    name = fields.Char(
        required=True,
        translate=True,
        groups=SENSITIVE_GROUP,
        help="Of sensitive groups only those who verify memberships see it.",
    )
    code = fields.Char(required=True, copy=False, groups=SENSITIVE_GROUP)
    badge = fields.Char(
        string="Short Line",
        required=True,
        translate=True,
        help="What staff do, in a few words: shown as a badge wherever the customer appears.",
    )
    label = fields.Char(compute="_compute_label", compute_sudo=True)
    instruction = fields.Html(
        string="What Staff Must Do",
        translate=True,
        help="Shown on the customer, the contact and the complaint.",
    )
    icon = fields.Char(default="fa-heart", required=True, help="Font Awesome class, e.g. fa-heart")
    color = fields.Integer(default=4)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)

    is_sensitive = fields.Boolean(
        string="Sensitive",
        tracking=True,
        help="Says something about health, means or the like: it needs consent to a purpose, and "
        "its name is shown to few.",
    )
    purpose_id = fields.Many2one(
        comodel_name="cs.privacy.purpose",
        ondelete="restrict",
        index="btree_not_null",
        tracking=True,
        help="If it rests on consent, only persons who have agreed are members; when they "
        "withdraw, the membership ends at once.",
    )
    needs_proof = fields.Boolean(tracking=True)
    validity_months = fields.Integer(
        string="Valid for (Months)",
        tracking=True,
        help="After so many months the membership has to be verified again. 0: without end.",
    )
    remind_days = fields.Integer(string="Remind Before the End (Days)", default=30)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Owner of Care",
        domain="[('share', '=', False)]",
        ondelete="set null",
        index="btree_not_null",
        tracking=True,
        help="Is reminded before memberships end.",
    )

    is_automatic = fields.Boolean(
        string="By Age Band",
        tracking=True,
        help="Everybody in these age bands is a member, kept up to date every night.",
    )
    age_from = fields.Selection(selection="_selection_age_band", string="From Age Band")
    age_to = fields.Selection(selection="_selection_age_band", string="To Age Band")

    member_count = fields.Integer(string="Members", compute="_compute_member_count")

    _code_uniq = models.UniqueIndex("(code)", "Another special group has this code.")
    _periods_not_negative = models.Constraint(
        "CHECK (validity_months >= 0 AND remind_days >= 0)",
        "A period is zero or a number above zero.",
    )
    _sensitive_purpose = models.Constraint(
        "CHECK (is_sensitive IS NOT TRUE OR purpose_id IS NOT NULL)",
        "A sensitive group needs the purpose for which it is recorded.",
    )

    @api.model
    def _selection_age_band(self):
        return self.env["res.partner"]._fields["cs_age_band"]._description_selection(self.env)

    @api.depends("name", "badge", "is_sensitive")
    @api.depends_context("lang")
    def _compute_label(self):
        for group in self:
            group.label = group.badge if group.is_sensitive else group.name

    @api.depends("name", "badge", "is_sensitive")
    @api.depends_context("uid", "lang")
    def _compute_display_name(self):
        sees_all = self._cs_sees_sensitive()
        for group in self:
            # sudo: a field for few, shown here to those few
            group.display_name = group.sudo().name if sees_all else group.label

    @api.model
    def _search_display_name(self, operator, value):
        # sudo: the names are compared for the user, who learns no more than the labels
        groups = self.sudo()
        found = groups.search(Domain("badge", operator, value))
        if self._cs_sees_sensitive():
            found |= groups.search(Domain("name", operator, value))
        else:
            plain = Domain("is_sensitive", "=", False)
            found |= groups.search(Domain("name", operator, value) & plain)
        return Domain("id", "in", found.ids)

    def _compute_member_count(self):
        counts = dict(
            self.env["cs.special.group.member"]._read_group(
                [("group_id", "in", self.ids), ("state", "=", "active")], ["group_id"], ["__count"]
            )
        )
        for group in self:
            group.member_count = counts.get(group, 0)

    @api.constrains("is_automatic", "age_from", "age_to", "is_sensitive")
    def _check_bands(self):
        for group in self:
            if not group.is_automatic:
                continue
            if not (group.age_from or group.age_to) or not group._cs_bands():
                raise ValidationError(
                    self.env._(
                        "“%(group)s” follows the age: say from which age band to which, the "
                        "younger one first.",
                        group=group.display_name,
                    )
                )
            if group.is_sensitive:
                raise ValidationError(
                    self.env._(
                        "“%(group)s” is sensitive: nobody becomes a member by age alone. "
                        "Take one of the two off.",
                        group=group.display_name,
                    )
                )

    @api.model
    def _cs_sees_sensitive(self):
        return self.env.su or self.env.user.has_group(SENSITIVE_GROUP)

    def _cs_bands(self):
        """Return the age bands of an automatic group."""
        self.ensure_one()
        return bands_between(self.age_from or None, self.age_to or None)

    @api.model
    @ormcache()
    def _cs_consent_purpose_ids(self):
        """Return the ids of the purposes whose withdrawal ends memberships."""
        groups = self.sudo().with_context(active_test=False).search([("purpose_id", "!=", False)])
        return frozenset(groups.purpose_id.ids)

    @api.model_create_multi
    def create(self, vals_list):
        groups = super().create(vals_list)
        self.env.registry.clear_cache()
        return groups

    def write(self, vals):
        result = super().write(vals)
        if "purpose_id" in vals:
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for group, vals in zip(self, vals_list, strict=True):
            vals.setdefault("code", self.env._("%(code)s_copy", code=group.code))
        return vals_list

    @api.ondelete(at_uninstall=False)
    def _unlink_except_members(self):
        members = self.env["cs.special.group.member"].sudo()
        for group in self:
            if members.search_count([("group_id", "=", group.id)], limit=1):
                raise ValidationError(
                    self.env._(
                        "“%(group)s” has had members. Archive it instead.",
                        group=group.display_name,
                    )
                )

    def action_view_members(self):
        """Open the members of this group."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_care.cs_special_group_member_action"
        )
        action["domain"] = [("group_id", "=", self.id)]
        action["context"] = {"default_group_id": self.id, "search_default_active": 1}
        return action
