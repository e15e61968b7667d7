import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class CsCustomerEvent(models.Model):
    """Something that happened to a customer: a fact that other services may act on.

    Services that know nothing of each other meet here: what one records (a complaint was closed,
    a bill was paid), others read in batches (visit plans, points, figures). Append-only.
    """

    _name = "cs.customer.event"
    _description = "Customer Event"
    _order = "date desc, id desc"
    _rec_name = "kind_id"

    kind_id = fields.Many2one(
        comodel_name="cs.customer.event.kind",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    date = fields.Datetime(required=True, readonly=True)
    amount = fields.Float(
        digits=(16, 2),
        readonly=True,
        aggregator="sum",
        help="What the kind counts: money of a bill, points of a score.",
    )
    source = fields.Char(required=True, readonly=True, help="Program that reported it.")
    external_id = fields.Char(required=True, readonly=True)
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference(model_field="res_model", string="Record", readonly=True)

    _once = models.UniqueIndex("(kind_id, source, external_id)")
    _kind_date_idx = models.Index("(kind_id, date, id)")

    def write(self, vals):
        if not vals:
            return super().write(vals)
        raise UserError(self.env._("Customer events are facts: they are recorded, never changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Customer events are facts: they are recorded, never deleted."))

    def action_open_source(self):
        """Open the record behind the event, in the rights of who looks."""
        self.ensure_one()
        self.check_access("read")
        record = self.env.get(self.res_model)
        if record is None or not record.browse(self.res_id).exists():
            raise UserError(self.env._("The record behind this event is not here any more."))
        return record.browse(self.res_id).get_formview_action()

    @api.model
    def _cs_record(self, code, rows):
        """Record events of one kind, each once, with one statement.

        :param str code: of ``cs.customer.event.kind``; an archived kind records nothing
        :param list rows: dicts with ``partner_id`` (without one the row is left out),
            ``external_id``, ``company_id``, and if known ``date`` (naive UTC, default now),
            ``amount``, ``source`` (default ``odoo``), ``res_model``, ``res_id``
        :return: ids of the events that are new
        """
        rows = [row for row in rows if row.get("partner_id")]
        kind = self.env["cs.customer.event.kind"]._cs_id_of(code)
        if not rows or not kind:
            return []
        now = fields.Datetime.now()
        values = [
            {
                "partner_id": row["partner_id"],
                "company_id": row["company_id"],
                "date": fields.Datetime.to_string(row.get("date") or now),
                "amount": row.get("amount"),
                "source": row.get("source") or "odoo",
                "external_id": row["external_id"],
                "res_model": row.get("res_model"),
                "res_id": row.get("res_id"),
            }
            for row in rows
        ]
        new = self.env.execute_query(
            SQL(
                """
                INSERT INTO cs_customer_event
                       (kind_id, partner_id, company_id, date, amount, source, external_id,
                        res_model, res_id, create_uid, create_date, write_uid, write_date)
                SELECT %s, r.partner_id, r.company_id, r.date, r.amount, r.source, r.external_id,
                       r.res_model, r.res_id, %s, %s, %s, %s
                  FROM json_to_recordset(%s) AS r(
                       partner_id int, company_id int, date timestamp, amount numeric, source text,
                       external_id text, res_model text, res_id int)
                    ON CONFLICT (kind_id, source, external_id) DO NOTHING
                RETURNING id
                """,
                kind,
                self.env.uid,
                now,
                self.env.uid,
                now,
                json.dumps(values),
            )
        )
        return [row[0] for row in new]
