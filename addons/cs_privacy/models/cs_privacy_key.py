from functools import partial

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import format_duration

from .. import nodes, ring
from ..core.errors import RingUnavailable

# What is cached is right as long as the snapshot that it was read from.
STATE = "cs_privacy_key_state"
IDENTITY = {"name", "fingerprint", "state"}


class CsPrivacyKey(models.Model):
    """A key of the key ring, as the database knows it: by its id and fingerprint, never itself.

    The database decides which key seals, for all servers share that decision; the ring of each
    server has to hold every key that is not retired.
    """

    _name = "cs.privacy.key"
    _description = "Encryption Key"
    _inherit = ["mail.thread"]
    _order = "id desc"
    # The security officer has no right to write keys, and still comments.
    _mail_post_access = "read"

    name = fields.Char(string="Key", required=True, readonly=True)
    fingerprint = fields.Char(
        required=True,
        readonly=True,
        help="Tells whether a server holds this very key. It reveals nothing of the key.",
    )
    # added: in the rings, seals nothing yet
    # active: seals what is written
    # retiring: opens what is still sealed with it, while that is sealed anew
    # retired: no value is sealed with it any more; needed for old backups only
    state = fields.Selection(
        selection=[
            ("added", "Added"),
            ("active", "Active"),
            ("retiring", "Retiring"),
            ("retired", "Retired"),
        ],
        required=True,
        default="added",
        readonly=True,
    )
    date_activated = fields.Datetime(string="Activated On", readonly=True)
    date_replaced = fields.Datetime(
        string="Replaced On", readonly=True, help="Since then another key seals."
    )
    date_retired = fields.Datetime(string="Retired On", readonly=True)
    node_ids = fields.One2many(
        comodel_name="cs.privacy.key.node",
        inverse_name="key_id",
        string="Held by Servers",
        readonly=True,
    )

    # Progress of sealing anew
    reseal_stopped = fields.Boolean(string="Re-sealing Stopped", readonly=True)
    value_count = fields.Integer(
        string="Values", compute="_compute_values", help="Sealed with this key, at the last count."
    )
    column_ids = fields.Many2many(
        comodel_name="cs.privacy.column", string="Protected Items", compute="_compute_values"
    )
    left_count = fields.Integer(string="Values Left", compute="_compute_values")
    broken_count = fields.Integer(string="Values That Do Not Open", compute="_compute_values")
    progress = fields.Float(compute="_compute_values", help="Part that is sealed with this key.")
    rate = fields.Integer(string="Values per Second", compute="_compute_values")
    time_left = fields.Char(compute="_compute_values")

    _name_uniq = models.UniqueIndex("(name)", "This key is registered already.")
    _active_uniq = models.UniqueIndex(
        "(state) WHERE state = 'active'", "Another key is active already."
    )

    @api.depends("state")
    def _compute_values(self):
        columns = self.env["cs.privacy.column"].search(Domain.TRUE)
        total, left = sum(columns.mapped("total")), sum(columns.mapped("left_count"))
        broken = sum(columns.mapped("broken_count"))
        rate = max(columns.filtered("last_id").mapped("rate"), default=0)
        for key in self:
            key.column_ids = columns
            key.value_count = sum((column.counts or {}).get(key.name, 0) for column in columns)
            key.left_count, key.broken_count = left, broken
            key.progress = (1 - left / total) * 100 if total else 100
            key.rate = rate
            waiting = left - broken
            key.time_left = format_duration(waiting / rate / 3600) if rate and waiting > 0 else ""

    @api.model
    def _cs_state(self):
        """Return the keys of this database as ``((id, fingerprint, state), …)``.

        Read once in each transaction: what is sealed after a key was replaced has to be sealed with
        the new one on every server, and a cache of the process could be older than that.
        """
        held = self.env.cr.precommit.data
        if STATE not in held:
            self.flush_model()
            self.env.cr.execute("SELECT name, fingerprint, state FROM cs_privacy_key ORDER BY id")
            held[STATE] = tuple(self.env.cr.fetchall())
        return held[STATE]

    def _cs_forget_state(self):
        self.env.cr.precommit.data.pop(STATE, None)

    @api.model
    def _cs_active(self):
        """Return the key that seals; empty before the first value of the database."""
        return self.search([("state", "=", "active")])

    @api.model
    def _cs_register(self, rows):
        """Register keys that the database does not know yet, and return the new state.

        :param rows: list of ``(id, fingerprint, whether it is to seal)``
        """
        first = not self._cs_state()
        for name, fingerprint, proposed in rows:
            state = "active" if first and proposed else "added"
            # Two servers may come here at the same time: one waits and finds the other's row.
            self.env.cr.execute(
                """
                INSERT INTO cs_privacy_key
                            (name, fingerprint, state, date_activated, create_date, write_date)
                     VALUES (%(name)s, %(fingerprint)s, %(state)s,
                             CASE WHEN %(state)s = 'active' THEN now() AT TIME ZONE 'UTC' END,
                             now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC')
                ON CONFLICT DO NOTHING
                """,
                {"name": name, "fingerprint": fingerprint, "state": state},
            )
        self.invalidate_model()
        self._cs_forget_state()
        return self._cs_state()

    @api.model
    def _cs_discover(self):
        """Register the keys of this server's ring that the database does not know, as added.

        :return: the keys that are new
        """
        nodes.touch(self.env, force=True)
        known = {name for name, _fingerprint, _state in self._cs_state()}
        try:
            live = ring.current()
        except RingUnavailable:
            return self.browse()
        rows = [
            (kid, live.fingerprint(kid), kid == live.proposed)
            for kid in live.kids
            if kid not in known
        ]
        if not rows:
            return self.browse()
        self._cs_register(rows)
        keys = self.search([("name", "in", [row[0] for row in rows])])
        for key in keys:
            key.message_post(
                body=self.env._(
                    "Found in the key ring of a server, fingerprint %(fingerprint)s.",
                    fingerprint=key.fingerprint,
                )
            )
        # Only now can the entry of this server name them: here, its row was changed by another
        # cursor after this transaction began, and to change it again would fail on every retry.
        self.env.cr.postcommit.add(partial(nodes.touch, self.env, force=True))
        return keys

    @api.model
    def _cron_watch(self):
        """Tell what this server holds, and register keys that are new in its ring."""
        self._cs_discover()

    @api.model
    def _cs_check_security_right(self):
        """Refuse everybody but the security officer and the system itself."""
        if self.env.su or self.env.user.has_group("cs_privacy.group_cs_privacy_security"):
            return
        raise AccessError(
            self.env._("Encryption keys are the business of the security officer. Ask one of them.")
        )

    @api.model_create_multi
    def create(self, vals_list):
        self._cs_forget_state()
        return super().create(vals_list)

    def write(self, vals):
        result = super().write(vals)
        if IDENTITY.intersection(vals):
            self._cs_forget_state()
        return result

    def unlink(self):
        self._cs_forget_state()
        return super().unlink()
