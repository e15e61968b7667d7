from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...core.special_group import OPEN_STATES, last_day, next_date, state_on

# What is settled once the membership has been verified
SETTLED = {"date_from", "date_to", "proof_kind", "proof_note"}


class CsSpecialGroupMember(models.Model):
    """That a person belongs to a special group: why, proven how, from when to when."""

    _name = "cs.special.group.member"
    _description = "Member of a Special Group"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "cs.privacy.scan.mixin",
        "cs.privacy.guard",
        "cs.batch.mixin",
    ]
    _order = "date_from desc, id desc"
    _cs_scanned = ("proof_note", "reason", "end_reason")
    _cs_fixed = frozenset({"partner_id", "group_id"})
    _cs_protected = frozenset(
        {
            *("state", "origin", "verified_by_id", "date_verified", "date_next", "is_reminded"),
            *("ended_by_id", "date_ended", "end_reason"),
        }
    )

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        ondelete="cascade",
        index=True,
    )
    group_id = fields.Many2one(
        comodel_name="cs.special.group",
        string="Special Group",
        required=True,
        ondelete="restrict",
        index=True,
        tracking=True,
    )
    company_id = fields.Many2one(
        related="partner_id.company_id", store=True, precompute=True, index="btree_not_null"
    )
    is_sensitive = fields.Boolean(
        related="group_id.is_sensitive", store=True, precompute=True, related_sudo=True
    )
    needs_proof = fields.Boolean(related="group_id.needs_proof", related_sudo=True)
    origin = fields.Selection(
        selection=[("manual", "Recorded"), ("automatic", "By age band")],
        required=True,
        default="manual",
        readonly=True,
    )
    state = fields.Selection(
        selection=[
            ("requested", "To verify"),
            ("planned", "Planned"),
            ("active", "Active"),
            ("expired", "Expired"),
            ("ended", "Ended"),
            ("refused", "Refused"),
        ],
        required=True,
        default="requested",
        readonly=True,
        tracking=True,
    )
    reason = fields.Char(help="What the customer told, or why the membership was recorded.")
    proof_kind = fields.Selection(
        selection=[
            ("file", "Document on file"),
            ("seen", "Original seen"),
            ("statement", "Statement of the customer"),
        ],
        string="Proof",
        required=True,
        default="statement",
    )
    proof_note = fields.Char(
        string="Which Document", help="Kind of document and who issued it; no numbers."
    )
    proof_count = fields.Integer(string="Sealed Documents", compute="_compute_proof_count")
    date_from = fields.Date(
        string="From", required=True, default=lambda self: fields.Date.context_today(self)
    )
    date_to = fields.Date(string="Until", help="The last day. Empty: by the validity of the group.")
    verified_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, index="btree_not_null"
    )
    date_verified = fields.Datetime(string="Verified On", readonly=True)
    date_next = fields.Date(string="Next Step On", readonly=True)
    is_reminded = fields.Boolean(string="Reminded", readonly=True)
    ended_by_id = fields.Many2one(comodel_name="res.users", readonly=True, index="btree_not_null")
    date_ended = fields.Datetime(string="Ended On", readonly=True)
    end_reason = fields.Char(string="Why It Ended", readonly=True)

    _open_uniq = models.UniqueIndex(
        "(partner_id, group_id) WHERE state IN ('requested', 'planned', 'active')",
        "This customer is in the group already, or waits to be verified for it.",
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "A membership ends after it has begun: correct one of the two dates.",
    )
    _due_idx = models.Index("(date_next) WHERE date_next IS NOT NULL")
    _group_idx = models.Index("(group_id, state)")

    def _compute_proof_count(self):
        counts = dict(
            self.env["ir.attachment"]._read_group(self._cs_proof_domain(), ["res_id"], ["__count"])
        )
        for member in self:
            member.proof_count = counts.get(member.id, 0)

    @api.depends("partner_id", "group_id")
    @api.depends_context("uid", "lang")
    def _compute_display_name(self):
        for member in self:
            member.display_name = f"{member.partner_id.name or ''} · {member.group_id.display_name}"

    def _cs_privacy_partner(self):
        """The person whose proof is sealed on these records: ``{record id: partner id}``."""
        return {member.id: member.partner_id.id for member in self}

    def _cs_proof_domain(self):
        return [
            ("res_model", "=", self._name),
            ("res_id", "in", self.ids),
            ("cs_is_identity", "=", True),
        ]

    def write(self, vals):
        settled = SETTLED.intersection(vals)
        if settled and not self._cs_is_trusted() and set(self.mapped("state")) - {"requested"}:
            raise UserError(
                self.env._(
                    "This membership has been verified: its dates and proof stay. "
                    "End it and record it anew."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_verified(self):
        # An erasure takes them away: the server's own step.
        if not self._cs_is_trusted() and set(self.mapped("state")) - {"requested"}:
            raise UserError(
                self.env._("A membership that has been decided on stays. End it instead.")
            )

    # Steps ---------------------------------------------------------------------------------------

    def action_verify(self):
        """Let the memberships begin, once proof and consent are there (clause 7.1.3(2)).

        May be called again; those that have begun stay as they are.

        :raise UserError: proof or consent is missing, or the membership was refused or is over
        """
        self.check_access("write")
        self._cs_refuse_states(("ended", "refused", "expired"))
        todo = self.filtered(lambda member: member.state == "requested")
        todo._cs_check_proof()
        todo._cs_check_consent()
        today = fields.Date.context_today(self)
        for member in todo:
            end = member.date_to or last_day(member.date_from, member.group_id.validity_months)
            if end and end < today:
                raise ValidationError(
                    self.env._(
                        "The membership of %(customer)s would be over already. Correct its dates.",
                        customer=member.partner_id.name,
                    )
                )
            member._cs_step(
                date_to=end,
                verified_by_id=self.env.uid,
                date_verified=fields.Datetime.now(),
                **member._cs_dated(today, end),
            )
        todo.partner_id._cs_special_groups_changed()

    def _cs_dated(self, today, end):
        """Return the values of state and next step that follow from the dates."""
        remind = 0 if self.is_reminded else self.group_id.remind_days
        return {
            "state": state_on(today, self.date_from, end),
            "date_next": next_date(today, self.date_from, end, remind),
        }

    def _cs_check_proof(self):
        for member in self.filtered("needs_proof"):
            if member.proof_kind == "statement":
                raise UserError(
                    self.env._(
                        "“%(group)s” needs proof: upload the document, or note which original "
                        "was seen.",
                        group=member.group_id.display_name,
                    )
                )
            if member.proof_kind == "seen" and not (member.proof_note or "").strip():
                raise UserError(self.env._("Note which document was seen, and who issued it."))
        for member in self:
            if member.proof_kind == "file" and not member.proof_count:
                raise UserError(
                    self.env._(
                        "No document is on file for %(customer)s. Upload it by the button "
                        "Documents: it is sealed.",
                        customer=member.partner_id.name,
                    )
                )

    def _cs_check_consent(self):
        """Refuse members of groups whose purpose rests on consent that is not given."""
        for group, members in self.grouped("group_id").items():
            purpose = group.sudo().purpose_id
            if not purpose.needs_consent:
                continue
            agreed = members.partner_id._cs_filter_consented(purpose)
            missing = members.partner_id - agreed
            if missing:
                raise UserError(
                    self.env._(
                        "%(customer)s has not agreed to “%(purpose)s”. Record the consent on the "
                        "page of the customer first.",
                        customer=missing[0].name,
                        purpose=purpose.name,
                    )
                )

    def _cs_refuse_states(self, states):
        wrong = self.filtered(lambda member: member.state in states)
        if wrong:
            raise UserError(
                self.env._(
                    "The membership of %(customer)s is over. Record a new one.",
                    customer=wrong[0].partner_id.name,
                )
            )

    def action_refuse(self, reason):
        """Refuse memberships that wait to be verified; again changes nothing."""
        self._cs_close("refused", reason, ("requested",))

    def action_end(self, reason):
        """End memberships before their last day; again changes nothing."""
        self._cs_close("ended", reason, OPEN_STATES)

    def _cs_close(self, state, reason, states):
        self.check_access("write")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why, in a sentence."))
        self.filtered(lambda member: member.state in states)._cs_finish(state, reason.strip())

    def _cs_finish(self, state, reason):
        """Set an end state for these members, whose right and state have been checked."""
        if not self:
            return
        self._cs_step(
            state=state,
            end_reason=reason,
            ended_by_id=self.env.uid,
            date_ended=fields.Datetime.now(),
            date_next=False,
        )
        self.partner_id._cs_special_groups_changed()

    def action_ask_reason(self):
        """Open the dialog that asks why a membership ends or is refused."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Give the Reason"),
            "res_model": "cs.care.group.reason",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_member_ids": self.ids,
                "default_step": self.env.context.get("cs_care_step", "end"),
            },
        }

    def action_documents(self):
        """Show the sealed documents; a new one is sealed when it is uploaded."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_privacy.ir_attachment_action_identity"
        )
        action["domain"] = self._cs_proof_domain()
        action["context"] = {
            "default_res_model": self._name,
            "default_res_id": self.id,
            "default_cs_is_identity": True,
        }
        return action

    # Dates ---------------------------------------------------------------------------------------

    @api.model
    def _cron_follow_dates(self, limit=500):
        """Begin, remind of and end memberships whose day has come (daily)."""
        domain = [("date_next", "<=", fields.Date.context_today(self))]
        self._cs_run_batches(domain, "date_next, id", limit, type(self)._cs_follow_dates)

    def _cs_follow_dates(self):
        today = fields.Date.context_today(self)
        moved = self.browse()
        for member in self:
            state = state_on(today, member.date_from, member.date_to)
            if state == "active" and member.state == "active" and not member.is_reminded:
                member._cs_step(is_reminded=True)
                member._cs_remind()
            moved |= member if state != member.state else self.browse()
            values = member._cs_dated(today, member.date_to)
            if state == "expired":
                values |= {"date_next": False, "date_ended": fields.Datetime.now()}
            member._cs_step(**values)
        moved.partner_id._cs_special_groups_changed()

    def _cs_remind(self):
        """Tell the owner of care that the membership ends soon."""
        owner = self.group_id.user_id or self.verified_by_id
        self.with_context(mail_activity_quick_update=True).activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=self.date_to,
            summary=self.env._("Membership ends: ask for new proof"),
            user_id=(owner or self.env.user).id,
        )
