from odoo import api, fields, models
from odoo.tools import SQL

from ..core.tally import DIMENSIONS, MEASURES, compact, recount, triggers


class CsComplaintTally(models.Model):
    """How many complaints there are of a kind, kept by the database with every change of one.

    Rows are added up: a change adds rows, and a scheduled action puts those of a kind together.
    Nobody reads them as records; ``cs.complaint`` answers counts from them
    (see ``cs_complaint_counted.py``).
    """

    _name = "cs.complaint.tally"
    _description = "Number of Complaints of a Kind"
    _log_access = False
    _order = "id"

    cube = fields.Char(required=True, readonly=True)
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    department_id = fields.Many2one(comodel_name="hr.department", readonly=True)
    user_id = fields.Many2one(comodel_name="res.users", readonly=True)
    category_id = fields.Many2one(comodel_name="cs.complaint.category", readonly=True)
    channel_id = fields.Many2one(comodel_name="cs.channel", readonly=True)
    state = fields.Selection(selection=lambda self: self._cs_selection("state"), readonly=True)
    severity = fields.Selection(
        selection=lambda self: self._cs_selection("severity"), readonly=True
    )
    complaint_class = fields.Selection(
        selection=lambda self: self._cs_selection("complaint_class"), readonly=True
    )
    customer_level = fields.Selection(
        selection=lambda self: self._cs_selection("customer_level"), readonly=True
    )
    number = fields.Integer(readonly=True)
    reopen_count = fields.Integer(string="Reopened", readonly=True)

    def _cs_selection(self, name):
        return self.env["cs.complaint"]._fields[name]._description_selection(self.env)

    def init(self):
        """Have the database keep the numbers, and count them anew at every update."""
        # Later, for the table of complaints may still be without one of the columns.
        self.pool.post_init(self._cs_keep)

    def _cs_keep(self):
        complaints = self.env["cs.complaint"]._table
        for statement in triggers(complaints, self._table):
            self.env.cr.execute(statement)
        # A row points at what may be deleted: the delete of its complaints has then counted it out.
        for name in DIMENSIONS:
            if self._fields[name].type == "many2one":
                self._cs_drop_reference(name)
        self._cs_recount()

    def _cs_drop_reference(self, name):
        self.env.cr.execute(
            SQL(
                "ALTER TABLE %s DROP CONSTRAINT IF EXISTS %s",
                SQL.identifier(self._table),
                SQL.identifier(f"{self._table}_{name}_fkey"),
            )
        )

    @api.model
    def _cs_recount(self):
        """Count all complaints anew; whoever changes one meanwhile waits."""
        self.env["cs.complaint"].flush_model([*DIMENSIONS, *MEASURES])
        for statement in recount(self.env["cs.complaint"]._table, self._table):
            self.env.cr.execute(statement)

    @api.model
    def _cron_compact(self):
        """Put the rows of a kind together; another server that does so already is left to it."""
        self.env.cr.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", [self._table])
        if self.env.cr.fetchone()[0]:
            self.env.cr.execute(compact(self._table))
