"""Written down by hand: who may do what by RPC. What is not named here fails the sweep.

A new model or public method has to be classified before the tests pass again. One block per model,
ordered by name.
"""

from odoo.addons.cs_privacy.tests.rpc_sweep import CORE

ROLES = ("public", "portal", "plain", "program", "agent", "member", "head", "supervisor", "manager")

# Of whom the complaint of the samples is not: it belongs to another department.
STAFF = ("agent", "member", "head", "supervisor", "manager")


def _rights(staff="", **others):
    return {**dict.fromkeys(STAFF, staff), **others}


# Dialogs: everybody has his own
DIALOG = _rights("crwu")
EVIDENCE = _rights("r")
SETTING = _rights("r", manager="crwu")
OF_SUPERVISORS = {"supervisor": "r", "manager": "r"}

# c, r, w, u: creates, reads, writes, unlinks
MODELS = {
    "cs.complaint": _rights("rw", portal="r", agent="crw", supervisor="crw", manager="crwu"),
    "cs.complaint.answer": DIALOG,
    "cs.complaint.api.delivery": {"manager": "r"},
    "cs.complaint.api.event": {"manager": "r"},
    "cs.complaint.approval": EVIDENCE,
    "cs.complaint.aside": DIALOG,
    "cs.complaint.board.viewer": {},
    "cs.complaint.bulk": DIALOG,
    "cs.complaint.bulk.line": EVIDENCE,
    # Who registers complaints takes them in by telephone.
    "cs.complaint.by.phone": {"agent": "crwu", "supervisor": "crwu", "manager": "crwu"},
    "cs.complaint.call": EVIDENCE,
    "cs.complaint.canned": _rights("r", supervisor="crw", manager="crwu"),
    "cs.complaint.carry.out": DIALOG,
    "cs.complaint.category": _rights("r", plain="r", portal="r", manager="crwu"),
    "cs.complaint.cause": SETTING,
    "cs.complaint.clock": EVIDENCE,
    "cs.complaint.compensate": DIALOG,
    "cs.complaint.compensation": EVIDENCE,
    "cs.complaint.compensation.limit": SETTING,
    "cs.complaint.delivery": EVIDENCE,
    "cs.complaint.escalation": EVIDENCE,
    # The right to create is the dialog's; see the tests of forging.
    "cs.complaint.feedback": _rights("cr", portal="r"),
    "cs.complaint.listener": {"manager": "rwu"},
    "cs.complaint.longer.waiting": DIALOG,
    "cs.complaint.merge": DIALOG,
    "cs.complaint.model": OF_SUPERVISORS,
    "cs.complaint.policy": SETTING,
    "cs.complaint.rate": DIALOG,
    "cs.complaint.reason": DIALOG,
    # Papers of the authority are entered by whoever gets them; see the tests of forging.
    "cs.complaint.regulator.case": _rights("crw"),
    "cs.complaint.relink": DIALOG,
    "cs.complaint.report": EVIDENCE,
    "cs.complaint.rung": SETTING,
    "cs.complaint.satisfaction": EVIDENCE,
    "cs.complaint.severity.change": DIALOG,
    "cs.complaint.split": DIALOG,
    "cs.complaint.stretch": EVIDENCE,
    # Nobody but the administrator of the system
    "cs.complaint.tally": {},
    "cs.complaint.target": {"manager": "crwu"},
    "cs.complaint.task": EVIDENCE,
    "cs.complaint.task.open": DIALOG,
    "cs.complaint.task.step": DIALOG,
    # A rare term may be somebody's name.
    "cs.complaint.term": {},
    "cs.complaint.topic": OF_SUPERVISORS,
    "cs.complaint.transfer": DIALOG,
    "cs.jargon": SETTING,
    # Says who wrote what
    "cs.jargon.hit": OF_SUPERVISORS,
    "cs.sms.gateway": {"manager": "crwu"},
}

