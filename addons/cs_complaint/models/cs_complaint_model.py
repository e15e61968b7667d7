import base64

from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, UserError
from odoo.fields import NO_ACCESS
from odoo.tools import SQL

from ..core.bayes import Bayes
from ..core.facts import TRANSITION

# A category is suggested when so many texts of it have been learned.
FEWEST = 5
# Versions whose counts are kept, so that one can go back
KEPT = 3


class CsComplaintModel(models.Model):
    """A version of what has been learned from closed complaints (clauses 6.1.2, 10.1.2).

    It suggests a category and never decides. It holds counts of hashed runs of characters of texts
    in which numbers had been hidden; nothing leaves the server. Each version goes on from the one
    before with the complaints that were closed since.
    """

    _name = "cs.complaint.model"
    _description = "Learned Complaint Model"
    _order = "version desc, id desc"

    name = fields.Char(compute="_compute_name")
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, ondelete="cascade", index=True
    )
    version = fields.Integer(required=True, readonly=True, aggregator=None)
    date = fields.Datetime(
        string="Learned On", required=True, readonly=True, default=fields.Datetime.now
    )
    active = fields.Boolean(string="In Use", readonly=True, default=False)
    is_forgotten = fields.Boolean(
        string="Forgotten", readonly=True, help="The next version begins from nothing."
    )

    # What it was learned from
    document_count = fields.Integer(string="Complaints Learned", readonly=True, aggregator=None)
    new_count = fields.Integer(string="New Ones", readonly=True)
    learned_until = fields.Datetime(readonly=True, groups=NO_ACCESS)
    learned_last_id = fields.Integer(readonly=True, groups=NO_ACCESS)
    data = fields.Binary(attachment=False, readonly=True, groups=NO_ACCESS)

    # How good it is, on complaints that were kept out of the learning
    heldout_count = fields.Integer(string="Complaints Asked", readonly=True, aggregator=None)
    accuracy = fields.Float(
        string="Category Right (%)", readonly=True, aggregator=None, digits=(5, 1)
    )
    accuracy_class = fields.Float(
        string="Class Right (%)", readonly=True, aggregator=None, digits=(5, 1)
    )
    report = fields.Json(readonly=True)
    report_html = fields.Html(string="By Class", compute="_compute_report_html", sanitize=False)

    # What agents made of it
    accepted_count = fields.Integer(string="Suggestions Followed", compute="_compute_choices")
    overruled_count = fields.Integer(string="Chosen Otherwise", compute="_compute_choices")

    _one_active = models.UniqueIndex(
        "(company_id) WHERE active IS TRUE", "A company uses one version at a time."
    )
    _version_uniq = models.UniqueIndex("(company_id, version)")

    @api.depends("version")
    @api.depends_context("lang")
    def _compute_name(self):
        for model in self:
            model.name = self.env._("Version %(number)s", number=model.version)

    def _compute_choices(self):
        """How often agents chose what a version had suggested, and how often something else."""
        groups = (
            self.env["cs.complaint"]
            .sudo()
            ._read_group(
                [
                    ("suggestion_model_id", "in", self.ids),
                    ("suggestion_state", "in", ("accepted", "overruled")),
                ],
                ["suggestion_model_id", "suggestion_state"],
                ["__count"],
            )
        )
        counts = {(model.id, state): count for model, state, count in groups}
        for model in self:
            model.accepted_count = counts.get((model.id, "accepted"), 0)
            model.overruled_count = counts.get((model.id, "overruled"), 0)

    @api.depends("report")
    @api.depends_context("lang")
    def _compute_report_html(self):
        classes = self.env["cs.complaint.category"]._fields["complaint_class"]
        for model in self:
            table = (model.report or {}).get("confusion") or {}
            model.report_html = self.env["ir.qweb"]._render(
                "cs_complaint.model_report",
                {"table": table, "classes": classes._description_selection(self.env)},
            )

    # Asking --------------------------------------------------------------------------------------

    @api.model
    @tools.ormcache("company_id")
    def _cs_active_id(self, company_id):
        models_in_use = self.sudo().search(
            [("company_id", "=", company_id), ("active", "=", True)], limit=1
        )
        return models_in_use.id

    @api.model
    @tools.ormcache("model_id")
    def _cs_learned(self, model_id):
        data = self.sudo().browse(model_id).data
        return Bayes.load(base64.b64decode(data)) if data else Bayes()

    @api.model
    def _cs_suggest(self, company, texts):
        """Return ``[(model id, category id, percent)]``, ``(False, False, 0)`` for no suggestion.

        Below the percent that the company asks for nothing is suggested, nor is an archived
        category. At most one query for all texts.

        :param texts: list of plain texts
        """
        nothing = (False, False, 0)
        model_id = self._cs_active_id(company.id)
        if not model_id:
            return [nothing] * len(texts)
        learned, least = self._cs_learned(model_id), company.sudo().cs_complaint_suggest_percent
        found = [learned.suggest(text, FEWEST) for text in texts]
        labels = {label for label, _chance in found if label}
        categories = self.env["cs.complaint.category"].sudo().with_context(active_test=True)
        known = set(categories.search([("id", "in", list(labels))]).ids) if labels else ()
        # Nothing that was learned is certain.
        found = [(label, min(round(chance * 100), 99)) for label, chance in found]
        return [
            (model_id, label, percent) if label in known and percent >= least else nothing
            for label, percent in found
        ]

    # Versions ------------------------------------------------------------------------------------

    def action_use(self):
        """Use this version from now on; a second click changes nothing."""
        self.ensure_one()
        self._cs_check_manager()
        if self.active:
            return True
        if not self.sudo().data:
            raise UserError(
                self.env._(
                    "The counts of version %(number)s are not kept any more. Use a later one.",
                    number=self.version,
                )
            )
        self._cs_switch_to(self)
        return True

    def action_stop(self):
        """Suggest nothing until another version is used."""
        self.ensure_one()
        self._cs_check_manager()
        if self.active:
            self._cs_set(active=False)
        return True

    def action_forget(self):
        """Begin from nothing at the next training: after an erasure, or with other categories."""
        self.ensure_one()
        self._cs_check_manager()
        versions = (
            self.sudo()
            .with_context(active_test=False)
            .search([("company_id", "=", self.company_id.id)])
        )
        versions._cs_set(active=False, is_forgotten=True, data=False)
        self.env.ref("cs_complaint.ir_cron_train").sudo()._trigger()
        return True

    def action_train(self):
        """Have the scheduled action learn from what was closed since the last time, now."""
        self._cs_check_manager()
        self.env.ref("cs_complaint.ir_cron_train").sudo()._trigger()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": self.env._("Learning begins in a moment; the new version shows up here.")
            },
        }

    def _cs_check_manager(self):
        self.check_access("read")
        if not self.env.su and not self.env.user.has_group(
            "cs_complaint.group_cs_complaint_manager"
        ):
            raise AccessError(
                self.env._("Only managers of complaints choose what is learned. Ask one of them.")
            )

    def _cs_switch_to(self, model):
        versions = self.sudo().with_context(active_test=False)
        versions.search([("company_id", "=", model.company_id.id), ("active", "=", True)])._cs_set(
            active=False
        )
        self.env.flush_all()
        model._cs_set(active=True)

    def _cs_set(self, **values):
        self.sudo().with_context(cs_transition=TRANSITION).write(values)
        self.env.registry.clear_cache()

    def _cs_drop_old(self):
        """Keep the counts of the last versions only, and of the one in use."""
        old = (
            self.sudo()
            .with_context(active_test=False)
            .search(
                [("company_id", "=", self.company_id.id), ("active", "=", False)],
                offset=KEPT,
            )
        )
        kept = self.env.execute_query(
            SQL(
                "SELECT id FROM cs_complaint_model WHERE id = ANY(%s) AND data IS NOT NULL", old.ids
            )
        )
        old.browse(model_id for (model_id,) in kept)._cs_set(data=False)

    @api.model_create_multi
    def create(self, vals_list):
        self._cs_refuse()
        return super().create(vals_list)

    def write(self, vals):
        self._cs_refuse()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("Versions stay on record. Stop the use of one, or begin from nothing.")
        )

    def _cs_refuse(self):
        if self.env.context.get("cs_transition") is not TRANSITION:
            raise AccessError(
                self.env._("Versions are learned by the scheduled action and changed by nobody.")
            )
