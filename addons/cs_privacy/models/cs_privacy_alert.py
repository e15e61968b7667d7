from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

EVIDENCE_SHOWN = 50
PERSONS_KEPT = 200


class CsPrivacyAlert(models.Model):
    """Unusual access that a rule has found; a security officer decides what it was."""

    _name = "cs.privacy.alert"
    _description = "Unusual Access"
    _inherit = ["cs.privacy.guard", "cs.privacy.scan.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_to desc, id desc"

    _cs_scanned = ("explanation",)
    _cs_protected = frozenset(
        {
            "rule_id",
            "user_id",
            "user_ref",
            "key",
            "round",
            "company_id",
            "department_id",
            "date_from",
            "date_to",
            "count",
            "entry_refs",
            "partner_ids",
            "state",
            "decided_user_id",
            "date_decided",
            "incident_id",
        }
    )

    rule_id = fields.Many2one(
        comodel_name="cs.privacy.watch.rule",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    rule_code = fields.Selection(related="rule_id.code", string="Rule Code")
    user_ref = fields.Integer(string="User ID", required=True, readonly=True, aggregator=None)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Whose Access",
        readonly=True,
        index=True,
        ondelete="set null",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", readonly=True, index=True, ondelete="restrict"
    )
    department_id = fields.Many2one(
        comodel_name="hr.department", readonly=True, index=True, ondelete="set null"
    )
    # The same finding again has the same key; a new round starts when the last was decided.
    key = fields.Char(string="Day", required=True, readonly=True)
    round = fields.Integer(default=1, required=True, readonly=True, aggregator=None)
    date_from = fields.Datetime(string="From", required=True, readonly=True)
    date_to = fields.Datetime(string="Until", required=True, readonly=True)
    count = fields.Integer(readonly=True, help="Records or attempts, by the rule.")
    entry_refs = fields.Text(
        string="Log Entries", readonly=True, help="Ids of the entries of the access log."
    )
    partner_ids = fields.Many2many(comodel_name="res.partner", string="Persons", readonly=True)
    evidence = fields.Html(compute="_compute_evidence", compute_sudo=True, sanitize=False)
    state = fields.Selection(
        selection=[("new", "New"), ("explained", "Explained"), ("confirmed", "Confirmed")],
        required=True,
        default="new",
        readonly=True,
        index=True,
        group_expand=True,
        tracking=True,
    )
    explanation = fields.Text(help="What the access was for, and how you know.")
    decided_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Decided By",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    date_decided = fields.Datetime(string="Decided On", readonly=True)
    incident_id = fields.Many2one(
        comodel_name="cs.privacy.incident",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )

    _finding_uniq = models.UniqueIndex(
        "(rule_id, user_ref, key, round)", "This finding is recorded already."
    )

    @api.depends("rule_id", "user_id", "key")
    def _compute_display_name(self):
        for alert in self:
            who = alert.user_id.name or f"#{alert.user_ref}"
            alert.display_name = f"{alert.rule_id.name}: {who}, {alert.key}"

    @api.depends("entry_refs")
    @api.depends_context("lang", "tz")
    def _compute_evidence(self):
        refs = {alert: alert._cs_entry_ids()[:EVIDENCE_SHOWN] for alert in self}
        log = self.env["cs.privacy.access.log"]
        known = log.search([("id", "in", [ref for ids in refs.values() for ref in ids])])
        rows = {entry.id: self._cs_evidence_row(entry) for entry in known}
        for alert in self:
            shown = Markup("").join(rows[ref] for ref in refs[alert] if ref in rows)
            more = len(alert._cs_entry_ids()) - len(refs[alert])
            note = (
                Markup("<p class='text-muted'>%s</p>")
                % self.env._("And %(count)s more entries.", count=more)
                if more > 0
                else Markup("")
            )
            heads = (
                self.env._("When"),
                self.env._("What"),
                self.env._("Records"),
                self.env._("Items"),
                self.env._("Purpose"),
                self.env._("Reason"),
                self.env._("Reference"),
            )
            alert.evidence = Markup(
                "<table class='table table-sm'><thead><tr>%s</tr></thead>"
            ) % Markup("").join(Markup("<th>%s</th>") % head for head in heads) + Markup(
                "<tbody>%s</tbody></table>%s"
            ) % (shown, note)

    @api.model
    def _cs_evidence_row(self, entry):
        kinds = dict(entry._fields["kind"]._description_selection(self.env))
        what = kinds[entry.kind]
        if entry.outcome == "refused":
            what = self.env._("%(what)s (refused)", what=what)
        local = fields.Datetime.context_timestamp(self, entry.date)
        items = ",".join(
            f"{entry.model}.{name}" for name in (entry.field_names or "").split(",") if name
        )
        cells = (
            f"{local:%Y-%m-%d %H:%M}",
            what,
            entry.res_count,
            self.env["cs.privacy.incident.person"]._cs_labels(items),
            entry.purpose_label or "",
            entry.reason or "",
            entry.reference or "",
        )
        return Markup("<tr>%s</tr>") % Markup("").join(
            Markup("<td>%s</td>") % cell for cell in cells
        )

    def _cs_entry_ids(self):
        self.ensure_one()
        return [int(ref) for ref in (self.entry_refs or "").split(",") if ref]

    def action_entries(self):
        """Open the entries of the access log; auditors may read it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Evidence"),
            "res_model": "cs.privacy.access.log",
            "view_mode": "list",
            "domain": [("id", "in", self._cs_entry_ids())],
        }

    def action_explain(self):
        """The access was right; the explanation says why. A second call does nothing."""
        self._cs_check_decider()
        for alert in self.filtered(lambda alert: alert.state != "explained"):
            alert._cs_check_new()
            if len((alert.explanation or "").strip()) < 4:
                raise UserError(
                    self.env._("Write what the access was for, and how you know, first.")
                )
            alert._cs_decide("explained")
        return True

    def action_confirm(self):
        """The access was wrong: open an incident, with the affected persons' scope filled in."""
        self.ensure_one()
        self._cs_check_decider()
        if not self.incident_id:
            self._cs_check_new()
            incident = self.env["cs.privacy.incident"].create(self._cs_incident_values())
            self._cs_decide("confirmed", incident_id=incident.id)
        return {
            "type": "ir.actions.act_window",
            "res_model": "cs.privacy.incident",
            "res_id": self.incident_id.id,
            "view_mode": "form",
        }

    def _cs_incident_values(self):
        return {
            "title": self.env._("Unusual access: %(alert)s", alert=self.display_name),
            "description": self.explanation,
            "kind_id": self.env.ref("cs_privacy.incident_kind_unauthorised").id,
            "company_id": self.company_id.id or self.env.company.id,
            "department_id": self.department_id.id,
            "date_occurred_from": self.date_from,
            "date_occurred_to": self.date_to,
            "log_user_ids": [fields.Command.set(self.user_id.ids)],
        }

    def _cs_decide(self, state, **values):
        self._cs_step(
            state=state,
            decided_user_id=self.env.user.id,
            date_decided=fields.Datetime.now(),
            **values,
        )
        self.sudo().activity_unlink(["cs_privacy.mail_activity_type_alert"])

    def _cs_check_new(self):
        if self.state != "new":
            raise UserError(
                self.env._(
                    "This alert is decided already, by %(user)s.", user=self.decided_user_id.name
                )
            )

    def _cs_check_decider(self):
        """Check who decides: an officer, and never about the own access."""
        user = self.env.user
        if user in self.sudo().user_id:
            raise AccessError(
                self.env._("It is your own access: another security officer decides about it.")
            )
        if not user.has_group("cs_privacy.group_cs_privacy_security_department"):
            raise AccessError(self.env._("Security officers decide about unusual access."))
        self.check_access("write")

    def write(self, vals):
        if not self._cs_is_trusted() and "explanation" in vals:
            self._cs_check_decider()
            for alert in self:
                alert._cs_check_new()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("Alerts are evidence and cannot be deleted."))

    @api.model
    def _cs_record(self, rule, findings):
        """Record what a rule has found; entries that an alert holds already are left out."""
        if not findings:
            return
        known = self.search(
            [("rule_id", "=", rule.id), ("key", "in", [item.key for item in findings])],
            order="round",
        ).grouped(lambda alert: (alert.user_ref, alert.key))
        for finding in findings:
            alerts = known.get((finding.user_ref, finding.key), self.browse())
            recorded = {ref for alert in alerts for ref in alert._cs_entry_ids()}
            fresh = [entry for entry in finding.entries if entry.id not in recorded]
            if not fresh:
                continue
            last = alerts[-1:]
            if last.state == "new":
                last._cs_extend(finding, fresh)
            else:
                self._cs_open(rule, finding, fresh, last.round + 1)

    def _cs_extend(self, finding, fresh):
        refs = [*self._cs_entry_ids(), *(entry.id for entry in fresh)]
        partners = [*self.partner_ids.ids, *finding.partner_ids]
        self._cs_step(
            entry_refs=",".join(map(str, refs)),
            count=max(finding.count, len(refs)),
            date_from=min(self.date_from, *(entry.date for entry in fresh)),
            date_to=max(self.date_to, *(entry.date for entry in fresh)),
            partner_ids=[fields.Command.set(partners[:PERSONS_KEPT])],
        )

    @api.model
    def _cs_open(self, rule, finding, fresh, number):
        user = self.env["res.users"].with_context(active_test=False).browse(finding.user_ref)
        user = user.exists()
        employee = user.employee_ids.filtered(lambda e: e.company_id == user.company_id)[:1]
        alert = self.create(
            {
                "rule_id": rule.id,
                "user_ref": finding.user_ref,
                "user_id": user.id,
                "company_id": user.company_id.id or self.env.company.id,
                "department_id": employee.department_id.id,
                "key": finding.key,
                "round": number,
                "date_from": min(entry.date for entry in fresh),
                "date_to": max(entry.date for entry in fresh),
                "count": finding.count if number == 1 else len(fresh),
                "entry_refs": ",".join(str(entry.id) for entry in fresh),
                "partner_ids": [fields.Command.set(finding.partner_ids[:PERSONS_KEPT])],
            }
        )
        if officer := alert._cs_decider():
            alert.activity_schedule(
                "cs_privacy.mail_activity_type_alert",
                summary=alert.display_name,
                user_id=officer.id,
            )

    def _cs_decider(self):
        """Return who decides: the officer of the department or above, never the watched user."""
        self.ensure_one()
        company = self.company_id
        candidates = [
            company._cs_security_officer(self.department_id),
            company._cs_security_officer(),
            *self.env.ref("cs_privacy.group_cs_privacy_security").all_user_ids.filtered(
                lambda user: user.active and company in user.company_ids
            ),
        ]
        return next((user for user in candidates if user and user != self.user_id), None)