# Who sees the sample of this model, which is somebody else's, among those who may read
SEES_ALL = ("agent", "supervisor", "manager")
OVERSEES = ("supervisor", "manager")
SAMPLE_READERS = {
    "cs.complaint": SEES_ALL,
    "cs.complaint.answer": (),
    "cs.complaint.api.event": ("manager",),
    "cs.complaint.approval": SEES_ALL,
    "cs.complaint.aside": (),
    "cs.complaint.bulk": (),
    "cs.complaint.bulk.line": (),
    "cs.complaint.by.phone": (),
    "cs.complaint.call": SEES_ALL,
    "cs.complaint.carry.out": (),
    "cs.complaint.clock": SEES_ALL,
    "cs.complaint.compensate": (),
    "cs.complaint.compensation": SEES_ALL,
    "cs.complaint.delivery": SEES_ALL,
    "cs.complaint.feedback": SEES_ALL,
    "cs.complaint.longer.waiting": (),
    "cs.complaint.merge": (),
    "cs.complaint.model": OVERSEES,
    "cs.complaint.rate": (),
    "cs.complaint.reason": (),
    "cs.complaint.regulator.case": SEES_ALL,
    "cs.complaint.relink": (),
    "cs.complaint.report": SEES_ALL,
    "cs.complaint.satisfaction": SEES_ALL,
    "cs.complaint.severity.change": (),
    "cs.complaint.split": (),
    "cs.complaint.stretch": SEES_ALL,
    "cs.complaint.target": (),
    "cs.complaint.task": SEES_ALL,
    "cs.complaint.task.open": (),
    "cs.complaint.task.step": (),
    "cs.complaint.transfer": (),
    "cs.jargon.hit": OVERSEES,
}

NOBODY = ()
# Opens a page: changes nothing and shows nothing.
OPEN = ("portal", "plain", "program", *STAFF)
# Work on complaints of every department
ALL_DEPARTMENTS = ("supervisor", "manager")

