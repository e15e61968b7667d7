from collections import namedtuple
from datetime import timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.tools import SQL

BATCH = 2000

Entry = namedtuple(
    "Entry", "id date user_ref kind outcome model res_ids res_count field_names reference"
)
# What a detector found: whose access, which entries, and what makes two findings the same
Finding = namedtuple("Finding", "user_ref key entries count partner_ids")


class CsPrivacyWatchRule(models.Model):
    """A rule by which access to customer information is unusual (clause 3.3.3).

    The scheduled action goes through the access log once: each rule remembers the last entry that
    it has looked at. To add a rule, add a code and a method ``_cs_detect_<code>(entries)`` that
    returns :data:`Finding` tuples.
    """

    _name = "cs.privacy.watch.rule"
    _description = "Rule for Unusual Access"
    _inherit = ["cs.privacy.guard"]
    _order = "sequence, id"

    _cs_protected = frozenset({"last_ref", "date_looked"})

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    description = fields.Text(translate=True)
    code = fields.Selection(
        selection=[
            ("volume", "Many records in a day"),
            ("hours", "Outside working hours"),
            ("own", "Own record"),
            ("relative", "Relatives"),
            ("colleague", "Colleagues"),
            ("unlinked", "No contact or case"),
            ("refused", "Refused attempts"),
            ("blind", "Searches without a hit"),
        ],
        string="Looks For",
        required=True,
    )
    threshold = fields.Integer(
        default=1,
        help="So many in a day make an alert. For many records: always.",
    )
    factor = fields.Float(
        string="Times the Own Median",
        default=3,
        help="So many times what the user usually sees in a day. 0: not compared.",
    )
    minimum = fields.Integer(
        string="But at Least", default=20, help="Fewer records than this never stand out."
    )
    days = fields.Integer(string="Days Compared", default=30)
    hours = fields.Float(
        string="Hours Around",
        default=24,
        help="A contact or case of the person so many hours before or after is the reason.",
    )
    last_ref = fields.Integer(string="Last Entry Seen", readonly=True, copy=False, aggregator=None)
    date_looked = fields.Datetime(string="Last Run", readonly=True, copy=False)
    alert_count = fields.Integer(string="Alerts", compute="_compute_alert_count")

    _parameters = models.Constraint(
        "CHECK (threshold >= 0 AND factor >= 0 AND minimum >= 0 AND days > 0 AND hours >= 0)",
        "Thresholds cannot be negative, and at least one day is compared.",
    )

    def _compute_alert_count(self):
        counts = dict(
            self.env["cs.privacy.alert"]._read_group(
                [("rule_id", "in", self.ids)], ["rule_id"], ["__count"]
            )
        )
        for rule in self:
            rule.alert_count = counts.get(rule, 0)

    def action_alerts(self):
        """Open the alerts of this rule."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("cs_privacy.cs_privacy_alert_action"),
            "domain": [("rule_id", "=", self.id)],
            "context": {},
        }

    @api.model
    def _cron_watch(self):
        """Look at the entries of the access log that came since the last run."""
        cron = self.env["ir.cron"]
        for rule in self.search([("active", "=", True)]):
            # Another server has this rule: it looks for us.
            if not rule.try_lock_for_update():
                continue
            while entries := rule._cs_next_entries():
                rule._cs_look(entries)
                if not cron._commit_progress(1, remaining=1):
                    return
                if not rule.try_lock_for_update():
                    break
        cron._commit_progress(remaining=0)

    def _cs_next_entries(self):
        """Return the next batch of the log; entries too young to be judged wait."""
        condition = SQL("TRUE")
        if self.code == "unlinked":
            # The contact may be written down after the look.
            condition = SQL("date < %s", fields.Datetime.now() - timedelta(hours=self.hours))
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, date, user_ref, kind, outcome, model, res_ids, res_count, field_names,
                       reference
                  FROM cs_privacy_access_log
                 WHERE id > %s AND %s
              ORDER BY id LIMIT %s
                """,
                self.last_ref or 0,
                condition,
                BATCH,
            )
        )
        return [Entry(*row) for row in rows]

    def _cs_look(self, entries):
        """Judge a batch, record the alerts, and remember how far it went."""
        self.ensure_one()
        customers = self._cs_customers({entry.user_ref for entry in entries})
        watched = [
            entry
            for entry in entries
            if entry.kind != "system"
            and entry.user_ref > 1
            and not (entry.outcome == "allowed" and entry.user_ref in customers)
        ]
        findings = getattr(self, f"_cs_detect_{self.code}")(watched) if watched else []
        self.env["cs.privacy.alert"]._cs_record(self, findings)
        self._cs_step(last_ref=entries[-1].id, date_looked=fields.Datetime.now())

    def _cs_customers(self, user_refs):
        """Return those users who are customers: they see their own data, which is their right."""
        users = self.env["res.users"].with_context(active_test=False).browse(user_refs).exists()
        return set(users.filtered("share").ids)

    def _cs_zones(self, user_refs):
        """Return ``{user id: time zone}``."""
        users = self.env["res.users"].with_context(active_test=False).browse(set(user_refs))
        return {user.id: ZoneInfo(user.tz or "UTC") for user in users.exists()}

    def _cs_by_day(self, entries):
        """Return ``{(user id, local day): [entries]}``."""
        zones = self._cs_zones(entry.user_ref for entry in entries)
        days = {}
        for entry in entries:
            zone = zones.get(entry.user_ref, ZoneInfo("UTC"))
            day = entry.date.replace(tzinfo=ZoneInfo("UTC")).astimezone(zone).date()
            days.setdefault((entry.user_ref, day), []).append(entry)
        return days

    def _cs_day_so_far(self, keys, condition):
        """Return ``{(user id, local day): [entries]}`` with all entries of these days.

        A batch may hold a part of a day only.
        """
        users = {user_ref for user_ref, _day in keys}
        days = [day for _user_ref, day in keys]
        if not users:
            return {}
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, date, user_ref, kind, outcome, model, res_ids, res_count, field_names,
                       reference
                  FROM cs_privacy_access_log
                 WHERE user_ref IN %s AND date >= %s AND date < %s AND %s
              ORDER BY id
                """,
                tuple(users),
                min(days) - timedelta(days=1),
                max(days) + timedelta(days=2),
                condition,
            )
        )
        found = self._cs_by_day([Entry(*row) for row in rows])
        return {key: found[key] for key in keys if key in found}
