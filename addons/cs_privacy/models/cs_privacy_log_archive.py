import base64
import gzip
import hashlib
import json

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .. import log_guard
from ..forged import without_defaults
from ..parameters import LOG_MONTHS_FLOOR, number

# Entries of one archive; the rest goes into the next one.
MOST_ENTRIES = 100000
# What who proposes says; everything else follows or is decided.
ASKED = {"date_before", "reason"}


class CsPrivacyLogArchive(models.Model):
    """Taking old entries out of the access log, without breaking what proves the rest.

    A security officer proposes it, an auditor who is somebody else approves it. The entries go into
    a file; the number and the link of the last one stay here as the anchor of the chain, and the
    archive itself is an entry of the log.
    """

    _name = "cs.privacy.log.archive"
    _description = "Archive of the Access Log"
    _order = "id desc"
    _rec_name = "date_before"

    date_before = fields.Date(
        string="Entries Before",
        required=True,
        default=lambda self: self._cs_latest_date(),
    )
    reason = fields.Char(required=True)
    state = fields.Selection(
        selection=[("proposed", "Proposed"), ("done", "Archived"), ("refused", "Refused")],
        required=True,
        default="proposed",
        readonly=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Proposed By",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
    approver_id = fields.Many2one(
        comodel_name="res.users", string="Decided By", readonly=True, ondelete="restrict"
    )
    date_done = fields.Datetime(string="Decided On", readonly=True)
    entry_count = fields.Integer(string="Entries", readonly=True)
    last_id = fields.Integer(string="Last Entry", readonly=True, aggregator=None)
    last_link = fields.Char(string="Link of the Last Entry", readonly=True)
    file = fields.Binary(attachment=True, readonly=True)
    file_name = fields.Char(compute="_compute_file_name")
    file_digest = fields.Char(string="SHA-256 of the File", readonly=True)

    @api.depends("last_id")
    def _compute_file_name(self):
        for archive in self:
            archive.file_name = f"access-log-until-{archive.last_id}.jsonl.gz"

    @api.model
    def _cs_latest_date(self):
        """Return the first day that has to stay in the log."""
        months = max(number(self.env, "log_months"), LOG_MONTHS_FLOOR)
        return fields.Date.today() - relativedelta(months=months)

    @api.model
    def _cs_last_done(self):
        return self.search([("state", "=", "done")], order="last_id desc", limit=1)

    @api.model
    def _cs_anchor(self):
        """Return ``(id, link)`` of the last archived entry, where the chain begins now."""
        last = self._cs_last_done()
        return last.last_id, last.last_link or ""

    @api.model
    def _cs_anchor_is_logged(self):
        """Tell whether the log itself knows of the last archive: that entry cannot be forged."""
        last = self._cs_last_done()
        if not last:
            return True
        return bool(
            self.env["cs.privacy.access.log"].search_count(
                [
                    ("kind", "=", "system"),
                    ("model", "=", self._name),
                    ("res_ids", "=", str(last.id)),
                    ("reason", "=", last._cs_log_reason()),
                ],
                limit=1,
            )
        )

    def _cs_log_reason(self):
        return f"archived up to entry {self.last_id}, link {self.last_link}"

    @api.model_create_multi
    def create(self, vals_list):
        self = without_defaults(self, set(self._fields) - ASKED)
        for vals in vals_list:
            if not self.env.su and set(vals) & set(self._fields) - ASKED:
                raise AccessError(
                    self.env._("Say only up to which day and why; everything else is the system's.")
                )
            vals["user_id"] = self.env.uid
        archives = super().create(vals_list)
        archives._cs_check_date()
        return archives

    def write(self, vals):
        if not self.env.su:
            raise AccessError(
                self.env._("A proposal stays as it was made. Have it refused and make another one.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(
            self.env._("Archives are kept: they hold the anchor of the access log's chain.")
        )

    def _cs_check_date(self):
        latest = self._cs_latest_date()
        for archive in self:
            if archive.date_before > latest:
                raise UserError(
                    self.env._(
                        "Entries since %(date)s stay in the log. Choose that day or one before it.",
                        date=fields.Date.to_string(latest),
                    )
                )

    def _cs_check_decision(self):
        if not self.env.user.has_group("cs_privacy.group_cs_privacy_auditor"):
            raise AccessError(self.env._("Only an auditor decides on archiving the access log."))
        if self.user_id == self.env.user:
            raise AccessError(
                self.env._("Nobody decides on their own proposal. Ask another auditor.")
            )
        self.lock_for_update()
        if self.state != "proposed":
            raise UserError(self.env._("This proposal is decided already."))

    def action_refuse(self):
        """Leave the log as it is."""
        self.ensure_one()
        self._cs_check_decision()
        self.sudo().write(
            {
                "state": "refused",
                "approver_id": self.env.uid,
                "date_done": fields.Datetime.now(),
            }
        )

    def action_approve(self):
        """Verify the old entries once more, put them into the file and take them out of the log."""
        self.ensure_one()
        self._cs_check_decision()
        self._cs_check_date()
        entries = self.sudo()._cs_due_entries()
        if not entries:
            raise UserError(
                self.env._("There are no entries before this day. Nothing was changed.")
            )
        self.sudo()._cs_verify(entries)
        last = entries[-1]
        content = self._cs_file(entries)
        self.sudo().write(
            {
                "state": "done",
                "approver_id": self.env.uid,
                "date_done": fields.Datetime.now(),
                "entry_count": len(entries),
                "last_id": last.id,
                "last_link": last.link,
                "file": base64.b64encode(content),
                "file_digest": hashlib.sha256(content).hexdigest(),
            }
        )
        with log_guard.archiving(self.env.cr):
            self.env.cr.execute(SQL("DELETE FROM cs_privacy_access_log WHERE id <= %s", last.id))
        self.env["cs.privacy.access.log"].invalidate_model()
        # The log says itself what is gone, and by whom.
        self.env["cs.privacy.access.log"]._cs_record(
            "system",
            model=self._name,
            res_ids=self.ids,
            reason=self._cs_log_reason(),
        )

    def _cs_due_entries(self):
        """Return the oldest entries before the day, and up to one with a link; never the last."""
        log = self.env["cs.privacy.access.log"]
        head = log.search([("link", "!=", False)], limit=1)
        entries = log.search(
            [("date", "<", self.date_before), ("id", "<", head.id)], order="id", limit=MOST_ENTRIES
        )
        # What is removed is a whole beginning of the log, which ends with a link.
        first_kept = log.search([("date", ">=", self.date_before)], order="id", limit=1)
        if first_kept:
            entries = entries.filtered(lambda entry: entry.id < first_kept.id)
        linked = entries.filtered("link")
        return entries.filtered(lambda entry: linked and entry.id <= linked[-1].id)

    def _cs_verify(self, entries):
        """Refuse to archive entries that are not in order: the proof would go with them."""
        log, (_anchor_id, previous) = self.env["cs.privacy.access.log"], self._cs_anchor()
        for entry in entries.filtered("link"):
            _key, expected = log._cs_link(previous, entry._cs_content(), entry.key_name)
            if expected != entry.link:
                raise UserError(
                    self.env._(
                        "Entry %(entry)s of the log does not verify, so nothing is archived. "
                        "Verify the log, and clear up what is wrong first.",
                        entry=entry.id,
                    )
                )
            previous = entry.link

    @api.model
    def _cs_file(self, entries):
        """Return the entries as gzipped JSON lines, with what is needed to verify them."""
        lines = (
            json.dumps(
                {"id": entry.id, **entry._cs_content(), "key": entry.key_name, "link": entry.link},
                ensure_ascii=False,
            )
            for entry in entries
        )
        return gzip.compress("\n".join(lines).encode(), mtime=0)
