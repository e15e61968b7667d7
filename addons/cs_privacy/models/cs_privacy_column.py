from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class CsPrivacyColumn(models.Model):
    """A stored column of sealed values: how many are sealed with which key, and what is left.

    Rows follow the registry: one for each stored encrypted field of each installed model.
    """

    _name = "cs.privacy.column"
    _description = "Protected Item"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "model, field_name"
    _rec_name = "field_name"
    _mail_post_access = "read"

    field_id = fields.Many2one(
        comodel_name="ir.model.fields",
        string="Item",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    model = fields.Char(related="field_id.model", store=True)
    field_name = fields.Char(related="field_id.name", store=True, string="Field")
    total = fields.Integer(string="Values", readonly=True)
    counts = fields.Json(string="Values by Key", readonly=True)
    left_count = fields.Integer(
        string="Left", readonly=True, help="Values that are not sealed with the active key."
    )
    progress = fields.Float(compute="_compute_progress", aggregator=None)
    date_counted = fields.Datetime(string="Counted On", readonly=True)

    # A pass goes through the rows in id order, and remembers where it is.
    last_id = fields.Integer(string="Last Row of the Pass", readonly=True, aggregator=None)
    rate = fields.Integer(string="Values per Second", readonly=True, aggregator=None)
    date_passed = fields.Datetime(
        string="Passed On", readonly=True, help="When all rows had been gone through."
    )
    broken_count = fields.Integer(
        string="Do Not Open",
        readonly=True,
        help="Values that the last pass could not open, and left as they are.",
    )
    broken_ids = fields.Char(string="Rows That Do Not Open", readonly=True)
    conflict_count = fields.Integer(
        string="Duplicates",
        readonly=True,
        help="Values that another row has too, though they have to be unique.",
    )
    conflict_ids = fields.Char(string="Rows With Duplicates", readonly=True)
    integrity_ids = fields.One2many(
        comodel_name="cs.privacy.integrity", inverse_name="column_id", readonly=True
    )

    _field_uniq = models.UniqueIndex("(field_id)")

    @api.depends("field_id")
    def _compute_display_name(self):
        for column in self:
            field = column.sudo().field_id
            column.display_name = f"{field.model_id.name}: {field.field_description}"

    @api.depends("total", "left_count")
    def _compute_progress(self):
        for column in self:
            part = column.left_count / column.total if column.total else 0
            column.progress = (1 - part) * 100

    def _cs_field(self):
        """Return the encrypted field that this column stores."""
        return self.env[self.model]._fields[self.field_name]

    @api.model
    def _cs_sync(self):
        """Return the columns of the models that are installed now; rows of others go."""
        wanted = self.env["ir.model.fields"]
        for model in self.env.values():
            if model._abstract or not model._auto or "_cs_encrypted_names" not in dir(model):
                continue
            for name in model._cs_encrypted_names():
                wanted |= wanted._get(model._name, name)
        known = self.search(Domain.TRUE)
        known.filtered(lambda column: column.field_id not in wanted).unlink()
        known = known.exists()
        missing = wanted - known.field_id
        return known | self.create([{"field_id": field.id} for field in missing])

    def _cs_count_kids(self, cr):
        """Count the values of one column by key id: ``{key id: number}``."""
        self.ensure_one()
        field = self._cs_field()
        cr.execute(
            SQL(
                "SELECT split_part(%(column)s, '$', 2), count(*) FROM %(table)s"
                " WHERE %(column)s IS NOT NULL GROUP BY 1",
                column=SQL.identifier(field.name),
                table=SQL.identifier(self.env[field.model_name]._table),
            )
        )
        return dict(cr.fetchall())

    def _cs_count(self):
        """Count the values of these columns anew, and take keys back that still have some."""
        active = self.env["cs.privacy.key"]._cs_active().name
        found = set()
        self.env.flush_all()
        for column in self:
            counts = column._cs_count_kids(self.env.cr)
            total = sum(counts.values())
            column.write(
                {
                    "counts": counts,
                    "total": total,
                    "left_count": total - counts.get(active, 0),
                    "date_counted": fields.Datetime.now(),
                }
            )
            found |= set(counts)
        self.env["cs.privacy.key"]._cs_reopen(found)

    def _cs_alert(self, text):
        """Give the security officers something to do about this column, once.

        :param str text: what is wrong; ids of rows, never values
        """
        self.ensure_one()
        kind = self.env.ref("cs_privacy.mail_activity_type_integrity")
        open_for = self.activity_ids.filtered(lambda a: a.activity_type_id == kind).user_id
        for officer in self._cs_security_officers() - open_for:
            self.activity_schedule(
                "cs_privacy.mail_activity_type_integrity", user_id=officer.id, note=text
            )

    def _cs_security_officers(self):
        """Hook: return the users who are told of what is wrong with protected values."""
        group = self.env.ref("cs_privacy.group_cs_privacy_security")
        return group.all_user_ids.filtered(lambda user: user.active and not user.share)
