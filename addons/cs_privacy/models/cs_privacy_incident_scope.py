import ast

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..encrypted import EncryptedChar
from .cs_privacy_incident import STAFF

BATCH = 5000


class CsPrivacyIncidentScope(models.Model):
    """Who is affected: found in the access log, by a filter over customers, or both.

    Everything is done in SQL or in batches; 100,000 persons take seconds.
    """

    _inherit = "cs.privacy.incident"

    log_user_ids = fields.Many2many(
        comodel_name="res.users",
        relation="cs_privacy_incident_log_user",
        string="Whose Access",
        groups=STAFF,
        help="Persons whose values these users saw in the period. Empty: not by the access log.",
    )
    log_access = fields.Selection(
        selection=[
            ("seen", "Revealed or exported"),
            ("reveal", "Revealed"),
            ("export", "Exported"),
            ("search", "Found by their whole value"),
            ("all", "All of these"),
        ],
        string="Kind of Access",
        default="seen",
        groups=STAFF,
    )
    log_item_ids = fields.Many2many(
        comodel_name="ir.model.fields",
        relation="cs_privacy_incident_log_item",
        string="Items Seen",
        domain="[('cs_is_encrypted', '=', True)]",
        groups=STAFF,
        help="Empty: whatever was seen.",
    )
    person_domain = fields.Char(
        string="Customers by Filter",
        groups=STAFF,
        help="Customers who are affected whether the access log knows it or not, "
        "for example those of a stolen list.",
    )
    person_item_ids = fields.Many2many(
        comodel_name="ir.model.fields",
        relation="cs_privacy_incident_person_item",
        string="Items of the Filter",
        domain="['|', ('cs_is_encrypted', '=', True), '&', ('model', '=', 'res.partner'), "
        "('name', 'in', ('name', 'email', 'street', 'cs_gender'))]",
        groups=STAFF,
        help="Which items of the customers of the filter are affected.",
    )
    date_persons = fields.Datetime(string="Persons Found On", readonly=True, copy=False)
    person_count = fields.Integer(string="Affected Persons", readonly=True, copy=False)
    sensitive_count = fields.Integer(
        string="Of Whom Sensitive", readonly=True, copy=False, aggregator="sum"
    )
    unknown_count = fields.Integer(
        string="Records of Nobody",
        readonly=True,
        copy=False,
        help="Records in the access log that are deleted by now or belong to no known person.",
    )
    no_person_reason = fields.Text(string="Why Nobody", readonly=True, copy=False)
    item_counts = fields.Json(string="Persons by Item", compute="_compute_item_counts")
    item_count_text = fields.Char(string="By Item", compute="_compute_item_counts")

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._cs_sealed_filter(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._cs_sealed_filter(vals))

    @api.model
    def _cs_sealed_filter(self, vals):
        """Return values whose filter names whom it finds where it would name a number.

        The filter is stored as text, which anybody who gets the database can read. It is asked in
        the officer's name, like any other search by a protected value.
        """
        try:
            domain = Domain(ast.literal_eval(vals.get("person_domain") or "[]"))
        except (ValueError, SyntaxError, TypeError):
            return vals
        sealed = domain.map_conditions(self._cs_sealed_condition)
        return vals if sealed == domain else {**vals, "person_domain": str(list(sealed))}

    @api.model
    def _cs_sealed_condition(self, condition):
        partners = self.env["res.partner"].with_context(active_test=False)
        model, field = partners, None
        for name in condition.field_expr.split("."):
            field = model._fields.get(name)
            model = self.env[field.comodel_name] if field and field.comodel_name else model
        values = str(condition.value)
        if isinstance(field, EncryptedChar) or self.env["cs.privacy.scan"]._cs_hide(values)[1]:
            return Domain("id", "in", partners.search(condition).ids)
        return condition

    @api.depends("person_count", "date_persons")
    def _compute_item_counts(self):
        self.env["cs.privacy.incident.person"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT person.incident_id, item, COUNT(*)
                  FROM cs_privacy_incident_person person
            CROSS JOIN LATERAL unnest(string_to_array(person.items, ',')) item
                 WHERE person.incident_id IN %s AND item <> ''
              GROUP BY person.incident_id, item
              ORDER BY COUNT(*) DESC, item
                """,
                self._ids or (0,),
            )
        )
        labels = self.env["cs.privacy.incident.person"]._cs_labels
        for incident in self:
            counts = {item: count for row_id, item, count in rows if row_id == incident.id}
            incident.item_counts = counts
            incident.item_count_text = ", ".join(
                f"{labels(item)}: {count}" for item, count in counts.items()
            )

    def action_find_persons(self):
        """Find the affected persons anew.

        Those found before and no longer are removed, unless a notice went to them already.
        """
        self.ensure_one()
        self._cs_check_staff()
        self._cs_check_open()
        if not self.log_user_ids and not self.person_domain:
            raise UserError(
                self.env._("Say whose access is meant, or choose customers by a filter.")
            )
        if self.log_user_ids and not self.date_occurred_from:
            raise UserError(self.env._("Say from when on it happened, for the access log."))
        self.env["cs.privacy.incident.person"].flush_model()
        self.env.cr.execute(
            SQL(
                "DELETE FROM cs_privacy_incident_person"
                " WHERE incident_id = %s AND notice_state = 'pending' AND source <> 'manual'",
                self.id,
            )
        )
        unknown = self._cs_add_from_log() if self.log_user_ids else 0
        if self.person_domain:
            self._cs_add_from_query()
        # sudo: counters are the system's, and the row count of the whole list
        self.sudo()._cs_count_persons()
        self._cs_step(
            date_persons=fields.Datetime.now(), unknown_count=unknown, no_person_reason=False
        )
        self._message_log(
            body=self.env._(
                "Affected persons found: %(count)s, of whom sensitive items: %(sensitive)s.",
                count=self.person_count,
                sensitive=self.sensitive_count,
            )
        )
        return True

    def action_persons(self):
        """Open the list of affected persons."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "cs_privacy.cs_privacy_incident_person_action"
            ),
            "domain": [("incident_id", "=", self.id)],
            "context": {"default_incident_id": self.id, "cs_incident": self.id},
        }

    def _cs_log_kinds(self):
        access = self.log_access or "seen"
        return {"seen": ("reveal", "export"), "all": ("reveal", "export", "search")}.get(
            access, (access,)
        )

    def _cs_add_from_log(self):
        """Add the persons whose values were seen; return how many records belong to nobody."""
        self.env.cr.execute("DROP TABLE IF EXISTS cs_privacy_found")
        self.env.cr.execute(self._cs_log_query())
        self.env.cr.execute("CREATE INDEX ON cs_privacy_found (model, res_id)")
        self.env.cr.execute("SELECT DISTINCT model FROM cs_privacy_found")
        unknown = 0
        for (model,) in self.env.cr.fetchall():
            last = 0
            while rows := self._cs_found_rows(model, last):
                last = rows[-1][0]
                unknown += self._cs_add_records(model, rows)
        self.env.cr.execute("DROP TABLE cs_privacy_found")
        return unknown

    def _cs_log_query(self):
        # sudo: the officer learns who is affected, not what the log says of each access
        incident = self.sudo()
        wanted = [(item.model, item.name) for item in incident.log_item_ids]
        condition = SQL("(log.model, item) IN %s", tuple(wanted)) if wanted else SQL("TRUE")
        return SQL(
            """
            CREATE TEMPORARY TABLE cs_privacy_found ON COMMIT DROP AS
            SELECT log.model, ref::int AS res_id,
                   string_agg(DISTINCT log.model || '.' || item, ',') AS items
              FROM cs_privacy_access_log log
        CROSS JOIN LATERAL unnest(string_to_array(log.res_ids, ',')) ref
        CROSS JOIN LATERAL unnest(string_to_array(log.field_names, ',')) item
             WHERE log.user_ref IN %(users)s AND log.kind IN %(kinds)s
               AND log.outcome = 'allowed' AND log.res_ids <> '' AND ref <> ''
               AND log.date BETWEEN %(start)s AND %(end)s
               AND %(condition)s
          GROUP BY log.model, ref::int
            """,
            users=incident.log_user_ids._ids,
            kinds=self._cs_log_kinds(),
            start=self.date_occurred_from,
            end=self.date_occurred_to or fields.Datetime.now(),
            condition=condition,
        )

    def _cs_found_rows(self, model, last):
        return self.env.execute_query(
            SQL(
                "SELECT res_id, items FROM cs_privacy_found"
                " WHERE model = %s AND res_id > %s ORDER BY res_id LIMIT %s",
                model,
                last,
                BATCH,
            )
        )

    def _cs_add_records(self, model, rows):
        """Add whom these records belong to; return how many belong to nobody."""
        if model not in self.env or not hasattr(self.env[model], "_cs_privacy_partner"):
            return len(rows)
        # sudo: affected is who is affected, not who the officer may read
        records = self.env[model].sudo().with_context(active_test=False)
        records = records.browse([row[0] for row in rows]).exists()
        partner_of = records._cs_privacy_partner()
        records.invalidate_recordset()
        found, unknown = {}, 0
        for res_id, items in rows:
            if partner_id := partner_of.get(res_id):
                found.setdefault(partner_id, set()).update(items.split(","))
            else:
                unknown += 1
        if found:
            self._cs_insert_persons(
                "log",
                SQL(
                    "SELECT * FROM unnest(%s::int[], %s::text[]) AS found (partner_id, items)",
                    list(found),
                    [",".join(sorted(items)) for items in found.values()],
                ),
            )
        return unknown

    def _cs_add_from_query(self):
        domain = self._cs_person_domain()
        items = sorted(f"{item.model}.{item.name}" for item in self.sudo().person_item_ids)
        # The officer's own rights decide whom the filter finds.
        query = self.env["res.partner"].with_context(active_test=False)._search(domain)
        self._cs_insert_persons(
            "query",
            SQL(
                "SELECT id AS partner_id, %s AS items FROM (%s) chosen",
                ",".join(items),
                query.select(),
            ),
        )

    def _cs_person_domain(self):
        try:
            domain = Domain(ast.literal_eval(self.person_domain or "[]"))
        except (ValueError, SyntaxError, TypeError) as error:
            raise UserError(self.env._("The filter of customers cannot be read.")) from error
        if domain.is_true():
            raise UserError(self.env._("The filter chooses every customer: narrow it down."))
        return domain

    def _cs_insert_persons(self, source, found):
        """Insert the persons of ``found`` (SQL: ``partner_id``, ``items``), or add items."""
        statement = SQL(
            """
            INSERT INTO cs_privacy_incident_person
                        (incident_id, partner_id, source, items, is_sensitive, notice_state,
                         create_uid, write_uid, create_date, write_date)
                 SELECT %(incident)s, partner.id, %(source)s, found.items, FALSE, 'pending',
                        %(uid)s, %(uid)s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
                   FROM (%(found)s) found
                   JOIN res_partner partner ON partner.id = found.partner_id
            ON CONFLICT (incident_id, partner_id) DO UPDATE
                    SET items = (
                            SELECT string_agg(DISTINCT item, ',' ORDER BY item)
                              FROM unnest(string_to_array(
                                   concat_ws(',', cs_privacy_incident_person.items, EXCLUDED.items),
                                   ',')) item
                             WHERE item <> ''),
                        source = CASE
                            WHEN cs_privacy_incident_person.source IN ('manual', EXCLUDED.source)
                            THEN cs_privacy_incident_person.source ELSE 'both' END
            """,
            incident=self.id,
            source=source,
            uid=self.env.uid,
            found=found,
        )
        self.env.flush_query(statement)
        self.env.cr.execute(statement)

    @api.model
    def _cs_sensitive_items(self):
        """Return the items (``model.field``) that count as sensitive for the severity.

        A hook: add those of your add-on through ``super()``.
        """
        return ["res.partner.cs_id_number", "res.partner.cs_birth_date"]

    def _cs_count_persons(self):
        """Mark who is affected with sensitive items, and count."""
        persons = self.env["cs.privacy.incident.person"]
        persons.flush_model()
        sensitive = self._cs_sensitive_items()
        for incident in self:
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE cs_privacy_incident_person
                       SET is_sensitive = string_to_array(COALESCE(items, ''), ',') && %(items)s
                     WHERE incident_id = %(incident)s
                       AND is_sensitive IS DISTINCT FROM
                           (string_to_array(COALESCE(items, ''), ',') && %(items)s)
                    """,
                    items=sensitive,
                    incident=incident.id,
                )
            )
            ((total, marked),) = self.env.execute_query(
                SQL(
                    "SELECT COUNT(*), COUNT(*) FILTER (WHERE is_sensitive)"
                    " FROM cs_privacy_incident_person WHERE incident_id = %s",
                    incident.id,
                )
            )
            incident._cs_step(person_count=total, sensitive_count=marked)
        persons.invalidate_model()
        self.invalidate_recordset(["item_counts", "item_count_text"])
