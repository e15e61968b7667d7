"""The stages of an incident, and the token that only the server's own steps carry."""

# Passed in the context by the named steps. An object cannot travel over RPC, so no client can
# claim to be a step.
TRANSITION = object()

# Officers of the security department: incidents, and all that has to be done in them
SECURITY_GROUP = "cs_privacy.group_cs_privacy_security_department"

# In the order in which they are reached
STAGES = ("detected", "contained", "assessed", "reported", "informed", "root_cause", "closed")
OPEN_STAGES = STAGES[:-1]
# Whom an incident concerns is known from here on
ASSESSED_STAGES = STAGES[STAGES.index("assessed") :]


def following(stage):
    """Return the stage after ``stage``, or None.

    >>> following("detected"), following("closed"), following("false_alarm")
    ('contained', None, None)
    """
    if stage not in OPEN_STAGES:
        return None
    return STAGES[STAGES.index(stage) + 1]


def left_before(target):
    """Return the stages that are over when ``target`` is reached.

    >>> left_before("assessed")
    ('detected', 'contained')
    """
    return STAGES[: STAGES.index(target)]
