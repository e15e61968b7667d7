"""Written down by hand: who may do what by RPC. What is not named here fails the sweep.

A new model or public method has to be classified before the tests pass again.
"""

ROLES = ("public", "portal", "plain", "agent", "revealer")

# c, r, w, u: creates, reads, writes, unlinks
STAFF_READS = {"plain": "r", "agent": "r", "revealer": "r"}
AGENTS_READ = {"agent": "r", "revealer": "r"}
OFFICERS_ONLY = {}

MODELS = {
    # Evidence of access
    "cs.privacy.access.log": OFFICERS_ONLY,
    "cs.privacy.access.report": OFFICERS_ONLY,
    "cs.privacy.log.archive": OFFICERS_ONLY,
    "cs.privacy.log.check": OFFICERS_ONLY,
    "cs.privacy.access.request": {"revealer": "cr"},
    "cs.privacy.agreement": STAFF_READS,
    "cs.privacy.agreement.text": STAFF_READS,
    "cs.privacy.agreement.sign": dict.fromkeys(("plain", "agent", "revealer"), "crwu"),
    "cs.privacy.agreement.revoke": OFFICERS_ONLY,
    "cs.privacy.document.open": {"revealer": "crwu"},
    # Purposes and consent
    "cs.privacy.purpose": STAFF_READS,
    "cs.privacy.consent": AGENTS_READ,
    "cs.privacy.consent.report": AGENTS_READ,
    "cs.privacy.consent.text": STAFF_READS,
    "cs.privacy.consent.record": dict.fromkeys(("agent", "revealer"), "crwu"),
    # Rights of persons
    "cs.service.number": dict.fromkeys(("agent", "revealer"), "crw"),
    "cs.privacy.request": dict.fromkeys(("agent", "revealer"), "cr"),
    "cs.privacy.request.line": dict.fromkeys(("agent", "revealer"), "cr"),
    "cs.privacy.request.reason": OFFICERS_ONLY,
    "cs.privacy.erase": OFFICERS_ONLY,
    "cs.privacy.erase.line": OFFICERS_ONLY,
    "cs.privacy.retention.line": OFFICERS_ONLY,
    "cs.privacy.retention.rule": OFFICERS_ONLY,
    # Incidents and unusual access
    "cs.privacy.alert": OFFICERS_ONLY,
    "cs.privacy.watch.rule": OFFICERS_ONLY,
    "cs.privacy.duty": OFFICERS_ONLY,
    "cs.privacy.incident": AGENTS_READ,
    "cs.privacy.incident.stage": AGENTS_READ,
    "cs.privacy.incident.task": dict.fromkeys(("plain", "agent", "revealer"), "rw"),
    "cs.privacy.incident.action": dict.fromkeys(("plain", "agent", "revealer"), "rw"),
    "cs.privacy.incident.new": dict.fromkeys(("agent", "revealer"), "crw"),
    "cs.privacy.incident.kind": STAFF_READS,
    "cs.privacy.incident.alternative": OFFICERS_ONLY,
    "cs.privacy.incident.notice": OFFICERS_ONLY,
    "cs.privacy.incident.person": OFFICERS_ONLY,
    "cs.privacy.incident.reason": OFFICERS_ONLY,
    "cs.privacy.incident.report": OFFICERS_ONLY,
    "cs.privacy.plan": STAFF_READS,
    "cs.privacy.plan.task": STAFF_READS,
    "cs.privacy.severity": STAFF_READS,
    # Keys and self-check
    "cs.privacy.check": OFFICERS_ONLY,
    "cs.privacy.check.event": OFFICERS_ONLY,
    "cs.privacy.check.ignore": OFFICERS_ONLY,
    "cs.privacy.column": OFFICERS_ONLY,
    "cs.privacy.integrity": OFFICERS_ONLY,
    "cs.privacy.key": OFFICERS_ONLY,
    "cs.privacy.key.activate": OFFICERS_ONLY,
    "cs.privacy.key.node": OFFICERS_ONLY,
    "cs.privacy.key.ring": OFFICERS_ONLY,
}

# Of these everybody but officers reaches the own records only: the samples are somebody else's.
OWN_ONLY = {
    "cs.privacy.access.request",
    "cs.privacy.agreement",
    "cs.privacy.agreement.sign",
    "cs.privacy.consent.record",
    "cs.privacy.document.open",
    "cs.privacy.incident",
    "cs.privacy.incident.action",
    "cs.privacy.incident.new",
    "cs.privacy.incident.stage",
    "cs.privacy.incident.task",
}

# Opens a page, or says what everybody may know: changes nothing and shows no clear value.
OPEN = ("portal", "plain", "agent", "revealer")
# A method of Odoo that is extended; it has the checks of its model.
CORE = "core"
NOBODY = ()
STAFF = ("plain", "agent", "revealer")
AGENTS = ("agent", "revealer")

# Abstract models whose methods are called on each model that inherits them
INHERITED = ("cs.privacy.mixin", "cs.privacy.incident.todo")

