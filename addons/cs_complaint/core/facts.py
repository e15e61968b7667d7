"""States of a complaint, and who may set which of its fields."""

SUBJECT_MAX = 200
OPEN_STATES = ("registered", "in_progress", "waiting")
# The clock runs; while a complaint waits for the customer it stands still.
RUNNING_STATES = ("registered", "in_progress")
DONE_STATES = ("closed", "withdrawn", "rejected")

# Passed in the context by the named transitions. An object cannot travel over RPC, so no client
# can claim to be a transition.
TRANSITION = object()


class Reason(str):
    """A reason that a named step passes on in the context; no client can send one.

    ``kind`` says what the clock calls what happens, where it is not what it looks like.
    """

    def __new__(cls, text, kind=None):
        self = super().__new__(cls, text)
        self.kind = kind
        return self


PROTECTED_FIELDS = frozenset(
    {
        "name",
        "state",
        "state_reason",
        "access_token",
        "source",
        "external_id",
        "ack_state",
        "date_registered",
        "date_clock_start",
        "date_response_due",
        "date_resolve_due",
        "date_responded",
        "date_answered",
        "date_closed",
        "breached_at",
        "reopen_count",
        "date_reopened",
        "follow_up_of_id",
        "customer_level",
        "policy_id",
        "clock_ids",
        "date_paused",
        "pause_until",
        "pause_seconds",
        "pause_days_used",
        "pause_days_granted",
        "next_action_at",
        "escalation_ids",
        "approval_ids",
        "api_user_id",
        "api_owner",
        "api_reference",
        "api_date_requested",
        "api_event_ids",
        "feedback_ids",
        "rating_ids",
        "date_started",
        "date_told",
        "date_seen",
        "question_id",
        "task_ids",
        "stretch_ids",
        "aside_until",
        "aside_reason",
        "merged_into_id",
        "merged_ids",
        "split_from_id",
        "split_ids",
        "response_seconds",
        "is_response_late",
        "resolve_seconds",
        "is_satisfaction_asked",
        "report_ids",
        "repeat_of_id",
        "repeat_ids",
        "repeat_count",
        "is_repeat_decided",
        "suggested_category_id",
        "suggestion_percent",
        "suggestion_model_id",
        "suggestion_state",
    }
)

# What a complaint was about; it stays when the complaint is finished
FACT_FIELDS = frozenset(
    {
        "subject",
        "description",
        "company_id",
        "partner_id",
        "is_anonymous",
        "channel_id",
        "contact_id",
        "category_id",
        "severity",
        "service_number_id",
        "number_told",
        "place",
        "remedy_sought",
        "remedy_text",
        "compensation_asked",
        "is_on_behalf",
        "representative_name",
        "representative_relation",
        "representative_authority",
    }
)
