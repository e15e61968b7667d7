import socket
from datetime import timedelta

from psycopg2.extensions import STATUS_READY

from odoo import api, fields, models
from odoo.tools import SQL

# A server that has not been heard of for so long is taken to be gone.
GONE_AFTER = timedelta(hours=24)


class CsPrivacyKeyNode(models.Model):
    """A key that a server holds, as the server itself has told (see ``nodes.py``).

    One row per host and key; a host whose ring cannot be read has one row with what is wrong.
    """

    _name = "cs.privacy.key.node"
    _description = "Key on a Server"
    _order = "name, key_name"
    _log_access = False

    name = fields.Char(string="Server", required=True, readonly=True)
    key_name = fields.Char(string="Key", required=True, readonly=True)
    key_id = fields.Many2one(
        comodel_name="cs.privacy.key",
        string="Registered Key",
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    fingerprint = fields.Char(readonly=True)
    source = fields.Selection(
        selection=[
            ("file", "File"),
            ("environment", "Environment variable"),
            ("provider", "Key management service"),
        ],
        readonly=True,
        help="Where the server reads its key ring from.",
    )
    fault = fields.Char(readonly=True, help="Why the server cannot use its key ring.")
    date_seen = fields.Datetime(string="Heard Of", required=True, readonly=True)
    verdict = fields.Selection(
        selection=[
            ("right", "Right key"),
            ("wrong", "Another key of this name"),
            ("unknown", "Not registered"),
            ("fault", "No key ring"),
        ],
        compute="_compute_verdict",
    )

    _name_key_uniq = models.UniqueIndex("(name, key_name)")

    @api.depends("fingerprint", "fault", "key_id.fingerprint")
    def _compute_verdict(self):
        for node in self:
            if node.fault:
                node.verdict = "fault"
            elif not node.key_id:
                node.verdict = "unknown"
            else:
                is_right = node.fingerprint == node.key_id.fingerprint
                node.verdict = "right" if is_right else "wrong"

    def action_forget(self):
        """Remove a server that is no longer in service, so that no rotation waits for it.

        One that is in service tells again by itself.

        :raise AccessError: not the security officer
        """
        self.env["cs.privacy.key"]._cs_check_security_right()
        self.sudo().search([("name", "in", self.mapped("name"))]).unlink()

    @api.model
    def _cs_tell(self, keys, source, fault):
        """Record what this host holds now, by a cursor of its own, committed at once.

        :param keys: list of ``(id, fingerprint)``
        :param str source: kind of source, see :func:`..ring.source`
        :param str fault: what is wrong with the ring, then ``keys`` is empty
        """
        host = socket.gethostname()
        rows = [(host, kid, fingerprint, source, None) for kid, fingerprint in keys]
        if fault:
            rows = [(host, "", None, source, fault)]
        with self.env.registry.cursor() as cr:
            if cr.connection.status == STATUS_READY:
                # Processes of one host tell at the same time.
                cr.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
            cr.execute("SET LOCAL lock_timeout = '2s'")
            cr.execute(
                SQL(
                    "DELETE FROM cs_privacy_key_node WHERE name = %s AND key_name NOT IN %s",
                    host,
                    tuple(row[1] for row in rows),
                ),
                log_exceptions=False,
            )
            cr.execute(
                SQL(
                    """
                    INSERT INTO cs_privacy_key_node
                                (name, key_name, fingerprint, source, fault, date_seen, key_id)
                         SELECT v.name, v.key_name, v.fingerprint, v.source, v.fault,
                                now() AT TIME ZONE 'UTC', k.id
                           FROM (VALUES %s) v(name, key_name, fingerprint, source, fault)
                      LEFT JOIN cs_privacy_key k ON k.name = v.key_name
                    ON CONFLICT (name, key_name) DO UPDATE
                            SET fingerprint = excluded.fingerprint, source = excluded.source,
                                fault = excluded.fault, date_seen = excluded.date_seen,
                                key_id = excluded.key_id
                    """,
                    SQL(", ").join(
                        SQL("(%s, %s, %s::varchar, %s::varchar, %s::varchar)", *row) for row in rows
                    ),
                ),
                log_exceptions=False,
            )
            cr.execute("RESET lock_timeout")

    @api.model
    def _cs_lacking(self, key):
        """Return ``[(server, date heard of, reason)]``: those in service that lack ``key``.

        ``reason`` is ``fault``, ``wrong`` (another key of that id) or ``missing``.
        """
        limit = fields.Datetime.now() - GONE_AFTER
        lacking = []
        for name, rows in self.search([("date_seen", ">", limit)]).grouped("name").items():
            row = rows.filtered(lambda row: row.key_name == key.name)
            if row and row.fingerprint == key.fingerprint:
                continue
            reason = "fault" if any(rows.mapped("fault")) else "wrong" if row else "missing"
            lacking.append((name, max(rows.mapped("date_seen")), reason))
        return lacking

    @api.autovacuum
    def _gc_gone(self):
        limit = fields.Datetime.now() - 30 * GONE_AFTER
        self.search([("date_seen", "<", limit)], limit=1000).unlink()
