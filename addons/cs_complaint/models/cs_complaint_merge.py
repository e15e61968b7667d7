from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize, plaintext2html

from ..core.facts import Reason
from ..locking import lock_and_wait


class CsComplaintMerge(models.Model):
    """Several complaints about one matter become one; all of their complainants get its answer.

    What is merged ends like a withdrawn complaint: it leaves the figures, keeps its number, its
    conversation and its files, and points to the one that goes on.
    """

    _inherit = "cs.complaint"

    merged_into_id = fields.Many2one(
        comodel_name="cs.complaint",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
        copy=False,
        groups="base.group_user",
    )
    merged_ids = fields.One2many(
        comodel_name="cs.complaint",
        inverse_name="merged_into_id",
        string="Merged Complaints",
        readonly=True,
        copy=False,
        groups="base.group_user",
    )
    merged_count = fields.Integer(compute="_compute_merged_count", groups="base.group_user")

    @api.depends("merged_ids")
    def _compute_merged_count(self):
        for complaint in self:
            # sudo: how many there are may be known by whoever sees the complaint
            complaint.merged_count = len(complaint.sudo().merged_ids)

    def action_merge(self, target_id=None, reason=None):
        """Merge these complaints into another; without ``target_id`` a dialog asks.

        :param int target_id: the complaint that goes on; it may be among these
        :param str reason: why they are about the same matter
        :raise UserError: some are not open, or of another company
        """
        self.check_access("write")
        if target_id is None:
            return self._cs_open_dialog("cs.complaint.merge", self.env._("Merge"))
        target = self.browse(target_id)
        target.check_access("write")
        self._cs_require_reason(reason)
        # Two who merge at the same moment wait for each other.
        lock_and_wait(self | target)
        sources = self.filtered(lambda c: c != target and c.sudo().merged_into_id != target)
        if not sources:
            return True
        (sources | target)._cs_require_open()
        if (sources | target).company_id != target.company_id:
            raise UserError(self.env._("Only complaints of one company can be merged."))
        sources._cs_merge(target, reason)
        return True

    def _cs_merge(self, target, reason):
        reason = self.env["cs.privacy.scan"]._cs_hide_for(
            [self._name], {"reason": reason}, plain=("reason",)
        )["reason"]
        # sudo: the rights on all of them have been checked; what hangs on them comes along
        sources, goal = self.sudo(), target.sudo()
        sources._cs_open_tasks().complaint_id = goal
        sources.merged_ids._cs_transition(merged_into_id=goal.id)
        sources.activity_ids.unlink()
        sources._cs_transition(
            state="withdrawn",
            state_reason=self.env._(
                "Merged into %(number)s: %(reason)s", number=goal.name, reason=reason
            ),
            date_closed=fields.Datetime.now(),
            merged_into_id=goal.id,
        )
        # Who came first shall not wait longer than if the others had not come.
        start = min(sources.mapped("date_clock_start"))
        if start < goal.date_clock_start:
            goal.with_context(cs_clock_reason=Reason(reason, "merged"))._cs_transition(
                date_clock_start=start
            )
        goal._cs_note_holders()
        self._cs_log_merge(target, reason)

    def _cs_log_merge(self, target, reason):
        sources = self.sudo()
        note = self.env._("Merged into %(number)s: %(reason)s", number=target.name, reason=reason)
        sources._message_log_batch(bodies=dict.fromkeys(sources.ids, note))
        told = "\n\n".join(
            f"{source.name} {source.subject}\n{source.description or ''}".strip()
            for source in sources
        )
        target.sudo()._message_log(
            body=plaintext2html(
                self.env._(
                    "Merged into this one: %(reason)s\n\n%(complaints)s",
                    reason=reason,
                    complaints=told,
                )
            )
        )

    def action_view_merged(self):
        """Show the complaints that were merged into this one."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Merged Complaints"),
            "res_model": self._name,
            "view_mode": "list,form",
            "domain": [("merged_into_id", "=", self.id)],
        }

    def _cs_guard(self, transition, target=None):
        merged = self.sudo().filtered("merged_into_id")
        if transition == "reopen" and merged:
            raise UserError(
                self.env._(
                    "Complaint %(number)s was merged into %(target)s. Reopen that one.",
                    number=merged[0].name,
                    target=merged[0].merged_into_id.name,
                )
            )
        return super()._cs_guard(transition, target)

    def _cs_same_complainant(self, other):
        """Tell whether both complaints come from the same person, as far as we know."""
        self.ensure_one()
        if self.partner_id or other.partner_id:
            return self.partner_id == other.partner_id
        address = email_normalize(self.email_from)
        return bool(address) and address == email_normalize(other.email_from)

    def _cs_merged_url(self, is_customer):
        """Return the address of the complaint this one goes on in, for its own complainant only.

        :param bool is_customer: False for an employee who looks at the customer's page and does not
            get the key that opens it
        """
        self.ensure_one()
        goal = self.sudo().merged_into_id
        if not goal or not self.sudo()._cs_same_complainant(goal):
            return False
        return goal.get_portal_url() if is_customer else goal.access_url

    def _cs_call_handler(self):
        """What the customer of a merged complaint writes is for who works on the other."""
        goal = self.sudo().merged_into_id
        if not goal:
            return super()._cs_call_handler()
        message = self.sudo().message_ids[:1]
        goal._message_log(
            body=self.env._("The customer of %(number)s wrote: ", number=self.name) + message.body,
            attachment_ids=[file.copy({"res_id": goal.id}).id for file in message.attachment_ids],
        )
        return goal._cs_call_handler()

    def _cs_portal_status(self):
        if self.sudo().merged_into_id:
            return self.env._("Dealt with together"), "secondary"
        return super()._cs_portal_status()
