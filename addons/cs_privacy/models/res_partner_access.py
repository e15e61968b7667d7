from odoo import fields, models
from odoo.tools import SQL


class ResPartner(models.Model):
    """Who saw the values of a person."""

    _inherit = "res.partner"

    cs_access_count = fields.Integer(
        string="Accesses",
        compute="_compute_cs_access_count",
        groups="cs_privacy.group_cs_privacy_officer,cs_privacy.group_cs_privacy_auditor",
        help="How often values of this person were shown, handed out or asked for.",
    )

    def _cs_privacy_records(self):
        """Return the records that hold protected values of these persons: ``{model: [ids]}``.

        By default the partners themselves and the records of every model with protected values that
        has a ``partner_id``. Extend it by ``super()`` where the person stands elsewhere.
        """
        owned = {"res.partner": self.ids}
        for name, model in self.env.items():
            if name == "res.partner" or model._abstract or model._transient:
                continue
            if "_cs_encrypted_names" not in dir(model) or not model._cs_encrypted_names():
                continue
            field = model._fields.get("partner_id")
            if field is not None and field.store and field.comodel_name == "res.partner":
                found = model.sudo().with_context(active_test=False)
                owned[name] = found.search([("partner_id", "in", self.ids)]).ids
        return {name: ids for name, ids in owned.items() if ids}

    def _compute_cs_access_count(self):
        """Count entries by the index on their records: one query for each kind of records."""
        counts = dict.fromkeys(self.ids, 0)
        for name, ids in self._cs_privacy_records().items():
            owners = self.env[name].browse(ids)._cs_privacy_partner()
            pairs = [(str(ref), owner) for ref, owner in owners.items() if owner in counts]
            if not pairs:
                continue
            rows = self.env.execute_query(
                SQL(
                    """
                    SELECT owner.partner_id, count(DISTINCT log.id)
                      FROM (VALUES %(pairs)s) owner(ref, partner_id)
                      JOIN cs_privacy_access_log log
                        ON string_to_array(log.res_ids, ',') @> ARRAY[owner.ref]
                       AND log.model = %(model)s
                  GROUP BY owner.partner_id
                    """,
                    pairs=SQL(", ").join(SQL("(%s, %s)", *pair) for pair in pairs),
                    model=name,
                )
            )
            for partner_id, count in rows:
                counts[partner_id] += count
        for partner in self:
            partner.cs_access_count = counts.get(partner.id, 0)

    def action_cs_accesses(self):
        """Open the access log of this person."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_privacy.cs_privacy_access_log_action"
        )
        return {
            **action,
            "domain": [("about_partner_id", "in", self.ids)],
            "context": {},
            "display_name": self.env._("Who Saw %(person)s", person=self.display_name),
        }
