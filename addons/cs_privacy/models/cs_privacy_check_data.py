from odoo import api, models

from .. import lint
from ..core import scan
from ..encrypted import EncryptedChar
from .cs_privacy_check import Check, Finding

# Names of files looked at in one run, the newest first
NAMES_MAX = 5000
PHOTO_WORDS = r"身[份分][证證]|護照|护照|passport|id[ _-]?card|hkid|居[住留][证證]|通行[证證]"


class CsPrivacyCheckData(models.Model):
    """Checks of the data and of what is declared about it."""

    _inherit = "cs.privacy.check"

    @api.model
    def _cs_checks(self):
        purposes = "/odoo/cs-purposes"
        return [
            *super()._cs_checks(),
            Check(
                "demo_data",
                self.env._("Demonstration data"),
                "high",
                self.env._(
                    "Serve customers from a database that was made without demonstration data."
                ),
            ),
            Check(
                "file_names",
                self.env._("Numbers in the names of files"),
                "medium",
                self.env._(
                    "Rename the files: names are shown in lists and stand in the database in clear."
                ),
            ),
            Check(
                "photos",
                self.env._("Photos of documents that are not sealed"),
                "medium",
                self.env._("Mark the files as identity documents; their content is then sealed."),
                "/odoo/cs-identity-documents",
            ),
            Check(
                "purposes",
                self.env._("Purposes and protected items"),
                "medium",
                self.env._("Name the items of every purpose, and a purpose for every item."),
                purposes,
            ),
            Check(
                "declarations",
                self.env._("Declarations of protected values"),
                "high",
                self.env._(
                    "Have the add-on that declares them mended; its author finds the reason above."
                ),
            ),
            Check(
                "pattern_scan",
                self.env._("Pattern scan"),
                "medium",
                self.env._("Switch the pattern scan on in the settings."),
                "/odoo/settings",
            ),
        ]

    def _cs_check_demo_data(self):
        modules = self.env["ir.module.module"].search(
            [("demo", "=", True), ("state", "=", "installed")]
        )
        if not modules:
            return None
        return Finding(
            self.env._(
                "%(count)s add-ons were installed with demonstration data: their logins have "
                "passwords that everybody knows.",
                count=len(modules),
            )
        )

    def _cs_check_file_names(self):
        in_scope = self.env["cs.privacy.scan"]._cs_in_scope
        self.env["ir.attachment"].flush_model(["name", "res_model"])
        self.env.cr.execute(
            """
            SELECT name, res_model FROM ir_attachment
             WHERE res_field IS NULL AND length(regexp_replace(name, '[^0-9]', '', 'g')) >= %s
             ORDER BY id DESC LIMIT %s
            """,
            [scan.FEWEST_DIGITS, NAMES_MAX],
        )
        count = sum(
            1
            for name, model_name in self.env.cr.fetchall()
            if in_scope(model_name) and scan.redact_name(name)[1]
        )
        if not count:
            return None
        return Finding(
            self.env._("The names of %(count)s files hold a number of a person.", count=count)
        )

    def _cs_check_photos(self):
        self.env["ir.attachment"].flush_model(["name", "res_model", "cs_is_identity"])
        self.env.cr.execute(
            """
            SELECT COUNT(*) FROM ir_attachment
             WHERE res_field IS NULL AND type = 'binary' AND cs_is_identity IS NOT TRUE
               AND (res_model = 'res.partner' OR res_model LIKE 'cs.%%')
               AND name ~* %s
            """,
            [PHOTO_WORDS],
        )
        count = self.env.cr.fetchone()[0]
        if not count:
            return None
        return Finding(
            self.env._(
                "%(count)s files are named like an identity document and are not sealed.",
                count=count,
            )
        )

    def _cs_check_purposes(self):
        purposes = self.env["cs.privacy.purpose"].search([("active", "=", True)])
        faults = [
            self.env._("The purpose “%(purpose)s” names no item.", purpose=purpose.name)
            for purpose in purposes.filtered(lambda purpose: not purpose.field_ids)
        ]
        covered = self.env["cs.privacy.purpose"]._cs_by_field()
        for model_name, model in sorted(self.env.registry.items()):
            for field in model._fields.values() if not model._abstract else ():
                if self._cs_needs_purpose(field) and (model_name, field.name) not in covered:
                    faults.append(
                        self.env._(
                            "No purpose covers %(field)s (%(model)s).",
                            field=field._description_string(self.env),
                            model=self.env[model_name]._description,
                        )
                    )
        return Finding("\n".join(faults)) if faults else None

    @api.model
    def _cs_needs_purpose(self, field):
        # What is computed and cannot be typed belongs to the purposes of what it comes from.
        is_derived = field.inherited or (field.compute and field.readonly)
        return isinstance(field, EncryptedChar) and field.store and not is_derived

    def _cs_check_declarations(self):
        flaws = lint.registry_flaws(self.env.registry) + lint.view_flaws(self.env)
        if not flaws:
            return None
        return Finding("\n".join(lint.sentence(self.env, flaw) for flaw in flaws))

    def _cs_check_pattern_scan(self):
        level = self.env["cs.privacy.scan"]._cs_level()
        if level == "all":
            return None
        if level == "off":
            return Finding(
                self.env._("Numbers of people in messages and texts are not looked for.")
            )
        return Finding(
            self.env._(
                "Numbers of people in the texts of complaints and contacts are not looked for."
            )
        )
