"""Written down by hand: who may do what by RPC. What is not named here fails the sweep.

A new model or public method has to be classified before the tests pass again. One block per model,
ordered by name.
"""

ROLES = ("public", "portal", "plain", "program", "agent", "member", "head", "supervisor", "manager")

# Of whom the complaint of the samples is not: it belongs to another department.
STAFF = ("agent", "member", "head", "supervisor", "manager")


def _rights(staff="", **others):
    return {**dict.fromkeys(STAFF, staff), **others}


# c, r, w, u: creates, reads, writes, unlinks
MODELS = {
    "cs.complaint": _rights("rw", portal="r", agent="crw", supervisor="crw", manager="crwu"),
    "cs.complaint.answer": _rights("crwu"),
    "cs.complaint.api.delivery": {"manager": "r"},
    "cs.complaint.api.event": {"manager": "r"},
    "cs.complaint.approval": _rights("r"),
    "cs.complaint.category": _rights("r", plain="r", portal="r", manager="crwu"),
    "cs.complaint.clock": _rights("r"),
    "cs.complaint.escalation": _rights("r"),
    # The right to create is the dialog's; see the tests of forging.
    "cs.complaint.feedback": _rights("cr", portal="r"),
    "cs.complaint.listener": {"manager": "rwu"},
    "cs.complaint.longer.waiting": _rights("crwu"),
    "cs.complaint.policy": _rights("r", manager="crwu"),
    "cs.complaint.reason": _rights("crwu"),
    "cs.complaint.rung": _rights("r", manager="crwu"),
    # Nobody but the administrator of the system
    "cs.complaint.tally": {},
    "cs.complaint.target": {"manager": "crwu"},
    "cs.sms.gateway": {"manager": "crwu"},
}

# Who sees the sample of this model, which is somebody else's, among those who may read
SEES_ALL = ("agent", "supervisor", "manager")
SAMPLE_READERS = {
    "cs.complaint": SEES_ALL,
    "cs.complaint.answer": (),
    "cs.complaint.api.event": ("manager",),
    "cs.complaint.approval": SEES_ALL,
    "cs.complaint.clock": SEES_ALL,
    "cs.complaint.feedback": SEES_ALL,
    "cs.complaint.longer.waiting": (),
    "cs.complaint.reason": (),
    "cs.complaint.target": (),
}

# A method of Odoo that is extended; it has the checks of its model.
CORE = "core"
NOBODY = ()
# Opens a page: changes nothing and shows nothing.
OPEN = ("portal", "plain", "program", *STAFF)
# Work on complaints of every department
ALL_DEPARTMENTS = ("supervisor", "manager")

METHODS = {
    "cs.complaint": {
        "action_answer": ALL_DEPARTMENTS,
        "action_ask_longer_waiting": ALL_DEPARTMENTS,
        "action_close": ALL_DEPARTMENTS,
        "action_reject": ALL_DEPARTMENTS,
        "action_reopen": ALL_DEPARTMENTS,
        "action_start": ALL_DEPARTMENTS,
        "action_view_ratings": OPEN,
        "action_wait": ALL_DEPARTMENTS,
        "action_withdraw": ALL_DEPARTMENTS,
        # Programs reach what they registered: the sample is not theirs.
        "api_confirm": NOBODY,
        "api_find": ("program",),
        "api_read": NOBODY,
        "api_register": ("program",),
        "api_rate": NOBODY,
        "api_reopen": NOBODY,
        "api_reply": NOBODY,
        "api_withdraw": NOBODY,
        "message_new": NOBODY,
        "message_post": CORE,
    },
    "cs.complaint.answer": {"action_send": NOBODY, "onchange": CORE},
    "cs.complaint.api.delivery": {"action_retry": ("manager",)},
    "cs.complaint.approval": {
        "action_approve": ALL_DEPARTMENTS,
        "action_cancel": NOBODY,
        "action_refuse": ALL_DEPARTMENTS,
    },
    "cs.complaint.longer.waiting": {"action_ask": NOBODY},
    "cs.complaint.reason": {"action_apply": NOBODY},
    "cs.complaint.tally": {"init": CORE},
    "cs.complaint.target": {"action_save": NOBODY},
    "cs.contact": {"action_register_complaint": STAFF},
    "cs.sms.gateway": {"action_new_secret": ("manager",)},
    "mail.thread": {"message_parse": CORE},
    "res.partner": {"action_view_cs_complaints": OPEN},
}

# Values of parameters that have no default, by their name
ARGUMENTS = {
    "description": "x",
    "external_id": "sweep",
    "msg_dict": {"subject": "x", "message_id": "<sweep>"},
    "reason": "because I can",
    "source": "sweep",
    "stars": 5,
    "subject": "x",
    "text": "x",
}
