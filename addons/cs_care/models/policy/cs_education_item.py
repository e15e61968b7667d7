from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

MANAGER = "cs_care.group_cs_care_manager"
AGENT = "cs_care.group_cs_care_agent"
# What customers read does not change under them: a new text is a new version.
FIXED = frozenset({"kind", "content", "special_group_ids", "event_place", "date_event"})


class CsEducationItem(models.Model):
    """Something customers can learn: a guide, a tip against fraud, a workshop (7.1.3(5))."""

    _name = "cs.education.item"
    _description = "Customer Education"
    _inherit = ["cs.privacy.guard", "mail.thread"]
    _order = "sequence, id desc"
    _cs_protected = frozenset({"state", "version", "date_published", "published_by_id"})

    name = fields.Char(string="Title", required=True, translate=True, tracking=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        selection=[("guide", "Guide"), ("fraud", "Tip against fraud"), ("workshop", "Workshop")],
        required=True,
        default="guide",
    )
    summary = fields.Char(translate=True, help="One line, for the list and the message.")
    content = fields.Html(translate=True, sanitize_attributes=True)
    date_event = fields.Datetime(string="Takes Place On")
    event_place = fields.Char(string="Place", translate=True)
    special_group_ids = fields.Many2many(
        comodel_name="cs.special.group",
        relation="cs_education_item_special_group_rel",
        string="For Special Groups",
        help="Shown to their members only. Empty: to everybody.",
    )
    date_from = fields.Date(string="Valid From")
    date_to = fields.Date(string="Valid Until")
    is_rewarded = fields.Boolean(
        string="Earns Points",
        help="Completion is recorded as the customer event “Education completed”: an earning rule "
        "on it gives the points.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    state = fields.Selection(
        selection=[("draft", "Draft"), ("published", "Published"), ("closed", "Closed")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    version = fields.Integer(readonly=True, copy=False, aggregator=None)
    date_published = fields.Datetime(string="Published On", readonly=True, copy=False)
    published_by_id = fields.Many2one(
        comodel_name="res.users",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    reach_ids = fields.One2many(comodel_name="cs.education.reach", inverse_name="item_id")
    sent_count = fields.Integer(string="Sent", compute="_compute_reach")
    opened_count = fields.Integer(string="Opened", compute="_compute_reach")
    completed_count = fields.Integer(string="Completed", compute="_compute_reach")
    completion_rate = fields.Float(string="Completed (%)", compute="_compute_reach")

    _dates_in_order = models.Constraint(
        "CHECK (date_from IS NULL OR date_to IS NULL OR date_to >= date_from)",
        "The last day is the first one or later.",
    )

    def _compute_reach(self):
        rows = self.env["cs.education.reach"]._read_group(
            [("item_id", "in", self.ids)],
            ["item_id"],
            ["date_sent:count", "date_opened:count", "date_completed:count", "__count"],
        )
        found = {item.id: figures for item, *figures in rows}
        for item in self:
            sent, opened, completed, total = found.get(item.id, (0, 0, 0, 0))
            item.sent_count, item.opened_count, item.completed_count = sent, opened, completed
            item.completion_rate = 100.0 * completed / total if total else 0.0

    def write(self, vals):
        if not self._cs_is_trusted() and FIXED.intersection(vals):
            for item in self.filtered(lambda item: item.state == "published"):
                raise UserError(
                    self.env._(
                        "“%(item)s” is published. Take it back to draft and publish it anew: "
                        "customers then get the new version.",
                        item=item.name,
                    )
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if self.sudo().reach_ids:
            raise UserError(
                self.env._("Customers have read it. Archive it instead of deleting it.")
            )

    def _cs_check_manager(self):
        if not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(self.env._("Education is published by managers of care."))
        self.check_access("write")

    def action_publish(self):
        """Show the item to customers; each time it is a new version."""
        self._cs_check_manager()
        for item in self.filtered(lambda item: item.state != "published"):
            if not item.content and item.kind != "workshop":
                raise UserError(self.env._("“%(item)s” has no content yet.", item=item.name))
            if item.kind == "workshop" and not item.date_event:
                raise UserError(self.env._("Say when “%(item)s” takes place.", item=item.name))
            item._cs_step(
                state="published",
                version=item.version + 1,
                date_published=fields.Datetime.now(),
                published_by_id=self.env.uid,
            )

    def action_to_draft(self):
        """Take the item back to change it; customers do not see it meanwhile."""
        self._cs_check_manager()
        self.filtered(lambda item: item.state != "draft")._cs_step(state="draft")

    def action_close(self):
        """Show the item to nobody any more."""
        self._cs_check_manager()
        self.filtered(lambda item: item.state == "published")._cs_step(state="closed")

    def action_open_reach(self):
        """Open who was reached, and how far each of them got."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_care.cs_education_reach_action")
        action["domain"] = [("item_id", "=", self.id)]
        action["context"] = {}
        return action

    def action_sign_in(self):
        """Open the dialog in which who attended is signed in."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Sign In"),
            "res_model": "cs.education.sign.in",
            "view_mode": "form",
            "target": "new",
            "context": {"default_item_id": self.id},
        }

    @api.model
    def _cs_valid_domain(self):
        """Return the domain of what may be read today."""
        today = fields.Date.context_today(self)
        return (
            Domain("state", "=", "published")
            & (Domain("date_from", "=", False) | Domain("date_from", "<=", today))
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", today))
        )

    @api.model
    def _cs_items_of(self, partner):
        """Return what is meant for a customer today, as superuser."""
        groups = partner.sudo().cs_special_group_ids
        # sudo: published for customers, and narrowed to those it is meant for
        return self.sudo().search(
            self._cs_valid_domain()
            & Domain("company_id", "in", (partner.company_id or self.env.company).ids)
            & (
                Domain("special_group_ids", "=", False)
                | Domain("special_group_ids", "in", groups.ids)
            )
        )
