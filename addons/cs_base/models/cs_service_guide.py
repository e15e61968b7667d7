from odoo import api, fields, models
from odoo.exceptions import UserError

STEPS = frozenset({"state", "version", "date_published", "published_by_id", "replaces_id"})
# What staff and customers read does not change under them: a new text is a new version.
TEXTS = frozenset({"name", "summary", "conditions", "steps", "duration", "fee", "material_ids"})


class CsServiceGuide(models.Model):
    """How one kind of business is handled: what to bring, conditions, steps, time, fee (5.2.1).

    Published guides do not change. *New Version* makes a draft that takes the place of the
    published one when it is published itself.
    """

    _name = "cs.service.guide"
    _description = "Service Guide"
    _inherit = ["mail.thread"]
    _order = "sequence, id"

    name = fields.Char(string="Business", required=True, translate=True, tracking=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        index="btree_not_null",
        help="Leave empty for a guide that all companies share.",
    )
    summary = fields.Char(translate=True, help="One line: what it is for.")
    conditions = fields.Html(translate=True, help="Who may have it, and when it is refused.")
    steps = fields.Html(translate=True)
    duration = fields.Char(string="Takes", translate=True, help="e.g. “at once”, “two days”")
    fee = fields.Char(translate=True, help="Empty: free of charge.")
    material_ids = fields.One2many(
        comodel_name="cs.service.guide.material",
        inverse_name="guide_id",
        string="What to Bring",
        copy=True,
    )

    state = fields.Selection(
        selection=[("draft", "Draft"), ("published", "Published"), ("closed", "Closed")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    version = fields.Integer(default=1, readonly=True, copy=False, aggregator=None)
    date_published = fields.Datetime(string="Published On", readonly=True, copy=False)
    published_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, ondelete="restrict"
    )
    replaces_id = fields.Many2one(
        comodel_name="cs.service.guide",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    _replaces_uniq = models.UniqueIndex(
        "(replaces_id) WHERE replaces_id IS NOT NULL AND state = 'draft'",
        "There is a draft of the next version already.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.su:
            return super().create(vals_list)
        context = {
            key: value
            for key, value in self.env.context.items()
            if key.removeprefix("default_") not in STEPS or not key.startswith("default_")
        }
        return super(
            CsServiceGuide,
            self.with_context(context),  # pylint: disable=context-overridden
        ).create([{name: vals[name] for name in vals if name not in STEPS} for vals in vals_list])

    def write(self, vals):
        if not self.env.su:
            if STEPS.intersection(vals):
                raise UserError(self.env._("Guides are published and closed by their buttons."))
            self._cs_check_draft(vals)
        return super().write(vals)

    def _cs_check_draft(self, vals):
        if not TEXTS.intersection(vals):
            return
        for guide in self.filtered(lambda guide: guide.state != "draft"):
            raise UserError(
                self.env._(
                    "“%(guide)s” is published. Press “New Version” and change that one.",
                    guide=guide.name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        for guide in self.filtered("date_published"):
            raise UserError(
                self.env._(
                    "“%(guide)s” has been published: staff worked by it. Close it instead.",
                    guide=guide.name,
                )
            )

    def action_publish(self):
        """Publish drafts; each closes the version that it replaces."""
        self.check_access("write")
        for guide in self.filtered(lambda guide: guide.state == "draft"):
            # sudo: the right has been checked; the facts are closed for writing
            known = guide.sudo()
            known.replaces_id.filtered(lambda old: old.state == "published").state = "closed"
            known.write(
                {
                    "state": "published",
                    "date_published": fields.Datetime.now(),
                    "published_by_id": self.env.uid,
                }
            )

    def action_close(self):
        """Take guides out of use."""
        self.check_access("write")
        # sudo: the right has been checked; the facts are closed for writing
        self.sudo().filtered(lambda guide: guide.state == "published").state = "closed"

    def action_new_version(self):
        """Open the draft of the next version; made now, of the last one, when there is none."""
        self.ensure_one()
        self.check_access("write")
        following = self.with_context(active_test=False).search(
            [("replaces_id", "=", self.id)], order="id desc", limit=1
        )
        if following and following.state != "draft":
            return following.action_new_version()
        draft = following
        if not draft:
            draft = self.copy()
            # sudo: as above
            draft.sudo().write({"replaces_id": self.id, "version": self.version + 1})
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": draft.id,
            "views": [(False, "form")],
        }
