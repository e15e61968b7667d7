from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..core.guard import SECURITY_GROUP

ACTIVITY = "cs_privacy.mail_activity_type_task"
# What following and planning write.
FOLLOWING = frozenset({"message_follower_ids", "activity_ids"})


class CsPrivacyIncidentTodo(models.AbstractModel):
    """What somebody has to do because of an incident: an open incident, its owner, an activity.

    Models have ``name``, ``incident_id``, ``user_id``, ``date_due`` and ``state`` (``open`` until
    it is done). ``_cs_owned`` names what the owner may write, who need not be an officer.
    """

    _name = "cs.privacy.incident.todo"
    _description = "To Do in an Incident"
    _inherit = ["cs.privacy.guard", "cs.privacy.scan.mixin", "mail.thread", "mail.activity.mixin"]

    _cs_fixed = frozenset({"incident_id"})
    _cs_owned = frozenset()
    # A change of these calls the owner anew.
    _cs_calling = frozenset({"user_id"})

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        if not records._cs_is_trusted():
            records.incident_id._cs_check_open()
        records._cs_call()
        return records

    def write(self, vals):
        if not self._cs_is_trusted() and not set(vals) <= FOLLOWING:
            # sudo: the owner may not read the incident
            self.sudo().incident_id._cs_check_open()
            self._cs_check_change(vals)
            if not self._cs_is_officer() and set(vals) - self._cs_owned:
                raise AccessError(self._cs_owner_refusal())
        result = super().write(vals)
        if self._cs_calling & set(vals):
            self._cs_call()
        return result

    def _cs_is_officer(self):
        return self.env.su or self.env.user.has_group(SECURITY_GROUP)

    def _cs_check_change(self, vals):
        """Refuse to change what is finished. A hook."""

    def _cs_owner_refusal(self):
        """Return the sentence for an owner who writes more than ``_cs_owned``. A hook."""
        raise NotImplementedError

    def action_open(self):
        """Open the record in a dialog."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "medium"},
        }

    def _cs_call(self):
        """Tell who has to do it now, and nobody else."""
        self._cs_uncall()
        for record in self.sudo().filtered(
            lambda record: record.user_id and record.state == "open"
        ):
            record.activity_schedule(
                ACTIVITY,
                date_deadline=fields.Date.to_date(record.date_due),
                summary=record.name,
                user_id=record.user_id.id,
            )

    def _cs_uncall(self):
        # sudo: the activity may be a colleague's
        self.sudo().activity_unlink([ACTIVITY])
