import logging
from collections import namedtuple

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

_logger = logging.getLogger(__name__)

SECURITY = "cs_privacy.group_cs_privacy_security"
# In the context of the writes that record what was found; an object cannot travel over RPC.
RECORDING = object()
SEVERITIES = [("low", "Low"), ("medium", "Medium"), ("high", "High")]

Check = namedtuple("Check", "code title severity remedy link", defaults=("",))
"""One check: the method ``_cs_check_<code>`` does it.

``link`` is where it is put right: an address within Odoo, or empty.
"""

Finding = namedtuple("Finding", "text user_ids", defaults=((),))
"""What a check found: a sentence without any protected value or password, and users concerned."""


class CsPrivacyCheck(models.Model):
    """One point of the security self-check and what was found last (clause 3.2.2(1-3)).

    Another add-on adds checks by extending :meth:`_cs_checks` through ``super()`` and defining a
    method ``_cs_check_<code>()`` that returns a :class:`Finding`, or ``None`` when all is well.
    Checks run as superuser.
    """

    _name = "cs.privacy.check"
    _description = "Security Self-check"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _rec_names_search = ["code"]
    _order = "state_rank, severity_rank desc, code"

    code = fields.Char(required=True, readonly=True)
    name = fields.Char(string="Check", compute="_compute_texts")
    remedy = fields.Text(string="What to Do", compute="_compute_texts")
    link = fields.Char(string="Where", compute="_compute_texts")
    severity = fields.Selection(selection=SEVERITIES, required=True, readonly=True)
    severity_rank = fields.Integer(compute="_compute_ranks", store=True)
    # ok: nothing found; open: something is to be done; ignored: accepted for some time;
    # failed: the check itself could not be made
    state = fields.Selection(
        selection=[
            ("open", "To Do"),
            ("failed", "Not Checked"),
            ("ignored", "Accepted"),
            ("ok", "In Order"),
        ],
        required=True,
        default="failed",
        readonly=True,
    )
    state_rank = fields.Integer(compute="_compute_ranks", store=True)
    finding = fields.Text(readonly=True)
    user_ids = fields.Many2many(comodel_name="res.users", string="Users Concerned", readonly=True)
    # Where a check that takes several runs has arrived
    cursor = fields.Integer(readonly=True)
    date_checked = fields.Datetime(string="Checked On", readonly=True)
    date_found = fields.Datetime(string="Found On", readonly=True)
    ignored_until = fields.Date(string="Accepted Until", readonly=True)
    ignored_reason = fields.Char(string="Why Accepted", readonly=True)
    ignored_by_id = fields.Many2one(
        comodel_name="res.users", string="Accepted By", readonly=True, ondelete="set null"
    )
    event_ids = fields.One2many(
        comodel_name="cs.privacy.check.event",
        inverse_name="check_id",
        string="History",
        readonly=True,
    )

    _code_uniq = models.UniqueIndex("(code)", "There is a result of this check already.")

    @api.depends("code")
    @api.depends_context("lang")
    def _compute_texts(self):
        known = {check.code: check for check in self._cs_checks()}
        for row in self:
            check = known.get(row.code)
            row.name = check.title if check else row.code
            row.remedy = check.remedy if check else ""
            row.link = check.link if check else ""

    @api.depends("severity", "state")
    def _compute_ranks(self):
        severities = [code for code, _label in SEVERITIES]
        states = [code for code, _label in self._fields["state"].selection]
        for row in self:
            row.severity_rank = severities.index(row.severity) if row.severity else 0
            row.state_rank = states.index(row.state)

    @api.model
    def _cs_checks(self):
        """Return the list of :class:`Check` s; a hook."""
        return []

    # Nobody edits results; what looks like one was found by the server.

    @api.model_create_multi
    def create(self, vals_list):
        self._cs_check_recording()
        return super().create(vals_list)

    def write(self, vals):
        # Activities are planned and done by people.
        if not all(name.startswith(("activity_", "my_activity_")) for name in vals):
            self._cs_check_recording()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("Results of the self-check stay: they are its history."))

    @api.model
    def _cs_check_recording(self):
        if self.env.context.get("cs_recording") is not RECORDING:
            raise AccessError(
                self.env._(
                    "Results of the self-check are written by the check itself. Run it again."
                )
            )

    @api.model
    def _cs_recording(self):
        return self.sudo().with_context(cs_recording=RECORDING)

    @api.model
    def _cs_check_role(self):
        if not self.env.su and not self.env.user.has_group(SECURITY):
            raise AccessError(
                self.env._("The self-check belongs to the security officer. Ask them to run it.")
            )

    # Running

    def action_run(self):
        """Make all checks now and show the results; for the button of the page."""
        self._cs_check_role()
        self._cs_run()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_run_one(self):
        """Make these checks again."""
        self._cs_check_role()
        self._cs_run(self.sudo().mapped("code"))
        return True

    @api.model
    def _cron_run(self):
        """Make all checks, each in a transaction of its own."""
        checks = self._cs_checks()
        self.env["ir.cron"]._commit_progress(remaining=len(checks))
        for check in checks:
            self.with_context(cs_check_seconds=240)._cs_run([check.code])
            if not self.env["ir.cron"]._commit_progress(1):
                break

    @api.model
    def _cs_run(self, codes=None):
        """Make checks and record what they found.

        :param codes: codes of the checks; default: all
        :return: the rows
        """
        recording = self._cs_recording()
        checks = [check for check in recording._cs_checks() if codes is None or check.code in codes]
        rows = {row.code: row for row in recording.search([])}
        done = recording.browse()
        for check in checks:
            row = rows.get(check.code) or recording.create(
                {"code": check.code, "severity": check.severity}
            )
            row._cs_record_result(check)
            done |= row
        return done.with_env(self.env)

    def _cs_record_result(self, check):
        now = fields.Datetime.now()
        try:
            with self.env.cr.savepoint():
                finding = getattr(self, f"_cs_check_{check.code}")()
        except Exception as error:
            # One check that cannot be made must not keep the others from being made.
            _logger.warning("Self-check %s failed: %s", check.code, type(error).__name__)
            text = self.env._("The check could not be made: %(error)s.", error=type(error).__name__)
            self.write({"state": "failed", "finding": text, "date_checked": now})
            return
        if finding is None:
            if self.state in ("open", "ignored"):
                self._cs_note("resolved", self.env._("In order again."))
            self.write(
                {
                    "state": "ok",
                    "finding": False,
                    "date_checked": now,
                    "date_found": False,
                    "severity": check.severity,
                    "user_ids": [fields.Command.clear()],
                    **self._cs_no_acceptance(),
                }
            )
            # What was to be done is done.
            self.activity_unlink(["cs_privacy.mail_activity_type_check"])
            return
        self._cs_record_finding(check, finding, now)

    def _cs_record_finding(self, check, finding, now):
        accepted = self.state == "ignored" and self.ignored_until >= fields.Date.today()
        is_new = self.state not in ("open", "ignored")
        reopened = self.state == "ignored" and not accepted
        self.write(
            {
                "state": "ignored" if accepted else "open",
                "severity": check.severity,
                "finding": finding.text,
                "user_ids": [fields.Command.set(finding.user_ids)],
                "date_checked": now,
                "date_found": now if is_new else self.date_found,
                **({} if accepted else self._cs_no_acceptance()),
            }
        )
        if is_new or reopened:
            self._cs_note("found" if is_new else "reopened", finding.text)
            if check.severity == "high":
                self._cs_call_officers()

    @api.model
    def _cs_no_acceptance(self):
        return {"ignored_until": False, "ignored_reason": False, "ignored_by_id": False}

    def _cs_call_officers(self):
        """Plan an activity for every security officer."""
        for user in self.env.ref(SECURITY).all_user_ids.filtered("active"):
            self.activity_schedule(
                "cs_privacy.mail_activity_type_check", summary=self.name, user_id=user.id
            )

    def _cs_note(self, kind, text):
        self.env["cs.privacy.check.event"].sudo().with_context(cs_recording=RECORDING).create(
            [{"check_id": row.id, "kind": kind, "note": text} for row in self]
        )

    # Accepting a finding

    def action_ignore(self):
        """Ask why and until when a finding is accepted."""
        self.ensure_one()
        self._cs_check_role()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Accept Finding"),
            "res_model": "cs.privacy.check.ignore",
            "view_mode": "form",
            "target": "new",
            "context": {"default_check_id": self.id},
        }

    def _cs_ignore(self, reason, until):
        """Accept a finding for some time.

        :param str reason: why
        :param date until: the last day on which it is accepted
        :raise UserError: there is no finding
        """
        self.ensure_one()
        self._cs_check_role()
        if self.state != "open":
            raise UserError(
                self.env._("There is nothing to accept here: the check has no open finding.")
            )
        row = self._cs_recording().browse(self.id)
        row.write(
            {
                "state": "ignored",
                "ignored_reason": reason,
                "ignored_until": until,
                "ignored_by_id": self.env.uid,
            }
        )
        row._cs_note("ignored", f"{fields.Date.to_string(until)}: {reason}")
        row.activity_unlink(["cs_privacy.mail_activity_type_check"])

    def action_reopen(self):
        """Take back that a finding is accepted."""
        self._cs_check_role()
        for row in self._cs_recording().browse(self.ids):
            if row.state == "ignored":
                row.write({"state": "open", **self._cs_no_acceptance()})
                row._cs_note("reopened", self.env._("No longer accepted."))

    def action_open_link(self):
        """Go to where the finding is put right."""
        self.ensure_one()
        if not self.link:
            raise UserError(
                self.env._("This is put right on the server, not in Odoo. See what to do.")
            )
        return {"type": "ir.actions.act_url", "url": self.link, "target": "self"}
