from odoo import api, fields, models
from odoo.exceptions import UserError

from ..forged import without_defaults

# Moved by the buttons only
FACTS = {"state", "date_published"}


class CsPrivacyAgreementText(models.Model):
    """A version of the confidentiality agreement that staff sign (clause 3.2.2(5))."""

    _name = "cs.privacy.agreement.text"
    _description = "Text of the Confidentiality Agreement"
    _order = "date_published desc, id desc"

    name = fields.Char(string="Version", required=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        index=True,
        ondelete="cascade",
        help="Empty: for all companies that have no text of their own.",
    )
    body = fields.Html(string="Text", required=True, translate=True, sanitize_style=True)
    # draft: may still be changed; published: is signed, stays as it is; withdrawn: no longer signed
    state = fields.Selection(
        selection=[("draft", "Draft"), ("published", "Published"), ("withdrawn", "Withdrawn")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )
    date_published = fields.Date(string="Published On", readonly=True, copy=False)
    agreement_ids = fields.One2many(
        comodel_name="cs.privacy.agreement", inverse_name="text_id", string="Signed Agreements"
    )
    agreement_count = fields.Integer(compute="_compute_agreement_count")

    @api.depends("agreement_ids")
    def _compute_agreement_count(self):
        counts = dict(
            self.env["cs.privacy.agreement"]._read_group(
                [("text_id", "in", self.ids)], ["text_id"], ["__count"]
            )
        )
        for text in self:
            text.agreement_count = counts.get(text, 0)

    @api.model
    def _cs_current(self, company=None):
        """Return the published text of a company, the newest one; empty when there is none."""
        company = company or self.env.company
        published = self.sudo().search(
            [("state", "=", "published"), ("company_id", "in", (company.id, False))]
        )
        return (published.filtered("company_id") or published)[:1].sudo(False)

    @api.model_create_multi
    def create(self, vals_list):
        self = without_defaults(self, FACTS)
        if not self.env.su:
            vals_list = [
                {name: vals[name] for name in vals if name not in FACTS} for vals in vals_list
            ]
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and FACTS.intersection(vals):
            raise UserError(self.env._("Use the buttons to publish a text or to withdraw it."))
        if {"body", "name", "company_id"}.intersection(vals):
            self._cs_check_draft()
        return super().write(vals)

    def update_field_translations(self, field_name, translations, source_lang=""):
        self._cs_check_draft()
        return super().update_field_translations(field_name, translations, source_lang)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        self._cs_check_draft()

    def _cs_check_draft(self):
        for text in self:
            if text.state != "draft" and not self.env.context.get("install_mode"):
                raise UserError(
                    self.env._(
                        "The text %(name)s is published and stays as it is. "
                        "Duplicate it to prepare a new version.",
                        name=text.name,
                    )
                )

    def action_publish(self):
        """Let staff sign this text from now on; agreements signed before stay in force."""
        self.ensure_one()
        self.check_access("write")
        if self.state == "draft":
            self.sudo().write({"state": "published", "date_published": fields.Date.today()})

    def action_withdraw(self):
        """Take the text back: nobody signs it any more."""
        self.ensure_one()
        self.check_access("write")
        if self.state == "published":
            self.sudo().state = "withdrawn"

    def action_agreements(self):
        """Open the agreements that were signed on this text."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_privacy.cs_privacy_agreement_action"
        )
        return {**action, "domain": [("text_id", "=", self.id)], "context": {}}
