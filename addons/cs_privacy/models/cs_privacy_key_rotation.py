from datetime import timedelta

from psycopg2.extensions import STATUS_READY

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_datetime

from .. import ring
from ..core.errors import RingUnavailable

# The commit that replaces a key comes at most so long after the time it carries.
COMMIT_TAKES = timedelta(minutes=1)


class CsPrivacyKey(models.Model):
    """The life of a key: added, active, retiring while its values are sealed anew, retired.

    Only the security officer takes a step. Each step locks the rows of all keys: of two officers on
    two servers one waits, and sees what the other did.
    """

    _inherit = "cs.privacy.key"

    def action_open_activate(self):
        """Open the dialog that shows who holds the key and lets it seal."""
        self.ensure_one()
        self._cs_check_security_right()
        self.sudo()._cs_discover()
        wizard = self.env["cs.privacy.key.activate"].create({"key_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Activate Key %(key)s", key=self.name),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_stop_reseal(self):
        """Let re-sealing stop after the batch it is at; nothing is lost by it."""
        self._cs_set_stopped(True)

    def action_resume_reseal(self):
        """Go on with re-sealing, and try again what did not open."""
        self._cs_set_stopped(False)
        self.env["cs.privacy.column"].sudo().search(Domain.TRUE).write({"date_passed": False})
        self._cs_trigger_reseal()

    def action_retire(self):
        """Retire a key that no value is sealed with any more; counted anew for it.

        :raise AccessError: not the security officer
        :raise UserError: it is not retiring, a value is sealed with it, or may still be
        """
        self.ensure_one()
        self._cs_check_security_right()
        self._cs_lock()
        if self.state == "retired":
            return
        if self.state != "retiring":
            raise UserError(
                self.env._(
                    "Only a key that another one has replaced can be retired. Activate another key "
                    "first."
                )
            )
        found = self._cs_count_for_retirement()
        if found:
            self._cs_trigger_reseal()
            raise UserError(
                self.env._(
                    "%(count)s values are still sealed with key %(key)s. They are being sealed "
                    "anew; retire the key when none is left.",
                    count=found,
                    key=self.name,
                )
            )
        self.sudo().write({"state": "retired", "date_retired": fields.Datetime.now()})
        self._cs_note(
            self.env._(
                "Retired: no value is sealed with it. Keep it for backups made before now, and for "
                "verifying the access log of its time."
            )
        )

    def _cs_activate(self):
        """Let this key seal; the one before it becomes retiring.

        Also takes a rotation back: a retiring key may seal again.

        :raise AccessError: not the security officer
        :raise UserError: a server lacks it, or it is retired
        """
        self.ensure_one()
        self._cs_check_security_right()
        self._cs_lock()
        if self.state == "active":
            return
        obstacles = self._cs_activation_obstacles()
        if obstacles:
            raise UserError("\n".join(obstacles))
        now = fields.Datetime.now()
        before = self._cs_active()
        before.sudo().write({"state": "retiring", "date_replaced": now, "reseal_stopped": False})
        # In this order in the database too: never are there two that are active.
        before.flush_recordset()
        self.sudo().write({"state": "active", "date_activated": now, "date_replaced": False})
        self.flush_recordset()
        before._cs_note(self.env._("Replaced by key %(key)s.", key=self.name))
        self._cs_note(self.env._("Activated: it seals from now on."))
        self.env["cs.privacy.column"].sudo()._cs_restart_passes()
        self._cs_trigger_reseal()

    def _cs_activation_obstacles(self):
        """Return the sentences that say why this key may not seal yet.

        A hook: further conditions add theirs through ``super()``.
        """
        self.ensure_one()
        if self.state == "retired":
            return [
                self.env._(
                    "Key %(key)s is retired and does not seal again. Add a new key to the rings "
                    "(scripts/keyring add).",
                    key=self.name,
                )
            ]
        obstacles = []
        try:
            held = ring.current()
        except RingUnavailable as error:
            return [self.env._("This server has no key ring: %(reason)s.", reason=str(error))]
        if self.name not in held:
            obstacles.append(
                self.env._("This server does not hold key %(key)s in its ring.", key=self.name)
            )
        elif held.fingerprint(self.name) != self.fingerprint:
            obstacles.append(
                self.env._(
                    "This server holds another key of the name %(key)s. "
                    "Put the ring in order first.",
                    key=self.name,
                )
            )
        sentences = {
            "missing": self.env._("does not hold the key"),
            "wrong": self.env._("holds another key of this name"),
            "fault": self.env._("cannot read its key ring"),
        }
        for name, seen, reason in self.env["cs.privacy.key.node"].sudo()._cs_lacking(self):
            obstacles.append(
                self.env._(
                    "Server %(server)s %(reason)s (heard of %(date)s). Put the same ring on every "
                    "server, or remove the server from the list if it is out of service.",
                    server=name,
                    reason=sentences[reason],
                    date=format_datetime(self.env, seen),
                )
            )
        return obstacles

    def _cs_count_for_retirement(self):
        """Count the values under this key, once nobody can seal with it any more.

        By a cursor of its own, whose statements see what was committed up to then. A transaction
        that began before the key was replaced works with the old state of the keys.
        """
        replaced = self.date_replaced or fields.Datetime.now()
        with self.env.registry.cursor() as cr:
            if cr.connection.status == STATUS_READY:
                cr.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
            cr.execute(
                """
                SELECT clock_timestamp() AT TIME ZONE 'UTC' < %(until)s OR EXISTS (
                       SELECT FROM pg_stat_activity
                        WHERE datname = current_database() AND pid <> pg_backend_pid()
                          AND xact_start AT TIME ZONE 'UTC' < %(until)s)
                """,
                {"until": replaced + COMMIT_TAKES},
            )
            if cr.fetchone()[0]:
                raise UserError(
                    self.env._(
                        "Something that began before key %(key)s was replaced may still be running "
                        "and seal with it. Try again in a few minutes.",
                        key=self.name,
                    )
                )
            columns = self.env["cs.privacy.column"].sudo()._cs_sync()
            return sum(column._cs_count_kids(cr).get(self.name, 0) for column in columns)

    @api.model
    def _cs_reopen(self, names):
        """Take retired keys back that values are sealed with: search must not overlook them."""
        for key in self.search([("name", "in", list(names)), ("state", "=", "retired")]):
            key.sudo().write(
                {"state": "retiring", "date_retired": False, "date_replaced": fields.Datetime.now()}
            )
            key._cs_note(
                self.env._("Values sealed with it were found: it is taken back until none is left.")
            )
            key._cs_trigger_reseal()

    def _cs_set_stopped(self, is_stopped):
        self.ensure_one()
        self._cs_check_security_right()
        if self.state != "active":
            raise UserError(self.env._("Values are sealed anew with the active key: do it there."))
        if self.reseal_stopped != is_stopped:
            self.sudo().reseal_stopped = is_stopped
            self._cs_note(
                self.env._("Re-sealing stopped.")
                if is_stopped
                else self.env._("Re-sealing goes on.")
            )

    @api.model
    def _cs_lock(self):
        self.env.cr.execute("SELECT id FROM cs_privacy_key ORDER BY id FOR NO KEY UPDATE")
        self.search(Domain.TRUE).invalidate_recordset()

    @api.model
    def _cs_trigger_reseal(self):
        self.env.ref("cs_privacy.ir_cron_reseal").sudo()._trigger()

    def _cs_note(self, text):
        for key in self:
            key.message_post(body=text)
