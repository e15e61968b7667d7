from datetime import timedelta

from psycopg2.extensions import STATUS_READY

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..forged import without_defaults
from ..parameters import number

# More records than this are the matter of several requests.
MOST_RECORDS = 20000
REASON_MIN = 10
# What a client says when it asks; everything else follows or is decided.
ASKED = {"kind", "model", "res_ids", "field_names", "purpose_id", "reason", "reference"}
DECIDED = {"decision_note", "valid_hours"}


class CsPrivacyAccessRequest(models.Model):
    """Asking to see, or to get as a file, the values of many records at once (GB/T 35273 7.1).

    It names the records, not a condition: what is approved is what was looked at. Somebody else
    approves it; it is used once, by who asked, within the hours that were granted.
    """

    _name = "cs.privacy.access.request"
    _description = "Request for Bulk Access"
    _inherit = ["cs.privacy.scan.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _mail_post_access = "read"
    _cs_scanned = ("reason", "reference", "decision_note")

    name = fields.Char(string="Number", readonly=True, copy=False, default="/")
    # reveal: shown once on the screen; export: handed out once as a file
    kind = fields.Selection(
        selection=[("reveal", "Show on the screen"), ("export", "Export to a file")],
        required=True,
        default="reveal",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Requested By",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
    )
    model = fields.Char(required=True)
    model_name = fields.Char(string="Kind of Records", compute="_compute_labels")
    res_ids = fields.Text(string="Record IDs", required=True)
    res_count = fields.Integer(string="Records", readonly=True)
    field_names = fields.Char(string="Item Names", required=True)
    field_labels = fields.Char(string="Items", compute="_compute_labels")
    purpose_id = fields.Many2one(
        comodel_name="cs.privacy.purpose", required=True, index=True, ondelete="restrict"
    )
    reason = fields.Text(required=True)
    reference = fields.Char(help="The complaint, order or document it is for.")

    state = fields.Selection(
        selection=[
            ("requested", "Requested"),
            ("approved", "Approved"),
            ("refused", "Refused"),
            ("cancelled", "Withdrawn"),
            ("used", "Used"),
            ("expired", "Expired"),
        ],
        required=True,
        default="requested",
        readonly=True,
        tracking=True,
        index=True,
    )
    valid_hours = fields.Integer(
        string="Usable for (Hours)", default=lambda self: number(self.env, "approval_hours")
    )
    decision_note = fields.Char(string="Note on the Decision")
    approver_id = fields.Many2one(
        comodel_name="res.users", string="Decided By", readonly=True, ondelete="restrict"
    )
    date_decided = fields.Datetime(string="Decided On", readonly=True)
    valid_until = fields.Datetime(string="Usable Until", readonly=True)
    date_used = fields.Datetime(string="Used On", readonly=True)
    is_mine = fields.Boolean(compute="_compute_is_mine")
    may_decide = fields.Boolean(compute="_compute_is_mine")

    _use_idx = models.Index("(user_id, model) WHERE state = 'approved'")
    _hours_positive = models.Constraint(
        "CHECK (valid_hours > 0)", "An approval has to be usable for at least one hour."
    )

    @api.depends("model", "field_names")
    def _compute_labels(self):
        for request in self:
            known = request.model in self.env
            records = self.env[request.model] if known else self
            names = [name for name in (request.field_names or "").split(",") if name]
            request.model_name = records._description if known else request.model
            request.field_labels = ", ".join(
                records._fields[name]._description_string(self.env)
                for name in names
                if known and name in records._fields
            )

    @api.depends_context("uid")
    @api.depends("user_id", "state")
    def _compute_is_mine(self):
        officer = self.env.user.has_group("cs_privacy.group_cs_privacy_officer")
        for request in self:
            request.is_mine = request.user_id == self.env.user
            request.may_decide = officer and not request.is_mine and request.state == "requested"

    def _cs_ids(self):
        """Return the ids of the records that are asked for."""
        self.ensure_one()
        return [int(ref) for ref in self.res_ids.split(",")]

    # What clients may write ---------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Ask for access for oneself; number, state and decision are the system's."""
        self = without_defaults(self, set(self._fields) - ASKED)
        hours = number(self.env, "approval_hours")
        for vals in vals_list:
            if not self.env.su:
                forged = {name for name in vals if name in self._fields} - ASKED - {"valid_hours"}
                if forged - {"message_follower_ids", "activity_ids", "message_ids"}:
                    self._cs_refuse_forgery(forged)
                vals["user_id"] = self.env.uid
                vals["state"] = "requested"
                # Who decides may grant more; nobody grants it to themselves.
                vals["valid_hours"] = min(vals.get("valid_hours", hours) or 0, hours)
            vals.update(self._cs_clean(vals))
            vals["name"] = self.env["ir.sequence"].sudo().next_by_code("cs.privacy.access.request")
        requests = super().create(vals_list)
        requests._cs_notify_approvers()
        return requests

    def write(self, vals):
        names = set(vals) - {"message_follower_ids", "activity_ids"}
        if not self.env.su and names:
            if names - DECIDED:
                self._cs_refuse_forgery(names - DECIDED)
            if not all(request.may_decide for request in self):
                raise AccessError(
                    self.env._(
                        "Only a privacy officer who has not asked for it decides on a request, and "
                        "only once."
                    )
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("Requests are kept as proof. Withdraw it instead."))

    def _cs_refuse_forgery(self, names):
        labels = [self._fields[name]._description_string(self.env) for name in names]
        raise AccessError(
            self.env._(
                "%(fields)s: set by the system only. A request stays as it was made; withdraw it "
                "and make another one.",
                fields=", ".join(sorted(labels)),
            )
        )

    @api.model
    def _cs_clean(self, vals):
        """Check what is asked for, as the user, and return it in its stored form."""
        model, names = vals.get("model"), vals.get("field_names") or ""
        records = self.env.get(model)
        protected = records is not None and "_cs_encrypted_names" in dir(records)
        names = sorted(set(filter(None, names.split(","))))
        if not protected or not names or set(names) - set(records._cs_encrypted_names()):
            raise UserError(self.env._("Choose protected values of one kind of records."))
        try:
            ids = sorted({int(ref) for ref in str(vals.get("res_ids") or "").split(",")})
        except ValueError:
            ids = []
        if not ids or len(ids) > MOST_RECORDS:
            raise UserError(
                self.env._(
                    "A request is for 1 to %(most)s records. Choose fewer, or make several.",
                    most=MOST_RECORDS,
                )
            )
        records = records.browse(ids)
        records.check_access("read")
        if len((vals.get("reason") or "").strip()) < REASON_MIN:
            raise UserError(
                self.env._("Say in a sentence why these records are needed; others decide by it.")
            )
        return {
            "res_ids": ",".join(map(str, ids)),
            "res_count": len(ids),
            "field_names": ",".join(names),
            "reason": vals["reason"].strip(),
        }

    def _cs_notify_approvers(self):
        officers = self.env.ref("cs_privacy.group_cs_privacy_officer").sudo().all_user_ids
        for request in self:
            for officer in officers:
                if officer != request.user_id and request.company_id in officer.company_ids:
                    request.sudo().activity_schedule(
                        "cs_privacy.mail_activity_type_access_request", user_id=officer.id
                    )

    # Decisions ----------------------------------------------------------------------------------

    def action_approve(self):
        """Approve: usable once by who asked, from now on for so many hours."""
        self.ensure_one()
        if self.state == "approved" and self.approver_id == self.env.user:
            return
        self._cs_check_decision()
        now = fields.Datetime.now()
        self._cs_decide("approved", valid_until=now + timedelta(hours=self.valid_hours))

    def action_refuse(self):
        """Refuse; the note says why."""
        self.ensure_one()
        if self.state == "refused" and self.approver_id == self.env.user:
            return
        self._cs_check_decision()
        if not (self.decision_note or "").strip():
            raise UserError(self.env._("Say in the note why the request is refused."))
        self._cs_decide("refused")

    def action_cancel(self):
        """Withdraw one's own request that is not used yet."""
        self.ensure_one()
        if self.user_id != self.env.user:
            raise AccessError(self.env._("Only who asked withdraws a request."))
        if self.state in ("requested", "approved"):
            self.sudo().write({"state": "cancelled"})
            self.sudo().activity_unlink(["cs_privacy.mail_activity_type_access_request"])

    def _cs_check_decision(self):
        """Check that this user decides on this request now (four eyes)."""
        if not self.env.user.has_group("cs_privacy.group_cs_privacy_officer"):
            raise AccessError(self.env._("Only a privacy officer decides on requests."))
        if self.user_id == self.env.user:
            raise AccessError(
                self.env._("Nobody decides on their own request. Ask another privacy officer.")
            )
        self.lock_for_update()
        if self.state != "requested":
            raise UserError(self.env._("Request %(name)s is decided already.", name=self.name))

    def _cs_decide(self, state, **values):
        self.sudo().write(
            {
                "state": state,
                "approver_id": self.env.uid,
                "date_decided": fields.Datetime.now(),
                **values,
            }
        )
        self.sudo().activity_unlink(["cs_privacy.mail_activity_type_access_request"])
        label = dict(self._fields["state"]._description_selection(self.env))[state]
        self.message_notify(
            partner_ids=self.user_id.partner_id.ids,
            subject=self.env._("%(request)s: %(state)s", request=self.name, state=label),
            body=self.decision_note or label,
        )

    @api.model
    def _cron_expire(self):
        """Close approvals that were not used in time."""
        due = self.search([("state", "=", "approved"), ("valid_until", "<", fields.Datetime.now())])
        due.try_lock_for_update().write({"state": "expired"})

    # Use ----------------------------------------------------------------------------------------

    @api.model
    def _cs_covering(self, kind, records, field_names, purpose):
        """Return the approved requests of this user that cover these values, oldest first."""
        candidates = self.sudo().search(
            Domain("user_id", "=", self.env.uid)
            & Domain("kind", "=", kind)
            & Domain("state", "=", "approved")
            & Domain("valid_until", ">", fields.Datetime.now())
            & Domain("model", "=", records._name)
            & Domain("purpose_id", "=", purpose.id),
            order="id",
        )
        wanted, names = set(records.ids), set(field_names)
        return candidates.filtered(
            lambda request: (
                names <= set(request.field_names.split(",")) and wanted <= set(request._cs_ids())
            )
        )

    def _cs_consume(self):
        """Use one of these requests up and return its id; ``None`` when all were used meanwhile.

        Committed by a cursor of its own before anything is shown: what fails afterwards does not
        give it back, and of two at the same moment one gets it.
        """
        with self.env.registry.cursor() as cr:
            if cr.connection.status == STATUS_READY:
                # In snapshot isolation the one who comes second would fail, not find it used.
                cr.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
            for request_id in self.ids:
                cr.execute(
                    """
                    UPDATE cs_privacy_access_request
                       SET state = 'used', date_used = clock_timestamp() AT TIME ZONE 'UTC'
                     WHERE id = (SELECT id FROM cs_privacy_access_request
                                  WHERE id = %s AND state = 'approved'
                                    AND user_id = %s
                                    AND valid_until > clock_timestamp() AT TIME ZONE 'UTC'
                                    FOR UPDATE SKIP LOCKED)
                    """,
                    [request_id, self.env.uid],
                )
                if cr.rowcount:
                    return request_id
        return None

    # Doors --------------------------------------------------------------------------------------

    @api.model
    def action_prepare(self, kind, model, res_ids, field_names, purpose_id, reason, reference=""):
        """Make a request and open it.

        :param str kind: ``reveal`` or ``export``
        """
        request = self.create(
            {
                "kind": kind,
                "model": model,
                "res_ids": ",".join(map(str, res_ids)),
                "field_names": ",".join(field_names),
                "purpose_id": purpose_id,
                "reason": reason,
                "reference": reference,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": request.id,
            "views": [(False, "form")],
        }

    def action_show_records(self):
        """Open the records that are asked for, with masks."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": self.model,
            "view_mode": "list,form",
            "domain": [("id", "in", self._cs_ids())],
        }

    def action_use(self):
        """Use the approval: show the values, or get the file. The client does it and asks again."""
        self.ensure_one()
        if self.user_id != self.env.user or self.state != "approved":
            raise UserError(self.env._("Only who asked uses an approved request, and only once."))
        params = {
            "request_id": self.id,
            "model": self.model,
            "ids": self._cs_ids(),
            "fields": self.field_names.split(","),
            "purpose": self.purpose_id.id,
            "reason": self.reason,
            "reference": self.reference or self.name,
        }
        tag = "cs_privacy_export" if self.kind == "export" else "cs_privacy_reveal_approved"
        return {"type": "ir.actions.client", "tag": tag, "target": "new", "params": params}