METHODS = {
    "cs.complaint": {
        "action_answer": ALL_DEPARTMENTS,
        "action_ask_department": ALL_DEPARTMENTS,
        "action_ask_longer_waiting": ALL_DEPARTMENTS,
        "action_assign": ALL_DEPARTMENTS,
        "action_assign_automatically": ALL_DEPARTMENTS,
        "action_change_severity": ALL_DEPARTMENTS,
        "action_close": ALL_DEPARTMENTS,
        "action_follow_up": SEES_ALL,
        "action_merge": ALL_DEPARTMENTS,
        # The own queue
        "action_next": STAFF,
        # Not who handled it
        "action_note_rating": SEES_ALL,
        "action_propose_compensation": ALL_DEPARTMENTS,
        "action_put_aside": ALL_DEPARTMENTS,
        "action_regulator_case": SEES_ALL,
        "action_reject": ALL_DEPARTMENTS,
        "action_reopen": ALL_DEPARTMENTS,
        "action_relink_repeat": ALL_DEPARTMENTS,
        "action_split": ALL_DEPARTMENTS,
        "action_start": ALL_DEPARTMENTS,
        "action_take_back": ALL_DEPARTMENTS,
        "action_transfer": ALL_DEPARTMENTS,
        "action_view_merged": OPEN,
        "action_view_ratings": OPEN,
        "action_view_repeats": SEES_ALL,
        "action_view_split": OPEN,
        "action_view_tasks": OPEN,
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
        "check_message": SEES_ALL,
        "cs_deadline_explanation": SEES_ALL,
        "cs_deadline_history": SEES_ALL,
        "cs_notices": SEES_ALL,
        "cs_similar_complaints": SEES_ALL,
        "cs_suggestion": SEES_ALL,
        # Without the customer's key
        "get_portal_url": SEES_ALL,
        "message_new": NOBODY,
        "onchange": CORE,
        "message_post": CORE,
        # The customer's, by doors that have proved it
        "rating_apply": NOBODY,
    },
    "cs.complaint.answer": {
        "action_check_and_send": NOBODY,
        "action_send": NOBODY,
        "action_use_plain": NOBODY,
    },
    "cs.complaint.api.delivery": {"action_retry": ("manager",)},
    "cs.complaint.approval": {
        "action_approve": ALL_DEPARTMENTS,
        "action_cancel": NOBODY,
        "action_refuse": ALL_DEPARTMENTS,
    },
    "cs.complaint.aside": {"action_apply": NOBODY},
    "cs.complaint.board": {"get_board": ("head", *ALL_DEPARTMENTS)},
    "cs.complaint.bulk": {"action_apply": NOBODY},
    "cs.complaint.by.phone": {
        "action_next": OPEN,
        "action_open_complaint": NOBODY,
        "action_register": NOBODY,
    },
    "cs.complaint.carry.out": {"action_save": NOBODY},
    "cs.complaint.cause": {"action_view_complaints": STAFF},
    "cs.complaint.compensate": {"action_propose": NOBODY},
    "cs.complaint.compensation": {"action_carry_out": ALL_DEPARTMENTS},
    "cs.complaint.dialog": {"onchange": CORE},
    "cs.complaint.feedback": {"action_print_letter": SEES_ALL},
    "cs.complaint.longer.waiting": {"action_ask": NOBODY},
    "cs.complaint.merge": {"action_apply": NOBODY},
    "cs.complaint.model": {
        "action_forget": ("manager",),
        "action_stop": ("manager",),
        "action_train": ("manager",),
        "action_use": ("manager",),
    },
    "cs.complaint.rate": {"action_save": NOBODY},
    "cs.complaint.reason": {"action_apply": NOBODY},
    "cs.complaint.regulator.case": {
        "action_answer": ALL_DEPARTMENTS,
        "action_close": ALL_DEPARTMENTS,
    },
    "cs.complaint.relink": {"action_apply": NOBODY},
    "cs.complaint.report": {"action_open_complaint": SEES_ALL},
    "cs.complaint.severity.change": {"action_apply": NOBODY},
    "cs.complaint.split": {"action_apply": NOBODY},
    "cs.complaint.tally": {"init": CORE},
    "cs.complaint.target": {"action_save": NOBODY},
    "cs.complaint.task": {
        "action_accept": ALL_DEPARTMENTS,
        "action_ask_again": ALL_DEPARTMENTS,
        "action_assign": ALL_DEPARTMENTS,
        "action_cancel": ALL_DEPARTMENTS,
        "action_done": ALL_DEPARTMENTS,
        "action_open_complaint": SEES_ALL,
        "action_return": ALL_DEPARTMENTS,
    },
    "cs.complaint.task.open": {"action_open": NOBODY},
    "cs.complaint.task.step": {"action_apply": NOBODY},
    "cs.complaint.topic": {"action_view_complaints": OVERSEES},
    "cs.complaint.transfer": {"action_apply": NOBODY},
    "cs.contact": {"action_complaint_by_phone": STAFF, "action_register_complaint": STAFF},
    "cs.jargon": {"check_texts": STAFF},
    "cs.sms.gateway": {"action_new_secret": ("manager",)},
    "mail.mail": {"cancel": CORE},
    "mail.thread": {"message_parse": CORE},
    "res.partner": {"action_cs_complaint_by_phone": OPEN, "action_view_cs_complaints": OPEN},
}

# Values of parameters that have no default, by their name
ARGUMENTS = {
    "description": "x",
    "external_id": "sweep",
    "lang": "en_US",
    "msg_dict": {"subject": "x", "message_id": "<sweep>"},
    "rate": 5,
    "reason": "because I can",
    "source": "sweep",
    "stars": 5,
    "subject": "x",
    "text": "x",
    "texts": ["x"],
}
