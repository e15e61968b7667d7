"""An incident from its report to its closing, and alerts about unusual access."""

from datetime import date, timedelta


class Incidents:
    """Part of :class:`~tests.privacy_walk.Walk`."""

    def watch(self):
        """The agent looks at the own record; the officer hears of it and asks why."""
        person = self.people["watched"]
        [(partner,)] = self.server.query("SELECT partner_id FROM res_users WHERE login = 'agent'")
        self.server.call("res.partner", "write", [partner], {"cs_phone": person.phone})
        self.agent.call(
            "res.partner", "privacy_reveal", [partner], ["cs_phone"], "service", "Only a look"
        )
        self.run_named("Customer information: look for unusual access")
        domain = [["rule_id.code", "=", "own"]]
        [alert] = self.security.call("cs.privacy.alert", "search", domain)
        explained = {"explanation": f"Has tried it out: {person.spoken}"}
        self.security.call("cs.privacy.alert", "web_save", [alert], explained, {})
        self.security.call("cs.privacy.alert", "read", [alert], ["evidence", "state"])
        self.security.call("cs.privacy.alert", "action_explain", [alert])

    def handle_incident(self):
        person = self.people["affected"]
        self.created(person)
        self.reveal(person)
        incident = self.report_incident(person)
        act = self.security.call
        found = self.find_affected(incident, person)
        act("cs.privacy.incident", "action_assess", [incident])
        self.tell_authority(incident, person)
        act("cs.privacy.incident", "action_report", [incident])
        self.tell_affected(incident, person, found)
        act("cs.privacy.incident", "action_inform", [incident])
        self.find_cause(incident, person)
        act("cs.privacy.incident", "action_close", [incident])
        [(state,)] = self.server.query(
            "SELECT state FROM cs_privacy_incident WHERE id = %s", incident
        )
        assert state == "closed"
        own = self.copy_of(person)
        assert own["incidents"][0]["items"], own["incidents"]

    def report_incident(self, person):
        """An agent reports with a file; the officer stops it."""
        [kind, *_] = self.agent.call("cs.privacy.incident.kind", "search", [])
        model = "cs.privacy.incident.new"
        name = f"list-{person.phone}.txt"
        file = self.agent.call("ir.attachment", "create", {"name": name, "raw": "a\nb"})
        values = {
            "title": f"Sold: {person.phone}",
            "description": f"A list with {person.spoken}",
            "kind_id": kind,
            "attachment_ids": [(6, 0, [file])],
        }
        spec = {"title": {}}
        [row] = self.agent.call(model, "web_save", [], values, specification=spec)
        self.agent.call(model, "action_report", [row["id"]])
        [incident] = self.security.call("cs.privacy.incident", "search", [])
        values = {"containment": f"Called {person.spoken}"}
        self.security.call("cs.privacy.incident", "web_save", [incident], values, {})
        self.do_tasks(incident, person)
        self.security.call("cs.privacy.incident", "action_contain", [incident])
        return incident

    def do_tasks(self, incident, person):
        domain = [["incident_id", "=", incident], ["state", "=", "open"]]
        for task in self.security.call("cs.privacy.incident.task", "search", domain):
            proof = {"proof": f"Asked on {person.phone}"}
            self.security.call("cs.privacy.incident.task", "write", [task], proof)
            self.security.call("cs.privacy.incident.task", "action_done", [task])

    def find_affected(self, incident, person):
        """By the access log of the agent, and by a filter that names a number."""
        [(agent,)] = self.server.query("SELECT id FROM res_users WHERE login = 'agent'")
        values = {
            "date_occurred_from": "2026-01-01 00:00:00",
            "log_user_ids": [(6, 0, [agent])],
            "person_domain": f'[["cs_phone", "=", "{person.phone}"]]',
            "harm": f"Calls to {person.spoken}",
        }
        self.security.call("cs.privacy.incident", "web_save", [incident], values, {})
        self.security.call("cs.privacy.incident", "action_find_persons", [incident])
        domain = [["incident_id", "=", incident]]
        found = self.security.call("cs.privacy.incident.person", "search_count", domain)
        assert found > 10, found
        return found

    def tell_authority(self, incident, person):
        model = "cs.privacy.incident.report"
        values = {
            "incident_id": incident,
            "authority": "Administration",
            "recipient": f"Desk {person.phone}",
            "reference": "CA-1",
        }
        report = self.security.call(model, "create", values)
        body = f"<p>One of them: {person.spoken}</p>"
        self.security.call(model, "write", [report], {"body": body})
        self.security.call(model, "action_sent", [report])

    def tell_affected(self, incident, person, found):
        """By e-mail, and by SMS where there is none; a letter to whom neither reaches."""
        no_mail = self.people["sms"]
        self.agent.call("res.partner", "write", [self.partners[no_mail.name]], {"email": False})
        values = {
            "notice_what": "A list was sold.",
            "notice_done": "We took it back.",
            "notice_advice": "Beware of calls.",
            "notice_contact": "Hotline 10000",
        }
        self.security.call("cs.privacy.incident", "write", [incident], values)
        self.security.call("cs.privacy.incident", "action_send_notices", [incident])
        self.run_named("Security incidents: send notices")
        before = len(self.world.numbers)
        self.run_named("SMS: SMS Queue Manager")
        self.run_named("Mail: Email Queue Manager")
        assert f"+86{no_mail.phone}" in self.world.numbers[before:]
        assert any(person.email.encode() in mail for mail in self.world.mails)
        rows = self.server.query(
            "SELECT notice_state, count(*) FROM cs_privacy_incident_person GROUP BY 1"
        )
        told = dict(rows)
        assert told.get("sent", 0) + told.get("delivered", 0) > found // 2, told
        model = "cs.privacy.incident.alternative"
        values = {"incident_id": incident, "scope": "open", "note": f"Called {person.spoken}"}
        if sum(told.get(state, 0) for state in ("failed", "bounced", "pending")):
            dialog = self.security.call(model, "create", values)
            self.security.call(model, "action_record", [dialog])

    def find_cause(self, incident, person):
        values = {
            "cause_category": "intent",
            "why_1": f"Because of {person.phone}",
            "root_cause": f"See {person.spoken}",
            "lessons": f"Never call {person.phone}",
        }
        self.security.call("cs.privacy.incident", "web_save", [incident], values, {})
        [(owner,)] = self.server.query("SELECT id FROM res_users WHERE login = 'agent'")
        model = "cs.privacy.incident.action"
        values = {
            "incident_id": incident,
            "name": f"Call {person.phone}",
            "user_id": owner,
            "date_due": str(date.today() + timedelta(days=9)),
        }
        action = self.security.call(model, "create", values)
        self.agent.call(model, "write", [action], {"result": f"Spoke to {person.spoken}"})
        self.agent.call(model, "action_done", [action])
        verification = {"verification": f"Asked {person.phone}"}
        self.security.call(model, "write", [action], verification)
        self.security.call(model, "action_verify", [action])
        self.do_tasks(incident, person)
        self.security.call("cs.privacy.incident", "action_find_cause", [incident])
        self.do_tasks(incident, person)

    def copy_of(self, person):
        """Return the person's own data as the officer hands it out."""
        asked = self.register(person, "portability")
        action = self.officer.call("cs.privacy.request", "action_download", asked)
        return self.officer.get(f"{self.server.url}{action['url']}", timeout=60).json()
