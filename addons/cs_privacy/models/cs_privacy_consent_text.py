from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..forged import without_defaults

SERVER_FIELDS = {"version", "date_published", "published_by_id"}


class CsPrivacyConsentText(models.Model):
    """What persons read when they are asked for consent, word by word, version by version."""

    _name = "cs.privacy.consent.text"
    _description = "Consent Text"
    _order = "purpose_id, version desc"

    purpose_id = fields.Many2one(
        comodel_name="cs.privacy.purpose",
        required=True,
        index=True,
        ondelete="cascade",
    )
    version = fields.Integer(readonly=True, aggregator=None)
    text = fields.Text(
        required=True,
        translate=True,
        help="In plain words: what for, which information, who gets it, how to withdraw. "
        "Translate it before it is published.",
    )
    is_renewal = fields.Boolean(
        string="Ask Everybody Again",
        help="Consent given to earlier versions no longer holds once this one is published. "
        "For when the use of the information has changed.",
    )
    date_published = fields.Datetime(string="In Force Since", readonly=True)
    published_by_id = fields.Many2one(comodel_name="res.users", readonly=True, ondelete="restrict")

    _version_uniq = models.UniqueIndex(
        "(purpose_id, version)", "This version exists already. Save the text once more."
    )

    @api.depends("purpose_id", "version")
    def _compute_display_name(self):
        for text in self:
            text.display_name = self.env._(
                "%(purpose)s, version %(version)s",
                purpose=text.purpose_id.name or "",
                version=text.version,
            )

    @api.model_create_multi
    def create(self, vals_list):
        self = without_defaults(self, SERVER_FIELDS)
        self._cs_check_protected(*vals_list)
        purpose_ids = [vals.get("purpose_id") for vals in vals_list]
        last = dict(
            self.sudo()._read_group(
                [("purpose_id", "in", purpose_ids)], ["purpose_id"], ["version:max"]
            )
        )
        last = {purpose.id: version for purpose, version in last.items()}
        for purpose_id, vals in zip(purpose_ids, vals_list, strict=True):
            last[purpose_id] = vals["version"] = last.get(purpose_id, 0) + 1
        return super().create(vals_list)

    def write(self, vals):
        self._cs_check_protected(vals)
        if not self.env.su or set(vals) - SERVER_FIELDS:
            self._cs_check_draft()
        return super().write(vals)

    def _update_field_translations(self, field_name, translations, digest=None, source_lang=""):
        self._cs_check_draft()
        return super()._update_field_translations(
            field_name, translations, digest=digest, source_lang=source_lang
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        self._cs_check_draft()

    def _cs_check_draft(self):
        for text in self:
            if text.date_published:
                raise UserError(
                    self.env._(
                        "%(text)s is in force or was, and stays as persons have read it. "
                        "Write another version.",
                        text=text.display_name,
                    )
                )

    def _cs_check_protected(self, *vals_list):
        if not self.env.su and any(SERVER_FIELDS.intersection(vals) for vals in vals_list):
            raise AccessError(
                self.env._(
                    "Version and date of a consent text are set by the system. "
                    "Publish the text to put it in force."
                )
            )

    def action_publish(self):
        """Put the text in force: it is what persons are asked from now on, and cannot change."""
        self.ensure_one()
        self.check_access("write")
        if self.date_published:
            return
        # Right and state were checked; the facts are set by the server only.
        self.sudo().write(
            {"date_published": fields.Datetime.now(), "published_by_id": self.env.uid}
        )
        if self.is_renewal:
            self.purpose_id.sudo().text_version_min = self.version
