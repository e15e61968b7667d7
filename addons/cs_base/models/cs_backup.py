from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError

KEPT_DAYS = 800


class CsBackup(models.Model):
    """What ``scripts/backup`` did: backups of this database, and drills that restored one for proof
    (clause 3.1.3(4)).

    The script writes rows; who backs up by other means reports them as an administrator, by
    ``/json/2/cs.backup/create``. Nobody changes them.
    """

    _name = "cs.backup"
    _description = "Backup"
    _order = "date desc, id desc"

    name = fields.Char(string="Backup", readonly=True)
    kind = fields.Selection(
        selection=[("backup", "Backup"), ("drill", "Restore Drill")],
        required=True,
        default="backup",
        readonly=True,
    )
    state = fields.Selection(
        selection=[("done", "Done"), ("failed", "Failed")],
        string="Result",
        required=True,
        default="done",
        readonly=True,
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now, readonly=True)
    seconds = fields.Integer(string="Took (Seconds)", readonly=True, aggregator=None)
    size = fields.Float(string="Size (MB)", readonly=True, digits=(16, 1), aggregator=None)
    note = fields.Char(string="What Is Wrong", readonly=True)

    _newest_idx = models.Index("(kind, state, date DESC)")

    def write(self, vals):  # pylint: disable=method-required-super
        raise AccessError(self.env._("What became of a backup is evidence and is not changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_old_only(self):
        limit = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        if any(backup.date > limit for backup in self):
            raise AccessError(self.env._("What became of a backup is evidence and is not removed."))

    @api.autovacuum
    def _gc_old(self):
        limit = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        self.search([("date", "<", limit)], limit=1000).unlink()

    @api.model
    def _cs_newest(self, kind, *states):
        """Return the newest row of a kind with one of the states."""
        domain = [("kind", "=", kind), ("state", "in", states or ("done", "failed"))]
        return self.search(domain, limit=1)

    @api.model
    def _cs_proof(self):
        """Return what is wrong with a restored copy of the database, as sentences; a hook.

        A restore drill asks this within the copy, which is removed afterwards: what it writes is
        lost, and it may take minutes.
        """
        return []
