from odoo import fields, models

from ..core.facts import TRANSITION

# A change of these is news for the program
WATCHED = frozenset(
    {"state", "severity", "category_id", "subject", "description", "channel_id", "date_resolve_due"}
)


class CsComplaintApiHistory(models.Model):
    """The events of complaints that programs registered."""

    _inherit = "cs.complaint"

    api_event_ids = fields.One2many(
        comodel_name="cs.complaint.api.event",
        inverse_name="complaint_id",
        string="Events",
        readonly=True,
        copy=False,
        groups="base.group_user",
    )

    def write(self, vals):
        watched = WATCHED.intersection(vals)
        before = {}
        if watched:
            # sudo: whoever makes the change, the program is told
            before = {c: c.state for c in self.sudo() if c.api_user_id}
        result = super().write(vals)
        for complaint, state in before.items():
            if complaint.state == state:
                if watched - {"state"}:
                    complaint._cs_api_note("value")
                continue
            complaint._cs_api_note("status")
            if complaint.state == "answered":
                complaint._cs_api_note("resolved")
            elif complaint.state == "waiting":
                complaint._cs_api_note("information")
        return result

    def _message_post_after_hook(self, message, msg_values):
        result = super()._message_post_after_hook(message, msg_values)
        complaint = self.sudo()
        if complaint.api_user_id and message in complaint._cs_public_messages():
            complaint._cs_api_note("value")
        return result

    def _cs_api_note(self, kind):
        """Record an event of this complaint and queue it for the program's listeners."""
        self.ensure_one()
        events = self.env["cs.complaint.api.event"].sudo().with_context(cs_transition=TRANSITION)
        event = events.create({"complaint_id": self.id, "kind": kind, "state": self.state})
        self._cs_api_queue(event)

    def _cs_api_queue(self, event):
        """Hook: hand an event of this complaint on to the program's listeners."""
        self.env["cs.complaint.listener"].sudo()._cs_queue(event)
