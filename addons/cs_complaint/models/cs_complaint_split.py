from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.facts import Reason


class CsComplaintSplit(models.Model):
    """Part of a complaint becomes one of its own, with its own class and department.

    The customer has been waiting since the first registration: the deadline counts from there.
    """

    _inherit = "cs.complaint"

    split_from_id = fields.Many2one(
        comodel_name="cs.complaint",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
        copy=False,
        groups="base.group_user",
    )
    split_ids = fields.One2many(
        comodel_name="cs.complaint",
        inverse_name="split_from_id",
        string="Split Off",
        readonly=True,
        copy=False,
        groups="base.group_user",
    )
    split_count = fields.Integer(compute="_compute_split_count", groups="base.group_user")

    @api.depends("split_ids")
    def _compute_split_count(self):
        for complaint in self:
            # sudo: how many there are may be known by whoever sees the complaint
            complaint.split_count = len(complaint.sudo().split_ids)

    def action_split(self):
        """Open the dialog that makes part of this complaint one of its own."""
        self.ensure_one()
        self.check_access("write")
        self._cs_require_open()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Split"),
            "res_model": "cs.complaint.split",
            "view_mode": "form",
            "target": "new",
            "context": {"default_complaint_id": self.id},
        }

    def _cs_split(self, reason, files=None, **values):
        """Register part of this complaint as one of its own.

        :param str reason: why it is another matter
        :param files: ``ir.attachment`` that the new one gets, too
        :param values: ``subject``, ``description``, ``category_id``, ``severity``
        :return: the new complaint
        """
        self.ensure_one()
        self.check_access("write")
        self._cs_require_open()
        self._cs_require_reason(reason)
        if not (values.get("subject") or "").strip() or not values.get("category_id"):
            raise UserError(self.env._("Say what the new complaint is about, and its category."))
        # sudo: members of a department register nothing themselves, and the facts of the first
        # registration are kept
        first = self.sudo()
        part = first.with_context(cs_clock_reason=Reason(reason)).create(
            {**first._cs_split_values(), **values}
        )
        for file in (files or self.env["ir.attachment"]).sudo():
            file.copy({"name": file.name, "res_model": self._name, "res_id": part.id})
        part._message_log(
            body=self.env._(
                "Split off from %(number)s: %(reason)s", number=self.name, reason=reason
            )
        )
        first._message_log(
            body=self.env._("Split off: %(number)s (%(reason)s)", number=part.name, reason=reason)
        )
        return part.with_env(self.env)

    def _cs_split_values(self):
        """Hook: return what the new complaint has in common with this one."""
        self.ensure_one()
        return {
            "split_from_id": self.id,
            "company_id": self.company_id.id,
            "channel_id": self.channel_id.id,
            "severity": self.severity,
            "is_anonymous": self.is_anonymous,
            "lang": self.lang,
            "date_registered": self.date_registered,
            "date_clock_start": self.date_clock_start,
            "pause_seconds": self.pause_seconds,
            **(
                {"partner_id": self.partner_id.id}
                if self.partner_id
                else {
                    "partner_name": self.partner_name,
                    "email_from": self.email_from,
                    "phone": self.phone,
                }
            ),
        }

    def action_view_split(self):
        """Show what was split off."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Split Off"),
            "res_model": self._name,
            "view_mode": "list,form",
            "domain": [("split_from_id", "=", self.id)],
        }
