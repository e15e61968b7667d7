from odoo import models

# What the form shows of registered complaints only; of a draft it is empty.
LATER = frozenset(
    {
        "state_reason",
        "cs_told",
        "is_late",
        "is_repeat",
        "repeat_count",
        "cs_rating_text",
        "rating_last_value",
        "task_ids",
        "task_count",
        "task_open_count",
        "merged_into_id",
        "merged_count",
        "split_from_id",
        "split_count",
        "regulator_state",
        "can_follow_up",
        "aside_until",
        "aside_reason",
        "date_clock_start",
        "date_response_due",
        "date_resolve_due",
        "remaining_seconds",
        "date_started",
        "date_responded",
        "date_answered",
        "date_closed",
        "date_told",
        "date_seen",
        "date_reopened",
        "breached_at",
        "reopen_count",
        "ack_state",
        "next_action_at",
        "feedback_ids",
        "compensation_ids",
        "call_ids",
    }
)


class CsComplaintDraft(models.Model):
    """While a complaint is typed, the server counts only what its form shows."""

    _inherit = "cs.complaint"

    def onchange(self, values, field_names, fields_spec):
        if self:
            return super().onchange(values, field_names, fields_spec)
        later = LATER.intersection(fields_spec)
        asked = {name: spec for name, spec in fields_spec.items() if name not in later}
        result = super().onchange(values, field_names, asked)
        if not field_names:
            result["value"].update({name: self._cs_blank(name) for name in later})
        return result

    def _cs_blank(self, name):
        field = self._fields[name]
        if field.type.endswith("2many"):
            return []
        return 0 if field.type == "integer" else False
