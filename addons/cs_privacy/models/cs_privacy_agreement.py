import hashlib

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..forged import without_defaults
from ..parameters import number

REMIND_BATCH = 100


class CsPrivacyAgreement(models.Model):
    """A confidentiality agreement that a member of staff signed (clause 3.2.2(5)).

    Evidence: it holds the text that was signed, and nobody changes or deletes it. Signed in the
    system by the user, for whom the password is asked, or on paper, registered by a privacy officer
    with the scanned sheet. Without one in force its user reveals nothing.
    """

    _name = "cs.privacy.agreement"
    _description = "Confidentiality Agreement"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_signed desc, id desc"
    _mail_post_access = "read"
    _rec_name = "user_id"

    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Signed By",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("share", "=", False)],
    )
    text_id = fields.Many2one(
        comodel_name="cs.privacy.agreement.text",
        string="Version",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("state", "!=", "draft")],
    )
    body = fields.Html(
        string="Signed Text",
        readonly=True,
        sanitize=False,
        help="The text as its signer read it.",
    )
    body_digest = fields.Char(string="SHA-256 of the Text", readonly=True)
    # system: typed name and password; paper: the scanned sheet
    method = fields.Selection(
        selection=[("system", "In the system"), ("paper", "On paper")],
        required=True,
        default="paper",
        readonly=True,
    )
    typed_name = fields.Char(readonly=True)
    scan = fields.Binary(string="Scanned Sheet", attachment=True)
    scan_name = fields.Char(string="File Name")
    date_signed = fields.Date(string="Signed On", required=True, default=fields.Date.today)
    valid_until = fields.Date(required=True, readonly=True, index=True)
    date_revoked = fields.Datetime(string="Revoked On", readonly=True)
    revoked_by_id = fields.Many2one(comodel_name="res.users", readonly=True, ondelete="restrict")
    revoke_reason = fields.Char(string="Reason of Revocation", readonly=True)
    date_reminded = fields.Date(string="Reminded On", readonly=True)
    state = fields.Selection(
        selection=[("in_force", "In force"), ("expired", "Expired"), ("revoked", "Revoked")],
        compute="_compute_state",
        search="_search_state",
    )

    @api.depends("valid_until", "date_revoked")
    def _compute_state(self):
        today = fields.Date.today()
        for agreement in self:
            if agreement.date_revoked:
                agreement.state = "revoked"
            elif agreement.valid_until and agreement.valid_until < today:
                agreement.state = "expired"
            else:
                agreement.state = "in_force"

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.today()
        valid = Domain("date_revoked", "=", False)
        domains = {
            "in_force": valid & Domain("valid_until", ">=", today),
            "expired": valid & Domain("valid_until", "<", today),
            "revoked": Domain("date_revoked", "!=", False),
        }
        return Domain.OR(domains[state] for state in value if state in domains)

    @api.model
    def _cs_in_force(self, users):
        """Return until when agreements of users are in force: ``[(user, date), …]``."""
        return self._read_group(
            Domain("user_id", "in", users.ids) & Domain("state", "=", "in_force"),
            ["user_id"],
            ["valid_until:max"],
        )

    # Evidence -----------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Register agreements; clients only those on paper, of others, with the scanned sheet."""
        self = without_defaults(self, self._fields)
        for vals in vals_list:
            if not self.env.su:
                self._cs_check_paper(vals)
            text = self.env["cs.privacy.agreement.text"].browse(vals.get("text_id"))
            signer = self.env["res.users"].browse(vals.get("user_id"))
            body = text.with_context(lang=signer.lang).body or ""
            signed = fields.Date.to_date(vals.get("date_signed")) or fields.Date.today()
            months = number(self.env, "agreement_months")
            vals.update(
                body=body,
                body_digest=hashlib.sha256(body.encode()).hexdigest(),
                valid_until=signed + relativedelta(months=months, days=-1),
            )
        agreements = super().create(vals_list)
        agreements.sudo()._cs_end_reminders()
        return agreements

    @api.model
    def _cs_check_paper(self, vals):
        allowed = {"user_id", "text_id", "date_signed", "scan", "scan_name"}
        forged = {name for name in vals if name in self._fields} - allowed
        if forged - {"method", "message_follower_ids", "activity_ids", "message_ids"} or (
            vals.get("method", "paper") != "paper"
        ):
            raise AccessError(
                self.env._(
                    "A privacy officer registers agreements on paper only; everybody signs in the "
                    "system for themselves, under My Confidentiality Agreement."
                )
            )
        if not vals.get("user_id"):
            raise UserError(self.env._("Say who has signed the agreement."))
        if vals["user_id"] == self.env.uid:
            raise AccessError(
                self.env._(
                    "Nobody registers their own agreement. Sign in the system, or ask another "
                    "privacy officer."
                )
            )
        if not vals.get("scan"):
            raise UserError(self.env._("Add the scanned sheet: it is the proof."))
        if self.env["cs.privacy.agreement.text"].browse(vals.get("text_id")).state == "draft":
            raise UserError(self.env._("Nobody has signed a draft. Choose a published text."))
        signed = fields.Date.to_date(vals.get("date_signed"))
        if signed and signed > fields.Date.today():
            raise UserError(self.env._("The day of signing cannot be in the future."))

    def write(self, vals):
        if not self.env.su and set(vals) - {"message_follower_ids", "activity_ids"}:
            raise AccessError(
                self.env._(
                    "A signed agreement stays as it is. Revoke it, or have a new one signed."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(
            self.env._("A signed agreement is kept as proof and is not deleted. Revoke it instead.")
        )

    @api.model
    def _cs_sign(self, typed_name):
        """Sign the current text for the user of the environment, and nobody else.

        :raise UserError: there is no text, or the typed name is another one
        """
        user = self.env.user
        text = self.env["cs.privacy.agreement.text"]._cs_current()
        if not text:
            raise UserError(
                self.env._(
                    "There is no published text to sign. Ask the privacy officer to publish one."
                )
            )
        given = " ".join((typed_name or "").split()).casefold()
        if given != " ".join(user.name.split()).casefold():
            raise UserError(
                self.env._("Type your name as it is in the system: %(name)s.", name=user.name)
            )
        return self.sudo().create(
            {
                "user_id": user.id,
                "text_id": text.id,
                "method": "system",
                "typed_name": typed_name.strip(),
                "date_signed": fields.Date.today(),
            }
        )

    # Actions ------------------------------------------------------------------------------------

    @api.model
    def action_sign(self):
        """Open the current text for the user to read and sign."""
        return self.env["ir.actions.act_window"]._for_xml_id(
            "cs_privacy.cs_privacy_agreement_sign_action"
        )

    def action_revoke(self):
        """Ask why this agreement is revoked."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Revoke the Agreement"),
            "res_model": "cs.privacy.agreement.revoke",
            "view_mode": "form",
            "target": "new",
            "context": {"default_agreement_id": self.id},
        }

    def _cs_revoke(self, reason):
        """End agreements at once; their users reveal nothing from now on.

        :raise AccessError: the user is no privacy officer
        :raise UserError: the reason is missing
        """
        if not self.env.user.has_group("cs_privacy.group_cs_privacy_officer"):
            raise AccessError(self.env._("Only a privacy officer revokes agreements."))
        self.check_access("read")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the agreement is revoked."))
        self.filtered(lambda agreement: not agreement.date_revoked).sudo().write(
            {
                "date_revoked": fields.Datetime.now(),
                "revoked_by_id": self.env.uid,
                "revoke_reason": reason.strip(),
            }
        )

    # Reminders ----------------------------------------------------------------------------------

    def _cs_end_reminders(self):
        """Take back the reminders of users who have signed anew."""
        earlier = self.search(
            [
                ("user_id", "in", self.user_id.ids),
                ("id", "not in", self.ids),
                ("date_reminded", "!=", False),
            ]
        )
        earlier.activity_unlink(["cs_privacy.mail_activity_type_agreement"])

    @api.model
    def _cron_remind(self):
        """Remind users of agreements that end soon and have no successor, once for each."""
        today = fields.Date.today()
        last_day = today + relativedelta(days=number(self.env, "agreement_remind_days"))
        due = self.search(
            [
                ("date_revoked", "=", False),
                ("date_reminded", "=", False),
                ("valid_until", ">=", today),
                ("valid_until", "<=", last_day),
                ("user_id.active", "=", True),
            ],
            order="valid_until, id",
        )
        self.env["ir.cron"]._commit_progress(remaining=len(due))
        for start in range(0, len(due), REMIND_BATCH):
            batch = due[start : start + REMIND_BATCH].try_lock_for_update()
            batch.date_reminded = today
            batch._cs_remind()
            if not self.env["ir.cron"]._commit_progress(len(batch)):
                break

    def _cs_remind(self):
        longest = dict(self._cs_in_force(self.user_id))
        for agreement in self:
            if longest.get(agreement.user_id) == agreement.valid_until:
                agreement.activity_schedule(
                    "cs_privacy.mail_activity_type_agreement",
                    date_deadline=agreement.valid_until,
                    user_id=agreement.user_id.id,
                )
