import logging

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_datetime

from .. import ring
from ..core.errors import PrivacyError

_logger = logging.getLogger(__name__)

BATCH = 1000


class CsPrivacyLogCheck(models.Model):
    """A verification of the access log: that no entry was changed, inserted or removed.

    Entries are chained by their ids, which may have gaps. A daily check goes on where the last good
    one ended, a full one starts at the beginning, or after what was archived. The last entry of a
    check is written to the server's log too, so that entries removed from the end are missed.
    """

    _name = "cs.privacy.log.check"
    _description = "Verification of the Access Log"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _mail_post_access = "read"
    _rec_name = "date"

    date = fields.Datetime(string="Started On", required=True, default=fields.Datetime.now)
    # new: what came since the last good check; full: everything there is
    scope = fields.Selection(
        selection=[("new", "New entries"), ("full", "All entries")], required=True, default="new"
    )
    # running: goes on in the background; good: all in order; broken: an entry does not fit;
    # unverifiable: a key is missing, which says nothing about the entries; stopped: by somebody
    state = fields.Selection(
        selection=[
            ("running", "Running"),
            ("good", "In order"),
            ("broken", "Broken"),
            ("unverifiable", "Key missing"),
            ("stopped", "Stopped"),
        ],
        required=True,
        default="running",
        index=True,
    )
    start_id = fields.Integer(string="After Entry", aggregator=None)
    start_link = fields.Char(string="Link Before")
    last_id = fields.Integer(string="Up to Entry", aggregator=None)
    last_link = fields.Char()
    checked = fields.Integer(string="Checked Entries")
    total = fields.Integer(string="Entries to Check")
    unlinked = fields.Integer(
        string="Entries without Link",
        help="Written while the server had no key: nothing proves that they are as they were.",
    )
    progress = fields.Float(compute="_compute_progress", help="Share that is done, in percent.")
    broken_id = fields.Integer(string="First Bad Entry", aggregator=None)
    finding = fields.Char()
    date_ended = fields.Datetime(string="Ended On")
    acknowledged_by_id = fields.Many2one(comodel_name="res.users", ondelete="restrict")
    acknowledged_note = fields.Char(
        string="What Was Found Out", help="Why the log is broken here, and what was done about it."
    )

    @api.depends("date")
    @api.depends_context("lang", "tz")
    def _compute_display_name(self):
        for check in self:
            check.display_name = format_datetime(self.env, check.date)

    @api.depends("checked", "total", "state")
    def _compute_progress(self):
        for check in self:
            done = check.state != "running" or not check.total
            check.progress = 100.0 if done else min(100.0 * check.checked / check.total, 100.0)

    # Clients start checks by a button and change nothing ----------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self._cs_check_system()
        return super().create(vals_list)

    def write(self, vals):
        """Let people write down what they found out about a break, and nothing else."""
        noted = set(vals) == {"acknowledged_note"} and all(
            check.state == "broken" and not check.acknowledged_by_id for check in self
        )
        if not noted and set(vals) - {"activity_ids", "message_follower_ids"}:
            self._cs_check_system()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("Verifications of the access log are kept."))

    def _cs_check_system(self):
        if not self.env.su:
            raise AccessError(
                self.env._("Verifications are written by the system. Start one by its button.")
            )

    def _cs_check_role(self):
        user = self.env.user
        if not any(
            user.has_group(f"cs_privacy.group_cs_privacy_{role}")
            for role in ("auditor", "security")
        ):
            raise AccessError(
                self.env._("Only an auditor or a security officer verifies the access log.")
            )

    def action_verify_all(self):
        """Verify the whole log in the background; one that runs already is shown instead.

        A button over the list, whatever is selected in it.
        """
        self._cs_check_role()
        check = self.sudo().search([("state", "=", "running"), ("scope", "=", "full")], limit=1)
        if not check:
            check = self.sudo()._cs_start("full")
            self.env.ref("cs_privacy.ir_cron_verify_log").sudo()._trigger()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": check.id,
            "views": [(False, "form")],
        }

    def action_stop(self):
        """End a verification that runs."""
        self.ensure_one()
        self._cs_check_role()
        if self.state == "running":
            self.sudo()._cs_end(
                "stopped", self.env._("Stopped by %(user)s", user=self.env.user.name)
            )

    def action_acknowledge(self):
        """Go on after the broken entry from now on; the note says what was found out."""
        self.ensure_one()
        self._cs_check_role()
        if self.state != "broken" or self.acknowledged_by_id:
            return
        if not (self.acknowledged_note or "").strip():
            raise UserError(self.env._("Write down first what was found out and done."))
        self.sudo().acknowledged_by_id = self.env.user
        self.sudo().activity_unlink(["cs_privacy.mail_activity_type_log"])

    # The verification itself --------------------------------------------------------------------

    @api.model
    def _cs_start(self, scope):
        """Create a check that has to be done.

        :param str scope: ``new`` or ``full``
        """
        start_id, start_link = self._cs_baseline(scope)
        total = self.env["cs.privacy.access.log"].sudo().search_count([("id", ">", start_id)])
        return self.create(
            {
                "scope": scope,
                "start_id": start_id,
                "start_link": start_link,
                "last_id": start_id,
                "last_link": start_link,
                "total": total,
            }
        )

    @api.model
    def _cs_baseline(self, scope):
        """Return ``(id, link)`` after which a check begins; the link of the entry before it."""
        anchor = self.env["cs.privacy.log.archive"].sudo()._cs_anchor()
        if scope == "full":
            return anchor
        last = self.search([("state", "in", ("good", "broken"))], limit=1)
        while last and last.state == "broken" and not last.acknowledged_by_id:
            last = self.search(
                [
                    ("id", "<", last.id),
                    "|",
                    ("state", "=", "good"),
                    "&",
                    ("state", "=", "broken"),
                    ("acknowledged_by_id", "!=", False),
                ],
                limit=1,
            )
        if not last or last.last_id < anchor[0]:
            return anchor
        if last.state == "broken":
            return last._cs_after_break()
        return last.last_id, last.last_link or ""

    def _cs_after_break(self):
        """Return where to go on after an acknowledged break: at the bad entry, as it stands."""
        entry = self.env["cs.privacy.access.log"].sudo()
        entry = entry.search(
            [("id", ">=", self.broken_id), ("link", "!=", False)], order="id", limit=1
        )
        if entry.id == self.broken_id:
            return entry.id, entry.link
        # The bad entry is gone: what is there now is the end of the chain.
        head = entry.search([("link", "!=", False)], order="id desc", limit=1)
        return head.id, head.link or ""

    @api.model
    def _cron_verify(self):
        """Verify what is new, and go on with full verifications; in batches, resumable."""
        running = self.search([("state", "=", "running")], order="id")
        if not running.filtered(lambda check: check.scope == "new"):
            running += self._cs_start("new")
        self.env["ir.cron"]._commit_progress(remaining=sum(c.total - c.checked for c in running))
        for check in running:
            if not check._cs_run():
                return

    def _cs_run(self):
        """Go on until this check has ended or the time is over; tell whether it has ended."""
        self.ensure_one()
        if not self.try_lock_for_update():
            return True  # another server is at it
        if not self.checked and not self._cs_check_start():
            return True
        while self.state == "running":
            before = self.checked
            self._cs_check_batch()
            if not self.env["ir.cron"]._commit_progress(self.checked - before):
                return self.state != "running"
            self.invalidate_recordset(["state"])
            if not self.try_lock_for_update():
                return True
        return True

    def _cs_check_start(self):
        """Check that the entry where this check begins is still there and the same."""
        archive = self.env["cs.privacy.log.archive"].sudo()
        if self.start_id == archive._cs_anchor()[0]:
            if not archive._cs_anchor_is_logged():
                self._cs_break(
                    self.start_id,
                    self.env._(
                        "The log does not know of the archive that its beginning refers to: "
                        "entries were removed."
                    ),
                )
            return self.state == "running"
        entry = self.env["cs.privacy.access.log"].sudo().search([("id", "=", self.start_id)])
        if not entry:
            self._cs_break(
                self.start_id,
                self.env._(
                    "Entry %(entry)s, the last one of an earlier check, is gone: entries were "
                    "removed.",
                    entry=self.start_id,
                ),
            )
        elif (entry._cs_chain_link() or "") != self.start_link:
            self._cs_break(
                self.start_id,
                self.env._(
                    "Entry %(entry)s, the last one of an earlier check, is another one now.",
                    entry=self.start_id,
                ),
            )
        return self.state == "running"

    def _cs_check_batch(self):
        """Check the next entries and remember where it ended."""
        log = self.env["cs.privacy.access.log"].sudo()
        entries = log.search([("id", ">", self.last_id)], order="id", limit=BATCH)
        previous, last_id, unlinked = self.last_link or "", self.last_id, 0
        for entry in entries:
            if not entry.link:
                unlinked += 1
            elif not self._cs_has_key(entry.key_name):
                self._cs_end(
                    "unverifiable",
                    self.env._(
                        "The key %(key)s, with which entry %(entry)s is linked, is not in the key "
                        "ring. Put it back, also when it is retired.",
                        key=entry.key_name,
                        entry=entry.id,
                    ),
                )
                return
            else:
                _key, expected = log._cs_link(previous, entry._cs_content(), entry.key_name)
                if expected != entry.link:
                    self._cs_break(entry.id, self._cs_break_text(entry, last_id))
                    return
                previous = entry.link
            last_id = entry.id
        self.write(
            {
                "last_id": last_id,
                "last_link": previous,
                "checked": self.checked + len(entries),
                "unlinked": self.unlinked + unlinked,
            }
        )
        entries.invalidate_recordset()
        if len(entries) < BATCH:
            self._cs_end("good", False)

    def _cs_break_text(self, entry, before):
        return self.env._(
            "Entry %(entry)s does not follow from entry %(before)s: one of the two was changed, or "
            "entries between them were removed or inserted.",
            entry=entry.id,
            before=before,
        )

    @api.model
    def _cs_has_key(self, key_name):
        try:
            return key_name in ring.current()
        except PrivacyError:
            return False

    def _cs_break(self, entry_id, finding):
        """End with a break, once for each bad entry that nobody has acknowledged yet."""
        known = self.search(
            [
                ("id", "!=", self.id),
                ("state", "=", "broken"),
                ("broken_id", "=", entry_id),
                ("acknowledged_by_id", "=", False),
            ],
            limit=1,
        )
        self._cs_end("broken", finding, broken_id=entry_id)
        _logger.error("Access log of protected values is broken at entry %s", entry_id)
        if not known:
            self._cs_alert()

    def _cs_alert(self):
        """Give security officers and auditors an activity."""
        groups = self.env.ref("cs_privacy.group_cs_privacy_security")
        groups += self.env.ref("cs_privacy.group_cs_privacy_auditor")
        for user in groups.all_user_ids.filtered("active"):
            self.activity_schedule(
                "cs_privacy.mail_activity_type_log", user_id=user.id, summary=self.finding
            )

    def _cs_end(self, state, finding, **values):
        self.write(
            {"state": state, "finding": finding, "date_ended": fields.Datetime.now(), **values}
        )
        if state == "unverifiable":
            _logger.warning("Access log cannot be verified: a key is missing (check %s)", self.id)
        if state == "good" and self.last_id:
            # Kept elsewhere with the server's log: by it a log that was cut off is recognised.
            _logger.info(
                "Access log verified up to entry %s, link %s", self.last_id, self.last_link
            )
