"""The doors of complaints: the desk by telephone, short messages, an app; and work on them."""

import requests

GATEWAY = "walk"


class Complaints:
    """Part of :class:`~tests.privacy_walk.Walk`: people who complain tell their numbers."""

    def complain(self):
        self.by_desk(self.people["desk"])
        self.by_short_message(self.people["texter"])
        self.by_app(self.people["app"])
        self.run_named("Complaints", "like")

    def by_desk(self, person):
        """An agent takes the call of a new customer, then one of the same, and works on it."""
        call = {
            "complainant": "new",
            "new_name": person.name,
            "new_phone": person.phone,
            "new_email": person.email,
        }
        self.take_call(person, call)
        complaint = self.take_call(person, {"typed": person.phone})
        self.agent.call("cs.complaint", "action_start", [complaint])
        self.ask_department(complaint, person)
        self.compensate(complaint, person)
        self.agent.call("cs.complaint", "action_wait", [complaint], person.spoken)

    def take_call(self, person, who):
        model = "cs.complaint.by.phone"
        category = self.agent.call("cs.complaint.category", "search", [["parent_id", "!=", False]])
        values = {
            "category_id": category[0],
            "subject": f"About {person.phone}",
            "description": person.spoken,
            "number_told": person.phone,
            "place": f"At home, {person.phone}",
            "remedy_text": person.spoken,
            **who,
        }
        names = {name: {} for name in (*values, "partner_id", "complainant")}
        for name in who:
            given = self.agent.call(model, "onchange", [], values, [name], names)["value"]
            found = given.get("partner_id")
            if found:
                values["partner_id"] = found["id"] if isinstance(found, dict) else found
        wizard = self.agent.call(model, "create", values)
        self.agent.call(model, "action_register", [wizard])
        [row] = self.agent.call(model, "read", [wizard], ["complaint_id", "read_aloud"])
        return row["complaint_id"][0]

    def ask_department(self, complaint, person):
        other = {"name": "Technical Support", "cs_function": "technical"}
        department = self.server.call("hr.department", "create", other)
        values = {
            "complaint_id": complaint,
            "department_id": department,
            "name": f"Measure for {person.phone}",
            "request": person.spoken,
        }
        wizard = self.agent.call("cs.complaint.task.open", "create", values)
        self.agent.call("cs.complaint.task.open", "action_open", [wizard])

    def compensate(self, complaint, person):
        values = {"complaint_id": complaint, "kind": "gift", "amount": 1, "reason": person.spoken}
        wizard = self.agent.call("cs.complaint.compensate", "create", values)
        self.agent.call("cs.complaint.compensate", "action_propose", [wizard])

    def by_short_message(self, person):
        """The gateway hands a message over, twice, and another one."""
        gateway = {"name": "Walk", "code": GATEWAY, "mode": "bearer"}
        gateway = self.server.call("cs.sms.gateway", "create", gateway)
        notice = self.server.call("cs.sms.gateway", "action_new_secret", [gateway])
        token = notice["params"]["message"].split()[0]
        for number in ("1", "1", "2"):
            answer = requests.post(
                f"{self.server.url}/cs/sms/in",
                json={"external_id": number, "from": person.phone, "text": person.spoken},
                headers={"X-CS-Gateway": GATEWAY, "Authorization": f"Bearer {token}"},
                timeout=60,
            )
            assert answer.ok, answer.text

    def by_app(self, person):
        """A program opens a ticket by the interface of the TM Forum, and asks for it."""
        self.user("app", "cs_complaint.group_cs_complaint_api")
        key = self.api_key("app")
        path = f"{self.server.url}/tmf-api/troubleTicket/v5/troubleTicket"
        party = {"id": f"tel:+86{person.phone}", "name": person.name}
        ticket = {
            "@type": "TroubleTicket",
            "name": f"Call {person.phone}",
            "description": person.spoken,
            "severity": "Major",
            "ticketType": "product",
            "externalIdentifier": [{"owner": "shop", "id": "walk-1"}],
            "relatedParty": [{"role": "customer", "partyOrPartyRole": party}],
            "note": [{"text": person.spoken}],
        }
        headers = {"Authorization": f"Bearer {key}"}
        answer = requests.post(path, json=ticket, headers=headers, timeout=60)
        assert answer.status_code == 201, answer.text
        for address in (answer.headers["Location"].rpartition("/")[2], "?status=acknowledged"):
            url = f"{path}{address}" if address.startswith("?") else f"{path}/{address}"
            assert requests.get(url, headers=headers, timeout=60).ok