METHODS = {
    "base_import.import": {"execute_import": CORE},
    "cs.privacy.access.log": {"init": CORE},
    "cs.privacy.access.request": {
        "action_approve": NOBODY,
        "action_cancel": NOBODY,
        "action_prepare": ("revealer",),
        "action_refuse": NOBODY,
        "action_show_records": NOBODY,
        "action_use": NOBODY,
    },
    "cs.privacy.agreement": {"action_revoke": OPEN, "action_sign": OPEN},
    "cs.privacy.agreement.revoke": {"action_revoke": NOBODY},
    # Asks for the password before anything else
    "cs.privacy.agreement.sign": {"action_sign": OPEN},
    "cs.privacy.agreement.text": {
        "action_agreements": OPEN,
        "action_publish": NOBODY,
        "action_withdraw": NOBODY,
        "update_field_translations": NOBODY,
    },
    "cs.privacy.alert": {
        "action_confirm": NOBODY,
        "action_entries": NOBODY,
        "action_explain": NOBODY,
    },
    "cs.privacy.check": {
        "action_ignore": NOBODY,
        "action_open_link": NOBODY,
        "action_reopen": NOBODY,
        "action_run": NOBODY,
        "action_run_one": NOBODY,
    },
    "cs.privacy.check.ignore": {"action_accept": NOBODY},
    "cs.privacy.consent": {"action_withdraw": AGENTS, "report": NOBODY},
    "cs.privacy.consent.record": {"action_record": NOBODY},
    "cs.privacy.consent.report": {"init": CORE},
    "cs.privacy.consent.text": {"action_publish": NOBODY},
    "cs.privacy.document.open": {"action_open": NOBODY},
    "cs.privacy.duty": {"action_done": NOBODY},
    "cs.privacy.erase": {"action_erase": NOBODY, "action_refuse": NOBODY},
    "cs.privacy.incident": {
        "action_alternative_notice": NOBODY,
        "action_assess": NOBODY,
        "action_close": NOBODY,
        "action_contain": NOBODY,
        "action_false_alarm": NOBODY,
        "action_find_cause": NOBODY,
        "action_find_persons": NOBODY,
        "action_inform": NOBODY,
        "action_no_person": NOBODY,
        "action_persons": OPEN,
        "action_raise_severity": NOBODY,
        "action_reopen": NOBODY,
        "action_report": NOBODY,
        "action_resend_notices": NOBODY,
        "action_send_notices": NOBODY,
        "action_waive_notice": NOBODY,
        "action_waive_report": NOBODY,
        "copy_data": CORE,
    },
    "cs.privacy.incident.action": {
        "action_done": NOBODY,
        "action_verify": NOBODY,
    },
    "cs.privacy.incident.alternative": {"action_record": NOBODY},
    "cs.privacy.incident.new": {"action_report": NOBODY},
    "cs.privacy.incident.person": {"action_alternative": NOBODY, "action_resend": NOBODY},
    "cs.privacy.incident.reason": {"action_apply": NOBODY},
    "cs.privacy.incident.report": {
        "action_generate": NOBODY,
        "action_open": OPEN,
        "action_sent": NOBODY,
    },
    "cs.privacy.incident.task": {"action_done": NOBODY},
    "cs.privacy.incident.todo": {"action_open": OPEN},
    "cs.privacy.integrity": {"action_check_now": NOBODY},
    "cs.privacy.key": {
        "action_open_activate": NOBODY,
        "action_resume_reseal": NOBODY,
        "action_retire": NOBODY,
        "action_stop_reseal": NOBODY,
    },
    "cs.privacy.key.activate": {"action_activate": NOBODY, "action_refresh": NOBODY},
    "cs.privacy.key.node": {"action_forget": NOBODY},
    "cs.privacy.key.ring": {
        "action_open": NOBODY,
        "action_refresh": NOBODY,
        "action_resume": NOBODY,
        "action_stop": NOBODY,
    },
    "cs.privacy.log.archive": {"action_approve": NOBODY, "action_refuse": NOBODY},
    "cs.privacy.log.check": {
        "action_acknowledge": NOBODY,
        "action_stop": NOBODY,
        "action_verify_all": NOBODY,
    },
    "cs.privacy.mixin": {"action_cs_reveal_many": OPEN, "privacy_reveal": ("revealer",)},
    "cs.privacy.purpose": {
        "action_view_consents": OPEN,
        "copy_data": CORE,
        "reveal_options": OPEN,
    },
    "cs.privacy.request": {
        "action_apply": NOBODY,
        "action_cancel": NOBODY,
        "action_check_identity": NOBODY,
        "action_done": NOBODY,
        "action_download": NOBODY,
        "action_erase": NOBODY,
        "action_refuse": NOBODY,
        "action_start": NOBODY,
    },
    "cs.privacy.request.reason": {"action_apply": NOBODY},
    "cs.privacy.retention.line": {"action_erase": NOBODY, "action_exempt": NOBODY},
    "cs.privacy.retention.rule": {
        "action_lines": OPEN,
        "action_preview": NOBODY,
        "action_switch_off": NOBODY,
        "action_switch_on": NOBODY,
    },
    "cs.privacy.watch.rule": {"action_alerts": OPEN},
    "cs.service.number": {
        "action_end": AGENTS,
        "action_reactivate": AGENTS,
        "action_resume": AGENTS,
        "action_suspend": AGENTS,
    },
    "ir.attachment": {"action_cs_open_identity": OPEN, "copy": CORE, "copy_data": CORE},
    "ir.http": {"session_info": CORE},
    "mail.thread": {"message_post": CORE},
    "res.company": {"cache_invalidation_fields": CORE},
    "res.config.settings": {"get_values": CORE, "set_values": NOBODY},
    "res.partner": {
        "action_cs_accesses": STAFF,
        "action_cs_consents": OPEN,
        "action_cs_identity_documents": OPEN,
        "action_cs_record_consent": OPEN,
        "action_cs_service_numbers": OPEN,
        "cs_consent_matrix": AGENTS,
        "phone_action_blacklist_remove": NOBODY,
    },
    "res.users": {"action_cs_sign_agreement": OPEN},
}

# Values of parameters that have no default, by their name
ARGUMENTS = {
    "event": "given",
    "external_id": "1",
    "field_name": "body",
    "field_names": ["cs_phone"],
    "kind": "export",
    "model": "res.partner",
    "purpose": "service",
    "purpose_id": 1,
    "reason": "because I can",
    "source": "app",
    "translations": {"en_US": "forged"},
}
