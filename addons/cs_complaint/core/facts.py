"""States of a complaint, and who may set which of its fields."""

SUBJECT_MAX = 200
OPEN_STATES = ("registered", "in_progress", "waiting")
# The clock runs; while a complaint waits for the customer it stands still.
RUNNING_STATES = ("registered", "in_progress")
DONE_STATES = ("closed", "withdrawn", "rejected")

# Passed in the context by the named transitions. An object cannot travel over RPC, so no client
# can claim to be a transition.
TRANSITION = object()

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
        "date_started",
        "date_told",
        "date_seen",
        "question_id",
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
    }
)
