from odoo import api, fields, models, tools


class CsPrivacyKey(models.Model):
    """A key of the key ring, as the database knows it: by its id and fingerprint, never itself.

    The database decides which key seals, for all servers share that decision; the ring of each
    server has to hold every key that is not retired.
    """

    _name = "cs.privacy.key"
    _description = "Encryption Key"
    _order = "id desc"

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
    date_retired = fields.Datetime(string="Retired On", readonly=True)

    _name_uniq = models.UniqueIndex("(name)", "This key is registered already.")
    _active_uniq = models.UniqueIndex(
        "(state) WHERE state = 'active'", "Another key is active already."
    )

    @api.model
    @tools.ormcache()
    def _cs_state(self):
        """Return the keys of this database as ``((id, fingerprint, state), …)``."""
        self.flush_model()
        self.env.cr.execute("SELECT name, fingerprint, state FROM cs_privacy_key ORDER BY id")
        return tuple(self.env.cr.fetchall())

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
        self.env.registry.clear_cache()
        return self._cs_state()

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()
