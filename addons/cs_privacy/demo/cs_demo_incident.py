from datetime import timedelta
from functools import partial

from odoo import api, fields, models

CUSTOMERS = [
    "customer",
    "huang",
    "wang_sy",
    "chang_jh",
    "li_jr",
    "wu_pc",
    "tsai_yj",
    "yang_cx",
    "cheng_wj",
    "hsieh_yr",
    "kuo_jl",
    "hung_xm",
    "chiu_bh",
    "tseng_yh",
    "lai_ml",
    "chien_sy",
]
MISSENT = CUSTOMERS[:6]


class CsDemoIncident(models.AbstractModel):
    """An incident that is closed, one that is under way, and access that stands out."""

    _inherit = "cs.demo"

    @api.model
    def _cs_load_incidents(self):
        """Let the incidents of the story happen, and look through the access log."""
        now = fields.Datetime.now()
        events = self._cs_usual_access(now) + self._cs_unusual_access(now)
        told = self.env["cs.privacy.incident"]

        def step(days, hours, happen):
            events.append((now - timedelta(days=days) + timedelta(hours=hours), happen))

        def missent():
            nonlocal told
            told = self._cs_report_missent()

        step(40, 0, missent)
        step(40, 2, lambda: self._cs_contain_missent(told))
        step(40, 20, lambda: self._cs_assess_missent(told))
        step(39, 10, lambda: self._cs_tell_authority(told))
        step(38, 6, lambda: self._cs_tell_persons(told))
        step(31, 0, lambda: self._cs_explain_missent(told))
        step(20, 0, lambda: self._cs_close_missent(told))
        step(2, 1, self._cs_report_laptop)
        step(2, 6, self._cs_contain_laptop)
        step(0, -1, self._cs_find_unusual)
        self._cs_play(events)
        self.env["cs.privacy.incident.stage"].search(
            [("date_due", "<=", now), ("state", "=", "open")]
        )._cs_escalate()
        self.env["cs.privacy.duty"].search(
            [("date_next", "<=", fields.Date.today() + timedelta(days=7))]
        )._cs_schedule()

    @api.model
    def _cs_officer(self):
        return self.env.ref("cs_privacy.user_security")

    @api.model
    def _cs_see(self, login, customers, reason, kind="reveal", outcome="allowed"):
        """Write what a user saw into the access log, as of the moment of the story."""
        partners = self.env["res.partner"]
        for customer in customers:
            partners |= self.env.ref(f"cs_base.partner_{customer}")
        self._cs_log_seen(login, kind, outcome, partners, "cs_phone", reason)

    @api.model
    def _cs_log_seen(self, login, kind, outcome, records, field_names, reason):
        self.env["cs.privacy.access.log"]._cs_append(
            self.env.cr,
            {
                "date": fields.Datetime.to_string(fields.Datetime.now()),
                "user_ref": self.env.ref(f"cs_base.user_{login}").id,
                "kind": kind,
                "outcome": outcome,
                "model": records._name,
                "res_ids": ",".join(map(str, sorted(records.ids))),
                "res_count": max(len(records), 1),
                "field_names": field_names,
                "purpose": "service",
                "reason": reason,
                "reference": "",
                "approval_ref": None,
            },
        )

    @api.model
    def _cs_usual_access(self, now):
        """A few records a day, in working hours."""
        events = []
        for days in range(2, 26):
            moment = self._cs_moment(days) + timedelta(minutes=7)
            for number, login in enumerate(("agent2", "supervisor")):
                customers = [CUSTOMERS[(days * 3 + number + i) % len(CUSTOMERS)] for i in range(3)]
                events.append(
                    (moment, partial(self._cs_see, login, customers, "Calls the customer back"))
                )
        return events

    @api.model
    def _cs_unusual_access(self, now):
        """A night with many records, a search for numbers, and a refused afternoon."""
        night = (now - timedelta(days=1)).replace(hour=17, minute=40, second=0)
        afternoon = self._cs_moment(1.3)
        events = [
            (
                night + timedelta(minutes=index),
                partial(self._cs_see, "agent2", [customer] * 1, "check"),
            )
            for index, customer in enumerate(CUSTOMERS * 2)
        ]
        events += [
            (
                afternoon + timedelta(seconds=40 * index),
                partial(self._cs_see, "agent", [], "", kind="search"),
            )
            for index in range(24)
        ]
        events += [
            (
                afternoon + timedelta(minutes=30, seconds=20 * index),
                partial(self._cs_see, "supervisor", CUSTOMERS[:1], "urgent", outcome="refused"),
            )
            for index in range(11)
        ]
        return events

    @api.model
    def _cs_find_unusual(self):
        """Let the rules look through the log, and one of the alerts be explained."""
        for rule in self.env["cs.privacy.watch.rule"].search([("active", "=", True)]):
            while entries := rule._cs_next_entries():
                rule._cs_look(entries)
        alert = self.env["cs.privacy.alert"].search([("rule_code", "=", "refused")], limit=1)
        if alert:
            own = alert.with_user(self._cs_officer())
            own.explanation = "Her agreement had ended that day; she signed the new one at once."
            own.action_explain()

    @api.model
    def _cs_do_tasks(self, incident, proof):
        tasks = incident.task_ids.filtered(lambda task: task.state == "open")
        stage = incident.state
        for task in tasks.filtered(lambda task: task.stage == stage):
            own = task.with_user(task.user_id)
            own.proof = proof
            own.action_done()

    @api.model
    def _cs_report_missent(self):
        agent = self.env.ref("cs_base.user_agent")
        dialog = self.env["cs.privacy.incident.new"].with_user(agent)
        dialog.create(
            {
                "title": "List of customers sent to a wrong address",
                "description": "I attached the list of six customers to a mail for a colleague "
                "and took a customer's address of the same name.",
                "kind_id": self.env.ref("cs_privacy.incident_kind_leak").id,
                "date_occurred_from": fields.Datetime.now() - timedelta(minutes=25),
            }
        ).action_report()
        incident = self.env["cs.privacy.incident"].search([], order="id desc", limit=1)
        return incident.with_user(incident.user_id)

    @api.model
    def _cs_contain_missent(self, incident):
        incident.containment = (
            "The recipient deleted the mail and confirmed it in writing; the mail server's log "
            "shows no further copy."
        )
        self._cs_do_tasks(incident, "Confirmation of the recipient filed, log exported.")
        incident.action_contain()

    @api.model
    def _cs_assess_missent(self, incident):
        partners = self.env["res.partner"].union(
            *(self.env.ref(f"cs_base.partner_{customer}") for customer in MISSENT)
        )
        incident.write(
            {
                "date_occurred_to": incident.date_occurred_from + timedelta(hours=1),
                "person_domain": str([("id", "in", partners.ids)]),
                "person_item_ids": self.env.ref("cs_privacy.field_res_partner__cs_phone").ids,
                "harm": "Calls by strangers; low, for one known recipient read the list.",
            }
        )
        incident.action_find_persons()
        self._cs_do_tasks(incident, "List compared with the attachment of the mail.")
        incident.action_assess()

    @api.model
    def _cs_tell_authority(self, incident):
        report = incident.env["cs.privacy.incident.report"].create(
            {
                "incident_id": incident.id,
                "authority": "Communications administration",
                "recipient": "Duty desk of the reporting portal",
                "reference": "RP-2217-04",
            }
        )
        report.action_sent()
        self._cs_do_tasks(incident, "Reported through the portal.")
        incident.action_report()

    @api.model
    def _cs_tell_persons(self, incident):
        incident.write(
            {
                "notice_what": "A list with your name and telephone number went to a wrong e-mail "
                "address by mistake.",
                "notice_done": "The recipient deleted the list and confirmed it.",
                "notice_advice": "Be careful with callers who say they are from us. We never ask "
                "for passwords.",
                "notice_contact": "Our hotline, day and night",
            }
        )
        persons = self.env["cs.privacy.incident.person"].search(
            [("incident_id", "=", incident.id)], order="id"
        )
        incident.sudo()._cs_send_to(persons[:-1])
        self.env["mail.mail"].search(
            [("model", "=", "cs.privacy.incident.notice"), ("state", "=", "outgoing")]
        )._postprocess_sent_message([], [])
        incident.env["cs.privacy.incident.alternative"].create(
            {
                "incident_id": incident.id,
                "scope": "open",
                "channel": "phone",
                "note": "Reached by telephone at 15:20; he asked for nothing further.",
            }
        ).action_record()
        self._cs_do_tasks(incident, "Words for the hotline sent to all agents.")
        incident.action_inform()

    @api.model
    def _cs_explain_missent(self, incident):
        incident.write(
            {
                "cause_category": "process",
                "why_1": "The list went to an address of the same name.",
                "why_2": "The mail program proposes every address that was used before.",
                "why_3": "Lists are handed on by mail at all.",
                "why_4": "There is no shared place for work lists.",
                "root_cause": "No shared place for work lists, so they travel by mail.",
                "lessons": "Work lists stay in the system; nobody mails them.",
            }
        )
        for name, login in (
            ("Work lists as shared filters instead of files", "service_head"),
            ("Remind every team of the rule", "supervisor"),
        ):
            incident.env["cs.privacy.incident.action"].create(
                {
                    "incident_id": incident.id,
                    "name": name,
                    "user_id": self.env.ref(f"cs_base.user_{login}").id,
                    "date_due": fields.Date.today() + timedelta(days=10),
                }
            )
        incident.action_find_cause()

    @api.model
    def _cs_close_missent(self, incident):
        officer = self._cs_officer()
        for action in incident.action_ids.with_user(officer):
            own = action.with_user(action.user_id)
            own.result = "Done and told to the teams."
            own.action_done()
            action.verification = "Asked two agents and looked at their lists."
            action.action_verify()
        self._cs_do_tasks(incident, "Presented in the monthly meeting.")
        incident.with_user(officer).action_close()

    @api.model
    def _cs_report_laptop(self):
        head = self.env.ref("cs_base.user_product_head")
        self.env["cs.privacy.incident.new"].with_user(head).create(
            {
                "title": "Laptop of a field engineer stolen",
                "description": "Taken from a locked car. It held the work orders of the week.",
                "kind_id": self.env.ref("cs_privacy.incident_kind_loss").id,
                "date_occurred_from": fields.Datetime.now() - timedelta(hours=9),
            }
        ).action_report()

    @api.model
    def _cs_contain_laptop(self):
        incident = self.env["cs.privacy.incident"].search([("state", "=", "detected")], limit=1)
        incident = incident.with_user(incident.user_id)
        incident.containment = "Account locked, remote wipe sent, theft reported to the police."
        self._cs_do_tasks(incident, "Ticket of the IT desk, number of the police report.")
        incident.action_contain()
        incident.write(
            {
                "person_domain": str(
                    [
                        (
                            "id",
                            "in",
                            [
                                self.env.ref(f"cs_base.partner_{customer}").id
                                for customer in CUSTOMERS[4:]
                            ],
                        )
                    ]
                ),
                "person_item_ids": self.env.ref("cs_privacy.field_res_partner__cs_phone").ids,
            }
        )
        incident.action_find_persons()
