from collections import namedtuple
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError

Check = namedtuple("Check", "code title action")
"""One check: the method ``_cs_health_<code>`` does it. ``action``: where one looks further."""

Finding = namedtuple("Finding", "state text")
"""What a check finds: ``ok``, ``warning`` or ``danger``, and a sentence without personal data."""

LATE = timedelta(hours=1)
STUCK = timedelta(hours=4)
WINDOW = timedelta(days=1)
NAMED = 5
ACTIVITY = "mail.mail_activity_data_warning"
MANAGER = "cs_base.group_cs_base_manager"


class CsHealth(models.Model):
    """Whether the suite's own moving parts work, on one page (clause 2.3(4)).

    Another add-on adds checks by extending :meth:`_cs_health_checks` through ``super()`` and
    defining a method ``_cs_health_<code>()`` that returns a :class:`Finding`. They run as
    superuser, are asked anew each time somebody looks, and have to be cheap. A scheduled action
    plans an activity when something is broken, and ends it when it works again.
    """

    _name = "cs.health"
    _description = "Health Check"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "sequence, id"
    _rec_names_search = ["code"]

    code = fields.Char(required=True, readonly=True)
    sequence = fields.Integer(readonly=True)
    name = fields.Char(string="What", compute="_compute_finding")
    link = fields.Char(string="Where", compute="_compute_finding")
    state = fields.Selection(
        selection=[("danger", "Broken"), ("warning", "To Watch"), ("ok", "In Order")],
        compute="_compute_finding",
    )
    finding = fields.Text(compute="_compute_finding")
    told_state = fields.Char(readonly=True, help="State of which the managers know.")
    date_checked = fields.Datetime(string="Last Watched On", readonly=True)

    _code_uniq = models.UniqueIndex("(code)")

    @api.depends("code")
    @api.depends_context("lang")
    def _compute_finding(self):
        known = {check.code: check for check in self._cs_health_checks()}
        for row in self:
            check = known.get(row.code)
            found = row._cs_find() if check else Finding("ok", "")
            row.name = check.title if check else row.code
            row.link = check and row._cs_link(check.action)
            row.state, row.finding = found

    def _cs_link(self, xmlid):
        """Return where to look further, for those who may look there."""
        # sudo: actions are no secret, what they show is
        action = self.env.ref(xmlid, raise_if_not_found=False)
        model = action and action.sudo().res_model
        may = model and self.env[model].has_access("read")
        return f"/odoo/action-{xmlid}" if may else False

    def _cs_find(self):
        # sudo: counts and names of actions, no personal data
        return getattr(self.sudo(), f"_cs_health_{self.code}")()

    @api.model
    def action_open(self):
        """Open the page; for managers."""
        if not (self.env.user.has_group(MANAGER) or self.env.user._is_system()):
            raise AccessError(self.env._("The health page is for managers of customer service."))
        self._cs_rows()
        return self.env["ir.actions.act_window"]._for_xml_id("cs_base.cs_health_action")

    @api.model
    def _cs_rows(self):
        """Return a row for each check, making those that are new."""
        rows = self.sudo().search([("code", "!=", False)])
        known = set(rows.mapped("code"))
        return rows | self.sudo().create(
            [
                {"code": check.code, "sequence": place}
                for place, check in enumerate(self._cs_health_checks())
                if check.code not in known
            ]
        )

    @api.model
    def _cron_watch(self):
        """Tell the managers what is broken, once; and end it when it works again."""
        now = fields.Datetime.now()
        rows = self._cs_rows()
        for row in rows.filtered(lambda row: row.state != row.told_state):
            row.activity_unlink([ACTIVITY])
            if row.state == "danger":
                row._cs_tell()
            row.told_state = row.state
        rows.date_checked = now

    def _cs_tell(self):
        managers = self.env.ref(MANAGER).all_user_ids.filtered(
            lambda user: user.active and not user.share and not user._is_superuser()
        )
        for manager in managers:
            check = self.with_context(lang=manager.lang)
            check.activity_schedule(
                ACTIVITY, user_id=manager.id, summary=check.name, note=check.finding
            )

    # CHECKS

    @api.model
    def _cs_health_checks(self):
        """Hook: return the checks, the most important first."""
        return [
            Check("cron", self.env._("Scheduled actions"), "base.ir_cron_act"),
            Check("mail", self.env._("E-mail queue"), "mail.action_view_mail_mail"),
            Check("sms", self.env._("SMS queue"), "sms.sms_sms_action"),
        ]

    def _cs_health_cron(self):
        late = fields.Datetime.now() - LATE
        failing = self.env["ir.cron"].search([("failure_count", ">", 0)])
        waiting = self.env["ir.cron"].search([("nextcall", "<", late)])
        if failing or waiting:
            names = ", ".join((failing | waiting)[:NAMED].mapped("cron_name"))
            return Finding(
                "danger",
                self.env._(
                    "%(failing)s fail, %(late)s are late: %(names)s",
                    failing=len(failing),
                    late=len(waiting),
                    names=names,
                ),
            )
        return Finding("ok", self.env._("All run in time."))

    def _cs_health_mail(self):
        return self._cs_queue("mail.mail", "outgoing", "exception")

    def _cs_health_sms(self):
        return self._cs_queue("sms.sms", "outgoing", "error")

    def _cs_queue(self, model, waits, failed):
        """Return how a queue stands: stuck is broken, failures of a day are to be watched."""
        if model not in self.env:
            return Finding("ok", self.env._("Not installed."))
        now = fields.Datetime.now()
        queue = self.env[model]
        waiting = queue.search_count([("state", "=", waits)])
        stuck = queue.search_count([("state", "=", waits), ("create_date", "<", now - STUCK)])
        broken = queue.search_count([("state", "=", failed), ("write_date", ">", now - WINDOW)])
        state = "danger" if stuck else "warning" if broken else "ok"
        return Finding(
            state,
            self.env._(
                "%(waiting)s wait, %(stuck)s of them for more than %(hours)s hours; "
                "%(failed)s failed within a day.",
                waiting=waiting,
                stuck=stuck,
                hours=STUCK.seconds // 3600,
                failed=broken,
            ),
        )
