"""What persons ask for by right: in the customer page, and at the desk."""

import json

from .privacy_people import Person

PORTAL_PASSWORD = "a-Customer-2-try"


class Requests:
    """Part of :class:`~tests.privacy_walk.Walk`: see, correct, download, erase."""

    def ask_for_rights(self):
        self.see_own_data(self.people["portal"])
        self.correct_own_data(self.people["corrected"])
        self.ask_at_the_desk(self.people["asked"])
        self.erase(self.people["erased"])
        self.erase_what_may_be(self.people["held"])
        self.run_named("Mail: Email Queue Manager")

    # In the customer page

    def customer(self, person):
        """Give a customer an account; return the session and how it posts a form."""
        partner = self.partners.get(person.name) or self.created(person)
        self.server.call(
            "res.users",
            "create",
            {
                "login": person.email,
                "password": PORTAL_PASSWORD,
                "partner_id": partner,
                "group_ids": [(6, 0, [self.group("base.group_portal")])],
            },
            context={"no_reset_password": True},
        )
        session = self.server.session(person.email, PORTAL_PASSWORD)
        token = session.hidden_of("/my/privacy/data")["csrf_token"]

        def post(path, **form):
            url = f"{self.server.url}/my/privacy/{path}"
            answer = session.post(url, data={"csrf_token": token, **form}, timeout=120)
            assert answer.ok, answer.text
            return answer

        return session, post

    def see_own_data(self, person):
        session, post = self.customer(person)
        page = session.get(f"{self.server.url}/my/privacy/data", timeout=60).text
        assert person.id_number not in page
        clear = post("data/show", password=PORTAL_PASSWORD).text
        assert person.id_number in clear
        assert person.birth_date in clear
        own = post("data/download", file="json").json()
        assert own["person"]["id_number"] == person.id_number
        assert own["person"]["protected_phone"].endswith(person.phone)
        assert post("data/download", file="pdf").content.startswith(b"%PDF")
        post("requests/new", kind="objection", note=f"No calls to {person.phone}: {person.spoken}")

    def correct_own_data(self, new):
        """Somebody types new numbers, wrong ones first; the officer applies them."""
        person = Person("correcting", 90)
        self.people["correcting"] = person
        session, post = self.customer(person)
        wrong = session.post(
            f"{self.server.url}/my/privacy/data/correct",
            data={
                "csrf_token": session.hidden_of("/my/privacy/data")["csrf_token"],
                "password": PORTAL_PASSWORD,
                "cs_phone": f"{new.phone}x5",
                "cs_birth_date": f"{new.birth_date[:-2]}32",
                "cs_id_number": new.id_number,
            },
            timeout=60,
        )
        assert wrong.status_code == 422, wrong.status_code
        post(
            "data/correct",
            cs_phone=f"+86 {new.phone}",
            cs_birth_date=new.birth_date,
            cs_id_number=new.id_number,
        )
        partner = self.partners[person.name]
        asked = self.open_request(partner, "correction")
        self.officer.call("cs.privacy.request", "action_start", [asked])
        self.officer.call("cs.privacy.request", "action_apply", [asked])
        # Known by the new numbers from now on
        self.partners[new.name] = self.partners.pop(person.name)

    def open_request(self, partner, kind):
        domain = [["partner_id", "=", partner], ["kind", "=", kind]]
        [asked] = self.officer.call("cs.privacy.request", "search", domain)
        return asked

    # At the desk

    def register(self, person, kind, **more):
        """An agent takes a request down; the officer has seen the card and begins."""
        values = {
            "kind": kind,
            "partner_id": self.partners.get(person.name) or self.created(person),
            "note": f"Says: {person.spoken}",
            **more,
        }
        spec = {"name": {}, "state": {}}
        [row] = self.agent.call("cs.privacy.request", "web_save", [], values, specification=spec)
        asked = [row["id"]]
        self.officer.call("cs.privacy.request", "write", asked, {"identity_method": "document"})
        self.officer.call("cs.privacy.request", "action_start", asked)
        return asked

    def ask_at_the_desk(self, person):
        for kind in ("access", "portability"):
            asked = self.register(person, kind)
            action = self.officer.call("cs.privacy.request", "action_download", asked)
            copy = self.officer.get(f"{self.server.url}{action['url']}", timeout=120)
            if kind == "access":
                assert copy.content.startswith(b"%PDF"), copy.text
            else:
                assert json.loads(copy.content)["person"]["id_number"] == person.id_number
            self.finish(asked, "done", f"Handed over: {person.spoken}")
        asked = self.register(person, "objection")
        self.finish(asked, "refuse", f"We have to: {person.spoken}")
        lines = [(0, 0, {"field_name": "cs_phone", "new_value": person.phone})]
        asked = self.register(person, "correction", line_ids=lines)
        self.finish(asked, "cancel", f"Called from {person.phone}")

    def finish(self, asked, transition, reason):
        model = "cs.privacy.request.reason"
        values = {"request_ids": [(6, 0, asked)], "transition": transition, "reason": reason}
        dialog = self.officer.call(model, "create", values)
        self.officer.call(model, "action_apply", [dialog])

    def erase(self, person):
        """Nothing has to be kept: the name and the address are nowhere either."""
        partner = self.created(person)
        self.agent.call("res.partner", "message_post", [partner], body=f"{person.name} called")
        _session, post = self.customer(person)
        post("requests/new", kind="erasure", password=PORTAL_PASSWORD)
        asked = [self.open_request(partner, "erasure")]
        self.officer.call("cs.privacy.request", "action_start", asked)
        self.confirm_erasure(asked)
        assert self.server.query(
            "SELECT cs_erased_on IS NOT NULL, cs_phone, cs_id_number FROM res_partner"
            " WHERE id = %s",
            partner,
        ) == [(True, None, None)]
        del self.partners[person.name]
        self.erased_people.append(person)

    def erase_what_may_be(self, person):
        """A number is in service: the identity stays, sealed; the contact data goes."""
        partner = self.created(person)
        number = {"number": person.phone, "partner_id": partner}
        self.server.call("cs.service.number", "create", number)
        self.confirm_erasure(self.register(person, "erasure"))
        [(phone, identity)] = self.server.query(
            "SELECT cs_phone, cs_id_number FROM res_partner WHERE id = %s", partner
        )
        assert not phone
        assert identity.startswith("e1$")
        [(kept,)] = self.server.query(
            "SELECT split_part(number, '$', 1) FROM cs_service_number WHERE partner_id = %s",
            partner,
        )
        assert kept == "e1"
        del self.partners[person.name]

    def confirm_erasure(self, asked):
        """The dialog: what goes, what stays, the tick, the button."""
        action = self.officer.call("cs.privacy.request", "action_erase", asked)
        model, context = action["res_model"], action["context"]
        spec = {"is_understood": {}, "line_ids": {"fields": {"label": {}, "reason": {}}}}
        shown = self.officer.call(model, "onchange", [], {}, [], spec, context=context)
        assert shown["value"]["line_ids"]
        values = {"request_ids": [(6, 0, asked)], "is_understood": True}
        [row] = self.officer.call(
            model, "web_save", [], values, specification={"is_understood": {}}, context=context
        )
        self.officer.call(model, "action_erase", [row["id"]])
