import os
import stat
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import config

from .. import ring
from ..core.errors import RingUnavailable

ROTATE_AFTER = timedelta(days=365)


class CsPrivacyKeyRing(models.TransientModel):
    """The page that tells the state of the key ring: of this server, of the others, of the values.

    It shows ids and fingerprints, never a key.
    """

    _name = "cs.privacy.key.ring"
    _description = "Key Ring"

    source = fields.Selection(
        selection=[
            ("file", "File"),
            ("environment", "Environment variable"),
            ("provider", "Key management service"),
            ("none", "Not configured"),
        ],
        string="Read From",
        compute="_compute_facts",
    )
    file_mode = fields.Char(string="Rights of the File", compute="_compute_facts")
    state = fields.Selection(
        selection=[("good", "In order"), ("warning", "To be looked at"), ("fault", "Out of order")],
        compute="_compute_facts",
    )
    faults = fields.Text(compute="_compute_facts")
    warnings = fields.Text(compute="_compute_facts")
    active_id = fields.Many2one(
        comodel_name="cs.privacy.key", string="Seals Now", compute="_compute_facts"
    )
    progress = fields.Float(related="active_id.progress")
    left_count = fields.Integer(related="active_id.left_count")
    rate = fields.Integer(related="active_id.rate")
    time_left = fields.Char(related="active_id.time_left")
    reseal_stopped = fields.Boolean(related="active_id.reseal_stopped")
    key_ids = fields.Many2many(
        comodel_name="cs.privacy.key", string="Keys", compute="_compute_facts"
    )
    node_ids = fields.Many2many(
        comodel_name="cs.privacy.key.node", string="Servers", compute="_compute_facts"
    )
    column_ids = fields.Many2many(
        comodel_name="cs.privacy.column", string="Protected Items", compute="_compute_facts"
    )

    def _compute_display_name(self):
        for page in self:
            page.display_name = self.env._("Key Ring")

    @api.depends_context("uid")
    def _compute_facts(self):
        source, path = ring.source()
        keys = self.env["cs.privacy.key"].search(Domain.TRUE)
        faults, warnings = self._cs_faults(keys), self._cs_warnings(keys, path)
        for page in self:
            page.source = source or "none"
            page.file_mode = self._cs_file_mode(path)
            page.faults, page.warnings = "\n".join(faults), "\n".join(warnings)
            page.state = "fault" if faults else "warning" if warnings else "good"
            page.active_id = keys.filtered(lambda key: key.state == "active")
            page.key_ids = keys
            page.node_ids = self.env["cs.privacy.key.node"].search(Domain.TRUE)
            page.column_ids = self.env["cs.privacy.column"].search(Domain.TRUE)

    @api.model
    def action_open(self):
        """Open the page with what is known now, and let this server tell what it holds.

        :raise AccessError: not the security officer
        """
        self.env["cs.privacy.key"]._cs_check_security_right()
        self.env["cs.privacy.key"].sudo()._cs_discover()
        page = self.create({})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Key Ring"),
            "res_model": self._name,
            "res_id": page.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "context": {"create": False},
        }

    def action_refresh(self):
        """Register new keys, count the values under each key, and show the page anew.

        :raise AccessError: not the security officer
        """
        self.env["cs.privacy.key"]._cs_check_security_right()
        self.env["cs.privacy.key"].sudo()._cs_discover()
        self.env["cs.privacy.column"].sudo()._cs_sync()._cs_count()

    def action_stop(self):
        """Stop re-sealing after the batch it is at."""
        self.active_id.action_stop_reseal()

    def action_resume(self):
        """Go on with re-sealing."""
        self.active_id.action_resume_reseal()

    @api.model
    def _cs_file_mode(self, path):
        if not path:
            return self.env._("not a file")
        try:
            mode = stat.S_IMODE(os.stat(path).st_mode)
        except OSError:
            return self.env._("the file is not there")
        if mode & 0o077:
            return self.env._("%(mode)s: others may read it", mode=f"{mode:04o}")
        return self.env._("%(mode)s: its owner alone", mode=f"{mode:04o}")

    @api.model
    def _cs_faults(self, keys):
        """Return sentences on what keeps values from being used on this server."""
        try:
            live = ring.current()
        except RingUnavailable as error:
            return [
                self.env._(
                    "This server cannot use its key ring: %(why)s. Values show [locked], and "
                    "nothing protected can be written or searched.",
                    why=str(error),
                )
            ]
        faults = []
        for key in keys.filtered(lambda key: key.state in ("active", "retiring")):
            if key.name not in live:
                faults.append(
                    self.env._("Key %(key)s is in use and not in the ring.", key=key.name)
                )
            elif live.fingerprint(key.name) != key.fingerprint:
                faults.append(
                    self.env._(
                        "Key %(key)s in the ring is not the one that values were sealed with.",
                        key=key.name,
                    )
                )
        return faults

    @api.model
    def _cs_warnings(self, keys, path):
        """Hook: return sentences on what the security officer should do something about."""
        warnings = self._cs_node_warnings(keys)
        data_dir = os.path.realpath(config["data_dir"])
        if path and os.path.realpath(path).startswith(data_dir + os.sep):
            warnings.append(
                self.env._(
                    "The key ring lies in Odoo's data directory and goes with its backups: who "
                    "gets one has the values and the keys. Move it."
                )
            )
        active = keys.filtered(lambda key: key.state == "active")
        if active and active.date_activated < fields.Datetime.now() - ROTATE_AFTER:
            warnings.append(
                self.env._("Key %(key)s has been in use for over a year.", key=active.name)
            )
        for column in self.env["cs.privacy.column"].search(Domain.TRUE):
            if column.broken_count or column.conflict_count:
                warnings.append(
                    self.env._(
                        "%(item)s: %(broken)s values do not open, %(double)s are duplicates.",
                        item=column.display_name,
                        broken=column.broken_count,
                        double=column.conflict_count,
                    )
                )
        return warnings

    @api.model
    def _cs_node_warnings(self, keys):
        warnings = []
        for key in keys.filtered(lambda key: key.state in ("active", "retiring")):
            lacking = self.env["cs.privacy.key.node"]._cs_lacking(key)
            if lacking:
                warnings.append(
                    self.env._(
                        "Key %(key)s is in use and not held by: %(servers)s.",
                        key=key.name,
                        servers=", ".join(name for name, _seen, _reason in lacking),
                    )
                )
        return warnings
