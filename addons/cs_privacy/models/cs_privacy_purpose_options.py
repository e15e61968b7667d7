from odoo import api, models

from ..encrypted import EncryptedChar


class CsPrivacyPurpose(models.Model):
    """What the reveal dialog offers its user."""

    _inherit = "cs.privacy.purpose"

    @api.model
    @api.readonly
    def reveal_options(self, model, origin=None):
        """Return what this user may reveal of a model, and why not.

        For clients, who show it; ``privacy_reveal`` checks everything again.

        :param str model: name of a model with protected values
        :param origin: ``[model, id]`` of the contact or complaint from which somebody looks
        :return: dict with ``obstacles`` (sentences), ``purposes`` (``id``, ``code``, ``name``,
            ``description``, ``fields``, ``bulk_limit``), ``fields`` (``name``, ``label``) and
            ``reference``
        """
        user = self.env.user
        if not user._is_internal() or not user.has_group("cs_privacy.group_cs_privacy_reveal"):
            sentence = self.env._("You may not reveal protected values. Ask the privacy officer.")
            return {"obstacles": [sentence], "purposes": [], "fields": [], "reference": ""}
        fields = self._cs_reveal_fields(model)
        return {
            "obstacles": user._cs_privacy_obstacles(),
            "purposes": self._cs_reveal_purposes(model, [field["name"] for field in fields]),
            "fields": fields,
            "reference": self._cs_origin_reference(origin),
        }

    @api.model
    def _cs_reveal_fields(self, model):
        records = self.env[model]
        records.check_access("read")
        return [
            {"name": name, "label": field._description_string(self.env)}
            for name, field in records._fields.items()
            if isinstance(field, EncryptedChar)
            and field.store
            and records._has_field_access(field, "read")
        ]

    @api.model
    def _cs_reveal_purposes(self, model, names):
        covered = self._cs_by_field()
        groups = self.env.user.all_group_ids
        ids = {ref for name in names for ref in covered.get((model, name), ())}
        return [
            {
                "id": purpose.id,
                "code": purpose.code,
                "name": purpose.name,
                "description": purpose.description or "",
                "fields": [name for name in names if purpose.id in covered.get((model, name), ())],
                "bulk_limit": purpose.bulk_limit,
            }
            for purpose in self.search([("id", "in", list(ids))])
            if not purpose.sudo().group_ids or purpose.sudo().group_ids & groups
        ]

    @api.model
    def _cs_origin_models(self):
        """Return the models whose records a reveal is usually for; add-ons add theirs."""
        return ["cs.contact", "cs.complaint"]

    @api.model
    def _cs_origin_reference(self, origin):
        """Return the name of the contact or complaint that somebody comes from, if any."""
        if not isinstance(origin, (list, tuple)) or len(origin) != 2:
            return ""
        model, res_id = origin
        if model not in self._cs_origin_models() or model not in self.env:
            return ""
        record = self.env[model].browse(res_id).exists()
        if not record or not record.has_access("read"):
            return ""
        return record.display_name or ""
