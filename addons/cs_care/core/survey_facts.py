"""Words that the models of surveys share."""

SURVEY_TYPE = "cs_care"

# Passed in the context by the server's own doors. An object cannot travel over RPC, so no client
# can claim to be one.
SURVEY_DOOR = object()

# In the order in which a customer is reached
ASKING_CHANNELS = ("email", "sms", "phone", "portal")
CHANNELS = [
    ("email", "E-mail"),
    ("sms", "SMS"),
    ("phone", "Telephone interview"),
    ("portal", "Customer portal"),
    ("store", "Service hall"),
]
# The customer was asked: the base of the response rate
ASKED_STATES = ("asked", "answered", "expired", "refused", "unreachable")

SATISFACTION_MAX = 5
SATISFIED_FROM = 4
NPS_PROMOTER_FROM = 9
NPS_DETRACTOR_TO = 6

# Anonymous answers leave their invitations in groups of at least so many, mixed.
ANONYMOUS_GROUP = 5


def score_of(satisfaction, nps):
    """Return the score from 0 to 100 of an answer, or None.

    >>> score_of(5, None), score_of(1, 10), score_of(None, 7), score_of(None, None)
    (100.0, 0.0, 70.0, None)
    """
    if satisfaction:
        return (satisfaction - 1) * 25.0
    if nps is not None:
        return nps * 10.0
    return None


def nps_group(nps):
    """Return the group of a recommendation from 0 to 10, or None.

    >>> nps_group(9), nps_group(7), nps_group(0), nps_group(None)
    ('promoter', 'passive', 'detractor', None)
    """
    if nps is None:
        return None
    if nps >= NPS_PROMOTER_FROM:
        return "promoter"
    return "detractor" if nps <= NPS_DETRACTOR_TO else "passive"
